"""`check`: names each fault and its place, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph.graph.checking import check
from policygraph.graph.curation.log import append
from policygraph.graph.workspace import Workspace

Harm = Callable[[Workspace], None]


def faults(folder: Path) -> list[tuple[str, str]]:
    return [(fault.part, fault.reason) for fault in check(folder)]


def test_a_sound_workspace(ws: Workspace) -> None:
    ws.track()
    ws.close()
    before = {path: path.read_bytes() for path in ws.folder.rglob("*") if path.is_file() and path.name != "lock"}
    assert faults(ws.folder) == []
    after = {path: path.read_bytes() for path in ws.folder.rglob("*") if path.is_file() and path.name != "lock"}
    assert {path for path in before if before[path] != after.get(path)} == set()


def test_the_store_is_not_compared_while_somebody_writes(ws: Workspace) -> None:
    assert faults(ws.folder) == [("store", "busy")]


def _in_ledger(statement: str) -> Harm:
    def harm(ws: Workspace) -> None:
        assert ws.ledger.connection.execute(statement).rowcount == 1
        ws.close()

    return harm


def _in_store(update: str) -> Harm:
    def harm(ws: Workspace) -> None:
        ws.store.oxigraph.update(update)
        ws.close()

    return harm


def _in_file(name: str, content: bytes | None) -> Harm:
    def harm(ws: Workspace) -> None:
        ws.close()
        if content is None:
            (ws.folder / name).unlink()
        else:
            (ws.folder / name).write_bytes(content)

    return harm


def _idle(ws: Workspace) -> None:
    append(ws.folder, "reject", {"item": {"article": "gone", "kind": "metric", "indicator": "人口", "value": 3}})
    ws.apply_decisions()
    ws.close()


_GRAPH = "https://w3id.org/policygraph/id/article/plan"


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        pytest.param(
            _in_ledger("UPDATE articles SET text = text || '。' WHERE key = 'plan'"), ("article", "content"), id="text"
        ),
        pytest.param(
            _in_ledger("UPDATE articles SET record = '{' WHERE key = 'plan'"), ("article", "record"), id="record"
        ),
        pytest.param(
            _in_ledger("UPDATE articles SET record = replace(record, '3万名', '4万名') WHERE key = 'plan'"),
            ("article", "evidence"),
            id="quote",
        ),
        pytest.param(
            _in_ledger("UPDATE articles SET loaded = 0 WHERE key = 'plan'"), ("store", "waiting"), id="interrupted"
        ),
        pytest.param(_in_store(f"DROP GRAPH <{_GRAPH}>"), ("store", "graph"), id="graph-is-missing"),
        pytest.param(
            _in_store(f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ <x:a> <x:b> 'c' }} }}"), ("store", "graph"), id="too-much"
        ),
        pytest.param(_in_store("INSERT DATA { GRAPH <x:g> { <x:a> <x:b> 'c' } }"), ("store", "orphan"), id="orphan"),
        pytest.param(_in_store("INSERT DATA { <x:a> <x:b> 'c' }"), ("store", "graph"), id="no-graph-states-it"),
        pytest.param(_in_file("store/CURRENT", b"MANIFEST-999999\n"), ("store", "store"), id="store-is-damaged"),
        pytest.param(_in_file("articles.sqlite", b"no database" * 999), ("ledger", "damaged"), id="ledger-is-none"),
        pytest.param(_in_file("articles.sqlite", None), ("ledger", "no_ledger"), id="ledger-is-gone"),
        pytest.param(_in_file("workspace.toml", b"format = "), ("settings", "settings"), id="settings"),
        pytest.param(_in_file("curation.jsonl", b"{broken\n"), ("curation", "curation"), id="log"),
        pytest.param(_idle, ("curation", "idle"), id="idle-decision"),
    ],
)
def test_each_fault_is_named(ws: Workspace, harm: Harm, expected: tuple[str, str]) -> None:
    ws.track()
    harm(ws)
    assert expected in faults(ws.folder)


def test_what_repair_mends_is_sound_again(ws: Workspace) -> None:
    ws.track()
    ws.store.oxigraph.remove_graph(ox.NamedNode(_GRAPH))
    ws.close()
    assert faults(ws.folder) != []
    Workspace.repair(ws.folder)
    assert faults(ws.folder) == []


@pytest.mark.parametrize("article", ["plan", "report", "other"])
@pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "untracked"])
def test_without_an_article_it_is_sound(ws: Workspace, article: str, tracked: bool) -> None:
    if tracked:
        ws.track()
    ws.remove(article)
    assert not [name for name in ws.store.graphs() if f"/{article}/" in name or name.endswith(f"/{article}")]
    ws.close()
    assert faults(ws.folder) == []


def test_a_removal_that_broke_off_ends_sound(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    ws.track()

    def broken(_: str) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(ws.store, "update", broken)
    with pytest.raises(OSError, match="no space"):
        ws.remove("plan")
    ws.close()
    Workspace.open(ws.folder).close()
    assert faults(ws.folder) == []
