"""Two hundred hostile texts go through every way out: nothing runs, nothing steers, nothing is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
from httpx import Response
from starlette.testclient import TestClient

import policygraph
from policygraph.cli.main import main
from policygraph.explore.site import create_app
from policygraph.exports import FORMATS
from policygraph.graph.results import TRIPLE_FORMATS
from tests import hostile
from tests.app.conftest import Run
from tests.app.explore.serving import serving
from tests.browser import needs_chromium, page, until

# What may not reach a terminal: escapes and other controls but the end of a line and a tab, and marks of direction.
STEERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
FORMULA = re.compile(r"^[=+@\t\r]|^-(?![\d.]+$)")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace full of them."""
    folder = tmp_path_factory.mktemp("hostile") / "workspace"
    assert len(hostile.texts()) >= 200
    assert hostile.build(folder) == []
    return folder


@pytest.fixture(scope="module")
def pages(attacked: Path) -> Iterator[TestClient]:
    with TestClient(create_app(attacked, read_only=True), base_url="http://127.0.0.1") as client:
        yield client


COMMANDS = [
    ("articles",),
    ("entities",),
    ("targets",),
    ("targets", "--why"),
    ("show", "云江市"),
    ("silence",),
    ("diff",),
    ("validate",),
    ("analyze", "--measure", "degree"),
    ("path", "云江市", "<!--"),
    ("series", "\x1b[31m红\x1b[0m"),
    ("show", "\x9b31m"),
    ("query", "SELECT * { ?s rdfs:label ?l }"),
    ("query", "--named", "targets-due", "--param", "year=2025"),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda command: ascii(" ".join(command)))
def test_nothing_steers_the_terminal(
    attacked: Path, run: Run, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policygraph.cli.query_command.on_terminal", lambda: True)
    told = run(*arguments, "--workspace", attacked)
    assert told.code in {0, 1, 2}
    assert STEERS.findall(told.out + told.err) == []
    for form in ("json", "csv"):
        done = run(*arguments, "--workspace", attacked, "--format", form)
        assert done.code in {0, 1, 2}
        assert STEERS.findall(done.out + done.err) == []
        if done.code == 0 and form == "json":
            json.loads(done.out)
        elif done.code == 0 and arguments[0] != "query":  # whose CSV is the standard's
            cells = [cell for row in csv.reader(io.StringIO(done.out)) for cell in row]
            assert [cell for cell in cells if FORMULA.match(cell)] == []


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "parquet"])
def test_exports_are_whole_and_harmless(attacked: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    with policygraph.open(attacked, read_only=True) as ws:
        ws.export(form, target)
        labels = {str(row["l"]) for row in ws.query("SELECT ?l { ?s rdfs:label ?l }")}
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    if form in {"ttl", "nq", "trig", "jsonld"}:
        data = {quad.object.value for quad in ox.parse(path=target, format=TRIPLE_FORMATS[form])
                if isinstance(quad.object, ox.Literal)}  # fmt: skip
        assert labels <= data
    if form == "csv":
        for path in files:
            cells = [cell for row in csv.reader(path.open(encoding="utf-8-sig", newline="")) for cell in row]
            assert len(cells) > 100
            assert [cell for cell in cells if FORMULA.match(cell)] == []
    if form == "xlsx":
        book = openpyxl.load_workbook(target)
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds
    if form == "sqlite":
        with sqlite3.connect(target) as base:
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def visited(client: TestClient) -> dict[str, Response]:
    """What every page answers that a few steps from home lead to, a bounded number of each kind, and lists as files."""
    waiting = ["/", "/articles", "/entities", "/targets", "/indicators", "/silence", "/compare", "/path"]
    waiting += [f"/search?{q}" for q in ("q=%3Cscript%3E", "q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "q=%00")]
    kinds: dict[str, int] = {}
    seen: dict[str, Response] = {}
    while waiting:
        address = waiting.pop(0)
        kind = re.split(r"[/?]", address)[1]
        if address in seen or kinds.get(kind, 0) >= 60:
            continue
        seen[address] = client.get(address, headers={"Accept": "text/html"})
        kinds[kind] = kinds.get(kind, 0) + 1
        text = seen[address].text if "format=" not in address else ""
        for found in re.findall(r'href="(/[^"#]*)', text):
            plain = found.replace("&amp;", "&")
            if not plain.startswith(("/static", "/sparql")) and "lang=" not in plain:
                waiting.append(plain)
    return seen


@pytest.fixture(scope="module")
def found(pages: TestClient) -> dict[str, Response]:
    return visited(pages)


DANGER = re.compile(rf"<script>window\.{hostile.MARK}|<img src=x|<svg |<iframe srcdoc|<plaintext|<base |<body onload|"
                    rf"<details open ontoggle|<meta http-equiv=refresh|<form action=//")  # fmt: skip


def test_pages_escape_everything(found: dict[str, Response]) -> None:
    assert len(found) > 150
    for address, answer in found.items():
        assert answer.status_code in {200, 404, 400}, address
        kind = answer.headers["content-type"]
        if kind.startswith("text/html"):
            unsafe = [hit for hit in DANGER.findall(answer.text) if hit != "<svg "]
            assert unsafe == [], address
        elif kind.startswith("text/csv"):
            cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
            assert [cell for cell in cells if FORMULA.match(cell)] == [], address


def test_downloads_of_the_sparql_page_hold_no_formula(pages: TestClient) -> None:
    query = "SELECT ?l { ?s rdfs:label ?l }"
    answer = pages.get("/sparql", params={"query": query, "format": "sheet"})
    cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
    assert len(cells) > 100
    assert [cell for cell in cells if FORMULA.match(cell)] == []
    workbook = pages.get("/sparql", params={"query": query, "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(workbook.content))
    assert "f" not in {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    shown = pages.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text
    assert [hit for hit in DANGER.findall(shown) if hit != "<svg "] == []


@needs_chromium
def test_a_browser_runs_nothing_of_the_explorer(attacked: Path, found: dict[str, Response]) -> None:
    shown = [address for address in found if "format=" not in address]
    kept = shown[:10] + [a for a in shown if a.startswith("/entity")][:25] + [a for a in shown if "article/" in a][:10]
    with serving(attacked, "--read-only") as server, page(offline=False) as browser:
        dialogs: list[str] = []
        browser.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for address in [*kept, "/sparql?query=SELECT%20%3Fl%20%7B%20%3Fs%20rdfs%3Alabel%20%3Fl%20%7D"]:
            browser.goto(server + address)
            assert browser.evaluate(f"window.{hostile.MARK}") is None, address
            assert browser.locator("main iframe, main script:not([type]), [onload], [onerror], [ontoggle]").count() == 0
        assert dialogs == []
        assert [url for url in browser.asked if not url.startswith((server, "data:"))] == []


@needs_chromium
def test_a_browser_runs_nothing_of_the_page(attacked: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    with policygraph.open(attacked, read_only=True) as ws:
        ws.export("html", target)
    with page() as browser:
        dialogs: list[str] = []
        browser.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        browser.goto(target.as_uri())
        until(browser, "document.documentElement.dataset.ready === 'true'")
        for name in ("<script>", "云江市", "__proto__", "constructor", "{{7*7}}", '">'):
            browser.fill("input[type=search]", name)
            option = browser.locator("[role=option]").first
            option.wait_for()
            option.click()
            browser.locator("[data-testid=evidence]").first.wait_for()
            assert browser.locator("[data-testid=evidence] script, [data-testid=evidence] img, iframe").count() == 0
        assert browser.evaluate(f"window.{hostile.MARK}") is None
        assert dialogs == []
        assert browser.errors == []


def test_the_program_runs_over_it(attacked: Path) -> None:
    assert main(["check", "--workspace", str(attacked), "--quiet"]) in {0, 1}
