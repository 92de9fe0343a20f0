"""One more article costs the same whatever the workspace holds: no statement reads a whole table, no list holds all."""

from __future__ import annotations

import re
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policygraph.graph import loading
from policygraph.graph.loading import Outcome
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article
from policygraph.schema.record import Record
from tests.graph.conftest import Draft

_BOUNDED = r"g\b|json_each\b|sqlite_master\b|.*VIRTUAL TABLE INDEX \d+:\S|.*INDEX \w+_(?:loaded|removing)\b"
_WHOLE = re.compile(f"^SCAN (?!{_BOUNDED})")


def draft(number: int) -> Draft:
    city = ("宁波市", "温州市", "杭州市")[number % 3]
    text = f"{city}骑岭{number}号物流园启用，港联电机第{number}次入驻。本报讯，各方反映良好，建设加快推进。"
    made = Draft(f"a/{number}", text, title=f"第{number}号", published="2024-05-01", place=city)
    return made.entity("e1", "Platform", f"骑岭{number}号物流园").entity("e2", "Enterprise", "港联电机")


def whole_tables(connection: sqlite3.Connection, act: Callable[[], object]) -> set[str]:
    """What SQLite says of the statements that read all rows of a table."""
    said: list[str] = []
    connection.set_trace_callback(said.append)
    act()
    connection.set_trace_callback(None)
    read = {sql for sql in said if sql.startswith(("SELECT", "UPDATE", "DELETE", "INSERT", "WITH", "\nSELECT"))}
    assert len(read) > 10
    plans = {(row[3], sql) for sql in read for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")}
    return {f"{plan}: {sql[:200]}" for plan, sql in plans if _WHOLE.search(plan)}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many(draft(number).item for number in range(12))
        yield ws


def test_one_article_reads_no_whole_table(workspace: Workspace) -> None:
    connection, new = workspace.ledger.connection, draft(12).item
    assert whole_tables(connection, lambda: workspace.add(*new)) == set()
    assert whole_tables(connection, lambda: workspace.add(*new, force=True)) == set()
    assert whole_tables(connection, lambda: workspace.remove("a/12")) == set()


def test_what_is_read_again_as_before_is_not_compared_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {str(quad) for quad in workspace.quads()}
    touched: list[set[str]] = []
    settle = workspace._loader.resolver.settle
    monkeypatch.setattr(workspace._loader.resolver, "settle", lambda nodes: touched.append(nodes) or settle(nodes))
    workspace.add(*draft(3).item, force=True)
    assert touched == [set()]
    assert {str(quad) for quad in workspace.quads()} == before
    workspace.add(*draft(3).entity("e3", "Honour", "建设加快").item, force=True)
    assert "Honour/建设加快" in touched[1]


def test_of_many_articles_two_batches_are_in_memory(tmp_path: Path) -> None:
    alive: weakref.WeakSet[Article] = weakref.WeakSet()
    most = 0

    def read() -> Iterator[tuple[Article, Record]]:
        for number in range(40):
            article, record = draft(number).item
            alive.add(article)
            yield article, record

    def done(_: Outcome) -> None:
        nonlocal most
        most = max(most, len(alive))

    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many(read(), batch=5, done=done)
    assert 5 <= most <= 10


def test_all_articles_are_resolved_again_some_at_a_time(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {str(quad) for quad in workspace.quads()}
    held: list[int] = []
    loader = workspace._loader
    name, settle = loader._name_again, loader.resolver.settle
    monkeypatch.setattr(loading, "_PART", 5)
    monkeypatch.setattr(loader, "_name_again", lambda c, keys: held.append(len(keys)) or name(c, keys))
    monkeypatch.setattr(loader.resolver, "settle", lambda nodes: held.append(len(nodes) // 2) or settle(nodes))
    loader.resolve_again()
    loader.load_pending()
    assert len(held) == 6
    assert max(held) <= 5
    assert {str(quad) for quad in workspace.quads()} == before
