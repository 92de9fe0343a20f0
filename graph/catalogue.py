"""What is in the workspace: entities with every name and mention."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.graph.store import GraphStore
from policygraph.schema.errors import QueryError
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import called, vocabulary

_NAMES = """
SELECT ?iri ?type ?label ?name (COUNT(?name) AS ?articles) WHERE {
  GRAPH ?graph { ?iri pg:name ?name ; a ?type }
  FILTER(?type != pg:Mention)
  OPTIONAL { ?iri rdfs:label ?label }
} GROUP BY ?iri ?type ?label ?name
"""
_MENTIONS = """
SELECT ?iri ?article ?name ?start_offset ?end_offset WHERE {
  ?mention pg:refersTo ?iri ; pg:name ?name ; pg:article ?graph ;
           pg:startOffset ?start_offset ; pg:endOffset ?end_offset .
  ?graph dcterms:identifier ?article .
}
"""


@dataclass(frozen=True, slots=True)
class MentionPlace:
    """Where a name of an entity stands."""

    article: str
    name: str
    start_offset: int
    end_offset: int


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """An entity of the graph. `names` begins with the label; then those come first that most articles use."""

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    mentions: tuple[MentionPlace, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON: ``iri, type, label, names, mentions``."""
        return asdict(self)


def entities(store: GraphStore, type_: str | None = None) -> list[EntityEntry]:
    """All entities, or those of one type, by type and then by label. Raises `QueryError` for an unknown type."""
    types = vocabulary().types
    type_ = called(types, type_) if type_ is not None else None
    if type_ is not None and type_ not in types:
        raise QueryError(f"unknown entity type {type_!r}; known: {' '.join(types)}")
    order = {PG + name: number for number, name in enumerate(types)}
    counts: dict[tuple[str, str], Counter[str]] = {}
    labels: dict[str, str] = {}
    for row in store.query(_NAMES):
        iri, kind = str(row["iri"]), str(row["type"])
        if kind in order and type_ in (None, kind.removeprefix(PG)):
            counts.setdefault((iri, kind), Counter())[str(row["name"])] += int(row["articles"])
            labels[iri] = str(row.get("label", row["name"]))
    mentions: dict[str, list[MentionPlace]] = {}
    for row in store.query(_MENTIONS):
        place = MentionPlace(str(row["article"]), str(row["name"]), int(row["start_offset"]), int(row["end_offset"]))
        mentions.setdefault(str(row["iri"]), []).append(place)
    return [
        EntityEntry(
            iri,
            kind.removeprefix(PG),
            labels[iri],
            tuple(sorted(names, key=lambda name: (name != labels[iri], -names[name], name))),
            tuple(sorted(mentions.get(iri, ()), key=lambda m: (m.article, m.start_offset))),
        )
        for (iri, kind), names in sorted(counts.items(), key=lambda e: (order[e[0][1]], labels[e[0][0]], e[0][0]))
    ]
