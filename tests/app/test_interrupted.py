"""Ctrl-C: a build stops, says how to go on, leaves no process behind, and goes on where it was."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policygraph.graph.workspace import Workspace

ARTICLES = 400


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT for a group of processes")
def test_ctrl_c_stops_a_build_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    articles, folder = tmp_path / "articles.jsonl", tmp_path / "ws"
    text = "2024年，云江市新增高新技术企业{}家，云江海岳电机集团股份有限公司牵头组建创新研究院。"
    rows = [{"id": f"a{n}", "text": text.format(n + 1) * 2} for n in range(ARTICLES)]
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    command = [sys.executable, "-m", "policygraph.cli", "--lang", "en", "build", str(articles), "-w", str(folder),
               "--profile", "fast", "--workers", "2"]  # fmt: skip
    build = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        # what runs the tests may ignore it (nohup, &); no thread of ours runs here
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip
    while build.poll() is None and not _stored(folder):
        time.sleep(0.05)
    os.killpg(build.pid, signal.SIGINT)  # what a terminal does: the workers hear it, too
    _, said = build.communicate(timeout=120)
    assert build.returncode == 130, said.decode()
    assert "run the same command again to go on" in said.decode()
    assert "Traceback" not in said.decode()
    with pytest.raises(ProcessLookupError):
        os.killpg(build.pid, 0)
    with Workspace.open(folder, read_only=True) as ws:
        assert 0 < ws.size()[0] < ARTICLES
        stopped_at = ws.size()[0]
        assert ws.ledger.connection.execute("SELECT count(*) FROM articles WHERE loaded = 0").fetchone() == (0,)
    again = subprocess.run(command, capture_output=True, check=True)
    assert f"{ARTICLES - stopped_at} added, 0 updated, {stopped_at} unchanged" in (again.stderr + again.stdout).decode()
    with Workspace.open(folder, read_only=True) as ws:
        assert ws.size()[0] == ARTICLES


def _stored(folder: Path) -> bool:
    """Whether the ledger holds articles that the store has, too."""
    if not (folder / "articles.sqlite").exists():
        return False
    try:
        ledger = sqlite3.connect(f"file:{folder / 'articles.sqlite'}?mode=ro", uri=True)
        return bool(ledger.execute("SELECT EXISTS (SELECT 1 FROM articles)").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return False
