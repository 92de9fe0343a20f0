"""Stored texts are read again after an update, without their sources, and an interrupted run goes on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import policygraph
from policygraph.ingest import pipeline
from tests.app.conftest import Run

TEXTS = [f"到202{n}年，云江市高新技术企业达到{n}00家。" for n in range(5, 9)]


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace made by an earlier version, whose sources are gone; one has no id, one no longer could be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        source = {"title": str(number), "published": "2024-01-01", "place": "云江市"}
        row = {"id": f"a{number}", "source": source, "text": text}
        if number == 3:
            del row["id"]
        (folder / f"{number}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with monkeypatch.context() as patch, policygraph.open(tmp_path / "ws") as workspace:
        patch.setattr(pipeline, "_data", lambda: "earlier")
        assert workspace.build([folder], profile="fast").added == 4
        workspace.fail(workspace._article(workspace.article("a1")), "the disk was gone")
    for path in folder.iterdir():
        path.unlink()
    return tmp_path / "ws"


def content(folder: Path) -> tuple[set[str], list[Any]]:
    with policygraph.open(folder, read_only=True) as workspace:
        rows = workspace.ledger.connection.execute(
            "SELECT key, own_id, path, url, source, text, record, content_hash, error FROM articles ORDER BY key"
        ).fetchall()
        return {str(quad) for quad in workspace.quads()}, rows


def read_by(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "articles.sqlite") as connection:
        return [row[0] for row in connection.execute("SELECT extractor FROM articles ORDER BY key")]


def test_an_update_reads_the_stored_texts_again(run: Run, ws: Path) -> None:
    before = content(ws)
    done = run("build", "--reread", "-w", ws, "--profile", "fast")
    assert (done.code, "更新 4 篇" in done.err) == (0, True), done.err
    assert set(read_by(ws)) == {pipeline.version("fast")}
    quads, rows = content(ws)
    assert [row[:6] + row[7:] for row in rows] == [row[:6] + row[7:] for row in before[1]]
    old, new = ({quad for quad in quads_ if "#extractor>" not in quad} for quads_ in (before[0], quads))
    assert new == old
    again = run("build", "--reread", "-w", ws, "--profile", "fast")
    assert (again.code, "未变 4 篇" in again.err) == (0, True), again.err


def test_an_interrupted_rereading_goes_on(run: Run, ws: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Power(BaseException):
        """Power is gone."""

    read, texts = pipeline.read, []

    def failing(article: Any, *rest: Any) -> Any:
        if len(texts) == 2:
            raise Power
        texts.append(article.text)
        return read(article, *rest)

    monkeypatch.setattr("policygraph.workspace._BATCH", 1)
    with monkeypatch.context() as patch, policygraph.open(ws) as workspace:
        patch.setattr(pipeline, "read", failing)
        with pytest.raises(Power):
            workspace.reread(profile="fast")
        assert workspace.outdated("fast") == 2
    with policygraph.open(ws) as workspace:
        summary = workspace.reread(profile="fast")
        assert (summary.updated, summary.unchanged, workspace.outdated("fast")) == (2, 2, 0)
    assert run("check", "-w", ws).code == 0


def test_a_build_tells_of_what_another_version_read(run: Run, ws: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("云江市新增企业3家。", encoding="utf-8")
    done = run("build", tmp_path / "new.txt", "-w", ws, "--profile", "fast")
    assert (done.code, "另有 4 篇" in done.err, "--reread" in done.err) == (0, True, True), done.err


def test_nothing_to_read_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    none = run("build", "-w", tmp_path / "none")
    assert (none.code, "SOURCE" in none.err) == (2, True)
    assert run("build", "--reread", "-w", tmp_path / "none").code == 3
    assert not (tmp_path / "none").exists()


def test_the_version_changes_with_what_is_packaged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "table.tsv").write_text("甲\n", encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"1")
    monkeypatch.setattr(pipeline, "files", lambda _package: tmp_path)
    digest = pipeline._data.__wrapped__
    first = digest()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"2")
    assert digest() == first
    (tmp_path / "data" / "table.tsv").write_text("乙\n", encoding="utf-8")
    assert digest() != first


def test_a_new_workspace_keeps_the_profile_it_is_made_with(run: Run, tmp_path: Path) -> None:
    file, made = tmp_path / "a.txt", tmp_path / "ws"
    file.write_text(TEXTS[0], encoding="utf-8")
    assert "profile" not in run("build", file, "-w", made, "--profile", "fast").err
    assert 'profile = "fast"' in (made / "workspace.toml").read_text(encoding="utf-8")
    assert "更新 0 篇，未变 1 篇" in run("build", file, "-w", made).err
    assert "这一次按 accurate 读；工作区设的是 fast" in run("build", file, "-w", made, "--profile", "accurate").err


def test_watch_names_files_that_are_gone_and_removes_nothing(run: Run, tmp_path: Path) -> None:
    folder, made = tmp_path / "in", tmp_path / "ws"
    folder.mkdir()
    for number, text in enumerate(TEXTS[:3]):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    lines = "".join(json.dumps({"id": name, "text": TEXTS[3]}) + "\n" for name in "ab")
    (folder / "many.jsonl").write_text(lines, encoding="utf-8")
    given = ("watch", folder, "-w", made, "--once", "--profile", "fast")
    assert "不在了" not in run(*given).err
    gone = folder / "1.txt"
    gone.unlink()
    said = run(*given)
    assert said.code == 0
    assert f"1 篇文章的文件不在了（删了或移走了），文章还在工作区里：{gone}" in said.err
    assert f"policygraph remove {gone} -w {made}" in said.err
    with policygraph.open(made, read_only=True) as workspace:
        assert len(workspace.articles()) == 5
    assert run("remove", gone, "-w", made).code == 0
    assert "不在了" not in run(*given).err


def test_watch_names_what_is_gone_once_though_each_round_is_a_process(run: Run, tmp_path: Path) -> None:
    folder, made = tmp_path / "in", tmp_path / "ws"
    folder.mkdir()
    for number, text in enumerate(TEXTS):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    given = ("watch", folder, "-w", made, "--once", "--profile", "fast")
    run(*given)
    (folder / "1.txt").unlink()
    assert str(folder / "1.txt") in run(*given).err
    again = run(*given).err
    assert ("仍有 1 篇" in again, str(folder / "1.txt") in again) == (True, False)
    (folder / "2.txt").unlink()
    newly = run(*given).err
    assert (str(folder / "2.txt") in newly, str(folder / "1.txt") in newly) == (True, False)
    (folder / "1.txt").write_text(TEXTS[1], encoding="utf-8")
    assert "仍有 1 篇" in run(*given).err
    (folder / "1.txt").unlink()
    assert str(folder / "1.txt") in run(*given).err, "it came back and went again"


def test_watch_follows_a_file_that_was_moved(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, made = tmp_path / "in", tmp_path / "ws"
    (folder / "old").mkdir(parents=True)
    for number, text in enumerate(TEXTS[:2]):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    given = ("watch", folder, "-w", made, "--once", "--profile", "fast")
    run(*given)
    (folder / "1.txt").write_text(TEXTS[2], encoding="utf-8")  # its key is that of its first text
    run(*given)
    for number in range(2):
        (folder / f"{number}.txt").rename(folder / "old" / f"{number}.txt")
    said = run(*given).err
    assert ("不在了" in said, "更新 0 篇，未变 2 篇" in said) == (False, True), said
    with policygraph.open(made, read_only=True) as workspace:
        entries = workspace.articles()
        paths = sorted(str(folder / "old" / f"{number}.txt") for number in range(2))
        assert sorted(entry.path or "" for entry in entries) == paths
        assert sorted(entry.source.path or "" for entry in entries) == paths
    assert run("check", "-w", made).code == 0
