"""Silence: what was announced and never heard of again."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, listing
from policygraph.explore.choices import KIND
from policygraph.explore.rendering import language, render
from policygraph.explore.sentences import where
from policygraph.explore.site import site_of
from policygraph.explore.words import Words

router = APIRouter()
COLUMNS = ("kind", "what", "published", "article", "quote")


@router.get("/silence")
def silence(request: Request, kind: str = "", q: str = "") -> Response:
    """What has no answer yet, by kind, each with the sentence that announced it."""
    site = site_of(request)
    kind, form, lang = KIND.read(kind), listing.wanted(request), language(request, site)
    with site.reading() as workspace:
        everything = known.silences(site)
        found = [everything[n] for n in known.announced(site).holding(*q.split())] if q else everything
        counts = Counter([item.kind for item in found])
        chosen = [item for item in found if item.kind == kind] if kind else found
        if form:
            say = Words(lang)
            rows = [(say(f"silence.{i.kind}"), i.what, i.published, i.article, i.quote) for i in chosen]
            headings = [say(f"silence.column_{name}") for name in COLUMNS]
            return listing.download(form, say("silence.title"), headings, rows)
        part = listing.part(request, chosen)
        articles = known.articles(site)
        places = [where(workspace, articles, item.article, item.quote) for item in part.items]
    return render(
        request, "silence.html", kind=kind, choices=KIND, q=q, everything=len(everything), part=part, places=places,
        articles=articles, every=(len(found), listing.with_values(request, kind=None, page=None)),
        counts=listing.by_choice(request, KIND, {name: counts[name] for name in KIND.names}, lang),
    )  # fmt: skip
