"""The graph for rdflib: each quad once, the merge for queries, nothing written."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest
import rdflib

from policygraph.graph.dataset import dataset
from policygraph.schema.errors import WorkspaceError

A, B = ox.NamedNode("http://a/a"), ox.NamedNode("http://a/b")
TRIPLE = (rdflib.URIRef("http://a/c"),) * 3


@pytest.fixture
def found() -> rdflib.Dataset:
    store = ox.Store()
    for value, graphs in ((1, "gh"), (2, "g")):
        store.add(ox.Quad(A, B, ox.Literal(value)))
        for graph in graphs:
            store.add(ox.Quad(A, B, ox.Literal(value), ox.NamedNode(f"http://a/{graph}")))
    return dataset(store)


def test_each_quad_stands_once(found: rdflib.Dataset) -> None:
    assert len(list(found.quads())) == len({*found.quads()}) == 3
    lines = [line for line in found.serialize(format="nquads").split("\n") if line]
    assert len(lines) == 3
    assert all("<http://a/g>" in line or "<http://a/h>" in line for line in lines)
    assert len(found) == len(list(found.triples((None, None, None)))) == 2
    assert len(found.graph(rdflib.URIRef("http://a/g"))) == 2


def test_queries_ask_the_merge(found: rdflib.Dataset) -> None:
    ((count,),) = found.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert int(count) == 2
    ((count,),) = found.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert int(count) == 3


WRITES: dict[str, Callable[[rdflib.Dataset], object]] = {
    "graph": lambda d: d.graph(rdflib.URIRef("http://a/g")).add(TRIPLE),
    "dataset": lambda d: d.add(TRIPLE),
    "update": lambda d: d.update("INSERT DATA { <http://a/c> <http://a/c> 3 }"),
    "remove": lambda d: d.remove((None, None, None)),
    "parse": lambda d: d.parse(data="<http://a/c> <http://a/c> 1 .", format="turtle"),
    "drop": lambda d: d.remove_graph(rdflib.URIRef("http://a/g")),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_nothing_is_written_past_the_ledger(found: rdflib.Dataset, write: Callable[[rdflib.Dataset], object]) -> None:
    with pytest.raises(WorkspaceError, match="only read"):
        write(found)
    assert len(list(found.quads())) == 3
