"""Tracking in the graph: made when it is asked for, gone with its articles."""

from __future__ import annotations

import json
from pathlib import Path

from pyoxigraph import NamedNode

from policygraph.graph.tracking.graph import outdated
from policygraph.graph.tracking.shelf import VERSION
from policygraph.graph.workspace import Workspace
from tests.graph.tracking.conftest import article
from tests.graph.tracking.test_tracker import PLAN, report

_ROWS = """
SELECT ?verdict ?progress (COUNT(?used) AS ?uses) WHERE {
  ?t a pg:Tracking ; pg:verdict ?verdict ; prov:wasDerivedFrom ?used . OPTIONAL { ?t pg:progress ?progress }
} GROUP BY ?verdict ?progress
"""


def test_verdicts_stand_in_the_graph_with_what_they_come_from(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2025, 199)])
        (row,) = ws.query(_ROWS)
        assert (row["verdict"], float(row["progress"]), row["uses"]) == ("missed", 0.99, 3)
        (missed,) = ws.named("targets-missed", year="2025")
        assert "2025年" in str(missed["resultQuote"])
        assert list(ws.named("targets-missed", year="2024")) == []
        assert any(name.endswith("article/plan/tracking") for name in ws.store.graphs())


def test_removing_an_article_leaves_what_never_had_it(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "a", create=True) as a, Workspace.open(tmp_path / "b", create=True) as b:
        a.add_many([PLAN, report(2025, 199), report(2022, 140)])
        assert next(iter(a.query(_ROWS)))["verdict"] == "missed"
        a.remove("r2025")
        b.add_many([report(2022, 140), PLAN])
        assert {str(q) for q in a.quads()} == {str(q) for q in b.quads()}
        assert next(iter(a.query(_ROWS)))["verdict"] == "on track"


def test_the_graph_judges_on_the_day_of_the_newest_article(tmp_path: Path) -> None:
    news = article("news", "2026-03-01", "云江市开了一次会。")
    late = article("late", "2999-01-01", "云江市又开了一次会。")
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2024, 190), late])
        assert list(ws.named("targets-missed", year="2025")) == []
        ws.add_many([news])
        (missed,) = ws.named("targets-missed", year="2025")
        assert float(str(missed["result"])) == 190
        assert [row.verdict for row in ws.targets(as_of="2026-03-01")] == ["missed"]
        ws.remove("news")
        assert list(ws.named("targets-missed", year="2025")) == []


def test_a_reader_finds_tracking_up_to_date(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2025, 201)])
    with Workspace.open(tmp_path / "ws", read_only=True) as ws:
        assert next(iter(ws.query(_ROWS)))["verdict"] == "met"
    Workspace.repair(tmp_path / "ws")
    with Workspace.open(tmp_path / "ws", read_only=True) as ws:
        assert next(iter(ws.query(_ROWS)))["verdict"] == "met"


def test_claims_on_the_shelf_say_the_same(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2025, 201)])
        fresh = ws.tracking().claims
        assert ws.tracking().claims == fresh
        assert ws.ledger.connection.execute("SELECT count(*) FROM claims").fetchone()[0] == 2


def test_the_shelf_is_filled_with_what_is_not_there_and_what_an_earlier_version_read(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2025, 201), report(2026, 202)])
        fresh, ask = ws.tracking().claims, ws.ledger.connection.execute
        rows = dict(ask("SELECT article, data FROM claims").fetchall())
        gone, old, kept = sorted(rows)
        ask("DELETE FROM claims WHERE article = ?", (gone,))
        ask("UPDATE claims SET data = ? WHERE article = ?", ('["0", []]', old))
        empty = json.dumps([VERSION, []])
        ask("UPDATE claims SET data = ? WHERE article = ?", (empty, kept))  # is not read again
        ws.shelve()
        found = dict(ask("SELECT article, data FROM claims").fetchall())
        assert found == {**rows, kept: empty}
        assert len(ws.tracking().claims) < len(fresh)


def test_graphs_that_are_not_in_step_are_found_and_replaced(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many([PLAN, report(2025, 201)])
        ws.track()
        graphs = ws.tracking().graphs()
        assert outdated(ws.ledger, graphs) == {}
        name = next(iter(graphs))
        assert outdated(ws.ledger, {}) == {key: [] for key in graphs}
        changed = {**graphs, name: graphs[name][:1]}
        assert outdated(ws.ledger, changed) == {name: graphs[name][:1]}
        ws.bring_tracking({name: graphs[name][:1]})
        assert outdated(ws.ledger, changed) == {}
        assert len(list(ws.store.query("SELECT ?s { GRAPH $g { ?s ?p ?o } }", parameters={"g": NamedNode(name)}))) == 1
