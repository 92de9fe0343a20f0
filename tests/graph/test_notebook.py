"""What a notebook shows: tables of the answers, which stay whole, with hostile text as text."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from policygraph.graph.catalogue import EntityEntry
from policygraph.graph.notebook import ROWS, Entities, Targets, html_table
from policygraph.graph.results import Results
from policygraph.graph.store import OxigraphStore
from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft


@pytest.fixture
def ws(tmp_path: Path) -> Any:
    """A workspace of one article whose names are hostile."""
    draft = (
        Draft("a1", "<b>慈溪</b>市实施甲计划。", title="<b>标题</b>", published="2025-01-02")
        .entity("e1", "Place", "<b>慈溪</b>市")
        .entity("e2", "Program", "甲计划")
        .relation("e1", "implements", "e2", "<b>慈溪</b>市实施甲计划")
    )
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        workspace.add(*draft.item)
        yield workspace


def test_showing_an_answer_takes_nothing_from_it() -> None:
    store = OxigraphStore(None)
    store.update('INSERT DATA { <x:a> <x:p> "<b>粗</b>" , 3 }')
    answer = store.query("SELECT ?o WHERE { <x:a> <x:p> ?o } ORDER BY ?o")
    shown = answer._repr_html_()
    assert shown is not None
    assert "&lt;b&gt;粗&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert len(list(answer)) == 2
    assert "答" not in shown


def test_an_answer_that_cannot_be_asked_again_shows_no_table() -> None:
    store = OxigraphStore(None)
    answer = store.query("ASK { ?s ?p ?o }")
    assert Results(answer._answer, {})._repr_html_() is None
    assert "false" in (answer._repr_html_() or "")


def test_a_long_table_says_that_it_is_cut() -> None:
    assert html_table(("n",), ((i,) for i in range(ROWS))).count("<tr>") == ROWS + 1
    assert "只显示前" not in html_table(("n",), ((i,) for i in range(ROWS)))
    assert f"只显示前 {ROWS} 行" in html_table(("n",), ((i,) for i in range(ROWS + 1)))


def test_no_targets_are_an_empty_table() -> None:
    assert Targets([])._repr_html_().count("<tr>") == 1


def test_every_list_that_a_workspace_answers_with_is_a_table_and_stays_a_list(ws: Workspace) -> None:
    answers: tuple[list[Any], ...] = (
        ws.articles(), ws.entities(), ws.find("<b>慈溪</b>市"), ws.path("<b>慈溪</b>市", "甲计划"),
        ws.analyze("pagerank"), ws.analyze("bridges"), ws.validate(), ws.targets(),
    )  # fmt: skip
    for answer in answers:
        shown = answer._repr_html_()  # type: ignore[attr-defined]
        assert isinstance(answer, list)
        assert "<table>" in shown
        assert "<b>" not in shown
        assert pickle.loads(pickle.dumps(answer)) == answer == list(answer)
    for answer in answers[:6]:
        assert len(answer) > 0
        assert "&lt;b&gt;" in answer._repr_html_()  # type: ignore[attr-defined]
    json.dumps(answers[4])


def test_more_entities_than_a_table_holds_are_told() -> None:
    entry = EntityEntry("x:a", "Place", "甲", ("甲", "乙"), ())
    assert Entities([entry] * ROWS)._repr_html_().count("<tr>") == ROWS + 1
    assert f"只显示前 {ROWS} 行" in Entities([entry] * (ROWS + 1))._repr_html_()
