"""Silence: what was announced and never heard of again."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, listing
from policygraph.explore.rendering import language, render
from policygraph.explore.sentences import where
from policygraph.explore.site import site_of
from policygraph.explore.words import LANGUAGES, Words
from policygraph.graph.tracking.silence import KINDS
from policygraph.schema.errors import QueryError
from policygraph.schema.vocabulary import called_by

router = APIRouter()
COLUMNS = ("kind", "what", "published", "article", "quote")


@router.get("/silence")
def silence(request: Request, kind: str = "", q: str = "") -> Response:
    """What has no answer yet, by kind, each with the sentence that announced it."""
    site = site_of(request)
    kind = called_by({name: [Words(lang)(f"silence.{name}") for lang in LANGUAGES] for name in KINDS}, kind)
    if kind and kind not in KINDS:
        raise QueryError(f"unknown kind {kind!r}; known: {', '.join(KINDS)}")
    form = listing.wanted(request)
    with site.reading() as workspace:
        everything = known.silences(site)
        found = [everything[n] for n in known.announced(site).holding(*q.split())] if q else everything
        counts = Counter([item.kind for item in found])
        chosen = [item for item in found if item.kind == kind] if kind else found
        if form:
            say = Words(language(request, site))
            rows = [(say(f"silence.{i.kind}"), i.what, i.published, i.article, i.quote) for i in chosen]
            headings = [say(f"silence.column_{name}") for name in COLUMNS]
            return listing.download(form, say("silence.title"), headings, rows)
        part = listing.part(request, chosen)
        articles = known.articles(site)
        places = [where(workspace, articles, item.article, item.quote) for item in part.items]
    return render(
        request, "silence.html", kind=kind, q=q, everything=len(everything), part=part, places=places,
        articles=articles, every=(len(found), listing.with_values(request, kind=None, page=None)),
        counts=[(name, counts[name], listing.with_values(request, kind=name, page=None)) for name in KINDS],
    )  # fmt: skip
