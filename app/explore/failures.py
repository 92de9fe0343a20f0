"""What a visitor sees when something is not there or goes wrong: a page that says the way out."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from policygraph.explore.guard import HEADERS
from policygraph.explore.renewal import StillCountingError
from policygraph.schema.errors import PolicyGraphError, QueryError, UnknownNameError, WorkspaceError

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
        return _page(request, 404, "missing", error=str(error), nearest=error.nearest)
    if isinstance(error, QueryError):
        return _page(request, 400, "wrong", error=str(error))
    if error.reason in DAMAGES:
        folder = f"{request.app.state.site.workspace.folder.resolve()}/"  # where it lies is nobody's business
        return _page(request, 503, error.reason, error=str(error.details["error"]).replace(folder, ""))
    return _page(request, 503 if isinstance(error, WorkspaceError) else 500, "broken", error=str(error))


def _counting(request: Request, _error: Exception) -> Response:
    answer = _page(request, 503, "counting", error="")
    answer.headers["Retry-After"] = "3"
    return answer


def _wrong(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    told = "; ".join(f"{'.'.join(str(part) for part in item['loc'][1:])}: {item['msg']}" for item in error.errors())
    return _page(request, 400, "wrong", error=told)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = "missing" if error.status_code == 404 else "wrong"
    return _page(request, error.status_code, kind, error="" if error.status_code == 404 else str(error.detail))


def _broken(request: Request, error: Exception) -> Response:
    _LOG.error("%s failed", request.url.path, exc_info=error)
    answer = _page(request, 500, "broken", error=type(error).__name__)
    answer.headers.update(HEADERS)  # it goes out past the guard
    return answer


def _page(request: Request, status: int, kind: str, *, error: str, nearest: tuple[str, ...] = ()) -> Response:
    from policygraph.explore.rendering import render  # which needs the site, which installs this

    return render(
        request, "failure.html", status=status, kind=kind, error=error, nearest=nearest, repair=DAMAGES.get(kind)
    )
