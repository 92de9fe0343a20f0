"""What people save without thinking of its kind: pages in one file, feeds, text without an ending, slides."""

from __future__ import annotations

import base64
import io
import os
import quopri
from pathlib import Path

import pytest

from policygraph.ingest.readers import Failure, read
from policygraph.schema.article import Article

FIRST = "到2025年，云汀市高新技术企业达到500家，研发经费投入强度达到3.2%，建成省级实验室12个。"
SECOND = "市科技局会同有关部门出台了一批政策，支持企业创新发展，成效明显。"
TITLE = "云汀市推进科技创新"
ADDRESS = "https://www.example.cn/kj/1.html"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"


def page(charset: str) -> bytes:
    return (
        f"<html><head><meta charset='{charset}'><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
        f"<div>来源：云汀日报　发布时间：2025-03-04</div>{BODY}</body></html>"
    ).encode(charset)


def part(content: bytes, encoding: str, kind: str = "text/html") -> bytes:
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(content)
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {ADDRESS}\r\n\r\n"
    return b"--==x\r\n" + head.encode() + packed + b"\r\n"


def saved(*parts: bytes, first: str = "From: <Saved by Blink>") -> bytes:
    head = f'{first}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="==x"\r\n\r\n'
    return head.encode() + b"".join(parts) + b"--==x--\r\n"


def articles(file: Path) -> list[Article]:
    return [item for item in read(str(file)) if isinstance(item, Article)]


def failures(file: Path) -> list[str]:
    return [str(item) for item in read(str(file)) if isinstance(item, Failure)]


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "big5"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("first", ["From: <Saved by Blink>", 'From: "Saved by Windows"', "Subject: =?utf-8?Q?x?="])
def test_a_page_saved_as_one_file(tmp_path: Path, charset: str, encoding: str, first: str) -> None:
    content = page("utf-8" if charset == "big5" else charset)
    picture = part(b"\x89PNG", "base64", "image/png")
    (tmp_path / "a.mhtml").write_bytes(saved(picture, part(content, encoding), first=first))
    (article,) = articles(tmp_path)
    source = article.source
    assert article.text.split("\n") == [TITLE, FIRST, SECOND]
    assert (source.title, source.published, source.publisher, source.url) == (TITLE, "2025-03-04", "云汀日报", ADDRESS)
    assert source.path == str(tmp_path / "a.mhtml")


def test_the_article_in_a_frame_of_a_saved_page(tmp_path: Path) -> None:
    frames = b"<html><body><iframe src='1.html'></iframe></body></html>"
    (tmp_path / "a.mht").write_bytes(saved(part(frames, "8bit"), part(page("gbk"), "base64")))
    assert FIRST in articles(tmp_path / "a.mht")[0].text


@pytest.mark.parametrize("kind", ["multipart/mixed; boundary=b", "message/rfc822"])
def test_parts_in_parts_without_end_are_refused(tmp_path: Path, kind: str) -> None:
    nested = b"MIME-Version: 1.0\r\n" + f"Content-Type: {kind}\r\n\r\n--b\r\n".encode() * 100_000
    (tmp_path / "a.mht").write_bytes(nested)
    assert "parts in parts" in failures(tmp_path / "a.mht")[0]


def test_a_saved_file_without_a_page_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mht").write_bytes(saved(part(b"\x89PNG", "base64", "image/png")))
    assert "holds no page" in failures(tmp_path / "a.mht")[0]


def test_entries_of_a_saved_feed(tmp_path: Path) -> None:
    feed = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>甲市出台规划</title><link>https://e.cn/1.html</link><pubDate>Tue, 04 Mar 2025 08:00:00 +0800</pubDate>
<description>开头</description><content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>乙市出台规划</title><guid isPermaLink="false">n2</guid><pubDate>Wed, 05 Mar 2025 08:00:00 +0800</pubDate>
<description><![CDATA[{BODY * 3}]]></description></item>
<item><title>丙市出台规划</title><link>https://e.cn/3.html</link></item>
<item><title>丁市出台规划</title><link>https://e.cn/4.html</link>
<description>{(FIRST + SECOND) * 4}……</description></item>
</channel></rss>"""
    (tmp_path / "feed.xml").write_text(feed, encoding="utf-8")
    (tmp_path / "settings.xml").write_text("<?xml version='1.0'?><settings/>", encoding="utf-8")
    first, second = articles(tmp_path)
    assert first.text.split("\n")[-2:] == [FIRST, SECOND]
    assert (first.source.title, first.source.published, first.source.url, first.id) == (
        "甲市出台规划", "2025-03-04", "https://e.cn/1.html", None,
    )  # fmt: skip
    assert (second.source.title, second.source.published, second.source.url, second.id) == (
        "乙市出台规划", "2025-03-05", None, "n2",
    )  # fmt: skip
    said, settings = failures(tmp_path)
    assert "2 of 4 entries" in said
    assert "(which it does not state) in place of the file" in said
    assert "settings.xml: is no kind of file" in settings


def test_a_saved_atom_feed(tmp_path: Path) -> None:
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://e.cn/feed"/><entry>
<title>甲市出台规划</title><link href="https://e.cn/1.html"/><updated>2025-03-04T08:00:00+08:00</updated>
<content type="text">{FIRST}\n{SECOND}</content>
</entry><entry><title>乙</title><link href="https://e.cn/2.html"/></entry></feed>"""
    (tmp_path / "a.atom").write_text(feed, encoding="utf-8")
    (article,) = articles(tmp_path / "a.atom")
    assert article.text.split("\n")[-2:] == [FIRST, SECOND]
    assert (article.source.published, article.source.url) == ("2025-03-04", "https://e.cn/1.html")
    assert "(https://e.cn/feed) in place of the file" in failures(tmp_path / "a.atom")[0]


@pytest.mark.parametrize("name", ["通知", "plan", "附件1.任务分工表", "规划2.0"])
def test_text_without_an_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FIRST, encoding="gbk")
    for source in (tmp_path, tmp_path / name):
        assert [article.text for article in articles(source)] == [FIRST]


def test_what_is_no_text_without_an_ending_is_named(tmp_path: Path) -> None:
    for number, data in enumerate((os.urandom(4096), b"\x89PNG\r\n", b"\0" * 100)):
        (tmp_path / f"data{number}x").write_bytes(data)
    assert (articles(tmp_path), len(failures(tmp_path))) == ([], 3)


@pytest.mark.parametrize("end", [".ppt", ".pptx", ".dps"])
def test_slides_are_refused_with_the_way_out(tmp_path: Path, end: str) -> None:
    (tmp_path / f"a{end}").write_bytes(b"abc")
    for source in (tmp_path, tmp_path / f"a{end}"):
        assert "save them as .pdf" in failures(source)[0]


def test_a_feed_over_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = f"<rss><channel><item><title>{TITLE}</title><description>{BODY * 3}</description></item></channel></rss>"
    feed = feed.replace(BODY * 3, f"<![CDATA[{BODY * 3}]]>")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(feed.encode())))
    (article,) = read("-")
    assert isinstance(article, Article)
    assert (article.source.title, article.source.path) == (TITLE, None)
