"""Home: what is in the workspace, what is new, how the targets stand."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore import addresses, known
from policygraph.explore.known import Line
from policygraph.explore.rendering import render
from policygraph.explore.site import site_of
from policygraph.graph.tracking.rows import VERDICTS

router = APIRouter()
_NEW = 8  # articles
_TOLD = 6  # targets
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
        verdicts = site.kept("verdicts", lambda: Counter(line.row.verdict for line in lines))
        return render(
            request, "home.html", counting=False, **common,
            verdicts=[(name, verdicts[name], addresses.page("/targets", status=name)) for name in VERDICTS],
            targets=len(lines),
            told=site.kept("told", lambda: told(lines)),
            indicators=list(islice(known.indicators(site).values(), _TOP)),
            silent=len(known.silences(site)),
        )  # fmt: skip


def told(lines: list[Line]) -> list[Line]:
    """A few targets that have results, those with the latest first."""
    reported = [line for line in lines if line.row.results]
    return sorted(reported, key=lambda line: line.row.results[-1].as_of, reverse=True)[:_TOLD]
