"""Backup and restore: whole, of one moment, and never over something that is there."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from policygraph.graph.archive import MANIFEST, backup, restore
from policygraph.graph.curation.log import append
from policygraph.graph.lock import WriteLock
from policygraph.graph.scratch import PREFIX
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import WorkspaceError

Change = Callable[[dict[str, bytes]], None]


def quads(folder: Path) -> set[str]:
    with Workspace.open(folder) as workspace:
        return {str(quad) for quad in workspace.quads()}


def test_what_comes_back_is_what_was_there(ws: Workspace, tmp_path: Path) -> None:
    append(ws.folder, "reject", {"item": {"article": "plan", "kind": "metric", "id": "m1"}}, who="某人")
    ws.apply_decisions()
    expected = {str(quad) for quad in ws.quads()}
    packed = backup(ws.folder, tmp_path / "a.zip")  # while the workspace is open for writing
    assert packed.articles == 3
    assert restore(tmp_path / "a.zip", tmp_path / "again" / "ws") == packed
    assert quads(tmp_path / "again" / "ws") == expected
    assert (tmp_path / "again/ws/curation.jsonl").read_bytes() == (ws.folder / "curation.jsonl").read_bytes()
    assert not list(tmp_path.glob("*.partial"))


def test_what_killed_processes_left_goes_and_what_others_are_making_stays(ws: Workspace, tmp_path: Path) -> None:
    left, busy = tmp_path / f"{PREFIX}left", tmp_path / f"{PREFIX}busy"
    for place in (left, busy):
        place.mkdir()
        (place / "articles.sqlite").write_bytes(b"half")
        (place / "lock").touch()
    other = WriteLock(busy)
    backup(ws.folder, tmp_path / "a.zip")
    restore(tmp_path / "a.zip", tmp_path / "again")
    other.release()
    assert [path.name for path in tmp_path.glob(".*")] == [busy.name]


def test_what_is_not_committed_is_not_in_it(ws: Workspace, tmp_path: Path) -> None:
    ws.ledger.connection.execute("BEGIN IMMEDIATE")
    ws.ledger.connection.execute("DELETE FROM articles")
    backup(ws.folder, tmp_path / "a.zip")
    ws.ledger.connection.execute("ROLLBACK")
    restore(tmp_path / "a.zip", tmp_path / "again")
    with Workspace.open(tmp_path / "again") as workspace:
        assert len(workspace.articles()) == 3


def test_own_word_lists_go_along(ws: Workspace, tmp_path: Path) -> None:
    (ws.folder / "lists").mkdir()
    (ws.folder / "lists" / "programs.tsv").write_text("云岭英才\n", encoding="utf-8")
    (tmp_path / "elsewhere.tsv").write_text("不属于工作区\n", encoding="utf-8")
    settings = ws.folder / "workspace.toml"
    text = settings.read_text(encoding="utf-8")
    named = '[lists]\nprograms = ["lists/programs.tsv", "../elsewhere.tsv"]'
    settings.write_text(text.replace("# [lists]", named), encoding="utf-8")
    backup(ws.folder, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        assert sorted(zipped.namelist()) == ["articles.sqlite", "lists/programs.tsv", MANIFEST, "workspace.toml"]


def test_a_workspace_that_is_there_stays(ws: Workspace, tmp_path: Path) -> None:
    backup(ws.folder, tmp_path / "a.zip")
    with pytest.raises(WorkspaceError, match="stays as it is"):
        restore(tmp_path / "a.zip", ws.folder)
    assert len(ws.articles()) == 3


def test_a_damaged_ledger_is_not_backed_up(ws: Workspace, tmp_path: Path) -> None:
    ws.close()
    spoil(ws.folder / "articles.sqlite")
    with pytest.raises(WorkspaceError, match=r"articles\.sqlite.*policygraph check"):
        backup(ws.folder, tmp_path / "a.zip")
    assert not list(tmp_path.glob("a.zip*"))


def spoil(ledger: Path) -> None:
    """Overwrite the pages of the table of articles and of an index."""
    with sqlite3.connect(ledger) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        roots = connection.execute("SELECT rootpage FROM sqlite_master WHERE name LIKE 'articles%'").fetchall()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    content = bytearray(ledger.read_bytes())
    for (page,) in roots:
        content[(page - 1) * size : page * size] = b"\xa5" * size
    ledger.write_bytes(bytes(content))


def _cut(files: dict[str, bytes]) -> None:
    files["articles.sqlite"] = files["articles.sqlite"][:-4096]


def _changed(files: dict[str, bytes]) -> None:
    files["workspace.toml"] = files["workspace.toml"].replace(b"format", b"Format")


def _longer(files: dict[str, bytes]) -> None:
    files["articles.sqlite"] += b"\0" * (1 << 24)


def _lost(files: dict[str, bytes]) -> None:
    del files["articles.sqlite"]


def _outside(files: dict[str, bytes]) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"]["../outside"] = manifest["files"]["workspace.toml"]
    files[MANIFEST] = json.dumps(manifest).encode()
    files["../outside"] = files["workspace.toml"]


def _of_the_future(files: dict[str, bytes]) -> None:
    files[MANIFEST] = files[MANIFEST].replace(b"policygraph-backup-1", b"policygraph-backup-9")


def _without_manifest(files: dict[str, bytes]) -> None:
    del files[MANIFEST]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(_cut, r"articles\.sqlite is damaged", id="cut"),
        pytest.param(_changed, r"workspace\.toml is damaged", id="changed"),
        pytest.param(_longer, r"articles\.sqlite is damaged", id="longer-than-it-says"),
        pytest.param(_lost, r"articles\.sqlite is missing", id="a-file-is-missing"),
        pytest.param(_outside, "holds what no backup does", id="leads-outside"),
        pytest.param(_of_the_future, "use the policygraph that made it", id="newer-form"),
        pytest.param(_without_manifest, "no backup of policygraph", id="another-zip"),
    ],
)
def test_a_bad_archive_changes_nothing(ws: Workspace, tmp_path: Path, change: Change, message: str) -> None:
    backup(ws.folder, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    change(files)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WorkspaceError, match=message):
        restore(tmp_path / "bad.zip", tmp_path / "again")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_no_zip(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK is not enough")
    with pytest.raises(WorkspaceError, match="use another backup"):
        restore(tmp_path / "a.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()
