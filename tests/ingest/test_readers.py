"""Readers: what a source names, JSON articles, and bad input."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from policygraph.ingest import readers as package
from policygraph.ingest.readers import READERS, Failure, Input, read
from policygraph.schema.article import Article, Source
from tests.conftest import bound_by_permissions

TEXT = "我市今年新增高新技术企业300家，规上工业增加值增长8%。"


def failure(source: Path | str) -> str:
    """The message of the one failure that a source gives."""
    (found,) = read(str(source))
    assert isinstance(found, Failure), found
    assert found.name
    return str(found.error)


def names(source: Path | str) -> list[str]:
    """The file names of the articles of a source, in order."""
    return [Path(item.source.path or "").name for item in read(str(source)) if isinstance(item, Article)]


def test_plain_text_is_kept_as_given(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    text = f"标题在前\n\n　　{TEXT}  \n　　２０２５年\n"
    file.write_text(text, encoding="utf-8")
    (article,) = read(str(file))
    assert isinstance(article, Article)
    assert article.text == text
    assert article.source.title == "标题在前"


def test_folder_in_order_without_hidden_files_and_page_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".hidden.txt", "sub/c.txt", ".git/d.txt", "page_files/ad.html", "picture.png"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(TEXT, encoding="utf-8")
    (tmp_path / "page.html").write_text(f"<p>{TEXT}规模持续扩大。</p>", encoding="utf-8")
    assert names(tmp_path) == ["a.md", "b.txt", "page.html", "c.txt"]
    assert names(tmp_path / "*.txt") == ["b.txt"]
    assert names(tmp_path / "**" / "*.txt") == ["b.txt", "c.txt"]


def test_one_bad_input_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4")
    found = list(read(str(tmp_path)))
    assert [isinstance(item, Failure) for item in found] == [True, False, True]


@pytest.mark.parametrize("link", ["folder", "self"])
def test_links_in_a_circle_end(tmp_path: Path, link: str) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path if link == "folder" else tmp_path / "loop")
    (tmp_path / "z.txt").symlink_to(tmp_path / "z.txt")
    found = list(read(str(tmp_path)))
    assert isinstance(found[0], Article)
    assert [item.passed_over for item in found[1:] if isinstance(item, Failure)].count(False) == 1


def test_a_path_that_is_too_long_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for _ in range(30):  # beyond 4096 bytes, step by step
        name = "很长的文件夹名称" * 8
        os.mkdir(name)  # noqa: PTH102
        os.chdir(name)
    monkeypatch.chdir(tmp_path)
    found = list(read("."))
    assert [item.text for item in found if isinstance(item, Article)] == [TEXT]
    assert ["too long for this system" in str(item) for item in found if isinstance(item, Failure)] == [True]


BAD_FILES = [
    ("empty", "a.txt", b"", "empty"),
    ("blank", "a.txt", b" \n\t\n", "white space"),
    ("pdf-in-disguise", "a.txt", b"%PDF-1.7\n\x00\x01", "PDF"),
    ("word-in-disguise", "a.html", b"PK\x03\x04\x00\x00", "Office"),
    ("picture-in-disguise", "a.json", b"\x89PNG\r\n\x1a\n", "picture"),
    ("zero-bytes", "a.txt", b"ab\x00\x00\x00\x00\x00cd", "zero bytes"),
    ("no-encoding", "a.txt", bytes(range(128, 256)) * 10, "encoding"),
    ("script-page", "a.html", b"<html><body><script>x()</script></body></html>", "script"),
    ("no-sentences", "a.html", b"<html><body><p>hello</p></body></html>", "no article"),
    ("unknown-ending", "a.xyz", b"abc", ".txt"),
    ("office", "a.docx", b"PK\x03\x04", "damaged"),
    ("archive-unread", "a.rar", b"Rar!\x1a\x07", "unpack it"),
    ("not-json", "a.json", b'{"text": ', "line 1"),
    ("nested-json", "a.json", b"[" * 100_000, "nested"),
    ("no-text", "a.json", b'{"body": "x"}', '"text"'),
    ("text-no-string", "a.json", b'{"text": 5}', "a number"),
    ("text-empty", "a.json", b'{"text": "  "}', "empty"),
    ("source-no-object", "a.json", b'{"text": "x", "source": []}', '"source"'),
    ("title-no-string", "a.json", b'{"text": "x", "source": {"title": 3}}', "source.title"),
    ("bad-date", "a.json", b'{"text": "x", "source": {"published": "soon"}}', "2025-11-14"),
    ("bad-id", "a.json", b'{"text": "x", "id": {}}', '"id"'),
    ("scalar", "a.json", b'"x"', "a string"),
    ("empty-list", "a.json", b"[]", "empty list"),
    ("empty-lines", "a.jsonl", b"\n\n", "no line"),
]


@pytest.mark.parametrize(("name", "data", "said"), [pytest.param(*row, id=case) for case, *row in BAD_FILES])
def test_bad_files_say_what_where_and_the_way_out(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    message = failure(file)
    assert str(file) in message
    assert said in message


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "device.txt").symlink_to("/dev/zero")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    assert "named pipe" in failure(tmp_path / "pipe.txt")
    assert "device" in failure(tmp_path / "device.txt")
    assert "no such file" in failure(tmp_path / "gone.txt")


@pytest.mark.parametrize("source", ["", "  ", "no-such.txt", "a\0b", "x" * 5000, "no-*.txt", "https://example.org/a"])
def test_sources_that_name_nothing(source: str) -> None:
    assert failure(source)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_folder_without_permission(open_folder: Path) -> None:
    (open_folder / "good.txt").write_text("正文。", encoding="utf-8")
    closed = open_folder / "closed"
    closed.mkdir(mode=0o000)
    secret = open_folder / "secret.txt"
    secret.write_text("正文。", encoding="utf-8")
    secret.chmod(0o000)
    list(read(str(open_folder / "good.txt")))  # imports what reading needs
    with bound_by_permissions():
        found = list(read(str(open_folder)))
    assert [str(item.error) for item in found if isinstance(item, Failure) and "closed" in item.name] != []
    assert any(isinstance(item, Failure) and "secret.txt" in item.name for item in found)
    assert any(not isinstance(item, Failure) for item in found)


def test_folder_without_permission_by_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = [item for item in read(str(tmp_path)) if "may not be read" in str(item)]
    assert found


def test_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = read(str(tmp_path))
    assert isinstance(next(found), Article)
    (tmp_path / "b.txt").unlink()
    assert "no such file" in str(next(found))


def test_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("inputs", "json_articles"):  # the package's `inputs` is the function of that name
        monkeypatch.setattr(sys.modules[f"{package.__name__}.{module}"], "MAX_BYTES", 1024 * 1024)
    (tmp_path / "a.txt").write_bytes(b"x" * (1024 * 1024 + 1))
    assert "1 MB" in failure(tmp_path / "a.txt")
    good, long = json.dumps({"text": TEXT}), json.dumps({"text": "x" * 1024 * 1024})
    (tmp_path / "b.jsonl").write_text(f"{good}\n{long}\n{good}\n", encoding="utf-8")
    found = list(read(str(tmp_path / "b.jsonl")))
    assert [isinstance(item, Article) for item in found] == [True, False, True]


def test_single_line_of_megabytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("，" * 400_000 + TEXT * 1000, encoding="utf-8")
    (article,) = read(str(tmp_path / "a.txt"))
    assert isinstance(article, Article)


def test_json_text_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "\r\n  标题 \n\n全文，\u2028不变。 "
    (tmp_path / "a.json").write_text(
        json.dumps({"id": "a-1", "source": {"title": "题", "published": "2025年11月14日", "extra": 1}, "text": text}),
        encoding="utf-8",
    )
    (article,) = read(str(tmp_path / "a.json"))
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("a-1", text)
    assert (article.source.title, article.source.published) == ("题", "2025-11-14")
    assert article.source.model_dump()["extra"] == 1


def test_a_given_title_ends_before_the_imprint_that_runs_into_it(tmp_path: Path) -> None:
    title = "关于节水的通知 发文机构：云汀市水利局 发布时间：2021-05-06"
    (tmp_path / "a.json").write_text(
        json.dumps({"source": {"title": title}, "text": f"{title} 各县："}), encoding="utf-8"
    )
    (article,) = read(str(tmp_path / "a.json"))
    assert isinstance(article, Article)
    assert article.source.title == "关于节水的通知"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        pytest.param(
            ["印发《关于节水工作的指", "发布日期: 2021-05-06", "导意见》", "第一段。"],
            "印发《关于节水工作的指导意见》",
            id="open",
        ),
        pytest.param(
            ["印发《节水办法》", "发布日期: 2021-05-06", "近日，《规划》公布", "第一段。"],
            "印发《节水办法》",
            id="whole",
        ),
    ],
)
def test_a_title_cut_inside_its_marks_goes_on_below_the_imprint(tmp_path: Path, lines: list[str], title: str) -> None:
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    (article,) = read(str(tmp_path / "a.txt"))
    assert isinstance(article, Article)
    assert article.source.title == title


def test_characters_that_nothing_can_hold_are_marked_one_for_one(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text": "\\ud800新增\\u00003家。\\ufffe"}', encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(f"{TEXT}\x00\x1b[31m".encode())
    articles = [item for item in read(str(tmp_path)) if isinstance(item, Article)]
    assert articles[0].text == "\ufffd新增\ufffd3家。\ufffd"
    assert articles[1].text == f"{TEXT}\ufffd\ufffd[31m"


def test_each_bad_line_is_a_failure_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "{TEXT}"}}\nnope\n\n{{"text": 1}}\n', encoding="utf-8")
    first, second, third = read(str(tmp_path / "a.jsonl"))
    assert isinstance(first, Article)
    assert "a.jsonl:2" in str(second)
    assert "a.jsonl:4" in str(third)


def test_a_list_of_articles(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"text": TEXT}, {"id": "x"}]), encoding="utf-8")
    first, second = read(str(tmp_path / "a.json"))
    assert isinstance(first, Article)
    assert "a.json:2" in str(second)


def test_gold_files_are_articles(gold: Path) -> None:
    found = list(read(str(gold / "dev")))
    assert all(isinstance(item, Article) for item in found)
    assert len(found) == len(list((gold / "dev").glob("*.json")))


STDIN = [
    ("text", TEXT, 1),
    ("json", json.dumps({"text": TEXT}), 1),
    ("pretty-json", json.dumps({"text": TEXT}, indent=2), 1),
    ("list", json.dumps([{"text": TEXT}] * 2), 2),
    ("lines", f"{json.dumps({'text': TEXT})}\n" * 3, 3),
    ("page", f"<html><body><p>{TEXT}规模扩大。</p></body></html>", 1),
    ("brace", "{这不是JSON}，我市新增3家。", 1),
]


@pytest.mark.parametrize(("given", "count"), [pytest.param(*row, id=case) for case, *row in STDIN])
def test_standard_input_by_look(monkeypatch: pytest.MonkeyPatch, given: str, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given.encode())))
    found = list(read("-"))
    assert [isinstance(item, Article) for item in found] == [True] * count
    assert all(item.source.path is None for item in found if isinstance(item, Article))


def test_a_page_under_the_name_of_a_text_is_read_as_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"<!DOCTYPE html><html><p>{TEXT}规模扩大。</p></html>", encoding="utf-8")
    (article,) = read(str(tmp_path / "a.txt"))
    assert isinstance(article, Article)
    assert "<" not in article.text


def test_a_package_adds_a_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_upper(item: Input) -> list[Article]:
        return [Article(source=Source(path=item.name), text=item.data().decode().upper())]

    point = SimpleNamespace(name=".shout", value="x:y", load=lambda: read_upper)
    monkeypatch.setattr(package, "entry_points", lambda group: [point] if group == "policygraph.readers" else [])
    package.readers.cache_clear()
    try:
        (tmp_path / "a.shout").write_text("abc", encoding="utf-8")
        (article,) = read(str(tmp_path))
        assert isinstance(article, Article)
        assert article.text == "ABC"
        assert ".shout" not in READERS
    finally:
        package.readers.cache_clear()
