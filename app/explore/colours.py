"""The style sheet of colours that are data: each entity type has the one of the vocabulary."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from policygraph.schema.vocabulary import vocabulary

router = APIRouter()


@router.get("/static/types.css")
def types() -> Response:
    """A rule for each entity type."""
    rules = "".join(f".{name} {{ --c: {term.colour}; }}\n" for name, term in vocabulary().types.items())
    return Response(rules, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
