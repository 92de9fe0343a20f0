"""A full disk is told from damage, with the way out of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from policygraph.graph import archive, checking
from policygraph.graph.full_disk import is_full, want_of_space
from policygraph.graph.lock import WriteLock
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import WorkspaceError
from policygraph.schema.failures import told

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("error", "free", "full"),
    [
        pytest.param(OSError(28, "No space left on device"), 1 << 30, True, id="said"),
        pytest.param(sqlite3.OperationalError("database or disk is full"), 1 << 30, True, id="said-by-sqlite"),
        pytest.param(sqlite3.OperationalError("disk I/O error"), 4096, True, id="no-room"),
        pytest.param(sqlite3.OperationalError("disk I/O error"), 1 << 30, False, id="a-bad-disk"),
        pytest.param(sqlite3.DatabaseError("file is not a database"), 4096, False, id="damage"),
    ],
)
def test_what_comes_from_want_of_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, free: int, full: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free))
    assert is_full(tmp_path, error) is full
    assert (want_of_space(tmp_path, error) is not None) is full


def test_a_lock_that_cannot_be_written_for_want_of_space_says_so(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ws.folder
    ws.close()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WriteLock, "__init__", refuse)
    with pytest.raises(WorkspaceError) as raised:
        Workspace.open(folder)
    assert "free some space" in str(raised.value)
    assert "腾出空间" in told(str(raised.value), "zh")


def test_a_check_on_a_full_disk_calls_nothing_damaged(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ws.folder
    ws.close()

    def refuse(_: Path) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(checking, "_connect", refuse)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, 0))
    assert [fault.reason for fault in checking.check(folder)] == ["full"]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, 1 << 30))
    assert [fault.reason for fault in checking.check(folder)] == ["damaged"]


def test_a_restore_without_room_keeps_its_trust_in_the_backup(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.backup(ws.folder, tmp_path / "a.zip")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "_unpack", refuse)
    with pytest.raises(WorkspaceError, match="free some space"):
        archive.restore(tmp_path / "a.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()
