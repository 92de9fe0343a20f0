"""The graph as a networkx MultiDiGraph: entities, what links them, and on request their metrics."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

import networkx as nx
import pyoxigraph as ox

from policygraph.graph.evidence import PATTERN, VARIABLES, Evidence
from policygraph.graph.results import Results, Row
from policygraph.graph.store import GraphStore
from policygraph.graph.wording import metric_text
from policygraph.schema.errors import QueryError
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import Term, called, vocabulary

Network: TypeAlias = "nx.MultiDiGraph[str]"

_ENTITIES = """
SELECT ?iri ?type ?label (GROUP_CONCAT(DISTINCT ?name; separator="\\u001f") AS ?names)
       (COUNT(DISTINCT ?graph) AS ?articles) WHERE {
  GRAPH ?graph { ?iri pg:name ?name ; a ?type } FILTER(?type != pg:Mention)
  OPTIONAL { ?iri rdfs:label ?label }
} GROUP BY ?iri ?type ?label
"""
_STATEMENTS = f"""
SELECT ?item ?subject ?predicate ?object ?inferred {VARIABLES} WHERE {{
  ?item a pg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; pg:inferred ?inferred .
  {PATTERN}
}} ORDER BY ?published ?article ?start_offset ?item
"""
# OPTIONAL stands last: Oxigraph joins what follows one without its bindings, which takes minutes.
_METRICS = f"""
SELECT ?item ?type ?subject ?indicator ?value ?value_max ?unit ?comparator ?measure ?start ?end {VARIABLES} WHERE {{
  ?item pg:indicator ?indicator ; a ?type ; pg:value ?value ; pg:unit ?unit ; pg:comparator ?comparator ;
        pg:measure ?measure .
  {PATTERN}
  OPTIONAL {{ ?item pg:subject ?subject }}
  OPTIONAL {{ ?item pg:valueMax ?value_max }}
  OPTIONAL {{ ?item pg:periodStart ?start }} OPTIONAL {{ ?item pg:periodEnd ?end }}
}} ORDER BY ?end ?published ?article ?start_offset ?item
"""


def network(
    store: GraphStore,
    *,
    types: Collection[str] | None = None,
    predicates: Collection[str] | None = None,
    statuses: Collection[str] = (),
    inferred: bool = True,
    min_confidence: float = 0.0,
    keep: Callable[[Row], bool] | None = None,
    entities: Collection[str] | None = None,
) -> Network:
    """The entities and their links.

    Parameters
    ----------
    types, predicates
        Only these entity types and predicates; None: all.
    statuses
        Metrics of these statuses (``"target"``, ``"forecast"``, ``"actual"``, ``"term"``) as nodes too,
        linked from their subject by an edge whose predicate is the status.
    inferred
        With what was concluded, not read.
    min_confidence
        Leave out statements and metrics below.
    keep
        Leave out statements and metrics of whose row (see the queries above) it says no.
    entities
        The IRIs of the entities to take, and the links between them; None: all.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are IRIs with ``label, type, names, articles`` (metrics: ``label, type`` of Target …, and
        ``indicator, value, value_max, unit, comparator, measure, start, end, status, evidence``);
        edges have the predicate as key and ``predicate, label, evidence_count, evidence, quotes, inferred, weight``.
    """
    words = vocabulary()
    types = _named("entity type", types, words.types)
    predicates = _named("predicate", predicates, words.predicates)
    statuses = _named("status", statuses, words.statuses) or ()
    graph: Network = nx.MultiDiGraph()
    wanted = {PG + name: name for name in (types if types is not None else words.types)}
    for row in store.query(_among(_ENTITIES, entities, "iri")):
        if str(row["type"]) in wanted:
            names = sorted(str(row["names"]).split("\x1f"))
            graph.add_node(
                str(row["iri"]),
                label=str(row.get("label", names[0])),
                type=wanted[str(row["type"])],
                names=tuple(sorted(names, key=lambda name: (name != row.get("label"), name))),
                articles=int(row["articles"]),
            )

    def wanted_fact(row: Row) -> bool:
        return float(row["confidence"]) >= min_confidence and (keep is None or keep(row))

    statements = store.query(_among(_STATEMENTS, entities, "subject", "object"))
    _add_links(graph, statements, predicates, wanted_fact, inferred=inferred)
    if statuses:
        _add_metrics(graph, store, statuses, wanted_fact)
    return graph


def _among(query: str, entities: Collection[str] | None, *variables: str) -> str:
    """A query of which some variables are among some entities, whose IRIs the store gave."""
    if entities is None:
        return query
    listed = " ".join(f"<{entity}>" for entity in sorted(entities))
    bound = " ".join(f"VALUES ?{variable} {{ {listed} }}" for variable in variables)
    return query.replace("WHERE {", f"WHERE {{ {bound}", 1)


def _add_links(
    graph: Network,
    statements: Results,
    predicates: Collection[str] | None,
    wanted: Callable[[Row], bool],
    *,
    inferred: bool,
) -> None:
    words = vocabulary().predicates
    evidence: dict[tuple[str, str, str], list[Evidence]] = {}
    read: set[tuple[str, str, str]] = set()
    for row in statements:
        subject, object_, predicate = str(row["subject"]), str(row["object"]), str(row["predicate"]).removeprefix(PG)
        if words[predicate].symmetric and object_ < subject:
            subject, object_ = object_, subject
        if not (
            subject in graph
            and object_ in graph
            and (predicates is None or predicate in predicates)
            and (inferred or not row["inferred"])
            and wanted(row)
        ):
            continue
        evidence.setdefault((subject, object_, predicate), []).append(Evidence.of(row))
        if not row["inferred"]:
            read.add((subject, object_, predicate))
    for (subject, object_, predicate), found in evidence.items():
        graph.add_edge(
            subject,
            object_,
            key=predicate,
            predicate=predicate,
            label=words[predicate].zh,
            evidence_count=len(found),
            weight=float(len(found)),
            evidence=tuple(found),
            quotes=tuple(dict.fromkeys(item.quote for item in found)),
            inferred=(subject, object_, predicate) not in read,
        )


def _add_metrics(graph: Network, store: GraphStore, statuses: Collection[str], wanted: Callable[[Row], bool]) -> None:
    words = vocabulary().statuses
    kinds = {PG + words[status].rdf_class: status for status in statuses}
    for row in metric_rows(store):
        status = kinds.get(str(row["type"]))
        if status is None or not wanted(row):
            continue
        node, found = str(row["item"]), (Evidence.of(row),)
        graph.add_node(
            node, label=metric_text(row), type=words[status].rdf_class, status=status, evidence=found,
            **metric_values(row),
        )  # fmt: skip
        subject = row.get("subject")
        if subject in graph:
            graph.add_edge(
                str(subject), node, key=status, predicate=status, label=words[status].zh, evidence_count=1, weight=1.0,
                evidence=found, quotes=(found[0].quote,), inferred=False,
            )  # fmt: skip


def metric_rows(store: GraphStore, subject: str | None = None) -> Results:
    """All metrics, or those of one subject, with evidence; by end of period, then by date of the article."""
    if subject is None:
        return store.query(_METRICS)
    query = _METRICS.replace("OPTIONAL { ?item pg:subject ?subject }", "")
    query = query.replace("WHERE {", "WHERE {\n  ?item pg:subject $subject , ?subject .", 1)
    return store.query(query, parameters={"subject": ox.NamedNode(subject)})


def tracked_rows(store: GraphStore, entity: str) -> Results:
    """The targets that tracking holds an entity to and that are stated of another, as `metric_rows` gives them."""
    parts = "?tracking pg:targetOf $entity ; pg:tracks ?item . FILTER NOT EXISTS { ?item pg:subject $entity }"
    query = _METRICS.replace("WHERE {", "WHERE {\n  " + parts, 1)
    return store.query(query, parameters={"entity": ox.NamedNode(entity)})


def metric_values(row: Row) -> dict[str, Any]:
    """Indicator, value, unit, measure and period of a metric in a row of `metric_rows`."""
    return {
        name: row.get(name)
        for name in ("indicator", "value", "value_max", "unit", "comparator", "measure", "start", "end")
    }


def _named(what: str, said: Collection[str] | None, terms: Mapping[str, Term]) -> Collection[str] | None:
    """The names of the terms that people call so; raises `QueryError` for what none is called."""
    if said is None:
        return None
    names = [called(terms, one) for one in said]
    for name in names:
        if name not in terms:
            known = " ".join(f"{term.name} ({term.zh})" for term in terms.values())
            raise QueryError(f"unknown {what} {name!r}; known: {known}")
    return names
