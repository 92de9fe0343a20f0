"""What part of the graph is wanted: facts by predicate, place, period and confidence, then entities around a centre.

Every export and every view that shows a part takes a `Selection`, so that the same words choose the same part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import networkx as nx

from policygraph.graph import analytics
from policygraph.graph.iris import slug
from policygraph.graph.named import named_query
from policygraph.graph.names import nearest
from policygraph.graph.results import Row
from policygraph.graph.timespan import Span, span
from policygraph.graph.tracking.silence import lies_in
from policygraph.schema.errors import QueryError, UnknownNameError
from policygraph.schema.vocabulary import called, vocabulary

if TYPE_CHECKING:
    from policygraph.graph.network import Network
    from policygraph.graph.workspace import Workspace

CENTRALITIES = ("degree", "pagerank", "betweenness")
AROUND_ENTITY, AROUND_ANSWER = 2, 0  # hops where none are given

_ARTICLES = """
SELECT ?article ?place ?published WHERE {
  ?graph a pg:Article ; dcterms:identifier ?article .
  OPTIONAL { ?graph pg:placeName ?place } OPTIONAL { ?graph dcterms:issued ?published }
}
"""
_MENTIONED = "SELECT ?article ?entity WHERE { ?graph pg:mentions ?entity ; dcterms:identifier ?article }"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the graph; what is left empty chooses everything.

    Parameters
    ----------
    types, predicates
        Only entities of these types; only these links, and the entities that have one; by name or label (``企业``).
    entity, hops
        Only what surrounds the entity of this name, `hops` links far in whatever direction (2 where None).
    top, measure
        Only the so many entities with the highest centrality (`CENTRALITIES`) in what is chosen otherwise.
    min_confidence
        Only facts of at least this confidence.
    place
        Part of a place's name: only facts that articles of it or of a place in it state, or that are about these.
    period
        ``2025``, ``2025-06``, ``2021..2025`` or ``2025年上半年``: only figures whose period falls in it, and what
        articles published in it state otherwise.
    named, parameters
        Only the entities that the answer of a packaged query names and those it is asked about, and what lies
        `hops` links around them (0 where None).
    """

    types: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    entity: str | None = None
    hops: int | None = None
    top: int | None = None
    min_confidence: float = 0.0
    measure: str = "degree"
    place: str | None = None
    period: str | None = None
    named: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Labels become the names that they stand for."""
        for kind in ("types", "predicates"):
            terms = getattr(vocabulary(), kind)
            object.__setattr__(self, kind, tuple(called(terms, one) for one in getattr(self, kind)))

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not (
            self.types or self.predicates or self.entity or self.top or self.min_confidence
            or self.place or self.period or self.named
        )  # fmt: skip

    @property
    def names_entities(self) -> bool:
        """Whether it says which entities are wanted, so that a figure of nobody is not among them."""
        return bool(self.types or self.predicates or self.entity or self.top or self.named)


def selected_network(workspace: Workspace, selection: Selection, *, metrics: bool = True) -> Network:
    """The selected entities and links, with their metrics as nodes of type Target, Actual … where `metrics` is true.

    Figures that no entity bears stand alone in it, unless the selection says which entities are wanted.

    Raises
    ------
    UnknownNameError
        For an entity or a place that the workspace does not have.
    QueryError
        For a type, predicate, measure, period or query that does not exist, or when nothing is left.
    """
    if selection.measure not in CENTRALITIES:
        raise QueryError(f"unknown centrality {selection.measure!r}; known: {' '.join(CENTRALITIES)}")
    facts = _Facts(workspace, selection)
    network = workspace.network(
        types=selection.types or None,
        predicates=selection.predicates or None,
        statuses=tuple(vocabulary().statuses) if metrics else (),
        min_confidence=selection.min_confidence,
        keep=facts.keep if facts.chosen is not None else None,
    )
    if selection.whole:
        return network
    entities = {node for node, kind in network.nodes(data="type") if kind in vocabulary().types}
    links: nx.Graph[str] = network.subgraph(entities).to_undirected(as_view=True)
    keep = set(entities)
    if facts.chosen is not None:
        keep = {node for node in keep if network.degree(node) or node in facts.mentioned}
    if selection.predicates:
        keep = {node for node in keep if links.degree(node)}
    if selection.named:
        centres = keep & _answered(workspace, selection, network)
        keep &= _around(links, centres, AROUND_ANSWER if selection.hops is None else selection.hops)
    if selection.entity:
        start = workspace.entity(selection.entity)
        keep &= _around(links, {start}, AROUND_ENTITY if selection.hops is None else selection.hops)
    if selection.top is not None:
        keep = _top(network, keep, selection)
    figures = {
        node
        for node, kind in network.nodes(data="type")
        if kind not in vocabulary().types
        and (any(bearer in keep for bearer in network.predecessors(node))
             or (not selection.names_entities and not network.in_degree(node)))
    }  # fmt: skip
    if not keep and not figures:
        error = QueryError("nothing is left of the graph by this selection; leave out or widen one of its conditions")
        raise error.because("nothing_selected")
    return network.subgraph(keep | figures).copy()


def _around(links: nx.Graph[str], centres: Iterable[str], hops: int) -> set[str]:
    """The nodes at most `hops` links from one of the centres."""
    there = [node for node in centres if node in links]
    return set(nx.multi_source_dijkstra_path_length(links, there, cutoff=hops, weight=_one)) if there else set()


def _one(*_: object) -> int:
    return 1


def _top(network: Network, keep: set[str], selection: Selection) -> set[str]:
    part = network.subgraph(keep)
    count = selection.top or 0
    return {row["iri"] for row in analytics.measure(part, selection.measure, top=count)}


def _answered(workspace: Workspace, selection: Selection, network: Network) -> set[str]:
    """The entities that the packaged query's answer names, by IRI or label, and those that it was asked about."""
    query = named_query(selection.named or "")
    said = {str(value) for row in workspace.named(query.name, **selection.parameters) for value in row.values()}
    asked = {
        workspace.entity(value)
        for parameter in query.parameters
        if parameter.kind == "entity" and (value := selection.parameters.get(parameter.name, parameter.default))
    }
    return asked | {node for node, label in network.nodes(data="label") if node in said or label in said}


class _Facts:
    """Which facts place and period choose; `chosen` holds the articles, None where neither is given."""

    def __init__(self, workspace: Workspace, selection: Selection) -> None:
        self.span: Span | None = span(selection.period) if selection.period else None
        self.places: frozenset[str] | None = None
        self.chosen: frozenset[str] | None = None
        self.mentioned: frozenset[str] = frozenset()
        self.of_place: frozenset[str] = frozenset()
        if self.span is None and selection.place is None:
            return
        articles = list(workspace.store.query(_ARTICLES))
        if selection.place is not None:
            self.places, names = _places(workspace, selection.place)
            self.of_place = frozenset(
                str(row["article"]) for row in articles if _called(str(row.get("place", "")), selection.place, names)
            )
            if not (self.places or self.of_place):
                known = sorted({str(row["place"]) for row in articles if "place" in row})
                close = nearest(selection.place, known)
                raise UnknownNameError(
                    f"no place is called {selection.place!r}; nearest: {'、'.join(close)}", close
                ).because("unknown_place", name=selection.place, nearest="、".join(close) or "-")
        self.chosen = frozenset(str(row["article"]) for row in articles if self._published(row) and self._here(row))
        self.mentioned = frozenset(
            str(row["entity"]) for row in workspace.store.query(_MENTIONED) if row["article"] in self.chosen
        )

    def keep(self, row: Row) -> bool:
        """Whether a statement or a metric is among what is chosen."""
        return self._here(row) and (self._holds(row) if "indicator" in row else self._published(row))

    def _here(self, row: Row) -> bool:
        if self.places is None:
            return True
        return row["article"] in self.of_place or row.get("subject") in self.places or row.get("object") in self.places

    def _published(self, row: Row) -> bool:
        return self.span is None or ("published" in row and self.span.meets(str(row["published"])))

    def _holds(self, row: Row) -> bool:
        """Whether the period of a figure falls in the span; the article's date decides where it has none."""
        start, end = row.get("start"), row.get("end")
        if self.span is None or not (start or end):
            return self._published(row)
        return self.span.meets(str(start or end), str(end or start))


def _called(name: str, place: str, names: frozenset[str]) -> bool:
    return bool(name) and (slug(place) in slug(name) or slug(name) in names)


def _places(workspace: Workspace, name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The places with this in their name and those that lie in them, as IRIs, and all of their names as slugs."""
    connection, wanted = workspace.ledger.connection, slug(name)
    named: dict[str, set[str]] = {}
    for iri, said in connection.execute(
        "SELECT n.iri, n.name FROM names n JOIN entities e ON e.iri = n.iri WHERE e.type = 'Place'"
    ):
        named.setdefault(str(iri), set()).add(slug(said))
    found = {iri for iri, said in named.items() if any(wanted in one for one in said)}
    above = lies_in(workspace.store)
    grown = True
    while grown:
        inner = {part for part, whole in above.items() if whole in found} - found
        found |= inner
        grown = bool(inner)
    return frozenset(found), frozenset(one for iri in found for one in named.get(iri, ()))
