"""Home: what is in the workspace, what is new, how the targets stand."""

from __future__ import annotations

from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import known, standing
from policygraph.explore.rendering import render
from policygraph.explore.site import site_of
from policygraph.graph.tracking.rows import VERDICTS

router = APIRouter()
_NEW = 8  # articles
_TOP = 12  # indicators


@router.get("/")
def home(request: Request) -> Response:
    """What is in here."""
    site = site_of(request)
    with site.reading():
        articles = islice((e for e in known.articles(site).values() if e.state == "current"), _NEW)
        common: dict[str, Any] = {
            "states": known.states(site),
            "counts": known.counts(site),
            "articles": list(articles),
        }
        if site.counting:
            return render(request, "home.html", counting=True, **common)
        lines = known.lines(site)
        verdicts = standing.by_verdict(site)
        return render(
            request, "home.html", counting=False, **common,
            verdicts=[(name, len(verdicts[name])) for name in VERDICTS],
            targets=len(lines),
            told=standing.told(site),
            indicators=list(islice(known.indicators(site).values(), _TOP)),
            silent=len(known.silences(site)),
        )  # fmt: skip
