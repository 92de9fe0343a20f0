"""Queries of the endpoint and the SPARQL page: asked of the workers; the reasons when there is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request

from policygraph.explore import snapshot
from policygraph.explore.failures import DAMAGES
from policygraph.explore.media import ROWS, TRIPLES, choose
from policygraph.explore.pool import Limits, Pool
from policygraph.explore.protocol import Asked, RefusedError
from policygraph.explore.site import Site
from policygraph.schema.errors import WorkspaceError
from policygraph.schema.namespace import PREFIXES

# The status of each thing that a worker may answer instead of rows. 500 is the protocol's QueryRequestRefused.
_STATUS = {"syntax": 400, "failed": 500, "damaged": 500, "update": 403, "service": 403, "media": 406,
           "time": 500, "memory": 500, "rows": 500, "bytes": 500}  # fmt: skip


class Queries:
    """Answers queries of one site within their limits."""

    def __init__(self, site: Site, limits: Limits) -> None:
        folder = site.workspace.folder
        snapshot.sweep(folder)
        self.limits = limits
        self.prefixes = {**PREFIXES, "id": site.workspace.settings.base}
        self._pool = Pool(site.version, lambda target: snapshot.take(site, target), folder, limits)
        self._threads: CapacityLimiter | None = None
        self._most = limits.workers + limits.aside + limits.waiting
        self._inside = 0  # counted in the one thread of the event loop

    async def answer(self, asked: Asked, accept: str) -> tuple[str, bytes | Path]:
        """The media type of the answer, and the answer: a long one as a file, which the caller removes.

        Raises
        ------
        RefusedError
            When the query is not valid or not allowed, no format is acceptable, or it outgrew its bounds.
        """
        if self._threads is None:  # of their own, so that waiting queries never keep pages from their threads
            self._threads = CapacityLimiter(self._most)
        rows, triples = wanted(asked, accept)
        task = {
            "query": asked.query,
            "prefixes": self.prefixes,
            "default_graphs": asked.default_graphs,
            "named_graphs": asked.named_graphs,
            "rows": rows,
            "triples": triples,
            "most_rows": self.limits.rows,
            "most_bytes": self.limits.answer_megabytes * 1_000_000,
        }
        if self._inside >= self._most:
            raise RefusedError(503, "busy")
        self._inside += 1
        try:
            told, found = await to_thread.run_sync(self._pool.ask, task, limiter=self._threads)
        except WorkspaceError as error:
            if error.reason not in DAMAGES:
                raise
            raise RefusedError(500, "damaged", message=error.details["error"]) from None
        finally:
            self._inside -= 1
        if "error" in told:
            raise self._refused(told, accept)
        return told["media"], found

    async def whole(self, asked: Asked, accept: str) -> tuple[str, bytes]:
        """As `answer`, read into memory."""
        media, found = await self.answer(asked, accept)
        if isinstance(found, bytes):
            return media, found
        try:
            return media, found.read_bytes()
        finally:
            found.unlink(missing_ok=True)

    def _refused(self, told: Mapping[str, Any], accept: str) -> RefusedError:
        details = {name: value for name, value in told.items() if name != "error"} | {
            "accept": accept,
            "seconds": self.limits.seconds,
            "most": self.limits.rows if told["error"] == "rows" else self.limits.answer_megabytes,
            "megabytes": self.limits.megabytes,
        }
        reason = f"media_{told['kind']}" if told["error"] == "media" else told["error"]
        return RefusedError(_STATUS[told["error"]], reason, **details)

    def close(self) -> None:
        """Stop the workers."""
        self._pool.close()


def wanted(asked: Asked, accept: str) -> tuple[str | None, str | None]:
    """The media types of the answer to a SELECT or ASK, and to a CONSTRUCT or DESCRIBE; None: none is acceptable.

    >>> wanted(Asked("", format="csv"), "*/*"), wanted(Asked(""), "text/turtle")
    (('text/csv', None), (None, 'text/turtle'))
    """
    return _wanted(asked.format, accept)


@lru_cache(256)
def _wanted(format_: str | None, accept: str) -> tuple[str | None, str | None]:
    if format_ is None:
        return choose(accept, ROWS), choose(accept, TRIPLES)
    form = format_.casefold()
    return tuple(  # type: ignore[return-value]  # two, as there are two tables
        next((media for media, name in table.items() if form in {media, name}), None) for table in (ROWS, TRIPLES)
    )


def install(app: FastAPI, site: Site, limits: Limits) -> Queries:
    """Give the app its queries; close them when it stops."""
    made = Queries(site, limits)
    app.state.queries = made
    return made


def queries_of(request: Request) -> Queries:
    """The queries of the site that a request came to."""
    made: Queries = request.app.state.queries
    return made
