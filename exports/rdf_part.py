"""The quads of a part of the graph, whole in itself: every fact with its statement, evidence and article.

What a verdict rests on comes along with it, and whose figures these are, so that no node is named that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from policygraph.graph.network import Network
from policygraph.graph.workspace import Workspace
from policygraph.schema.namespace import expand
from policygraph.schema.vocabulary import vocabulary


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


_SUBJECT, _PREDICATE, _OBJECT = (_node(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_BEARER, _REFERS, _MENTIONS, _ARTICLE = (_node(f"pg:{n}") for n in ("subject", "refersTo", "mentions", "article"))
_TRACKS, _TARGET_OF, _TYPE = _node("pg:tracks"), _node("pg:targetOf"), _node("rdf:type")
_BETWEEN_ARTICLES = {_node(f"pg:{name}") for name in ("copyOf", "supersededBy", "corrects")}


@dataclass(slots=True)
class _Part:
    """What is kept: entities, metrics, statements and what they state by graph, verdicts, articles."""

    entities: set[object] = field(default_factory=set)
    items: set[object] = field(default_factory=set)
    stated: set[tuple[object, object, object, object]] = field(default_factory=set)
    articles: set[object] = field(default_factory=set)


def part(workspace: Workspace, network: Network) -> Iterator[ox.Quad]:
    """The quads of the entities, links and metrics of a network that was selected from the workspace."""
    store = workspace.store.local()
    kept = _kept(store, network)
    links = {_node(f"pg:{name}") for name in vocabulary().predicates}
    known = _entities(store)
    for quad in workspace.quads():
        if _within(quad, kept, links, known):
            yield quad


def _kept(store: ox.Store, network: Network) -> _Part:
    kinds = vocabulary().types
    kept = _Part(entities={ox.NamedNode(node) for node, kind in network.nodes(data="type") if kind in kinds})
    metrics = {ox.NamedNode(node) for node, kind in network.nodes(data="type") if kind not in kinds}
    verdicts = {quad.subject for metric in metrics for quad in _quads(store, None, _TRACKS, metric)}
    for verdict in verdicts:  # the figures that it rests on, and whose target it is
        for quad in _quads(store, verdict, None, None):
            if quad.predicate == _TARGET_OF:
                kept.entities.add(quad.object)
            elif isinstance(quad.object, ox.NamedNode) and next(_quads(store, quad.object, _ARTICLE, None), None):
                metrics.add(quad.object)
    for metric in metrics:
        kept.entities |= {quad.object for quad in _quads(store, metric, _BEARER, None)}
    statements = {
        ox.NamedNode(evidence.iri)
        for _, _, data in network.edges(data=True)
        if data["predicate"] in vocabulary().predicates
        for evidence in data["evidence"]
    }
    kept.items = {*metrics, *statements, *verdicts}
    for item in (*metrics, *statements):
        kept.articles |= {quad.object for quad in _quads(store, item, _ARTICLE, None)}
    for statement in statements:
        said = {q.predicate: (q.object, q.graph_name) for q in _quads(store, statement, None, None)}
        subject, graph = said[_SUBJECT]
        kept.stated.add((graph, subject, said[_PREDICATE][0], said[_OBJECT][0]))
    alone = kept.entities - {end for link in kept.stated for end in link[1::2]}
    for entity in alone:  # what no fact brings is there by the articles that name it
        kept.articles |= {quad.subject for quad in _quads(store, None, _MENTIONS, entity)}
    for entity in kept.entities:
        for quad in _quads(store, None, _REFERS, entity):
            if any(q.object in kept.articles for q in _quads(store, quad.subject, _ARTICLE, None)):
                kept.items.add(quad.subject)
    return kept


def _within(quad: ox.Quad, kept: _Part, links: set[ox.NamedNode], known: set[object]) -> bool:
    subject, predicate, object_ = quad.subject, quad.predicate, quad.object
    if subject in kept.entities:
        if predicate in links:
            return (quad.graph_name, subject, predicate, object_) in kept.stated
        return object_ in kept.entities or object_ not in known
    if subject in kept.articles:
        if predicate in _BETWEEN_ARTICLES:
            return object_ in kept.articles
        return object_ in kept.entities or object_ not in known
    return subject in kept.items


def _quads(store: ox.Store, subject: object, predicate: ox.NamedNode | None, object_: object) -> Iterator[ox.Quad]:
    """The quads of the named graphs; the default graph repeats them."""
    found: Iterable[ox.Quad] = store.quads_for_pattern(subject, predicate, object_, None)  # type: ignore[arg-type]
    return (quad for quad in found if isinstance(quad.graph_name, ox.NamedNode))


def _entities(store: ox.Store) -> set[object]:
    """Everything that has one of the vocabulary's types."""
    return {
        quad.subject
        for name in vocabulary().types
        for quad in store.quads_for_pattern(None, _TYPE, _node(f"pg:{name}"), ox.DefaultGraph())
    }
