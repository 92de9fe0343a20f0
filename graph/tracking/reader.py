"""Reads articles for tracking: text and metrics from the ledger, entities and their IRIs from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from policygraph.graph.iris import Iris, slug
from policygraph.graph.ledger import Ledger
from policygraph.graph.store import GraphStore
from policygraph.graph.tracking.reading import Figure, Named, Reading
from policygraph.schema.namespace import PG
from policygraph.schema.record import Record

_MENTIONS = """
SELECT ?start ?end ?entity ?type WHERE { GRAPH $article {
  ?mention pg:refersTo ?entity ; pg:startOffset ?start ; pg:endOffset ?end . ?entity a ?type
} FILTER(?type != pg:Mention) }
"""
_STATED = """
SELECT ?metric ?subject ?type WHERE { GRAPH $article {
  ?metric pg:indicator ?i OPTIONAL { ?metric pg:subject ?subject . ?subject a ?type }
} }
"""
_PLACE = "SELECT ?place WHERE { GRAPH $article { $article pg:place ?place } } ORDER BY ?place"


def readings(ledger: Ledger, store: GraphStore, iris: Iris, keys: Iterable[str]) -> Iterator[Reading]:
    """The articles with these keys, as tracking reads them; those without a record are left out."""
    for key in keys:
        record = ledger.record(key)
        if record is not None:
            yield reading(key, record, store, iris, superseded=_is_superseded(ledger, key))


def reading(key: str, record: Record, store: GraphStore, iris: Iris, *, superseded: bool = False) -> Reading:
    """One article, as tracking reads it: with the figures that its graph states, or did until it was superseded."""
    graph = iris.article(key)
    parameter = {"article": ox.NamedNode(graph)}
    named = tuple(
        Named(int(row["start"]), int(row["end"]), str(row["entity"]), str(row["type"]).removeprefix(PG))
        for row in store.query(_MENTIONS, parameters=parameter)
    )
    stated = {
        str(row["metric"]): (str(row["subject"]), str(row["type"]).removeprefix(PG)) if "subject" in row else None
        for row in store.query(_STATED, parameters=parameter)
    }
    place = next((str(row["place"]) for row in store.query(_PLACE, parameters=parameter)), None)
    name = record.source.place
    figures = []
    named_by = _entities(record, named) if superseded else {}  # its graph states no figure
    for metric in record.metrics:
        iri = f"{graph}/metric/{slug(metric.id)}"
        if iri not in stated and not superseded:  # a person rejected it, or the original of a copy says it
            continue
        subject, kind = stated.get(iri) or named_by.get(metric.subject or "") or (None, None)
        figures.append(Figure(iri, metric, subject, kind))
    return Reading(
        key=key,
        article=record.id or key,
        published=record.source.published,
        text=record.text,
        place=place or (iris.entity("Place", name) if name else None),
        place_name=name,
        named=tuple(sorted(named, key=lambda n: (n.start, n.end, n.iri))),
        figures=tuple(figures),
        graph=graph,
        dropped=record.dropped,
    )


def _is_superseded(ledger: Ledger, key: str) -> bool:
    entry = ledger.entry(key)
    return entry is not None and entry.state == "superseded"


def _entities(record: Record, named: Iterable[Named]) -> dict[str, tuple[str, str]]:
    """The IRI and type of each entity of a record, by where the graph has its mentions."""
    at = {(name.start, name.end): (name.iri, name.type) for name in named}
    found = {}
    for entity in record.entities:
        spans = ((mention.start_offset, mention.end_offset) for mention in entity.mentions)
        known = next((at[span] for span in spans if span in at), None)
        if known:
            found[entity.id] = known
    return found
