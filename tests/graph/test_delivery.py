"""Delivery: the store loads a batch while the next one is resolved, and nothing is marked that it does not have."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph.graph.resolution.resolver import Resolver
from policygraph.graph.store import OxigraphStore, replace_graph
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import WorkspaceError
from tests.graph.conftest import Draft

State = tuple[set[str], dict[str, str], list[tuple[str, int]]]


@pytest.fixture(autouse=True)
def _bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.graph.delivery._BULK", 1)


def drafts() -> list[Draft]:
    """Five articles; the second names the company of the first in full, the last is a correction of the first."""
    texts = {
        "a": ("2024-01-01", "港联集团扩建码头。", ["港联集团"]),
        "b": ("2024-02-01", "宁波港联集团有限公司（以下简称港联集团）扩建。", ["宁波港联集团有限公司", "港联集团"]),
        "c": ("2024-03-01", "骑岭物流园启用，港联集团入驻。", ["骑岭物流园"]),
        "d": ("2024-04-01", "宁波港联集团有限公司签约。", ["宁波港联集团有限公司"]),
        "a ": ("2024-05-01", "港联集团扩建两座码头。", ["港联集团"]),
    }
    found = []
    for key, (day, text, names) in texts.items():
        draft = Draft(key.strip(), text, title=key, published=day, place="宁波市")
        for number, name in enumerate(names):
            draft.entity(f"e{number}", "Platform" if "园" in name else "Enterprise", name)
        found.append(draft)
    return found


def state(ws: Workspace) -> State:
    """The quads, the labels in ledger and store, and what of the articles waits."""
    labels = dict(ws.ledger.connection.execute("SELECT iri, label FROM entities"))
    named = {str(row["s"]): str(row["l"]) for row in ws.store.query("SELECT ?s ?l { ?s rdfs:label ?l }")}
    assert labels == named
    waiting = ws.ledger.connection.execute("SELECT key, loaded FROM articles WHERE loaded = 0").fetchall()
    return {str(quad) for quad in ws.quads()}, labels, waiting


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> State:
    """What the articles give when they come one by one."""
    with Workspace.open(tmp_path_factory.mktemp("one") / "ws", create=True) as ws:
        for draft in drafts():
            ws.add(*draft.item)
        return state(ws)


def test_the_store_loads_one_batch_while_the_next_is_resolved(
    tmp_path: Path, one_by_one: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved, load, settle = threading.Event(), OxigraphStore.load, Resolver.settle
    waited: list[bool] = []
    settled: list[int] = []

    def slow(store: OxigraphStore, graphs: object) -> None:
        if not waited:  # the first load ends only once the second batch is resolved
            waited.append(resolved.wait(20))
        load(store, graphs)  # type: ignore[arg-type]

    def heard(resolver: Resolver, touched: set[str]) -> set[str]:
        settled.append(1)
        if len(settled) == 2:
            resolved.set()
        return settle(resolver, touched)

    with Workspace.open(tmp_path / "ws", create=True) as ws:
        monkeypatch.setattr(OxigraphStore, "load", slow)
        monkeypatch.setattr(Resolver, "settle", heard)
        ws.add_many([draft.item for draft in drafts()], batch=1)
        assert waited == [True]
        assert state(ws) == one_by_one


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_batches_that_change_each_other_give_what_articles_one_by_one_give(
    tmp_path: Path, one_by_one: State, batch: int
) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([draft.item for draft in drafts()], batch=batch)
        assert state(ws) == one_by_one
        assert state(ws)[2] == []


def test_of_what_is_being_loaded_only_what_differs_is_changed(
    tmp_path: Path, one_by_one: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def whole(graph: str, triples: list[str]) -> str:
        if triples:
            written.append(graph)
        return replace_graph(graph, triples)

    monkeypatch.setattr("policygraph.graph.delivery.replace_graph", whole)
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([draft.item for draft in drafts()], batch=1)
        assert written == []
        assert state(ws) == one_by_one


def test_what_is_being_loaded_counts_as_there(tmp_path: Path) -> None:
    first = drafts()[0].item
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        outcomes = ws.add_many([first, first], batch=1)
    assert [outcome.state for outcome in outcomes] == ["added", "unchanged"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_store_that_cannot_be_written_is_said_and_mended_on_opening(
    tmp_path: Path, one_by_one: State, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    load, calls = OxigraphStore.load, []

    def fails(store: OxigraphStore, graphs: object) -> None:
        calls.append(1)
        if len(calls) == number:
            raise WorkspaceError("the store cannot be written: no space")
        load(store, graphs)  # type: ignore[arg-type]

    with Workspace.open(tmp_path / "ws", create=True) as ws, monkeypatch.context() as patch:
        patch.setattr(OxigraphStore, "load", fails)
        with pytest.raises(WorkspaceError, match="no space"):
            ws.add_many([draft.item for draft in drafts()], batch=1)
        assert state_waits(ws)
    with Workspace.open(tmp_path / "ws") as again:
        assert not state_waits(again)
        again.add_many([draft.item for draft in drafts()], batch=1)
        assert state(again) == one_by_one


@pytest.mark.parametrize("number", [1, 3])
def test_an_interruption_between_batches_loses_nothing(tmp_path: Path, one_by_one: State, number: int) -> None:
    def interrupted() -> Iterator[object]:
        for at, draft in enumerate(drafts()):
            if at == number:
                raise KeyboardInterrupt
            yield draft.item

    with Workspace.open(tmp_path / "ws", create=True) as ws:
        with pytest.raises(KeyboardInterrupt):
            ws.add_many(interrupted(), batch=1)  # type: ignore[arg-type]
        assert len(ws.articles()) == number
        assert not state_waits(ws)
        ws.add_many([draft.item for draft in drafts()], batch=1)
        assert state(ws) == one_by_one


def test_what_another_article_changes_is_changed_alone_and_whole_where_a_load_broke_off(
    tmp_path: Path, one_by_one: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates: list[str] = []
    update = OxigraphStore.update
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        first, second, *rest = (draft.item for draft in drafts())
        ws.add(*second)
        monkeypatch.setattr(OxigraphStore, "update", lambda store, text: updates.append(text) or update(store, text))
        ws.add(*first)  # it is older, so the company of the other has another IRI now
        (change,) = (text for text in updates if f"GRAPH <{ws.iris.article('b')}>" in text)
        assert "refersTo" in change
        assert "startOffset" not in change
        lost = next(
            ws.store.local().quads_for_pattern(ox.NamedNode(ws.iris.article("a")), None, None, ox.DefaultGraph())
        )
        ws.store.local().remove(lost)  # as after a load that broke off
        ws.ledger.connection.execute("UPDATE articles SET loaded = 0")
        for item in (first, second, *rest):
            ws.add(*item)
        assert lost in ws.store.local()
        assert state(ws) == one_by_one


def state_waits(ws: Workspace) -> bool:
    """Whether the store lacks an article of the ledger."""
    return bool(ws.ledger.connection.execute("SELECT EXISTS (SELECT 1 FROM articles WHERE loaded = 0)").fetchone()[0])
