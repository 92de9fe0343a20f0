"""What a notebook shows: tables of the answers, which stay whole, with hostile text as text."""

from __future__ import annotations

from policygraph.graph.notebook import ROWS, Targets, html_table
from policygraph.graph.results import Results
from policygraph.graph.store import OxigraphStore


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
