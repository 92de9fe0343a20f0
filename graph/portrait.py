"""One entity in full: its names, what is said of it, its metrics over time, each with evidence."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from policygraph.graph.evidence import PATTERN, VARIABLES, Evidence
from policygraph.graph.network import metric_rows, tracked_rows
from policygraph.graph.results import Row
from policygraph.graph.store import GraphStore
from policygraph.graph.wording import metric_text
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import vocabulary

_NAMES = """
SELECT ?type ?label ?name (COUNT(*) AS ?articles) (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {
  GRAPH ?graph { $entity pg:name ?name ; a ?type OPTIONAL { ?graph dcterms:issued ?issued BIND(STR(?issued) AS ?day) } }
  OPTIONAL { $entity rdfs:label ?label }
} GROUP BY ?type ?label ?name ORDER BY DESC(?articles) ?name
"""
_FACTS = f"""
SELECT ?item ?subject ?predicate ?object ?other ?other_type ?inferred {VARIABLES} WHERE {{
  ?item rdf:%s $entity ; rdf:%s ?end .
  ?item a pg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; pg:inferred ?inferred .
  ?end rdfs:label ?other ; a ?other_type .
  {PATTERN}
}}
"""
_OTHERS = """
SELECT ?item ?owner ?other WHERE {
  { ?tracking pg:targetOf $entity ; pg:tracks ?item . ?item pg:subject ?else BIND($entity AS ?owner) }
  UNION { ?item pg:subject $entity . ?tracking pg:tracks ?item ; pg:targetOf ?else BIND(?else AS ?owner) }
  ?else rdfs:label ?other FILTER(?else != $entity)
}
"""
_ENDS = (("subject", "object"), ("object", "subject"))  # asked one by one: for both at once Oxigraph reads every link
_ORDER = ("predicate", "other", "published", "article", "start_offset", "item")


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement about the entity. `forward` is True where the entity is its subject; `other` is the other end."""

    predicate: str
    label: str
    forward: bool
    other: str
    other_label: str
    other_type: str
    inferred: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class MetricFact:
    """A metric of the entity.

    `stated_of` is the label of whom the article says it of, where tracking takes it for a target of this entity;
    `tracked_of` that of whose target tracking takes it for, where the article says it of this one; else None.
    """

    iri: str
    status: str
    text: str
    indicator: str
    measure: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    start: str | None
    end: str | None
    evidence: Evidence
    stated_of: str | None = None
    tracked_of: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """A name, and when the first and the last article that uses it were published; None where none has a date."""

    name: str
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Portrait:
    """All that the graph says of one entity. Metrics stand by indicator and then by the end of their period.

    `naming` has the names with their dates, by the first: after a renaming the older name comes first.
    """

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    facts: tuple[Fact, ...]
    metrics: tuple[MetricFact, ...]
    naming: tuple[Naming, ...] = ()

    def _repr_html_(self) -> str:
        from policygraph.graph.notebook import html_portrait

        return html_portrait(self)

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON; amounts are numbers."""
        data = asdict(self)
        for metric in data["metrics"]:
            for name in ("value", "value_max"):
                metric[name] = None if metric[name] is None else _number(metric[name])
        return data


def portrait(store: GraphStore, iri: str) -> Portrait:
    """What the graph says of the entity with this IRI; raises `UnknownNameError` when it says nothing."""
    parameter = {"entity": ox.NamedNode(iri)}
    names = list(store.query(_NAMES, parameters=parameter))
    if not names:
        raise UnknownNameError(f"the graph has no entity {iri!r}; `policygraph entities` lists them")
    spelled = [str(row["name"]) for row in names]
    label = str(names[0].get("label", spelled[0]))
    return Portrait(
        iri=iri,
        type=str(names[0]["type"]).removeprefix(PG),
        label=label,
        names=(label, *(name for name in spelled if name != label)),
        facts=_facts(_fact_rows(store, parameter), iri),
        metrics=_metrics([*metric_rows(store, iri), *tracked_rows(store, iri)], _others(store, parameter)),
        naming=tuple(sorted(map(_naming, names), key=lambda n: (n.first or "9", n.last or "9", n.name))),
    )


def _naming(row: Row) -> Naming:
    first, last = (str(row[name]) if row.get(name) else None for name in ("first", "last"))
    return Naming(str(row["name"]), first, last)


def _fact_rows(store: GraphStore, parameter: dict[str, ox.NamedNode]) -> list[Row]:
    rows = [row for ends in _ENDS for row in store.query(_FACTS % ends, parameters=parameter)]
    return sorted(rows, key=lambda row: [row.get(name, "") for name in _ORDER])


def _facts(rows: list[Row], iri: str) -> tuple[Fact, ...]:
    words = vocabulary().predicates
    grouped: dict[tuple[str, bool, str], list[Row]] = {}
    for row in rows:
        predicate, forward = str(row["predicate"]).removeprefix(PG), row["subject"] == iri
        other = str(row["object"] if forward else row["subject"])
        grouped.setdefault((predicate, forward or words[predicate].symmetric, other), []).append(row)
    order = list(words)
    return tuple(
        Fact(
            predicate=predicate,
            label=words[predicate].zh,
            forward=forward,
            other=other,
            other_label=str(found[0]["other"]),
            other_type=str(found[0]["other_type"]).removeprefix(PG),
            inferred=all(bool(row["inferred"]) for row in found),
            evidence=tuple(Evidence.of(row) for row in found),
        )
        for (predicate, forward, other), found in sorted(
            grouped.items(), key=lambda item: (not item[0][1], order.index(item[0][0]), -len(item[1]), item[0][2])
        )
    )


def _others(store: GraphStore, parameter: dict[str, ox.NamedNode]) -> dict[str, tuple[str, str]]:
    """By metric, the other entity that it is stated of (``stated_of``) or whose target it is (``tracked_of``)."""
    return {
        str(row["item"]): (
            "stated_of" if row["owner"] == str(parameter["entity"].value) else "tracked_of",
            str(row["other"]),
        )
        for row in store.query(_OTHERS, parameters=parameter)
    }


def _metrics(rows: list[Row], others: dict[str, tuple[str, str]]) -> tuple[MetricFact, ...]:
    statuses = {PG + term.rdf_class: name for name, term in vocabulary().statuses.items()}
    metrics = [
        MetricFact(
            iri=str(row["item"]),
            status=statuses[str(row["type"])],
            text=metric_text(row),
            indicator=str(row["indicator"]),
            measure=str(row["measure"]),
            comparator=str(row["comparator"]),
            value=Decimal(row["value"]),
            value_max=Decimal(row["value_max"]) if "value_max" in row else None,
            unit=str(row["unit"]),
            start=str(row["start"]) if "start" in row else None,
            end=str(row["end"]) if "end" in row else None,
            evidence=Evidence.of(row),
            **dict([others[item]] if (item := str(row["item"])) in others else []),
        )
        for row in rows
    ]
    return tuple(sorted(metrics, key=lambda m: (m.indicator, m.end or "", m.evidence.published or "", m.status, m.iri)))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
