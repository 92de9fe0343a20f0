"""What breaks around a workspace: full disks, forbidden folders, damaged files, two writers, a clock set back."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from policygraph.graph.checking import check
from policygraph.graph.workspace import Workspace
from tests.app.conftest import Run
from tests.app.test_killed import content, written
from tests.conftest import bound_by_permissions

FAST = ("--profile", "fast", "--quiet", "--lang", "en")


@pytest.fixture(scope="module")
def articles(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    sys.path.insert(0, str(root))
    try:
        return written(tmp_path_factory.mktemp("faults") / "articles.jsonl", 40)
    finally:
        sys.path.remove(str(root))


@pytest.fixture(scope="module")
def whole(articles: Path) -> Path:
    """A workspace of them that nothing happened to."""
    folder = articles.parent / "whole"
    subprocess.run(
        [sys.executable, "-m", "policygraph.cli", "build", articles, "-w", folder, "--profile", "fast", "--quiet"],
        check=True,
    )
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A disk of as many kilobytes as asked for; asked again, it grows."""
    place = tmp_path / "disk"
    place.mkdir()
    made = False

    def size(kilobytes: int) -> Path:
        nonlocal made
        options = f"{'remount,' if made else ''}size={kilobytes}k"
        ran = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False)
        if ran.returncode and not made:
            pytest.skip("needs the right to mount a small disk")
        made = True
        return place

    with suppress(FileNotFoundError):
        yield size
    if made:
        subprocess.run(["umount", place], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="needs tmpfs")
def test_a_full_disk_at_any_size_loses_nothing(
    run: Run, articles: Path, whole: Path, small_disk: Callable[[int], Path]
) -> None:
    full, kilobytes = 0, 64
    while True:
        folder = small_disk(kilobytes) / "ws"
        done = run("build", articles, "-w", folder, *FAST)
        if done.code == 0:
            break
        assert done.code == 3, done.err
        assert "Traceback" not in done.err
        assert len(done.err.strip().splitlines()) == 1, done.err
        full += 1
        kilobytes += 256 if kilobytes < 1024 else 1024
        assert kilobytes < 200_000
    assert full > 2
    small_disk(kilobytes + 8192)  # the store writes when it is opened, and the build may have left nothing
    assert content(folder) == content(whole)
    assert list(check(folder)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs tmpfs")
def test_an_opening_that_fails_for_want_of_space_leaves_nothing(
    run: Run, whole: Path, articles: Path, small_disk: Callable[[int], Path]
) -> None:
    disk = small_disk(64_000)
    folder = disk / "ws"
    shutil.copytree(whole, folder)
    used = sum(path.stat().st_size for path in disk.rglob("*") if path.is_file())
    small_disk(used // 1024 + 300)  # the store wants more than that to write its log anew as tables
    before = {path for path in folder.rglob("*") if path.is_file()}
    for _ in range(3):
        done = run("build", articles, "-w", folder, *FAST, "--force")
        assert (done.code, "No space left" in done.err) == (3, True), done.err
        assert {path for path in folder.rglob("*") if path.is_file()} == before
    small_disk(64_000)
    assert run("build", articles, "-w", folder, *FAST).code == 0
    assert content(folder) == content(whole)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_workspace_that_may_only_be_read_is_read_and_not_built(
    run: Run, articles: Path, whole: Path, open_folder: Path
) -> None:
    folder = open_folder / "ws"
    shutil.copytree(whole, folder)
    expected = content(whole)[0]
    run("query", "ASK {}", "-w", folder)  # imports what the commands need
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with bound_by_permissions():
        refused = run("build", articles, "-w", folder, *FAST, "--force")
        with Workspace.open(folder, read_only=True) as workspace:
            seen = {str(quad) for quad in workspace.quads()}
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    assert (refused.code, "right to write" in refused.err) == (3, True), refused.err
    assert seen == expected


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_store_that_may_only_be_read_is_named(run: Run, articles: Path, whole: Path, open_folder: Path) -> None:
    folder = open_folder / "ws"
    shutil.copytree(whole, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    for path in [folder / "store", *(folder / "store").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    with bound_by_permissions():
        refused = run("build", articles, "-w", folder, *FAST, "--force")
    for path in [folder / "store", *(folder / "store").rglob("*")]:
        path.chmod(0o755)
    assert (refused.code, "store" in refused.err) == (3, True), refused.err
    assert run("build", articles, "-w", folder, *FAST).code == 0
    assert content(folder) == content(whole)


def harmed_files(store: Path) -> list[Path]:
    return sorted(path for path in store.iterdir() if path.stat().st_size and path.name not in {"LOCK", "LOG"})


def test_any_damaged_file_of_the_store_is_found_and_repaired(run: Run, whole: Path, tmp_path: Path) -> None:
    expected = content(whole)
    kinds = {path.suffix or path.name.split("-")[0]: path for path in harmed_files(whole / "store")}
    found = 0
    for kind, path in kinds.items():
        folder = tmp_path / kind.strip(".")
        shutil.copytree(whole, folder)
        victim = folder / "store" / path.name
        data = bytearray(victim.read_bytes())
        data[len(data) // 3 : 2 * len(data) // 3 + 1] = b"\xa5" * (2 * len(data) // 3 + 1 - len(data) // 3)
        victim.write_bytes(bytes(data))
        done = run("check", "-w", folder, "--lang", "en")
        assert "Traceback" not in done.err, kind
        assert done.code in {0, 1}, (kind, done.err)
        found += done.code
        if done.code:
            assert "policygraph repair" in done.out, (kind, done.out)
        asked = run("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "-w", folder, "--lang", "en")
        if asked.code:
            assert "policygraph repair" in asked.err, (kind, asked.err)
        assert run("repair", "-w", folder).code == 0, kind
        assert content(folder) == expected, kind
        assert list(check(folder)) == [], kind
    assert found >= 2


def test_two_builds_at_once_give_what_one_gives(articles: Path, whole: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "policygraph.cli", "build", articles, "-w", tmp_path / "ws", "--profile", "fast"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate()[1].decode() for process in both]
    codes = [process.returncode for process in both]
    assert 0 in codes, said
    assert set(codes) <= {0, 3}, said
    assert content(tmp_path / "ws") == content(whole)


def test_a_clock_that_goes_back_changes_nothing_but_times(
    run: Run, articles: Path, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ws"
    years = iter(range(2029, 1969, -1))

    def back() -> str:
        return f"{next(years, 1970)}-01-01T00:00:00Z"

    for module in ("ledger", "loading", "archive", "curation.log", "curation.rehearsal"):
        monkeypatch.setattr(f"policygraph.graph.{module}.now", back)
    assert run("build", articles, "-w", folder, *FAST).code == 0
    assert content(folder) == content(whole)
    assert run("curate", "rename", "澜州市", "澜州一", "-w", folder).code == 0
    assert run("curate", "rename", "澜州市", "澜州二", "-w", folder).code == 0
    assert run("build", articles, "-w", folder, *FAST, "--force").code == 0
    with Workspace.open(folder) as workspace:
        times = [entry.changed for entry in workspace.articles()]
        assert max(times) < "2029-01-01T00:00:00Z"
        assert workspace.show("澜州二").label == "澜州二", "the later decision holds, whatever its time says"
    assert run("backup", tmp_path / "a.zip", "-w", folder).code == 0
    assert run("restore", tmp_path / "a.zip", "-w", tmp_path / "again").code == 0
    assert content(tmp_path / "again") == content(folder)
    assert list(check(folder)) == []
