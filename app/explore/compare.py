"""Comparing: the latest value of an indicator in each place, and what measures grant, side by side."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, listing
from policygraph.explore.indicators import points
from policygraph.explore.rendering import language, render
from policygraph.explore.site import site_of
from policygraph.explore.words import Words
from policygraph.graph.tracking.across import latest
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.series import Point, typed

router = APIRouter()
VALUES = ("subject", "day", "value", "unit", "indicator", "article", "quote")
TERMS = ("place", "indicator", "comparator", "value", "value_max", "unit", "published", "article", "quote")
_SUGGESTED = 300  # indicators that the form offers while one types


@router.get("/compare")
def compare(request: Request, indicator: str = "", words: str = "") -> Response:
    """One of two: an indicator across places, or terms of support that have all words in them."""
    site = site_of(request)
    form = listing.wanted(request)
    lang = language(request, site)
    found: list[Point] = []
    granted: list[Claim] = []
    with site.reading():
        measured, board = known.indicators(site), known.tracking(site)
        if indicator.strip():
            one = measured.get(board.lookup.canonical(typed(indicator)))
            found = latest(points(site, one)) if one else []
        elif words.strip():
            granted = board.terms(words.split())
        articles = known.articles(site)
        offered = [one.name for one in list(measured.values())[:_SUGGESTED]]
    if form:
        return _file(form, lang, found, granted)
    unit = found[0].unit if found else ""
    most = max((abs(point.value) for point in found if point.unit == unit), default=0.0)
    return render(
        request, "compare.html", indicator=indicator, words=words, found=listing.part(request, found),
        granted=listing.part(request, granted), articles=articles, offered=offered, unit=unit, most=most,
    )  # fmt: skip


def _file(form: str, lang: str, found: list[Point], granted: list[Claim]) -> Response:
    say = Words(lang)
    rows: list[list[Any]]
    if granted:
        columns: tuple[str, ...] = TERMS
        rows = [
            [c.place, c.indicator, c.comparator, c.value, c.value_max, c.unit, c.published, c.article, c.quote]
            for c in granted
        ]
    else:
        columns = VALUES
        rows = [
            [p.subject.label, p.day, p.value, p.unit, p.claim.indicator, p.claim.article, p.claim.quote] for p in found
        ]
    return listing.download(form, say("compare.title"), [say(f"compare.column_{name}") for name in columns], rows)
