"""Search: entities, indicators and articles by what people type."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, listing
from policygraph.explore.choices import TYPE
from policygraph.explore.known import Measured
from policygraph.explore.rendering import language, render
from policygraph.explore.site import Site, site_of
from policygraph.explore.targets import select
from policygraph.explore.words import Words
from policygraph.graph import search
from policygraph.graph.iris import slug
from policygraph.graph.ledger import Entry
from policygraph.graph.names import nearest
from policygraph.schema.vocabulary import vocabulary

router = APIRouter()
_MOST = 30  # entities on the page
_FEW = 8  # indicators and articles
_TARGETS = 5


@router.get("/search")
def find(request: Request, q: str = "", type: str = "") -> Response:  # noqa: A002 - the name in the address
    """What has the words in its names or title."""
    site = site_of(request)
    asked, kind, lang = q.strip()[:200], TYPE.read(type) or None, language(request, site)
    form = listing.wanted(request)
    with site.reading() as workspace:
        connection = workspace.ledger.connection
        found = search.find(connection, asked)
        hits = [hit for hit in found if kind in {None, hit.type}]
        if form:
            return _file(form, lang, hits)
        measured = _indicators(site, asked)
        articles = _articles(site, asked)
        targets = select(site, q=asked) if asked else []
        nothing = bool(asked) and not (hits or measured or articles or targets)
        near = nearest(asked, sorted(search.alike(connection, asked)), 5) if nothing else ()
    counts = Counter(hit.type for hit in found)
    return render(
        request, "search.html", q=asked, kind=kind, choices=TYPE, hits=hits[:_MOST], count=len(hits), total=len(found),
        indicators=measured, articles=articles, near=near, targets=targets[:_TARGETS], target_count=len(targets),
        types_found=listing.by_choice(request, TYPE, {name: counts[name] for name in TYPE.names if counts[name]}, lang),
        every=listing.with_values(request, type=None),
    )  # fmt: skip


def _indicators(site: Site, asked: str) -> list[Measured]:
    measured = list(known.indicators(site).values())
    parts = filter(None, map(slug, asked.split()))
    return [measured[n] for n in islice(known.indicator_names(site).holding(*parts), _FEW)] if slug(asked) else []


def _articles(site: Site, asked: str) -> list[Entry]:
    entries = list(known.articles(site).values())
    return [entries[n] for n in islice(known.titles(site).holding(*asked.casefold().split()), _FEW)] if asked else []


def _file(form: str, lang: str, hits: list[search.Hit]) -> Response:
    say, types = Words(lang), vocabulary().types
    headings = [say(f"entities.column_{name}") for name in ("label", "type", "name", "articles")]
    rows = [(hit.label, types[hit.type].label(lang), hit.name, hit.articles) for hit in hits]
    return listing.download(form, say("search.title"), headings, rows)
