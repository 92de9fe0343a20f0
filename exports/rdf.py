"""The graph as RDF files: Turtle and JSON-LD of the union, N-Quads and TriG with a graph per article.

Graph by graph or subject by subject, each sorted: same graph, same bytes, and never the whole graph in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from policygraph.exports.rdf_part import part
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.workspace import Workspace
from policygraph.schema.namespace import PREFIXES


def export_turtle(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write Turtle."""
    _write(target, _triples(workspace, selection), ox.RdfFormat.TURTLE)


def export_jsonld(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write JSON-LD."""
    _write(target, _triples(workspace, selection), ox.RdfFormat.JSON_LD)


def export_nquads(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write N-Quads."""
    with replacing(target) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{quad} .\n" for quad in _quads(workspace, selection))


def export_trig(workspace: Workspace, target: Path, selection: Selection, _lang: str) -> None:
    """Write TriG."""
    _write(target, _quads(workspace, selection), ox.RdfFormat.TRIG)


def _write(target: Path, statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat) -> None:
    with replacing(target) as partial:
        ox.serialize(statements, partial, format=form, prefixes=PREFIXES)


def _chosen(workspace: Workspace, selection: Selection) -> Iterator[ox.Quad]:
    if selection.whole:
        return workspace.quads()
    return part(workspace, selected_network(workspace, selection))


def _quads(workspace: Workspace, selection: Selection) -> Iterator[ox.Quad]:
    """The quads by graph, sorted in each."""
    for _, graph in groupby(_chosen(workspace, selection), key=lambda quad: quad.graph_name):
        yield from sorted(graph, key=_order)


def _triples(workspace: Workspace, selection: Selection) -> Iterator[ox.Triple]:
    """The union of the graphs by subject, each triple once."""
    if not selection.whole:
        yield from sorted({quad.triple for quad in _chosen(workspace, selection)}, key=str)
        return
    store = workspace.store.local()
    subjects = {quad.subject for quad in workspace.quads()}
    for subject in sorted(subjects, key=str):  # the default graph holds the union
        yield from sorted((q.triple for q in store.quads_for_pattern(subject, None, None, ox.DefaultGraph())), key=str)


def _order(quad: ox.Quad) -> str:
    return str(quad.triple)
