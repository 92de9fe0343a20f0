"""What the readers say of inputs that they could not read has a Chinese text, each message of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from policygraph.ingest.readers import read
from policygraph.ingest.readers.magic import _kinds
from policygraph.schema.failures import told

ROOMS = ("ingest/readers", "ingest/web", "app/shards")
PARTS = {"too_large", "too_long", "_why_not"}  # functions that make whole messages


def messages(root: Path) -> Iterator[str]:
    """Each message of a `SourceError` in the code, its gaps filled with marks."""
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name in PARTS:
                    yield from (_filled(r.value) for r in ast.walk(node) if isinstance(r, ast.Return) and r.value)
                elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"SourceError", "ListPageError"}:
                    yield from (_filled(value) for value in node.args[:1])


def _filled(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "◇" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_every_message_of_a_reader_is_told_in_chinese(root: Path) -> None:
    found = {message for message in messages(root) if message.strip("◇: ")}
    assert len(found) > 70
    assert [message for message in sorted(found) if told(message.replace("◇ not read", ".x files are not read"), "zh")
            == message.replace("◇ not read", ".x files are not read")] == []  # fmt: skip


def test_what_a_file_is_has_a_chinese_name_and_way_out() -> None:
    for _, kind in _kinds():
        assert told(kind.name, "zh") != kind.name
        assert told(kind.way_out, "zh") != kind.way_out


TOLD = [
    ("name-stays", "none: is empty (0 bytes); save the article again", "none：是空的（0 字节）；请重新保存"),
    ("phrase-in-a-gap", "a.txt: is a named pipe, not a file; save its content as a file first",
     "a.txt：是命名管道，不是文件；先把内容存成文件"),
    ("phrase-in-a-phrase", "http://a/: cannot be reached (timed out) after 3 tries; try again later",
     "http://a/：连不上（timed out），试了 3 次；请过后再试"),
    ("longest-form", "http://a/: cannot be read (x); check the address", "http://a/：读不了（x）；检查网址"),
    ("colon-in-a-name", "a: b.txt: no such file or folder; check the name", "a: b.txt：没有这个文件或文件夹；检查名称"),
    ("another-order", 'a.json: is not valid JSON (Extra data at line 2, column 1); expected {"text"}',
     'a.json：不是合法的 JSON（第 2 行第 1 列：Extra data）；应当是 {"text"}'),
    ("unknown", "a.txt: the moon is full", "a.txt: the moon is full"),
    ("empty-gap", ": is empty (0 bytes); save the article again", ": is empty (0 bytes); save the article again"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "chinese"), [pytest.param(*row, id=case) for case, *row in TOLD])
def test_told(english: str, chinese: str) -> None:
    assert told(english, "zh") == chinese
    assert told(english, "en") == english


def test_what_a_reader_says_of_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "照片.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    (failure,) = read(str(path))
    assert told(str(failure), "zh") == f"{path}：不管名称怎样，内容是图片（PNG）；不读扫描件和图片；请找文字版"
