"""Article text is hostile: whatever names, titles and quotes hold, pages show it as text and files hold no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from policygraph.explore.site import create_app
from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft

NAMES = (
    "<script>alert(1)</script>有限公司",
    '"onmouseover="alert(1)" x="有限公司',
    "'><img src=x onerror=alert(1)>公司",
    '=HYPERLINK("http://evil.example")公司',
    "+cmd|'/C calc'!A0公司",
    "@SUM(1)公司",
    "-2+3公司",
    "__proto__",
    "constructor公司",
    "{{7*7}}公司",
    "{% raw %}公司",
    "\u202e文反公司",
    "javascript:alert(1)公司",
    "../../etc/passwd公司",
    "%2e%2e%2f公司",
    "a&lt;b公司",
    "极" * 3000 + "公司",
    "\x1b[31m红公司",
    "公司?x=1#y",
    "a/b/c公司",
    "公 司\t甲",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("hostile") / "workspace"
    with Workspace.open(folder, create=True) as ws:
        for number, name in enumerate(NAMES):
            text = f"{name}位于云江市。到2025年{name}产值达到{number + 1}亿元。"
            made = Draft(
                f"a{number}", text, title=f"{name[:300]}的新闻", published="2024-01-02", place="云江市",
                url="javascript:alert(1)" if number % 2 else "https://example.org/?a=\"><script>",
            )  # fmt: skip
            made.entity("e1", "Enterprise", name).entity("e2", "Place", "云江市")
            made.relation("e1", "locatedIn", "e2", f"{name}位于云江市")
            made.metric("target", f"{name[:50]}产值", 1e8, "元", f"{number + 1}亿元", end="2025", subject="e1")
            ws.add(*made.item)
    with TestClient(create_app(folder), base_url="http://127.0.0.1:8712") as client:
        yield client


class Elements(HTMLParser):
    """What on a page could run: scripts, pictures, handlers, addresses that are code."""

    def __init__(self) -> None:
        super().__init__()
        self.strange: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and ("type", "application/ld+json") in attrs:
            return  # data; what it holds is escaped, or the next element would show it
        if tag == "script" and re.fullmatch(r"/static/[a-z/]+\.js", dict(attrs).get("src") or ""):
            return  # a file of the site's own
        if tag in {"script", "img", "iframe", "object", "embed", "style", "base"}:
            self.strange.append((tag, None))
        for name, value in attrs:
            code = name in {"href", "src", "action"} and (value or "").strip().casefold().startswith("javascript:")
            if name.startswith("on") or code:
                self.strange.append((f"{tag} {name}", value))


def pages(hostile: TestClient) -> Iterator[tuple[str, str]]:
    """Every page that the lists lead to."""
    waiting = ["/", "/targets", "/entities", "/articles", "/indicators", "/silence", "/compare"]
    waiting += [f"/search?q={quote(name[:100])}" for name in NAMES]
    waiting += [f"/path?a={quote(name[:100])}&b={quote('云江市')}" for name in NAMES]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop().replace("&amp;", "&").partition("#")[0]
        if address in seen or "format=" in address or "lang=" in address or len(seen) > 600:
            continue
        seen.add(address)
        page = hostile.get(address)
        assert page.status_code in {200, 404}, address
        yield address, page.text
        waiting += re.findall(r'href="(/(?!static)[^"]*)"', page.text)


def test_no_page_runs_what_an_article_says(hostile: TestClient) -> None:
    count = 0
    for address, page in pages(hostile):
        count += 1
        found = Elements()
        found.feed(page)
        assert found.strange == [], address
        assert "49公司" not in page, address
    assert count > 100


def test_each_name_has_its_page(hostile: TestClient) -> None:
    page = hostile.get("/entities?type=Enterprise").text
    addresses = re.findall(r'href="(/entity/[^"]+)"', page)
    assert len(addresses) >= len(NAMES) - 2  # names that differ in punctuation alone are one
    for address in addresses:
        assert hostile.get(address).status_code == 200


def test_no_cell_is_a_formula(hostile: TestClient) -> None:
    for address in ("/entities?format=csv", "/targets?format=csv", "/articles?format=csv", "/silence?format=csv"):
        for row in csv.reader(io.StringIO(hostile.get(address).content.decode("utf-8-sig"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (address, cell[:40])
                assert not (cell.startswith("-") and not re.fullmatch(r"-[\d.]+", cell)), (address, cell[:40])


@pytest.mark.parametrize(
    "path", ["/static/../site.py", "/static/%2e%2e/site.py", "/static/..%2fsite.py", "/article/..%2f..%2fetc"]
)
def test_no_path_leads_out(hostile: TestClient, path: str) -> None:
    assert hostile.get(path).status_code == 404
