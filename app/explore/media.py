"""Which format an ``Accept`` header asks for, and the media types of all formats that SPARQL answers have."""

from __future__ import annotations

from collections.abc import Mapping

# Media type and the name that `policygraph query --format` has for it; what comes first goes to who takes anything.
ROWS: Mapping[str, str] = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
}
TRIPLES: Mapping[str, str] = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "jsonld",
    "application/n-quads": "nq",
    "application/trig": "trig",
    "application/x-turtle": "turtle",
    "text/plain": "nt",
    "application/xml": "xml",
    "text/xml": "xml",
    "application/json": "jsonld",
}
HTML = "text/html"


def choose(accept: str, offered: Mapping[str, str]) -> str | None:
    """The media type of `offered` that an ``Accept`` header likes best; None when it takes none of them.

    >>> choose("text/csv;q=0.5, application/sparql-results+xml", ROWS), choose("image/png", ROWS), choose("", ROWS)
    ('application/sparql-results+xml', None, 'application/sparql-results+json')
    >>> choose("application/*, text/turtle;q=0.1", TRIPLES), choose("*/*, text/csv;q=0", ROWS)
    ('application/n-triples', 'application/sparql-results+json')
    """
    wishes = [wish for part in accept.split(",") if (wish := _wish(part))] or [("*/*", 1.0)]
    liked = [(_quality(type_, wishes), type_) for type_ in offered]
    best = max((quality for quality, _ in liked), default=0.0)
    return next((type_ for quality, type_ in liked if quality == best), None) if best > 0 else None


def _wish(part: str) -> tuple[str, float] | None:
    """One range of an ``Accept`` header with its weight; None where it is empty or garbled."""
    range_, *parameters = (piece.strip() for piece in part.casefold().split(";"))
    quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
    try:
        return (range_, min(max(float(quality), 0.0), 1.0)) if "/" in range_ else None
    except ValueError:
        return None


def _quality(type_: str, wishes: list[tuple[str, float]]) -> float:
    """The weight of the narrowest range that holds a media type."""
    for range_ in (type_, f"{type_.partition('/')[0]}/*", "*/*"):
        found = [quality for wish, quality in wishes if wish == range_]
        if found:
            return max(found)
    return 0.0
