"""What the page of an entity shows of its links and figures, and what its files hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from policygraph.explore import known
from policygraph.explore.chart import Chart, Value, chart
from policygraph.explore.mentions import articles, places
from policygraph.explore.site import Site
from policygraph.graph.evidence import Evidence
from policygraph.graph.links import Link, first_sentences, sentences
from policygraph.graph.tracking.claims import Claim
from policygraph.schema.vocabulary import vocabulary

QUOTES = 2  # sentences of a link on the page
_TOGETHER = 100  # articles whose texts are held at a time
_STATEMENT = ("subject", "predicate", "object", "inferred", "article", "published", "quote")
_FIGURE = ("indicator", "status", "value", "value_max", "unit", "start", "end", "article", "quote")
_MENTION = ("name", "article", "published", "quote")


@dataclass(frozen=True, slots=True)
class Linked:
    """A link with the other end's label and type, and its first sentences."""

    link: Link
    label: str
    type: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of an entity for one indicator, the latest first."""

    name: str
    core: str
    claims: tuple[Claim, ...]
    chart: Chart | None


def groups(site: Site, iri: str, links: Sequence[Link]) -> list[tuple[str, bool, list[Linked]]]:
    """Links by predicate and direction."""
    said = first_sentences(site.workspace.store, iri, links, QUOTES)
    linked = [_linked(site, link, evidence) for link, evidence in zip(links, said, strict=True)]
    return [
        (predicate, forward, list(same))
        for (predicate, forward), same in groupby(linked, key=lambda one: (one.link.predicate, one.link.forward))
    ]


def _linked(site: Site, link: Link, evidence: Sequence[Evidence]) -> Linked:
    label, type_ = labels(site, link.other)
    return Linked(link, label, type_, tuple(evidence))


def labels(site: Site, iri: str) -> tuple[str, str]:
    """Label and type of an entity; an IRI that is none is its own label."""
    ask = site.workspace.ledger.connection.execute
    row = ask("SELECT label, type FROM entities WHERE iri = ? AND label IS NOT NULL", (iri,)).fetchone()
    return (row[0], row[1]) if row else (iri, "")


def indicators(site: Site, iri: str) -> list[tuple[str, list[Claim]]]:
    """The figures of an entity by indicator (its core), those with most first."""
    return known.figures_by_indicator(site).get(iri, [])


def figures(site: Site, core: str, claims: Sequence[Claim], lang: str) -> Figures:
    """The figures for one indicator with their chart; `core` is "" where the indicator has no page."""
    ordered = sorted(claims, key=_day)
    drawn = [
        Value("", claim.as_of.isoformat(), claim.value, claim.unit, claim.kind, claim.status == "actual", claim.measure)
        for claim in ordered
        if claim.as_of is not None and claim.status != "term" and not claim.part
    ]
    page = core if core in known.indicators(site) else ""
    return Figures(claims[0].indicator, page, tuple(ordered[::-1]), chart(drawn, lang))


def _day(claim: Claim) -> tuple[str, str]:
    return (claim.as_of.isoformat() if claim.as_of else "", claim.published or "")


def table(site: Site, which: str, iri: str, lang: str) -> tuple[tuple[str, ...], list[list[Any]]]:
    """Columns and rows of a file: ``facts``, ``figures`` or ``mentions``."""
    if which == "facts":
        return _STATEMENT, _statements(site, iri, lang)
    if which == "figures":
        statuses = vocabulary().statuses
        claims = known.figures(site).get(iri, [])
        return _FIGURE, [
            [c.indicator, statuses[c.status].label(lang), c.value, c.value_max, c.unit, c.start, c.end, c.article,
             c.quote]
            for c in claims
        ]  # fmt: skip
    return _MENTION, list(_mentioned(site, iri))


def _mentioned(site: Site, iri: str) -> Iterator[list[Any]]:
    named = articles(site, iri)
    for part in (named[n : n + _TOGETHER] for n in range(0, len(named), _TOGETHER)):
        for entry, found in zip(part, places(site.workspace, part, iri), strict=True):
            for place in found:
                yield [place.name, entry.id, entry.source.published, place.sentence]


def _statements(site: Site, iri: str, lang: str) -> list[list[Any]]:
    own, words = labels(site, iri)[0], vocabulary().predicates
    rows: list[list[Any]] = []
    for link in known.links(site).of(iri):
        linked = _linked(site, link, sentences(site.workspace.store, iri, link))
        ends = (own, linked.label) if link.forward else (linked.label, own)
        rows += [
            [ends[0], words[link.predicate].label(lang), ends[1], link.inferred, e.article, e.published, e.quote]
            for e in linked.evidence
        ]
    return rows
