"""What is in the workspace: entities with every name and mention."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from policygraph.graph.resolution.places import place_name
from policygraph.graph.store import GraphStore
from policygraph.schema.errors import QueryError
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import called, vocabulary

_CODE = re.compile(r"\d{2,9}")  # of a division, at the beginning of a place that is known by its level only
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
    """An entity of the graph. `names` begins with the label; then those come first that most articles use.

    `place` is the one by which a local name (市科技局, 检测中心) is told from its namesakes; None where it needs none,
    or where the article does not say of which place it is.
    """

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    mentions: tuple[MentionPlace, ...]
    place: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON: ``iri, type, label, names, mentions, place``."""
        return asdict(self)


def told_apart(entries: Iterable[EntityEntry]) -> dict[str, str]:
    """What to call entities, by IRI: by their labels, and namesakes of one type with their place.

    Where none is known, the first article that mentions it stands for it.

    >>> two = [EntityEntry(p, "Organization", "市科技局", (), (), p) for p in ("慈溪市", "余姚市")]
    >>> told_apart(two)
    {'慈溪市': '市科技局（慈溪市）', '余姚市': '市科技局（余姚市）'}
    """
    known = list(entries)
    often = Counter((entry.type, entry.label) for entry in known)
    return {
        entry.iri: f"{entry.label}（{entry.place or entry.mentions[0].article}）"
        if often[entry.type, entry.label] > 1 and (entry.place or entry.mentions)
        else entry.label
        for entry in known
    }


def place_of(iri: str, base: str) -> str | None:
    """The place in the IRI of a local name, which has a part more than others; None in those without.

    >>> place_of("x:Organization/慈溪市/科技部门", "x:"), place_of("x:Organization/330282区/文旅局", "x:")
    ('慈溪市', '慈溪市区')
    """
    scope = iri.removeprefix(base).split("/")[1:-1]
    if len(scope) != 1 or scope[0].startswith("article-"):
        return None
    code = _CODE.match(scope[0])
    return place_name(code[0]) + scope[0][code.end() :] if code else scope[0]


def entities(store: GraphStore, base: str, type_: str | None = None) -> list[EntityEntry]:
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
            place_of(iri, base),
        )
        for (iri, kind), names in sorted(counts.items(), key=lambda e: (order[e[0][1]], labels[e[0][0]], e[0][0]))
    ]
