"""Home: what is in the workspace."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore.rendering import render
from policygraph.explore.site import site_of

router = APIRouter()


@router.get("/")
def home(request: Request) -> Response:
    """What is in here."""
    site = site_of(request)
    with site.reading() as workspace:
        articles, entities = site.recall("size", workspace.size)
    return render(request, "home.html", articles=articles, entities=entities)
