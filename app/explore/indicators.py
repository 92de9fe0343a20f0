"""Indicators: all that articles give figures for, and each over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from policygraph.explore import addresses, known, listing
from policygraph.explore.chart import Value, chart
from policygraph.explore.known import Measured
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import Words
from policygraph.graph.iris import slug
from policygraph.graph.names import nearest
from policygraph.graph.tracking.series import Point, in_one_unit, typed, with_corrections
from policygraph.schema.errors import UnknownNameError
from policygraph.schema.vocabulary import vocabulary

router = APIRouter()
COLUMNS = ("subject", "day", "status", "value", "unit", "indicator", "article", "quote")


@router.get("/indicators")
def indicators(request: Request, q: str = "") -> Response:
    """The indicators with how many figures they have, those with most first."""
    site = site_of(request)
    form = listing.wanted(request)
    with site.reading():
        everything = list(known.indicators(site).values())
        found = [everything[n] for n in known.indicator_names(site).holding(*map(slug, q.split()))] if q else everything
    if form:
        say = Words(language(request, site))
        headings = [say(f"indicators.column_{name}") for name in ("indicator", "targets", "actuals")]
        rows = [(one.name, one.count("target"), one.count("actual")) for one in found]
        return listing.download(form, say("indicators.title"), headings, rows)
    return render(request, "indicators.html", q=q, everything=len(everything), part=listing.part(request, found))


@router.get("/indicator/{name:path}")
def indicator(request: Request, name: str, place: str = "") -> Response:
    """One indicator: its chart, and every value with its sentence."""
    site = site_of(request)
    form = listing.wanted(request)
    with site.reading():
        one = _named(site, name)
        if one.core != name:
            return RedirectResponse(addresses.page(addresses.indicator(one.core), place=place))
        found = points(site, one, place)
        articles = known.articles(site)
        owners = sorted({point.subject.label for point in points(site, one) if point.subject.label})
    lang = language(request, site)
    if form:
        say, statuses = Words(lang), vocabulary().statuses
        rows: list[Sequence[Any]] = [
            (p.subject.label, p.day, statuses[p.claim.status].label(lang), p.value, p.unit, p.claim.indicator,
             p.claim.article, p.claim.quote)
            for p in found
        ]  # fmt: skip
        return listing.download(form, one.name, [say(f"indicators.column_{c}") for c in COLUMNS], rows)
    return render(
        request, "indicator.html", one=one, place=place, owners=owners, articles=articles,
        part=listing.part(request, found[::-1]), chart=chart(values(found), lang),
        names=sorted({claim.indicator for claim in one.claims} - {one.name}),
    )  # fmt: skip


def points(site: Site, one: Measured, place: str = "") -> list[Point]:
    """The values of an indicator, the oldest first; of one subject or place where that is given."""
    board, wanted = known.tracking(site), slug(place) if place.strip() else ""
    found = []
    for claim in one.claims:
        subject = board.subject(claim.subjects[0] if claim.subjects else None)
        if not wanted or any(wanted in slug(name) for name in (*subject.names, claim.place or "") if name):
            assert claim.as_of is not None  # what is known of an indicator has a day
            found.append(Point(subject, claim, claim.as_of.isoformat(), claim.value, claim.unit))
    return in_one_unit(with_corrections(sorted(found, key=lambda p: (p.day, p.claim.published or "", p.claim.iri))))


def values(found: Sequence[Point]) -> list[Value]:
    """Points as a chart takes them."""
    return [
        Value(p.subject.label, p.day, p.value, p.unit, p.claim.kind, p.claim.status == "actual", p.claim.measure)
        for p in found
        if not p.withdrawn
    ]


def _named(site: Site, name: str) -> Measured:
    """The indicator with a core or any of its names; raises `UnknownNameError`."""
    measured = known.indicators(site)
    if name in measured:
        return measured[name]
    core = known.tracking(site).lookup.canonical(typed(name))
    if core in measured:
        return measured[core]
    close = nearest(name, sorted({one.name for one in list(measured.values())[:2000]}))
    error = UnknownNameError(f"no article has the indicator {name!r}; nearest: {'、'.join(close)}", close)
    raise error.because("indicator", name=name)
