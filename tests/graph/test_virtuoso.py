"""What Virtuoso is asked, and how; what it would answer wrongly is asked of the copy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from policygraph.graph import virtuoso
from policygraph.graph.results import Value
from policygraph.graph.store import add_graph, change_graph, replace_graph, set_strings
from policygraph.graph.virtuoso_store import VirtuosoStore, store_in
from policygraph.schema.errors import QueryError, WorkspaceError
from tests import virtuoso_server
from tests.virtuoso_server import VirtuosoServer

PLAIN = [
    ("triple", "SELECT ?s WHERE { ?s a pg:Target }", True),
    ("text", 'ASK { GRAPH <x:g> { <x:a> <x:b> "1+1=2 (UNION FILTER)" } }', True),
    ("count", "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", True),
    ("graphs", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", True),
    ("construct", "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <x:g> { ?s ?p ?o } }", True),
    ("distinct", "SELECT DISTINCT ?o { ?s ?p ?o }", False),
    ("join", "SELECT ?s { ?s a pg:Target . ?s pg:value ?v }", False),
    ("join-graph", "SELECT ?s { ?s a ?t GRAPH ?g { ?s ?p ?o } }", False),
    ("objects", "SELECT ?s { ?s a pg:Target , pg:Metric }", False),
    ("number", "SELECT ?s { ?s pg:value 3 }", False),
    ("typed", 'SELECT ?s { ?s pg:value "3"^^xsd:integer }', False),
    ("boolean", "SELECT ?s { ?s pg:inferred true }", False),
    ("path", "SELECT ?s { ?s pg:locatedIn? ?o }", False),
    ("filter", "SELECT ?s { ?s ?p ?o FILTER EXISTS { ?o ?p ?s } }", False),
    ("order", "SELECT ?s { ?s ?p ?o } ORDER BY ?s", False),
    ("from", "SELECT ?s FROM <x:g> { ?s ?p ?o }", False),
    ("describe", "DESCRIBE <x:a>", False),
    ("after", "SELECT ?s { ?s ?p ?o } VALUES ?s { <x:a> }", False),
]


@pytest.mark.parametrize(("query", "plain"), [pytest.param(q, p, id=case) for case, q, p in PLAIN])
def test_what_virtuoso_may_be_asked(query: str, plain: bool) -> None:
    assert virtuoso.is_plain(query) == plain


def test_graphs_are_filled_before_the_merge_and_emptied_after_it() -> None:
    requests = list(virtuoso.updates(replace_graph("x:g", ['<x:a> <x:b> "; } {"'])))
    assert [request[:40] for request in requests] == [
        "DELETE { GRAPH <urn:policygraph:merge> {",
        "DROP SILENT GRAPH <x:g>",
        "INSERT DATA { GRAPH <x:g> { <x:a> <x:b> ",
        "INSERT DATA { GRAPH <urn:policygraph:mer",
    ]
    assert f"NOT IN (<{virtuoso.MERGE}>" in requests[0]


def test_large_updates_come_in_pieces() -> None:
    triples = [f'<x:{n}> <x:b> "{n}."' for n in range(2500)]
    pieces = list(virtuoso.updates(add_graph("x:g", triples)))
    assert [piece.count("<x:b>") for piece in pieces] == [1000, 1000, 500] * 2
    labels = list(virtuoso.updates(set_strings("x:g", "x:b", {f"x:{n}": None for n in range(700)})))
    assert [len(label.partition("VALUES")[2].partition("}")[0].split("<")) for label in labels] == [301, 301, 101]


@pytest.mark.parametrize("update", ["CLEAR DEFAULT", "INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }"])
def test_updates_that_nobody_here_writes_are_refused(update: str) -> None:
    with pytest.raises(WorkspaceError, match="choose another server"):
        list(virtuoso.updates(update))


@pytest.mark.parametrize("number", ["0.1234567890123456", "-99999999999999999999999999"])
def test_numbers_that_virtuoso_would_alter_are_refused(number: str) -> None:
    triple = f'<x:a> <x:b> "{number}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    with pytest.raises(WorkspaceError, match=number):
        list(virtuoso.insert("x:g", [triple]))


@pytest.fixture
def store(virtuoso: VirtuosoServer) -> Iterator[VirtuosoStore]:
    """A store with values that Virtuoso treats its own way."""
    opened = store_in(virtuoso.server)
    assert isinstance(opened, VirtuosoStore)
    with closing(opened):
        opened.update(
            add_graph("x:g", ['<x:a> <x:n> "云江"', "<x:a> <x:v> 3 ; <x:w> 3.0 ; <x:yes> true ; <x:no> false"])
        )
        yield opened


WRONG = [
    ("division", "SELECT (7/2 AS ?x) {}", Decimal("3.5")),
    ("chinese", "SELECT (CONCAT('—', ?n) AS ?x) { ?s <x:n> ?n }", "—云江"),
    ("nothing", "SELECT (CONTAINS(?n, '') AS ?x) { ?s <x:n> ?n }", True),
    ("terms", "SELECT (COUNT(DISTINCT ?o) AS ?x) { ?s <x:v>|<x:w> ?o }", 2),
    ("true", "SELECT ?x { ?s <x:yes> ?x }", True),
    ("false", "SELECT ?x { ?s <x:no> ?x }", False),
]


@pytest.mark.parametrize(("query", "value"), [pytest.param(q, v, id=case) for case, q, v in WRONG])
def test_answers_are_right_all_the_same(store: VirtuosoStore, query: str, value: Value) -> None:
    assert list(store.query(query)) == [{"x": value}]


XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = [
    f'"2025"^^<{XSD}gYear>', f'"2025-06"^^<{XSD}gYearMonth>', f'"2025-06-30"^^<{XSD}date>', f'"-12.5"^^<{XSD}decimal>',
    f'"0.00000015"^^<{XSD}decimal>', f'"1000000000000000000000"^^<{XSD}decimal>', f'"2500000000"^^<{XSD}integer>',
    '" “云江” \\n\\t\\"\\\\ 😀𠮷 "', '"云江"@zh', '""', '"' + "长" * 20_000 + '"', "<x:云江>",
]  # fmt: skip


def test_terms_come_back_as_they_went(store: VirtuosoStore) -> None:
    wanted = [f"<x:{number}> <x:term> {term}" for number, term in enumerate(TERMS)]
    store.load([("x:terms", wanted)])
    assert change_graph(store, "x:terms", wanted) == ""
    assert {str(quad.triple) for quad in store.local()} >= set(wanted)


def test_a_bound_on_answers_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if virtuoso_server.find() is None:
        pytest.skip("needs Virtuoso: apt-get install virtuoso-opensource-7-bin")
    for name, value in virtuoso_server.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    server = VirtuosoServer(tmp_path, rows=100)
    try:
        with closing(store_in(server.server)) as store:
            store.load([("x:g", [f'<x:{n}> <x:b> "{n}"' for n in range(250)])])
            assert len(store.local()) == len(store) == 500
            for query in ("SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"):
                assert len(list(store.query(query))) == 250
            with pytest.raises(QueryError, match="first 100 rows only"):
                store._answer("SELECT * { ?s ?p ?o }", of_triples=False)
    finally:
        server.kill()
