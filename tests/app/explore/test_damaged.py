"""A workspace whose files went bad while the site shows it: pages that need them say what to do, the others go on."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore.site import create_app
from policygraph.graph.ledger import Ledger
from policygraph.graph.store import OxigraphStore
from policygraph.workspace import Workspace

PAGES = ("/", "/search?q=dj", "/targets", "/indicators", "/entities", "/entity/Industry/智能电机产业链", "/articles",
         "/article/plan-2021", "/path?a=明屿精工&b=智能电机产业链", "/compare?indicator=高新技术企业", "/silence",
         "/curate", "/curate/decisions", "/curate/preview?do=merge&entity=澜州市&entity=临屿县",
         "/workspace")  # fmt: skip
HTML = {"Accept": "text/html"}


@pytest.fixture
def damaged(folder: Path, tmp_path: Path) -> Path:
    """A workspace whose store has other bytes than were written where the texts are, which opening it does not read."""
    copy = tmp_path / "资料"
    shutil.copytree(folder, copy)
    with Workspace.open(copy) as workspace:
        workspace.track()
    store = OxigraphStore(copy / "store")
    store.oxigraph.optimize()
    store.close()
    texts = max((copy / "store").glob("*.sst"), key=lambda file: file.read_bytes().count("市".encode()))
    data = bytearray(texts.read_bytes())
    data[: len(data) // 2] = bytes(byte ^ 0xFF for byte in data[: len(data) // 2])
    texts.write_bytes(data)
    return copy


def test_a_damaged_store_gets_a_page_with_the_way_out(damaged: Path) -> None:
    app = create_app(damaged)
    with TestClient(app, base_url="http://127.0.0.1:8712", raise_server_exceptions=False) as client:
        _wait(app)
        answers = {page: client.get(page, headers=HTML) for page in PAGES}
        assert {answer.status_code for answer in answers.values()} == {200, 503}
        for page, answer in answers.items():
            if answer.status_code != 200:
                assert "policygraph repair -w 资料" in answer.text, page
                assert str(damaged.parent) not in answer.text, page
        program = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
        assert program.status_code == 500
        assert "policygraph repair" in program.text
        person = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={**HTML, "Cookie": "lang=en"})
        assert "policygraph repair" in person.text
    assert Workspace.repair(damaged) > 0
    with TestClient(create_app(damaged), base_url="http://127.0.0.1:8712") as client:
        assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_damaged_ledger_gets_a_page_with_the_way_out(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "workspace"
    shutil.copytree(folder, copy)
    ledger = Ledger(copy)
    pages = [row[0] for row in ledger.connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'articles'")]
    size = ledger.connection.execute("PRAGMA page_size").fetchone()[0]
    ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.close()
    app = create_app(copy)
    with TestClient(app, base_url="http://127.0.0.1:8712", raise_server_exceptions=False) as client:
        _wait(app)
        with (copy / "articles.sqlite").open("r+b") as file:
            file.seek((pages[0] - 1) * size)
            file.write(b"\xa5" * size)
        app.state.site.workspace.ledger.connection.execute("PRAGMA cache_size = 1")
        app.state.site.workspace.ledger.connection.execute("PRAGMA shrink_memory")
        answer = client.get("/article/plan-2021", headers=HTML)
        assert answer.status_code == 503
        assert "policygraph restore BACKUP.zip -w restored" in answer.text


def _wait(app: object) -> None:
    deadline = time.monotonic() + 60
    while app.state.site.counting and time.monotonic() < deadline:  # type: ignore[attr-defined]
        time.sleep(0.05)
