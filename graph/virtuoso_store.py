"""A `GraphStore` in Virtuoso, which differs from SPARQL 1.1 in what `policygraph.graph.virtuoso` says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing

from policygraph.graph import virtuoso
from policygraph.graph.remote_store import RemoteStore
from policygraph.graph.server import Server
from policygraph.graph.wire import Body, RefusedError
from policygraph.schema.errors import QueryError

_JSON = "application/sparql-results+json"
_HEAD = 200  # bytes in which the columns are named
_ASKED = b'"__ASK_RETVAL"'
_BOOLEAN = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "%b"'
_UPDATE = "application/sparql-update"


class VirtuosoStore(RemoteStore):
    """A `GraphStore` in a Virtuoso server without other data. An update is not one transaction, but mended later."""

    def update(self, update: str) -> None:
        """Run an update of `policygraph.graph.store` as several requests."""
        for request in virtuoso.updates(update) if update else ():
            if request == virtuoso.DROP_ALL:
                self._drop_all()
            else:
                self._write(self.server.update, request, _UPDATE)

    def load(self, graphs: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Add triples to graphs; the merge gets them last."""
        merged: list[str] = []
        for graph, triples in graphs:
            for request in virtuoso.insert(graph, triples):
                self._write(self.server.update, request, _UPDATE)
            merged += triples
        for request in virtuoso.insert(virtuoso.MERGE, merged):
            self._write(self.server.update, request, _UPDATE)

    def _drop_all(self) -> None:
        """Drop all graphs, the one that says whose they are last."""
        for graph in (virtuoso.MERGE, *sorted(self.graphs(), key=lambda graph: (graph.endswith("/workspace"), graph))):
            self._write(self.server.update, f"DROP SILENT GRAPH <{graph}>", _UPDATE)

    def _body(self, query: str, accept: str) -> Body:
        body = super()._body(virtuoso.query(query), accept)
        for header in ("X-SPARQL-MaxRows", "X-SQL-State"):
            if header in body.headers:
                raise QueryError(
                    f"{self.server.query} gives a part of the answer only ({header}: {body.headers[header]}); raise "
                    "ResultSetMaxRows and MaxQueryExecutionTime in its virtuoso.ini, or ask for less"
                )
        return _standard(body) if body.media == _JSON else body


def _standard(body: Body) -> Body:
    """An answer whose ASK is true or false, and truth values are, too, in place of 1 and 0."""
    head = body.file.read(_HEAD)
    body.file.seek(0)
    file = tempfile.SpooledTemporaryFile(max_size=8_000_000)
    if _ASKED in head:
        file.write(b'{"head": {}, "boolean": %b}' % (b"true" if body.file.read().count(_ASKED) > 1 else b"false"))
    else:
        for line in body.file:
            file.write(line.replace(_BOOLEAN % b"1", _BOOLEAN % b"true").replace(_BOOLEAN % b"0", _BOOLEAN % b"false"))
    file.seek(0)
    return Body(file, body.media, body.headers)


def store_in(server: Server) -> RemoteStore:
    """The store in a server, as what it answers to a question shows: Virtuoso says yes in a row of its own."""
    store = RemoteStore(server)
    try:
        with closing(store._body("ASK {}", _JSON)) as body:
            if _ASKED not in body.file.read(_HEAD):
                return store
    except RefusedError:  # said with the first question that is meant
        return store
    except BaseException:
        store.close()
        raise
    store.close()
    return VirtuosoStore(server)
