"""Bad input: a clear message that names input and way out, the right exit code, everything else done."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from policygraph.cli.main import main
from tests.app.conftest import Run
from tests.conftest import bound_by_permissions

GOOD = "到2025年，澜州市新增高新技术企业30家。"

BAD = [
    ("empty", "empty.txt", b""),
    ("binary-in-disguise", "binary.txt", bytes(range(256)) * 40),
    ("picture-as-html", "picture.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    ("wrong-field", "wrong.json", b'{"text": 5}'),
    ("not-json", "broken.json", b'{"text": "abc'),
    ("list-page", "list.html", ("<html><body><ul>" + "".join(
        f'<li><a href="/a{i}.html">某某通知第{i}号</a> 2024-01-{i % 28 + 1:02}</li>' for i in range(60)
    ) + "</ul></body></html>").encode()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [pytest.param(*row, id=case) for case, *row in BAD])
def test_one_bad_input_spoils_nothing(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    folder, ws = tmp_path / "in", tmp_path / "ws"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    done = run("build", folder, "-w", ws)
    assert done.code == 1
    assert name in done.err
    rows = json.loads(run("articles", "-w", ws, "-f", "json").out)
    assert {row["state"] for row in rows if row["error"] is None} == {"current"}
    assert [row["state"] for row in rows if row["error"]] == ["failed"]
    assert "30" in run("query", "SELECT ?v WHERE { ?m pg:value ?v }", "-w", ws, "-f", "csv").out


def test_what_is_read_although_it_is_odd(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "poem.txt").write_text("床前明月光，疑是地上霜。", encoding="utf-8")
    (folder / "control.txt").write_text("到2025年，\u2028澜州市新增\u00a0企业30家。\u200b", encoding="utf-8")
    (folder / "surrogate.json").write_text('{"text": "到2025年，澜州市\\ud800新增企业30家。"}', encoding="utf-8")
    (folder / "gbk.txt").write_bytes(GOOD.encode("gb18030"))
    done = run("build", folder, "-w", tmp_path / "ws")
    assert done.code == 0
    assert "poem.txt" in done.err
    records = [json.loads(line) for line in run("extract", folder).out.strip().split("\n")]
    values = [m["value"] for r in records for m in r["metrics"]]
    assert values.count(30.0) == 3


def test_what_lies_beside_articles_is_told_and_no_failure(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "通知").write_text(GOOD, encoding="utf-8")  # alone with what is no article: no mistyped name
    (folder / "LICENSE").write_text("Permission is hereby granted.", encoding="utf-8")
    (folder / "a.png").write_bytes(b"x")
    for command in ("build", "watch"):
        done = run(command, folder, "-w", tmp_path / "ws", *(["--once"] if command == "watch" else []))
        assert done.code == 0
        assert ".png 1" in done.err
        assert "LICENSE" in done.err
    assert len(json.loads(run("articles", "-w", tmp_path / "ws", "-f", "json").out)) == 1


def test_one_very_long_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("到2025年，澜州市新增高新技术企业30家。" * 2_000, encoding="utf-8")
    done = run("extract", tmp_path / "long.txt", "--profile", "fast", "--output", tmp_path / "out")
    assert done.code in {0, 1}
    assert done.code == 0 or "long.txt" in done.err


def test_a_missing_source_and_a_missing_workspace(run: Run, tmp_path: Path) -> None:
    lost = run("build", tmp_path / "nowhere.txt", "-w", tmp_path / "ws")
    assert lost.code == 1
    assert "nowhere.txt" in lost.err
    none = run("query", "ASK {}", "-w", tmp_path / "none")
    assert none.code == 3
    assert "policygraph build" in none.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_folder_without_permission(run: Run, open_folder: Path) -> None:
    (open_folder / "good.txt").write_text(GOOD, encoding="utf-8")
    assert run("extract", open_folder).code == 0  # and imports what the command needs
    (open_folder / "closed").mkdir(mode=0o000)
    with bound_by_permissions():
        done = run("extract", open_folder)
    assert done.code == 1
    assert "closed" in done.err
    assert json.loads(done.out)["metrics"][0]["value"] == 30


def test_a_second_writer_is_told_so(run: Run, tmp_path: Path) -> None:
    import policygraph

    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    with policygraph.open(tmp_path / "ws"):
        second = run("build", tmp_path / "a.txt", "-w", tmp_path / "ws")
    assert second.code == 3
    assert len(second.err.strip().splitlines()) == 1


def test_a_pipe_is_refused_not_awaited(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    done = run("extract", tmp_path / "pipe.txt")
    assert done.code == 1
    assert "pipe.txt" in done.err


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        pytest.param(["targets", "-w", "nowhere"], "nowhere 不是工作区", "nowhere is no workspace", id="workspace"),
        pytest.param(["show", "火星", "-w", "ws"], "没有叫 火星 的实体", "no entity is called 火星", id="entity"),
        pytest.param(["series", "火星", "-w", "ws"], "没有文章提到指标 火星", "no article has", id="figure"),
        pytest.param(["targets", "--as-of", "昨天", "-w", "ws"], "昨天 不是日期", "昨天 is no day", id="day"),
        pytest.param(
            ["export", "csv", "x.csv", "--period", "1901", "-w", "ws"], "什么也没有选中", "nothing is left", id="part"
        ),
    ],
)  # fmt: skip
def test_common_errors_are_said_in_both_languages(
    arguments: list[str], zh: str, en: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文章.txt").write_text("到2025年，慈溪市新增高新技术企业30家。", encoding="utf-8")
    assert main(["build", "文章.txt", "-w", "ws", "--profile", "fast", "--quiet"]) == 0
    for language, said in (("zh", zh), ("en", en)):
        monkeypatch.setattr("sys.argv", ["policygraph", "--lang", language])
        capsys.readouterr()
        assert main(["--lang", language, *arguments]) != 0
        assert said in capsys.readouterr().err


def test_a_mistyped_source_makes_no_workspace(run: Run, tmp_path: Path) -> None:
    done = run("build", tmp_path / "nowhere", tmp_path / "*.txt", "-w", tmp_path / "ws")
    assert done.code == 1
    assert f"{tmp_path / 'nowhere'}：没有这个文件或文件夹；检查名称" in done.err
    assert "没有建工作区" in done.err
    assert not (tmp_path / "ws").exists()
    english = run("build", tmp_path / "nowhere", "-w", tmp_path / "ws", "--lang", "en")
    assert "no such file or folder; check the name" in english.err
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    some = run("build", tmp_path / "nowhere", tmp_path / "good.txt", "-w", tmp_path / "ws", "--profile", "fast")
    assert (some.code, "新增 1 篇" in some.err) == (1, True)
    again = run("build", tmp_path / "nowhere", "-w", tmp_path / "ws", "--profile", "fast")
    assert (again.code, "工作区现有 1 篇" in again.err) == (1, True)
    kept = run("articles", "-w", tmp_path / "ws")
    assert "没有这个文件或文件夹" in kept.out


def test_two_files_with_one_text_are_one_article_and_a_copy(run: Run, tmp_path: Path) -> None:
    folder, ws = tmp_path / "in", tmp_path / "ws"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(GOOD, encoding="utf-8")
    (folder / "c.txt").write_text(GOOD + "再增50家。", encoding="utf-8")
    for said in ("新增 2 篇，更新 0 篇，未变 0 篇", "新增 0 篇，更新 0 篇，未变 2 篇"):
        done = run("build", folder, "-w", ws, "--profile", "fast")
        assert done.code == 0
        assert f"{folder / 'b.txt'}：与 {folder / 'a.txt'} 文字相同，算作一篇" in done.err
        assert said in done.err
    assert [Path(row["path"]).name for row in json.loads(run("articles", "-w", ws, "-f", "json").out)] == [
        "a.txt", "c.txt",
    ]  # fmt: skip
