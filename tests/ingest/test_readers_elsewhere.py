"""What is not where it should be: text in frames and scripts, sources in data, tables in pages, formulas unreckoned."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from policygraph.ingest.readers import Failure, read
from policygraph.schema.article import Article
from tests.documents import only, refused

TITLE = "云汀市低空经济发展规划"
FIRST = "到2027年，全市低空经济规模达到300亿元，培育龙头企业10家以上，建成起降场地50个，开通航线30条。"
SECOND = "市发展改革委会同有关部门建立工作专班，每季度调度一次，重大事项及时报告市政府。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"
STATE = json.dumps({"a": [{"b": {"content": BODY, "short": "短。"}}]}, ensure_ascii=False)


def saved(file: Path, body: str, head: str = "") -> Path:
    text = f"<html><head><title>{TITLE}</title>{head}</head><body><h1>{TITLE}</h1>{body}</body></html>"
    file.write_text(text, encoding="utf-8")
    return file


HELD = [
    ("frame-written-in", f'<iframe srcdoc="{BODY}"></iframe>'),
    ("json", f'<script type="application/json">{STATE}</script>'),
    ("assigned", f"<script>window.__STATE__ = {STATE};\nrun();</script>"),
    ("plain-text", "<script>var a = " + json.dumps({"text": f"{FIRST}\n{SECOND}"}) + "</script>"),
]


@pytest.mark.parametrize("body", [pytest.param(body, id=case) for case, body in HELD])
def test_an_article_that_a_page_holds_elsewhere(tmp_path: Path, body: str) -> None:
    article = only(saved(tmp_path / "a.html", f"<div>发布时间：2025-03-04　来源：云汀日报</div>{body}"))
    assert article.text.split("\n") == [TITLE, FIRST, SECOND]
    assert (article.source.published, article.source.publisher) == ("2025-03-04", "云汀日报")


def test_what_a_page_shows_wins_over_its_data(tmp_path: Path) -> None:
    body = f"{BODY}<script>var other = {json.dumps({'text': SECOND * 9})}</script>"
    assert only(saved(tmp_path / "a.html", body)).text.split("\n") == [TITLE, FIRST, SECOND]


@pytest.mark.parametrize("data", ["{", "[" * 5000, '{"a": 1}', "{'a': '不是 JSON'}"])
def test_data_without_an_article_changes_nothing(tmp_path: Path, data: str) -> None:
    assert "no sentences" in refused(saved(tmp_path / "a.html", f"<script type='application/json'>{data}</script>"))


def test_a_page_whose_text_is_in_a_frame_names_it(tmp_path: Path) -> None:
    frames = "<iframe src='about:blank'></iframe><iframe src='content_12.html'></iframe>"
    assert "in a frame (content_12.html)" in refused(saved(tmp_path / "a.html", frames))


def test_frames_on_a_list_leave_it_a_list(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='{n}.html'>云汀市关于第{n}项工作的通知</a></li>" for n in range(20))
    assert "20 links" in refused(saved(tmp_path / "a.html", f"<iframe src='ad.html'></iframe><ul>{links}</ul>"))


@pytest.mark.parametrize("graph", [False, True])
def test_the_source_that_a_page_states_as_linked_data(tmp_path: Path, graph: bool) -> None:
    said: dict[str, Any] = {
        "@type": "NewsArticle", "headline": TITLE, "datePublished": "2025-03-04T20:00:00Z",
        "publisher": {"@type": "Organization", "name": "云汀日报"},
    }  # fmt: skip
    data = json.dumps({"@graph": [{"@type": "WebSite", "name": "x"}, said]} if graph else said, ensure_ascii=False)
    source = only(saved(tmp_path / "a.html", BODY, f"<script type='application/ld+json'>{data}</script>")).source
    assert (source.title, source.published, source.publisher) == (TITLE, "2025-03-05", "云汀日报")


@pytest.mark.parametrize("end", [".xls", ".et"])
def test_a_table_that_was_exported_as_a_page(tmp_path: Path, end: str) -> None:
    file = tmp_path / f"a{end}"
    rows = "<tr><td>指标<td>2027年<tr><td>低空经济规模（亿元）<td>300<tr><td>起降场地（个）<td>50"
    file.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    article = only(file)
    assert article.text == "指标\t2027年\n低空经济规模（亿元）\t300\n起降场地（个）\t50"
    assert article.source.title is None


def test_the_head_of_a_markdown_file_states_its_source(tmp_path: Path) -> None:
    text = (
        f'---\ntitle: "{TITLE}"\ndate: 2025-03-04T10:00:00\nsource: 云汀日报\ntags: [a]\n---\n\n# {TITLE}\n\n{FIRST}\n'
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    article = only(tmp_path / "a.md")
    assert article.text == text
    assert (article.source.title, article.source.published, article.source.publisher) == (
        TITLE,
        "2025-03-04",
        "云汀日报",
    )


DAYS = [
    ("late-evening-in-utc", "Tue, 04 Mar 2025 18:00:00 GMT", "2025-03-05"),
    ("after-midnight-in-china", "Wed, 05 Mar 2025 00:30:00 +0800", "2025-03-05"),
    ("no-zone", "2025-03-05 23:30:00", "2025-03-05"),
    ("day", "2025-03-05", "2025-03-05"),
]


@pytest.mark.parametrize(("stated", "day"), [pytest.param(*row, id=case) for case, *row in DAYS])
def test_the_day_of_an_entry_is_that_in_china(tmp_path: Path, stated: str, day: str) -> None:
    entry = f"<item><title>{TITLE}</title><source url='x'>云汀日报</source><pubDate>{stated}</pubDate>"
    feed = f"<rss><channel>{entry}<description><![CDATA[{BODY * 3}]]></description></item></channel></rss>"
    (tmp_path / "a.xml").write_text(feed, encoding="utf-8")
    source = only(tmp_path / "a.xml").source
    assert (source.published, source.publisher) == (day, "云汀日报")


def record(address: str, packing: str, body: bytes) -> bytes:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: {packing}\r\n\r\n"
    content = answer.encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-05T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def test_pages_packed_in_a_way_that_is_not_read_are_named_and_the_others_read(tmp_path: Path) -> None:
    page = saved(tmp_path / "page", BODY).read_bytes()
    (tmp_path / "page").unlink()
    (tmp_path / "a.warc").write_bytes(
        record("https://e.cn/1", "zstd", b"\x28\xb5\x2f\xfd") + record("https://e.cn/2", "gzip", gzip.compress(page))
    )
    bad, good = read(str(tmp_path))
    assert isinstance(bad, Failure)
    assert "https://e.cn/1: is packed by zstd" in str(bad)
    assert isinstance(good, Article)
    assert good.text.split("\n") == [TITLE, FIRST, SECOND]


def workbook(file: Path, *rows: list[Any], sheet: str = "附表") -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def test_formulas_without_results_are_named(tmp_path: Path) -> None:
    article, failure = read(str(workbook(tmp_path / "a.xlsx", ["指标", "2027年"], ["规模", 300], ["合计", "=B2*2"])))
    assert isinstance(article, Article)
    assert isinstance(failure, Failure)
    assert "1 cells hold formulas" in str(failure)


def test_the_title_of_a_workbook_is_that_above_its_table(tmp_path: Path) -> None:
    article = only(workbook(tmp_path / "a.xlsx", [TITLE + "主要指标"], ["指标", "2027年"], ["规模", 300]))
    assert article.source.title == TITLE + "主要指标"
    assert article.text.split("\n")[0] == "附表"
