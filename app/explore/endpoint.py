"""``/sparql``: the SPARQL 1.1 Protocol for programs; people who come with a browser get the page of `sparql_page`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.background import BackgroundTask

from policygraph.explore import description, sparql_page
from policygraph.explore.media import HTML, ROWS, TRIPLES, choose
from policygraph.explore.protocol import Asked, RefusedError, read_request
from policygraph.explore.queries import queries_of

METHODS = ("GET", "HEAD", "POST", "OPTIONS")

router = APIRouter()


async def sparql(request: Request) -> Response:
    """Answer one request of the protocol."""
    accept = request.headers.get("accept", "*/*")
    if request.method == "OPTIONS":
        return _shared(request, Response(status_code=204, headers={"Allow": ", ".join(METHODS)}))
    for_people = _is_for_people(accept)
    asked: Asked | None = None
    try:
        body = await request.body() if request.method not in {"GET", "HEAD"} else b""
        content_type = request.headers.get("content-type", "")
        asked = read_request(request.method, content_type, request.url.query, body)
        if for_people and (asked is None or asked.format is None):
            return _shared(request, await sparql_page.page(request, asked))
        answer = await (describe(request, accept) if asked is None else _answer(request, asked, accept))
    except RefusedError as refused:
        if for_people:
            return _shared(request, sparql_page.refusal(request, asked, refused))
        answer = PlainTextResponse(
            sparql_page.worded(request, refused) + "\n", refused.status, _refusal_headers(refused)
        )
    answer.headers["Vary"] = "Accept"
    return _shared(request, answer)


@lru_cache(256)
def _is_for_people(accept: str) -> bool:
    """Whether a browser asks: it names HTML, and likes nothing better."""
    return HTML in accept.casefold() and choose(accept, dict.fromkeys((HTML, *ROWS, *TRIPLES), "")) == HTML


async def _answer(request: Request, asked: Asked, accept: str) -> Response:
    """The answer as the protocol wants it; a table for a spreadsheet where the SPARQL page asked for one."""
    if asked.format in sparql_page.FILES:
        return await sparql_page.sheet(request, asked)
    media, found = await queries_of(request).answer(asked, accept)
    kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    if isinstance(found, bytes):
        return Response(found, headers={"Content-Type": kind})
    gone = BackgroundTask(found.unlink, missing_ok=True)
    return FileResponse(found, headers={"Content-Type": kind}, background=gone)


async def describe(request: Request, accept: str) -> Response:
    """The service description; raises `RefusedError` when no RDF format is acceptable."""
    media = choose(accept, TRIPLES)
    if media is None:
        raise RefusedError(406, "media_triples", accept=accept)
    return description.respond(description.service(request), media)


def _refusal_headers(refused: RefusedError) -> Mapping[str, str]:
    if refused.status == 405:
        return {"Allow": ", ".join(METHODS)}
    return {"Retry-After": "5"} if refused.status == 503 else {}


def _shared(request: Request, answer: Response) -> Response:
    """The answer, readable for pages of the one other origin that was allowed, if any."""
    allowed = request.app.state.allow_origin
    if allowed is not None:
        answer.headers["Access-Control-Allow-Origin"] = allowed
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
        answer.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, Authorization"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


# A plain route: it takes the request as it is, and skips what FastAPI does to find the arguments of a page.
router.add_route("/sparql", sparql, methods=[*METHODS, "PUT", "DELETE", "PATCH"], include_in_schema=False)
