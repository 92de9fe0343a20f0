"""A `GraphStore` in Virtuoso, which differs from SPARQL 1.1 in what `policygraph.graph.virtuoso` says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress

import pyoxigraph as ox

from policygraph.graph import virtuoso
from policygraph.graph.remote_store import RemoteStore
from policygraph.graph.results import Answer, Results
from policygraph.graph.server import Server
from policygraph.graph.sparql import Term, bind
from policygraph.graph.store import answered
from policygraph.graph.wire import IN_MEMORY, Body, RefusedError
from policygraph.schema.errors import QueryError

_MERGE = ox.DefaultGraph()
_CUT = "X-SPARQL-MaxRows"  # said of an answer that was cut off after so many rows
_JSON = "application/sparql-results+json"
_HEAD = 200  # bytes in which the columns are named
_ASKED = b'"__ASK_RETVAL"'
_BOOLEAN = b'"datatype": "http://www.w3.org/2001/XMLSchema#boolean", "value": "%b"'
_UPDATE = "application/sparql-update"


class CutError(QueryError):
    """The server gives a part of the answer only, for it is bound to so many rows."""


class VirtuosoStore(RemoteStore):
    """A `GraphStore` in a Virtuoso server without other data.

    What is more than looking up triples and counting, or has too many rows, is asked of the local copy, which is as the
    server was after the last change here. An update is no transaction: where it broke off, the workspace mends it when
    it is opened.
    """

    def query(
        self, query: str, *, parameters: Mapping[str, Term] | None = None, prefixes: Mapping[str, str] | None = None
    ) -> Results:
        """Answer a SPARQL query over the merge of all graphs; raises as `RemoteStore.query` does."""
        query = bind(query, parameters or {})
        if virtuoso.is_plain(query):
            with suppress(CutError):
                return super().query(query, prefixes=prefixes)
        return answered(self.local, query, None, prefixes)

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

    def _answer(self, query: str, *, of_triples: bool) -> Answer:
        if not of_triples:
            return super()._answer(virtuoso.query(query), of_triples=False)
        beginning, select = virtuoso.as_rows(query)
        rows = self._answer(select, of_triples=False)
        assert isinstance(rows, ox.QuerySolutions)
        return virtuoso.built(beginning, rows)

    def _body(self, query: str, accept: str) -> Body:
        body = super()._body(query, accept)
        if _CUT in body.headers:
            raise CutError(f"{self.server.query} gives the first {body.headers[_CUT]} rows only")
        return _standard(body)

    def _fetch(self, store: ox.Store) -> None:
        """Get all quads as rows, page by page; `local` counts them."""
        for pattern, graph in (("{ ?s ?p ?o }", False), ("{ GRAPH ?g { ?s ?p ?o } }", True)):
            text, offset, bound = virtuoso.query(f"SELECT * {pattern}"), 0, ""
            while True:
                page = super()._body(f"{text}{f' LIMIT {bound} OFFSET {offset}' if bound else ''}", _JSON)
                rows = ox.parse_query_results(_standard(page).file, ox.QueryResultsFormat.JSON)
                assert isinstance(rows, ox.QuerySolutions)
                quads = [ox.Quad(row["s"], row["p"], row["o"], row["g"] if graph else _MERGE) for row in rows]
                store.bulk_extend(quads)
                offset, bound = offset + len(quads), page.headers.get(_CUT, "")
                if not bound:
                    break


def _standard(body: Body) -> Body:
    """Rows in JSON with truth values as true and false in place of 1 and 0, and an ASK so answered."""
    if body.media != _JSON:
        return body
    head = body.file.read(_HEAD)
    body.file.seek(0)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - read later, row by row
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
