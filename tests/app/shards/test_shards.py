"""Shards: a finished one is not made again, a half one does not count, and loading them equals a direct build."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import policygraph
from policygraph.ingest import pipeline
from policygraph.ingest.readers import Failure
from policygraph.schema.article import Article
from policygraph.schema.namespace import DEFAULT_BASE
from policygraph.schema.record import Record
from policygraph.shards import run as runs
from policygraph.shards import work
from policygraph.shards.loading import articles_of
from policygraph.shards.places import Folder
from policygraph.shards.resolving import resolve_shards
from policygraph.shards.run import manifest
from policygraph.shards.tables import FAILURES, RECORDS, rows
from tests.app.conftest import Run
from tests.app.shards.conftest import write_articles

pytest.importorskip("fsspec")


def extract(run: Run, articles: Path | str, output: Path | str, *more: object) -> tuple[int, str]:
    done = run(
        "extract", articles, "--engine", "local", "--profile", "fast", "--shard-inputs", 2, "--output", output, *more
    )
    return done.code, done.err


def quads_of_workspace(run: Run, shards: Path | str, folder: Path) -> set[str]:
    run("build", "--from-records", shards, "-w", folder, "--quiet")
    with policygraph.open(folder) as ws:
        return {str(quad) for quad in ws.quads()}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def made(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of five shards."""
    from policygraph.cli.main import main

    out = tmp_path_factory.mktemp("made") / "out"
    options = ["--engine", "local", "--profile", "fast", "--shard-inputs", "2", "--quiet", "--output", str(out)]
    assert main(["extract", str(articles), *options]) == 1  # one of them is bad
    return out


@pytest.fixture
def shards(made: Path, tmp_path: Path) -> Path:
    """A copy of the folder, to be spoiled."""
    return Path(shutil.copytree(made, tmp_path / "out"))


def test_the_graph_of_shards_is_that_of_the_articles(run: Run, made: Path, direct: set[str], tmp_path: Path) -> None:
    assert quads_of_workspace(run, made, tmp_path / "ws") == direct


def test_loading_shards_again_changes_nothing(run: Run, made: Path, direct: set[str], tmp_path: Path) -> None:
    first = run("build", "--from-records", made, "-w", tmp_path / "ws")
    assert (first.code, "新增 9 篇，更新 0 篇，未变 0 篇，失败 1 篇" in first.err) == (1, True)
    second = run("build", "--from-records", made, "-w", tmp_path / "ws")
    assert "新增 0 篇，更新 0 篇，未变 9 篇，失败 1 篇" in second.err
    assert quads_of_workspace(run, made, tmp_path / "ws") == direct


def test_a_bad_article_is_in_the_side_table_with_its_reason(run: Run, made: Path) -> None:
    bad = [row for file in sorted((made / "failures").iterdir()) for row in rows(file, FAILURES)]
    assert [Path(row["name"]).name for row in bad] == ["n0001-坏.json"]
    assert 'field "text" is a number, not a string' in bad[0]["reason"]


def test_every_article_is_in_one_shard(made: Path) -> None:
    keys = [row["key"] for file in (made / "records").iterdir() for row in rows(file, RECORDS)]
    assert sorted(keys) == [f"n{number}" for number in range(9)]


def test_each_shard_has_the_quads_of_its_articles(made: Path) -> None:
    store = ox.Store()
    for file in sorted((made / "quads").iterdir()):
        store.bulk_load(gzip.decompress(file.read_bytes()), format=ox.RdfFormat.N_QUADS)
    named = {graph.value.rpartition("article/")[2] for graph in store.named_graphs()}
    assert {f"n{number}" for number in range(9)} <= named
    sources = store.query(
        "SELECT (count(DISTINCT ?a) AS ?n) WHERE { GRAPH ?a { ?a a <https://w3id.org/policygraph/ns#Article> } }"
    )
    assert [row["n"].value for row in sources] == ["9"]


def test_a_finished_shard_is_not_made_again(
    run: Run, articles: Path, shards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(shards)
    called: list[str] = []
    original = runs.work
    monkeypatch.setattr(runs, "work", lambda how, shard: called.append(shard.id) or original(how, shard))
    code, said = extract(run, articles, shards)
    assert (code, called, "做了 0 个分片，5 个早已完成" in said) == (1, [], True)
    gone = manifest(Folder.at(str(shards)))[2]
    (shards / "shards" / f"{gone}.json").unlink()
    extract(run, articles, shards)
    assert called == [gone]
    assert contents(shards) == before


@pytest.mark.parametrize("spoil", ["half records", "no records", "half marker", "no quads", "other marker"])
def test_a_half_written_shard_does_not_count_and_is_made_again(
    run: Run, articles: Path, shards: Path, direct: set[str], tmp_path: Path, spoil: str
) -> None:
    before = contents(shards)
    id_ = manifest(Folder.at(str(shards)))[1]
    records, marker, quads = (
        shards / "records" / f"{id_}.parquet", shards / "shards" / f"{id_}.json", shards / "quads" / f"{id_}.nq.gz",
    )  # fmt: skip
    if spoil == "half records":
        records.write_bytes(records.read_bytes()[:200])
    elif spoil == "no records":
        records.unlink()
    elif spoil == "half marker":
        marker.write_bytes(marker.read_bytes()[:40])
    elif spoil == "no quads":
        quads.unlink()
    else:
        marker.write_text('{"id": 5, "files": []}')
    loaded = run("build", "--from-records", shards, "-w", tmp_path / "half")
    assert loaded.code == 1
    assert f"{id_}：还没有做完；再执行一次 extract" in loaded.err
    assert "做了 1 个分片，4 个早已完成" in extract(run, articles, shards)[1]
    assert contents(shards) == before
    assert quads_of_workspace(run, shards, tmp_path / "half") == direct


def test_damage_that_leaves_the_size_is_told_when_shards_are_loaded(run: Run, shards: Path, tmp_path: Path) -> None:
    id_ = manifest(Folder.at(str(shards)))[0]
    records = shards / "records" / f"{id_}.parquet"
    data = bytearray(records.read_bytes())
    data[len(data) // 2] ^= 255
    records.write_bytes(data)
    done = run("build", "--from-records", shards, "-w", tmp_path / "ws")
    assert done.code == 1
    assert f"records/{id_}.parquet 已损坏；删掉它，再执行一次 extract" in done.err


def test_a_shard_that_fails_stops_at_no_half_file(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policygraph.shards.plan import plan

    [shard, *_] = plan([str(articles)], "test", most=2)
    how = work.Work(str(tmp_path / "out"), "http://example.org/", profile="fast")
    monkeypatch.setattr(work.Writer, "write", lambda self, row: (_ for _ in ()).throw(OSError("No space left")))
    with pytest.raises(policygraph.PolicyGraphError, match="No space left"):
        work.work(how, shard)
    assert not list((tmp_path / "out").rglob("*.*"))


def test_processes_write_what_one_process_writes(run: Run, articles: Path, made: Path, tmp_path: Path) -> None:
    extract(run, articles, tmp_path / "out", "--workers", 2)
    assert contents(tmp_path / "out") == contents(made)


def test_a_changed_input_replaces_its_shard(run: Run, tmp_path: Path) -> None:
    source = write_articles(tmp_path / "articles", 5)
    extract(run, source, tmp_path / "out")
    changed = json.loads((source / "n0004.json").read_text(encoding="utf-8"))
    changed["text"] += "又新增企业3家。"
    (source / "n0004.json").write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    assert "做了 1 个分片，2 个早已完成" in extract(run, source, tmp_path / "out")[1]
    texts = [row["record"] for file in (tmp_path / "out" / "records").iterdir() for row in rows(file, RECORDS)]
    assert (len(texts), sum("又新增企业" in text for text in texts)) == (5, 1)


def test_sources_and_shards_may_be_wherever_fsspec_reaches(
    run: Run, articles: Path, direct: set[str], tmp_path: Path
) -> None:
    import fsspec

    place = f"memory://{uuid.uuid4().hex}"
    system, _ = fsspec.core.url_to_fs(place)
    system.put(str(articles), f"{place}/in", recursive=True)
    system.pipe_file(f"{place}/in/.hidden.json", b"{}")
    code, said = extract(run, f"{place}/in", f"{place}/out")
    assert (code, "9 篇文章的记录，1 篇读不了" in said) == (1, True)
    assert not [name for name in system.find(f"{place}/out") if name.endswith(".partial")]
    assert quads_of_workspace(run, f"{place}/out", tmp_path / "ws") == direct
    assert "做了 0 个分片，5 个早已完成" in extract(run, f"{place}/in", f"{place}/out")[1]


def test_a_folder_keeps_the_shards_of_its_own_sources(run: Run, shards: Path, tmp_path: Path) -> None:
    before = contents(shards)
    code, said = extract(run, write_articles(tmp_path / "others", 2), shards)
    assert (code, "里面是别的来源的分片" in said) == (1, True)
    assert contents(shards) == before


@pytest.mark.parametrize(
    ("manifest_text", "said"),
    [
        ("{", "已损坏"), ("[]", "已损坏"), ('{"format": 9}', "格式是 9"),
        ('{"format": 1, "sources": [], "shards": ["../../etc/passwd"]}', "已损坏"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_refused(run: Run, tmp_path: Path, manifest_text: str, said: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(manifest_text)
    done = run("build", "--from-records", tmp_path / "out", "-w", tmp_path / "ws")
    assert (done.code, said in done.err) == (1, True)


def test_what_cannot_be_done_is_told_with_the_way_out(run: Run, tmp_path: Path, articles: Path) -> None:
    for arguments, code, words in (
        (("build", "--from-records", tmp_path, "-w", tmp_path / "ws"), 1, "不是分片文件夹"),
        (("extract", "http://example.org/", "--engine", "local", "-o", tmp_path / "o"), 1, "不带 --engine"),
        (("extract", "-", "--engine", "local", "-o", tmp_path / "o"), 1, "不带 --engine"),
        (("extract", articles, "--engine", "local", "-o", "no-such-scheme://x"), 1, "检查地址"),
        (("extract", articles, "--engine", "local"), 2, "--output"),
        (("extract", articles, "-o", "s3://bucket/x"), 2, "--engine"),
        (("extract", articles, "--resolve"), 2, "--engine"),
        (("extract", articles, "--workers", 2), 2, "--engine"),
    ):
        done = run(*arguments)
        assert (done.code, words in done.err) == (code, True), (arguments, done.err)


@pytest.mark.parametrize(("lang", "said"), [("zh", "需要 {}，还没有安装"), ("en", "needs {}, which is not installed")])
@pytest.mark.parametrize("package", ["fsspec", "pyarrow", "ray"])
def test_an_absent_package_is_named_before_anything_is_written(
    run: Run, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, lang: str, said: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    engine, extra = ("ray", "ray") if package == "ray" else ("local", "shards")
    done = run("extract", articles, "--engine", engine, "-o", tmp_path / "out", "--lang", lang)
    assert (done.code, said.format(package) in done.err) == (1, True)
    assert f"pip install 'policygraph[{extra}]'" in done.err
    assert not (tmp_path / "out").exists()


def test_names_of_all_shards_are_joined_as_in_a_workspace(
    run: Run, articles: Path, shards: Path, tmp_path: Path
) -> None:
    said = extract(run, articles, shards, "--resolve", "--workers", 2)[1]
    run("build", "--from-records", shards, "-w", tmp_path / "ws")
    with policygraph.open(tmp_path / "ws") as ws:
        ask = "SELECT ?1 || node, ?1 || entity, type FROM nodes WHERE entity <> '' ORDER BY node"
        expected = ws.ledger.connection.execute(ask, (ws.iris.base,)).fetchall()
    found = [tuple(row.values()) for row in rows(shards / "entities.parquet", ("node", "entity", "type"))]
    assert found == expected
    assert f"{len(expected)} 个名称是 {len({entity for _, entity, _ in expected})} 个实体" in said
    graph = ox.Store()
    graph.bulk_load(gzip.decompress((shards / "entities.nq.gz").read_bytes()), format=ox.RdfFormat.N_QUADS)
    same = ox.NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    moved = {(q.subject.value, q.object.value) for q in graph.quads_for_pattern(None, same, None, None)}
    assert moved == {(node, entity) for node, entity, _ in expected if node != entity}
    assert moved
    before = contents(shards)
    resolve_shards(work.Work(str(shards), ws.iris.base, profile="fast"), most=3)  # in many parts
    assert contents(shards) == before


def test_reading_a_shard_looks_at_its_own_files_alone(shards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder.at(str(shards))
    first, second = manifest(folder)[:2]
    (shards / "quads" / f"{second}.nq.gz").unlink()
    monkeypatch.setattr(Folder, "sizes", None)  # a list of all shards for each of them takes too long
    assert len(list(articles_of(folder, first))) == 1
    with pytest.raises(policygraph.PolicyGraphError, match="is not finished"):
        list(articles_of(folder, second))


def test_an_article_that_breaks_the_reader_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.extract_many

    def breaking(articles: list[Article], **options: Any) -> Iterator[Record]:
        if any("坏" in article.text for article in articles):
            raise ZeroDivisionError("division by zero")
        return whole(articles, **options)

    monkeypatch.setattr(pipeline, "extract_many", breaking)
    articles = [Article(id=str(number), text=text) for number, text in enumerate(("甲市。", "坏。", "乙市。"))]
    one, bad, two = work._read(work.Work("out", DEFAULT_BASE, profile="fast"), articles)
    assert [found.text for found in (one, two) if isinstance(found, Record)] == ["甲市。", "乙市。"]
    assert isinstance(bad, Failure)
    assert "1: reading it failed (ZeroDivisionError('division by zero'))" in str(bad.error)
