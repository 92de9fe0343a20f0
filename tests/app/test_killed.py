"""A build that is killed and run again ends as if nothing had happened, whatever the moment."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from policygraph.graph.checking import check
from policygraph.graph.workspace import Workspace
from tests.app.killing import Builds

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor SIGKILL")
KILLED = -9


def content(folder: Path) -> tuple[set[str], list[tuple[str, ...]]]:
    """All quads, and what the ledger says of every article but when."""
    with Workspace.open(folder) as workspace:
        rows = workspace.ledger.connection.execute(
            "SELECT key, source, text, record, content_hash, extractor, state, copy_of FROM articles ORDER BY key"
        ).fetchall()
        return {str(quad) for quad in workspace.quads()}, rows


def left(folder: Path) -> tuple[int, int]:
    """What a killed build left: articles in the ledger, and how many of them wait for the store."""
    if not (folder / "articles.sqlite").exists():
        return 0, 0
    with closing(sqlite3.connect(folder / "articles.sqlite")) as ledger:
        if not ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return 0, 0
        there, waiting = ledger.execute("SELECT count(*), count(*) FILTER (WHERE loaded = 0) FROM articles").fetchone()
        return there, waiting


def written(articles: Path, count: int) -> Path:
    """Articles of a few sentences as JSON lines."""
    from benchmarks.articles import synthetic

    rows = [
        article.model_dump(mode="json", include={"id", "source", "text"}, exclude_none=True)
        for article in synthetic(count, characters=60)
    ]
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return articles


@pytest.mark.parametrize(
    ("count", "kills"),
    [
        pytest.param(80, 5, id="few"),
        pytest.param(500, 100, id="many", marks=pytest.mark.soak),
    ],
)
def test_killed_and_resumed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, kills: int
) -> None:
    monkeypatch.syspath_prepend(str(root))
    articles, folder = written(tmp_path / "articles.jsonl", count), tmp_path / "killed"
    command = ["build", articles, "--profile", "fast", "--quiet", "-w"]
    whole = [sys.executable, "-m", "policygraph.cli", *map(str, command), str(tmp_path / "whole")]
    subprocess.run(whole, check=True)  # a program of its own, with hashes of its own

    draw, killed, found = random.Random(count), 0, []
    with Builds(root, tmp_path / "log") as builds:
        status, takes = builds.run(*command, tmp_path / "timed")
        assert status == 0
        while killed < kills:
            again = found[-1:] == [(count, 0)]  # all is there: store everything anew, and be killed over that
            longest = 1.1 if again or kills < 10 else 0.5
            status, _ = builds.run(
                *command, folder, *(["--force"] if again else []), after_s=draw.uniform(0, longest * takes)
            )
            assert status in {0, KILLED}, builds.log.read_text("utf-8", "replace")[-2000:]
            killed += status == KILLED
            found.append(left(folder))
        assert builds.run(*command, folder)[0] == 0
    behind = sum(waiting > 0 for _, waiting in found)
    print(f"{killed} kills; a whole build takes {takes:.1f} s; {behind} times the store was behind; articles")
    print(f"there after each: {[there for there, _ in found]}")
    assert content(folder) == content(tmp_path / "whole")
    assert list(check(folder)) == []


def test_a_killed_build_takes_its_workers_along_and_leaves_the_workspace_free(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(root))
    articles, folder = written(tmp_path / "articles.jsonl", 400), tmp_path / "ws"
    command = [sys.executable, "-m", "policygraph.cli", "build", str(articles), "-w", str(folder), "--workers", "2"]
    build = subprocess.Popen([*command, "--profile", "fast", "--quiet"], start_new_session=True)
    until = time.monotonic() + 120
    while len(workers := in_session(build.pid)) < 3:
        assert time.monotonic() < until
        assert build.poll() is None
        time.sleep(0.01)
    build.kill()
    build.wait()
    Workspace.open(folder, create=True).close()
    while workers := in_session(build.pid):
        assert time.monotonic() < until, workers
        time.sleep(0.05)


def in_session(leader: int) -> list[int]:
    """The processes that a program in a session of its own has begun, with itself."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,sess="], capture_output=True, text=True, check=True)
    pairs = (line.split() for line in listed.stdout.splitlines())
    return [int(pid) for pid, session in pairs if int(session) == leader]
