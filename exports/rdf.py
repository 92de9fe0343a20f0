"""The graph as RDF files: Turtle and JSON-LD of the union, N-Quads and TriG with a graph per article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from policygraph.exports.selection import Selection, selected_network
from policygraph.exports.writing import replacing
from policygraph.graph.workspace import Workspace
from policygraph.schema.namespace import PREFIXES, expand

_SUBJECT, _OBJECT = ox.NamedNode(expand("rdf:subject")), ox.NamedNode(expand("rdf:object"))
_METRIC_SUBJECT, _REFERS_TO = ox.NamedNode(expand("pg:subject")), ox.NamedNode(expand("pg:refersTo"))
_ARTICLE_CLASS, _TYPE = ox.NamedNode(expand("pg:Article")), ox.NamedNode(expand("rdf:type"))


def export_turtle(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write Turtle."""
    _write(target, _triples(_quads(workspace, selection)), ox.RdfFormat.TURTLE)


def export_jsonld(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write JSON-LD."""
    _write(target, _triples(_quads(workspace, selection)), ox.RdfFormat.JSON_LD)


def export_nquads(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write N-Quads, sorted: same graph, same bytes."""
    with replacing(target) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(sorted(f"{quad} .\n" for quad in _quads(workspace, selection)))


def export_trig(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write TriG."""
    _write(target, sorted(_quads(workspace, selection), key=_by_graph), ox.RdfFormat.TRIG)


def _write(target: Path, statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat) -> None:
    with replacing(target) as partial:
        ox.serialize(statements, partial, format=form, prefixes=PREFIXES)


def _triples(quads: Iterable[ox.Quad]) -> list[ox.Triple]:
    """The union of the graphs, each triple once, in a fixed order."""
    return sorted({quad.triple for quad in quads}, key=str)


def _by_graph(quad: ox.Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)


def _quads(workspace: Workspace, selection: Selection) -> Iterator[ox.Quad]:
    if selection.whole:
        return workspace.quads()
    network = selected_network(workspace, selection)
    kept = {ox.NamedNode(node) for node in network.nodes}
    return _around(workspace, kept)


def _around(workspace: Workspace, kept: set[ox.NamedNode]) -> Iterator[ox.Quad]:
    """The quads of the kept entities and metrics, of statements and mentions about them only, and of all articles."""
    store = workspace.store.oxigraph
    store = workspace.store.oxigraph
    items: set[object] = set(kept)
    for predicate in (_METRIC_SUBJECT, _REFERS_TO):
        items |= {q.subject for q in store.quads_for_pattern(None, predicate, None) if q.object in kept}
    starts = {q.subject for q in store.quads_for_pattern(None, _SUBJECT, None) if q.object in kept}
    ends = {q.subject for q in store.quads_for_pattern(None, _OBJECT, None) if q.object in kept}
    items |= starts & ends
    items |= {q.subject for q in store.quads_for_pattern(None, _TYPE, _ARTICLE_CLASS)}
    entities = _entities(store)
    for quad in workspace.quads():
        if quad.subject in items and (quad.object in kept or quad.object not in entities):
            yield quad


def _entities(store: ox.Store) -> set[object]:
    """Everything that some article names: what `pg:refersTo` points to."""
    return {quad.object for quad in store.quads_for_pattern(None, _REFERS_TO, None)}
