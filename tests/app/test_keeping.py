"""backup, restore and check as people type them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.app.conftest import Run


def test_backup_restore_check(run: Run, workspace: Path, tmp_path: Path) -> None:
    archive, again = tmp_path / "三月.zip", tmp_path / "again"
    assert run("backup", archive, "-w", workspace).code == 0
    taken = run("backup", archive, "-w", workspace)
    assert (taken.code, "--replace" in taken.err) == (2, True)
    assert run("backup", archive, "-w", workspace, "--replace").code == 0
    assert run("restore", archive, "-w", again).code == 0
    assert run("restore", archive, "-w", again).code == 3
    sound = run("check", "-w", again)
    assert (sound.code, sound.out) == (0, "")
    assert "完好" in sound.err
    wanted, there = (
        run("query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "--format", "json", "-w", ws) for ws in (workspace, again)
    )
    assert there.out == wanted.out


def test_check_says_the_way_out(run: Run, workspace: Path, tmp_path: Path) -> None:
    harmed = tmp_path / "ws"
    shutil.copytree(workspace, harmed)
    (harmed / "store" / "CURRENT").write_text("MANIFEST-999999\n")
    done = run("check", "-w", harmed, "--format", "json", "--lang", "en")
    rows = json.loads(done.out)
    assert (done.code, [row["part"] for row in rows]) == (1, ["store"])
    assert "policygraph repair" in rows[0]["way_out"]
    assert run("repair", "-w", harmed).code == 0
    assert run("check", "-w", harmed).code == 0


def test_a_damaged_page_is_no_traceback(run: Run, workspace: Path, tmp_path: Path) -> None:
    harmed = tmp_path / "ws"
    shutil.copytree(workspace, harmed)
    ledger = harmed / "articles.sqlite"
    content = bytearray(ledger.read_bytes())
    for page in range(len(content) // 4096 // 3, len(content) // 4096, 3):
        content[page * 4096 : page * 4096 + 4096] = b"\xa5" * 4096
    ledger.write_bytes(bytes(content))
    for command in (
        ("articles",),
        ("targets",),
        ("show", "云江"),
        ("check",),
        ("backup", tmp_path / "a.zip"),
        ("repair",),
    ):
        done = run(*command, "-w", harmed)
        assert done.code in {1, 3}, command
        assert "Traceback" not in done.err


def test_what_is_wrong_is_said_in_the_language_of_the_run(run: Run, workspace: Path, tmp_path: Path) -> None:
    newer, lost = tmp_path / "newer", tmp_path / "lost"
    shutil.copytree(workspace, newer)
    settings = newer / "workspace.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("format = 1", "format = 99"), encoding="utf-8")
    row = json.loads(run("check", "-w", newer, "--format", "json").out)[0]
    assert "99" in row["what"] and "更新的版本" in row["way_out"]
    assert "更新的版本" in run("articles", "-w", newer).err
    shutil.copytree(workspace, lost)
    (lost / "articles.sqlite").unlink()
    assert "没有台账" in run("articles", "-w", lost).err
    (tmp_path / "bad.zip").write_bytes(b"nothing")
    assert "解不开：不是 zip 文件" in run("restore", tmp_path / "bad.zip", "-w", tmp_path / "again").err
