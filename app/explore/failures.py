"""What a visitor sees when something is not there or goes wrong: a page that says the way out."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from policygraph.explore.choices import Choices
from policygraph.explore.guard import HEADERS
from policygraph.explore.renewal import StillCountingError
from policygraph.explore.words import Words, table
from policygraph.schema.errors import PolicyGraphError, QueryError, UnknownNameError, WorkspaceError

_QUOTED = 60  # characters of what an address says
_LOG = logging.getLogger("policygraph.explore")
DAMAGES = {  # the reasons of `policygraph.graph.damage`, each with the command that helps
    "store_damaged": "repair",
    "ledger_damaged": "restore BACKUP.zip",
}


def install(app: FastAPI) -> None:
    """Let the app answer errors with pages."""
    app.add_exception_handler(PolicyGraphError, _ours)
    app.add_exception_handler(RequestValidationError, _wrong)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StillCountingError, _counting)
    app.add_exception_handler(Exception, _broken)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, PolicyGraphError)
    if isinstance(error, UnknownNameError):
        return _page(request, 404, "missing", error=str(error), why=_why(request, error), nearest=error.nearest)
    if isinstance(error, QueryError):
        choices = error.details.get("choices")
        return _page(
            request, 400, "wrong", error=str(error), why=_why(request, error),
            choices=choices if isinstance(choices, Choices) else None,
        )  # fmt: skip
    if error.reason in DAMAGES:
        folder = f"{request.app.state.site.workspace.folder.resolve()}/"  # where it lies is nobody's business
        return _page(request, 503, error.reason, error=str(error.details["error"]).replace(folder, ""))
    return _page(request, 503 if isinstance(error, WorkspaceError) else 500, "broken", error=str(error))


def _why(request: Request, error: PolicyGraphError) -> str:
    """What the page says of an error in the visitor's language; "" where there are no words for its reason."""
    key = f"failure.why_{error.reason}"
    if key not in table():
        return ""
    return _say(request)(key, **{name: _shown(value) for name, value in error.details.items()})


def _shown(value: object) -> str:
    """A value of an address as a sentence quotes it: short, without what turns or breaks the line."""
    text = "".join(c for c in str(value) if c.isprintable())
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


def _say(request: Request) -> Words:
    from policygraph.explore.rendering import language  # which needs the site, which installs this

    return Words(language(request, request.app.state.site))


def _counting(request: Request, _error: Exception) -> Response:
    answer = _page(request, 503, "counting", error="")
    answer.headers["Retry-After"] = "3"
    return answer


def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    names = dict.fromkeys(str(item["loc"][-1]) for item in error.errors())
    why = _say(request)("failure.why_fields", fields=_shown("、".join(names)))
    return _page(request, 400, "wrong", error="", why=why)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status, detail = error.status_code, str(error.detail)
    if status == 404:
        return _page(request, status, "missing", error="")
    if status == 403:  # whoever raised it gave the reason in the visitor's words
        return _page(request, status, "refused", error="", why=detail)
    why = _say(request)("failure.why_method", method=_shown(request.method)) if status == 405 else ""
    answer = _page(request, status, "wrong", error="" if why else detail, why=why)
    answer.headers.update(error.headers or {})
    return answer


def _broken(request: Request, error: Exception) -> Response:
    _LOG.error("%s failed", request.url.path, exc_info=error)
    answer = _page(request, 500, "broken", error=type(error).__name__)
    answer.headers.update(HEADERS)  # it goes out past the guard
    return answer


def _page(
    request: Request, status: int, kind: str, *, error: str, why: str = "", nearest: tuple[str, ...] = (),
    choices: Choices | None = None,
) -> Response:  # fmt: skip
    """The page of a failure: `why` in words, else `error` as a detail; `choices` and `nearest` lead on."""
    from policygraph.explore.listing import with_values
    from policygraph.explore.rendering import language, render

    lang = language(request, request.app.state.site)
    offered = []
    if choices:
        words = [choices.say(name, lang) for name in choices.names]
        offered = [(word, with_values(request, **{choices.parameter: word, "page": None})) for word in words]
    return render(
        request, "failure.html", status=status, kind=kind, error="" if why else error, why=why, nearest=nearest,
        offered=offered, repair=DAMAGES.get(kind), again=request.method == "GET" and bool(request.url.query),
    )  # fmt: skip
