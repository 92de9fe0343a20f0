"""SHACL over the graph: each finding names the node, the shape and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import islice
from typing import Any

import rdflib
from pyshacl import validate as shacl
from rdflib.namespace import RDF, RDFS, SH

from policygraph.graph.store import GraphStore
from policygraph.schema.namespace import PG
from policygraph.schema.ontology import shapes_turtle
from policygraph.schema.vocabulary import vocabulary

_ARTICLES_AT_A_TIME = 25  # pySHACL works in memory; an article's graph is complete in itself


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation. `label` is how people call the node, `way_out` what to do in the language asked for."""

    node: str
    label: str
    shape: str
    path: str | None
    value: str | None
    way_out: str
    articles: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def findings(store: GraphStore, *, lang: str = "zh", article: str | None = None) -> Iterator[Finding]:
    """What in the graph does not fit the shapes, a few articles at a time; nothing: all is well.

    Parameters
    ----------
    lang
        ``"zh"`` or ``"en"``, for `Finding.way_out`.
    article
        The graph of this article only; None: all.
    """
    graphs = iter([article] if article else _article_graphs(store))
    while part := list(islice(graphs, _ARTICLES_AT_A_TIME)):
        yield from _check(_triples(store, part), lang)


def _article_graphs(store: GraphStore) -> list[str]:
    rows = store.query("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?graph a pg:Article } } ORDER BY ?graph")
    return [str(row["graph"]) for row in rows]


def _triples(store: GraphStore, graphs: list[str]) -> rdflib.Graph:
    values = " ".join(f"<{graph}> <{graph}/inferred>" for graph in graphs)
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?graph {{ {values} }} GRAPH ?graph {{ ?s ?p ?o }} }}"
    data = rdflib.Graph().parse(data=store.query(query).text("nt"), format="nt")
    for name in vocabulary().types:
        data.add((rdflib.URIRef(PG + name), RDFS.subClassOf, rdflib.URIRef(PG + "Entity")))
    return data


def _check(data: rdflib.Graph, lang: str) -> Iterator[Finding]:
    conforms, report, _ = shacl(data, shacl_graph=_shapes(), inference="none", advanced=False, inplace=True)
    if conforms:
        return
    assert isinstance(report, rdflib.Graph)
    for result in sorted(report.subjects(RDF.type, SH.ValidationResult), key=str):
        node = report.value(result, SH.focusNode)
        shape, path, value = (report.value(result, p) for p in (SH.sourceShape, SH.resultPath, SH.value))
        messages = {getattr(m, "language", None): str(m) for m in report.objects(result, SH.resultMessage)}
        yield Finding(
            node=str(node),
            label=_label(data, node),
            shape=_shape_name(shape),
            path=_short(path),
            value=None if value is None else _label(data, value),
            way_out=messages.get(lang) or next(iter(messages.values()), ""),
            articles=tuple(sorted(set(_articles(data, node)))),
        )


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=shapes_turtle(), format="turtle")


def _shape_name(shape: rdflib.term.Node | None) -> str:
    """The named shape that a violated constraint belongs to."""
    owner = _shapes().value(predicate=SH.property, object=shape) if isinstance(shape, rdflib.BNode) else shape
    return _short(owner) or ""


def _short(node: rdflib.term.Node | None) -> str | None:
    return None if node is None else str(node).replace(PG, "pg:")


def _label(data: rdflib.Graph, node: rdflib.term.Node | None) -> str:
    if isinstance(node, rdflib.URIRef):
        subject, predicate, object_ = (data.value(node, p) for p in (RDF.subject, RDF.predicate, RDF.object))
        if predicate is not None:
            return f"{_label(data, subject)} {str(predicate).removeprefix(PG)} {_label(data, object_)}"
        for kind in (RDFS.label, rdflib.URIRef(PG + "indicator"), rdflib.DCTERMS.title, rdflib.URIRef(PG + "quote")):
            names = sorted(map(str, data.objects(node, kind)))
            if names:
                return names[0]
        spelled = sorted(map(str, data.objects(node, rdflib.URIRef(PG + "name"))), key=lambda name: (-len(name), name))
        if spelled:
            return spelled[0]
    return str(node)


def _articles(data: rdflib.Graph, node: rdflib.term.Node | None) -> Iterator[str]:
    mentions, article = rdflib.URIRef(PG + "mentions"), rdflib.URIRef(PG + "article")
    for home in [*data.objects(node, article), *data.subjects(mentions, node), node]:
        identifier = data.value(home, rdflib.DCTERMS.identifier)
        if identifier is not None:
            yield str(identifier)
