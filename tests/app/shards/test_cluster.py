"""Many machines: Ray on two nodes, one killed in the middle, and S3 (moto's server); run by ``make cluster``."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import policygraph
from policygraph.shards.loading import load
from policygraph.shards.places import Folder
from policygraph.shards.run import manifest
from tests.app.shards.conftest import write_articles
from tests.app.shards.ray_nodes import PATIENCE, Node, free_port, wait

pytestmark = pytest.mark.cluster
ray = pytest.importorskip("ray", reason="needs the extra ray: make cluster")
pytest.importorskip("s3fs", reason="needs the extra ray: make cluster")
moto = pytest.importorskip("moto.server", reason="needs moto[server]: make cluster")
ARTICLES, INPUTS = 400, 5


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of an S3 server on this machine."""
    import fsspec
    import s3fs

    port = free_port()
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"policies-{uuid.uuid4().hex[:8]}"
    fsspec.filesystem("s3").mkdir(name)
    yield f"s3://{name}"
    server.stop()
    s3fs.S3FileSystem.clear_instance_cache()


def extract(source: str, output: str, *more: str, **environment: str) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "policygraph.cli", "extract", source, "--output", output, "--profile", "fast",
        "--lang", "en", *more,
    ]  # fmt: skip
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})


def finish(running: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = running.communicate(timeout=PATIENCE)
    return running.returncode, said


def quads(folder: Path, source: Path | None = None, shards: str | None = None) -> set[str]:
    with policygraph.open(folder) as ws:
        if source:
            ws.build([source], profile="fast")
        if shards:
            ws.load_shards(shards)
        return {str(quad) for quad in ws.quads()}


def entities(folder: Folder, copy: Path) -> bytes:
    folder.fetch("entities.parquet", copy)
    return copy.read_bytes()


def test_shards_in_s3_equal_those_of_a_folder(bucket: str, articles: Path, direct: set[str], tmp_path: Path) -> None:
    import fsspec

    system = fsspec.filesystem("s3")
    system.put(str(articles), f"{bucket}/in", recursive=True)
    output = f"{bucket}/out"
    options = ("--engine", "local", "--shard-inputs", "2")
    code, said = finish(extract(f"{bucket}/in", output, *options))
    assert (code, "records of 9 articles, 1 could not be read" in said) == (1, True), said
    assert quads(tmp_path / "ws", shards=output) == direct
    system.invalidate_cache()
    first, second = manifest(Folder.at(output))[:2]
    system.rm_file(f"{output}/records/{first}.parquet")
    system.pipe_file(f"{output}/quads/{second}.nq.gz", b"half")
    assert "2 shards done, 3 were finished before" in finish(extract(f"{bucket}/in", output, *options))[1]
    assert quads(tmp_path / "again", shards=output) == direct


@pytest.mark.parametrize("where", ["folder", "s3"])
def test_a_node_that_is_killed_loses_no_record_and_doubles_none(
    where: str, request: pytest.FixtureRequest, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    source = write_articles(tmp_path / "articles", ARTICLES)
    output = f"{request.getfixturevalue('bucket')}/out" if where == "s3" else str(tmp_path / "out")
    with TemporaryDirectory(prefix="ray") as logs:
        head = Node(Path(logs))
        nodes = [head]
        try:
            nodes.append(second := Node(Path(logs), head.address))
            options = ("--engine", "ray", "--shard-inputs", str(INPUTS))
            running = extract(str(source), output, *options, RAY_ADDRESS=head.address)
            folder = Folder.at(output)
            wait(lambda: len(folder.sizes("shards")) >= 8 and second.works() and head.works(), *nodes, on=running)
            before = len(folder.sizes("shards"))
            second.kill()
            nodes.remove(second)
            code, said = finish(running)
            nodes.append(Node(Path(logs), head.address))
            finish(extract(str(source), output, *options, "--resolve", RAY_ADDRESS=head.address))
            joined = entities(folder, tmp_path / "on-two-nodes")
            folder.remove("entities.parquet")
            finish(extract(str(source), output, "--engine", "local", "--shard-inputs", str(INPUTS), "--resolve"))
        finally:
            for node in nodes:
                node.kill()
    shards = manifest(folder)
    found = list(load(output))
    keys = Counter(item[0].id for item in found if isinstance(item, tuple))
    with capfd.disabled():
        print(
            f"\n{where}: {len(shards)} shards, {before} finished when one of two nodes was killed at work; "
            f"at the end "
            f"{keys.total()} records, {len(keys)} different, {len(found) - keys.total()} bad; {said.strip()}"
        )
    assert code == 1  # the bad article
    assert joined == entities(folder, tmp_path / "on-one-machine")
    assert 8 <= before < len(shards)
    assert keys == Counter(f"n{number}" for number in range(ARTICLES))
    assert len(found) == ARTICLES + 1
    assert not [name for kind in ("shards", "records", "quads") for name in folder.sizes(kind) if "partial" in name]
    assert quads(tmp_path / "shards", shards=output) == quads(tmp_path / "direct", source=source)
