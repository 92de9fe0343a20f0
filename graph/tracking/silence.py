"""What was announced and never heard of again: each with where it was announced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from policygraph.graph.store import GraphStore
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.rows import Row

KINDS = ("program", "report", "deadline", "owner", "platform", "article")
_PROGRAMS = """
SELECT ?thing ?label ?graph ?article ?published ?words WHERE {
  ?thing a pg:Program ; rdfs:label ?label .
  ?mention pg:refersTo ?thing ; pg:article ?graph ; pg:name ?words .
  ?graph dcterms:identifier ?article . OPTIONAL { ?graph dcterms:issued ?published }
} ORDER BY ?label ?published ?article ?words
"""
_MEASURED = (
    "SELECT DISTINCT ?thing ?graph WHERE { ?metric pg:indicator ?indicator ; pg:subject ?thing ; pg:article ?graph }"
)
_PLATFORMS = """
SELECT ?thing ?label ?graph ?article ?published ?words WHERE {
  ?statement rdf:predicate pg:builds ; rdf:object ?thing ; pg:quote ?words ; pg:article ?graph .
  ?thing a pg:Platform ; rdfs:label ?label .
  ?graph dcterms:identifier ?article . OPTIONAL { ?graph dcterms:issued ?published }
} ORDER BY ?label ?published ?article ?words
"""
_NAMED = (
    "SELECT DISTINCT ?thing ?graph WHERE { ?thing a pg:Platform . ?mention pg:refersTo ?thing ; pg:article ?graph }"
)


_ISSUED = "SELECT ?graph ?published WHERE { ?graph dcterms:issued ?published }"


@dataclass(frozen=True, slots=True)
class Silence:
    """Something without the answer that it asks for: `kind` says which, `article` and `quote` where it stands."""

    kind: str
    what: str
    article: str
    published: str | None
    quote: str

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


def silences(
    store: GraphStore, rows: Iterable[Row], nothing: Iterable[tuple[str, str | None, str]], as_of: date | None = None
) -> list[Silence]:
    """All of them, by kind.

    Parameters
    ----------
    rows
        The targets, with their verdicts.
    nothing
        Id, date and title of the articles in which nothing was found.
    as_of
        Only articles published up to this day count, neither as announcement nor as answer; None: all do.
    """
    late = _published_later(store, as_of)
    # What is not there is subtracted here: Oxigraph goes through the whole graph for each FILTER NOT EXISTS.
    measured = {str(row["thing"]) for row in store.query(_MEASURED) if not late(str(row["graph"]))}
    named = Counter(str(row["thing"]) for row in store.query(_NAMED) if not late(str(row["graph"])))
    again = {thing for thing, articles in named.items() if articles > 1}
    found = [*_first(store, _PROGRAMS, "program", measured, late)]
    for row in rows:
        target = row.target
        what = f"{row.subject.label} {target.indicator}".strip()
        reasons = [
            ("report", row.verdict == "no report"),
            ("deadline", target.end is None),
            ("owner", row.subject.iri is None),
        ]
        found += [
            Silence(kind, what, target.article, target.published, target.quote) for kind, holds in reasons if holds
        ]
    found += _first(store, _PLATFORMS, "platform", again, late)
    found += [
        Silence("article", title, article, published, "")
        for article, published, title in nothing
        if as_of is None or (published is not None and last_day(published) <= as_of)
    ]
    return sorted(found, key=lambda s: (KINDS.index(s.kind), s.published or "", s.what, s.article))


def _published_later(store: GraphStore, as_of: date | None) -> Callable[[str], bool]:
    """Whether an article, by its IRI, was not known on a day: published later, or on a day that nobody knows."""
    if as_of is None:
        return lambda _article: False
    issued = {str(row["graph"]): str(row["published"]) for row in store.query(_ISSUED)}
    known = {article for article, published in issued.items() if last_day(published) <= as_of}
    return lambda article: article not in known


def _first(
    store: GraphStore, query: str, kind: str, answered: Collection[str], late: Callable[[str], bool]
) -> list[Silence]:
    """One for each label that is not answered: where it was announced first."""
    found: dict[str, Silence] = {}
    for row in store.query(query):
        label = str(row["label"])
        if label not in found and str(row["thing"]) not in answered and not late(str(row["graph"])):
            published = str(row["published"]) if "published" in row else None
            found[label] = Silence(kind, label, str(row["article"]), published, str(row["words"]))
    return list(found.values())


def lies_in(store: GraphStore) -> dict[str, str]:
    """For each place the place that it is part of or lies in, as articles state it."""
    query = """
    SELECT ?part ?whole WHERE {
      { ?part pg:partOf ?whole } UNION { ?part pg:locatedIn ?whole } ?part a pg:Place . ?whole a pg:Place
    } ORDER BY ?part ?whole
    """
    return {str(row["part"]): str(row["whole"]) for row in store.query(query)}
