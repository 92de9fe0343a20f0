"""A build that is killed and run again ends as if nothing had happened, whatever the moment."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from policygraph.graph.checking import check
from policygraph.graph.workspace import Workspace


def build(articles: Path, folder: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "policygraph.cli", "build", str(articles), "-w", str(folder)]
    return subprocess.Popen([*command, "--profile", "fast", "--quiet", *options], stderr=subprocess.PIPE)


def content(folder: Path) -> tuple[set[str], list[tuple[str, ...]]]:
    """All quads, and what the ledger says of every article but when."""
    with Workspace.open(folder) as workspace:
        rows = workspace.ledger.connection.execute(
            "SELECT key, source, text, record, content_hash, extractor, state, copy_of FROM articles ORDER BY key"
        ).fetchall()
        return {str(quad) for quad in workspace.quads()}, rows


def end_of(process: subprocess.Popen[bytes]) -> None:
    _, said = process.communicate()
    assert process.returncode == 0, said.decode()


@pytest.mark.parametrize(
    ("count", "kills"),
    [
        pytest.param(60, 5, id="few"),
        pytest.param(500, 100, id="many", marks=pytest.mark.soak),
    ],
)
def test_killed_and_resumed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, kills: int
) -> None:
    monkeypatch.syspath_prepend(str(root))
    from benchmarks.articles import synthetic

    articles = tmp_path / "articles.jsonl"
    rows = [
        article.model_dump(mode="json", include={"id", "source", "text"}, exclude_none=True)
        for article in synthetic(count, characters=300)
    ]
    articles.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    started = time.monotonic()
    end_of(build(articles, tmp_path / "whole"))
    takes = time.monotonic() - started

    draw, killed, loaded = random.Random(count), 0, []
    while killed < kills:
        again = loaded[-1:] == [count]  # all is there: store everything anew, and be killed over that
        process = build(articles, tmp_path / "killed", *(["--force"] if again else []))
        try:
            process.wait(draw.uniform(0.2, 1.2) * takes * (1 if again or kills < 10 else 0.5))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        ledger = tmp_path / "killed" / "articles.sqlite"
        if ledger.exists():
            with Workspace.open(tmp_path / "killed", read_only=True) as workspace:
                loaded.append(workspace.size()[0])
    end_of(build(articles, tmp_path / "killed"))
    print(f"{killed} kills; articles there after each: {loaded}")
    assert content(tmp_path / "killed") == content(tmp_path / "whole")
    assert list(check(tmp_path / "killed")) == []
