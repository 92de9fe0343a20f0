"""A `GraphStore` on another machine: any SPARQL 1.1 server, by the query, update and Graph Store protocols."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import IO

import pyoxigraph as ox

from policygraph.graph.results import Answer, Results
from policygraph.graph.server import Server
from policygraph.graph.sparql import Term, bind, check_reads_only, syntax_error
from policygraph.graph.store import nquads
from policygraph.graph.wire import Body, RefusedError, Wire
from policygraph.schema.errors import QueryError, WorkspaceError
from policygraph.schema.namespace import PREFIXES

_ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_TRIPLES = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,  # as it was called before 2014
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_ACCEPT_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_ACCEPT_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_ALL = "{ { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_PIECE = 4_000_000  # characters in one request at most


class RemoteStore:
    """A `GraphStore` in a dataset of a server, which must be this workspace's alone."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._wire: Wire | None = Wire.from_environment()
        self._grammar = ox.Store()
        self._copy: tuple[ox.Store, tempfile.TemporaryDirectory[str]] | None = None
        self._copying = Lock()

    @property
    def wire(self) -> Wire:
        """The line to the server; raises `WorkspaceError` once closed."""
        if self._wire is None:
            raise WorkspaceError("the workspace is closed; open it again with policygraph.open(...)")
        return self._wire

    def query(
        self, query: str, *, parameters: Mapping[str, Term] | None = None, prefixes: Mapping[str, str] | None = None
    ) -> Results:
        """Answer a SPARQL query over the merge of all graphs.

        The query is parsed here first: servers that take updates at the same address never see one as a query, and
        what is wrong in it is said in the same words whatever the server.

        Raises
        ------
        QueryError
            When the query is not valid, or the server cannot answer it.
        WorkspaceError
            When the server cannot be reached, or does not let us in.
        """
        query = bind(query, parameters or {})
        known = {**PREFIXES, **(prefixes or {})}
        check_reads_only(query, known)
        try:
            form = self._grammar.query(query, prefixes=known)
        except SyntaxError as error:
            raise syntax_error(query, error, known) from error
        of_triples, of_rows = isinstance(form, ox.QueryTriples), isinstance(form, ox.QuerySolutions)
        text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in known.items() if f"{name}:" in query) + query

        def ask() -> Answer:
            answer = self._answer(text, of_triples=of_triples)
            if isinstance(answer, ox.QuerySolutions) != of_rows:
                raise WorkspaceError(
                    f"{self.server.query} answers with {'no rows' if of_rows else 'rows'} where SPARQL 1.1 wants "
                    f"{'rows' if of_rows else 'yes or no'}; choose another server, see docs/server.md"
                )
            return answer

        return Results(ask(), known, ask)

    def _answer(self, query: str, *, of_triples: bool) -> Answer:
        """What the server answers; the answer is complete before the first of it is read."""
        url = self.server.query
        try:
            body = self._body(query, _ACCEPT_TRIPLES if of_triples else _ACCEPT_ROWS)
        except RefusedError as error:
            raise QueryError(f"the query cannot be answered: {error}") from error
        try:
            if of_triples:
                return _triples(body.file, _TRIPLES[body.media])
            return ox.parse_query_results(body.file, _ROWS[body.media])
        except KeyError:
            wanted = "RDF" if of_triples else "SPARQL results"
            raise WorkspaceError(
                f"{url} answers with {body.media or 'no type'!r} instead of {wanted}; see to it that `store` in "
                "workspace.toml names the address where the server takes SPARQL queries"
            ) from None
        except SyntaxError as error:
            raise QueryError(f"the answer of {url} cannot be read: {error}") from error

    def _body(self, query: str, accept: str) -> Body:
        return self.wire.send("POST", self.server.query, data={"query": query}, headers={"Accept": accept}, safe=True)

    def update(self, update: str) -> None:
        """Run a SPARQL update as one request, which a server carries out as one transaction, or not at all."""
        if update:
            self._write(self.server.update, update, "application/sparql-update")

    def load(self, graphs: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Add triples to graphs, a request for each, by the Graph Store Protocol; the default graph gets them last."""
        merged: list[str] = []
        for graph, triples in graphs:
            for piece in _pieces(triples):
                self._write(self.server.graphs, piece, "application/n-triples", graph=graph)
            merged += triples
        for piece in _pieces(merged):
            self._write(self.server.graphs, piece, "application/n-triples", default="")

    def _write(self, url: str, body: str, media: str, **params: str) -> None:
        with self._copying:  # a copy has all of a request or nothing of it
            self._forget_copy()
            try:
                self.wire.send(
                    "POST", url, content=body.encode("utf-8"), params=params, headers={"Content-Type": media}
                ).close()
            except RefusedError as error:
                raise WorkspaceError(
                    f"the store cannot be written: {error}; see to it that the server takes SPARQL updates there and "
                    "has space, and build again: what is missing in the store is loaded from the ledger"
                ) from error

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        return (str(row["g"]) for row in self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"))

    def __len__(self) -> int:
        return int(next(iter(self.query(f"SELECT (COUNT(*) AS ?n) {_ALL}")))["n"])

    def local(self) -> ox.Store:
        """A copy of the whole dataset in a temporary folder, made at the first call after a change; one for all.

        Raises
        ------
        WorkspaceError
            When what came is not all that the server says it has.
        """
        with self._copying:
            if self._copy is None:
                folder = tempfile.TemporaryDirectory(prefix="policygraph-", ignore_cleanup_errors=True)
                store, wanted = ox.Store(folder.name), len(self)
                self._fetch(store)
                if len(store) != wanted:
                    raise WorkspaceError(
                        f"of the {wanted} quads that {self.server.query} has, {len(store)} came; lift the bound that "
                        "the server sets to answers, or try again when nobody writes to it"
                    )
                self._copy = store, folder
            return self._copy[0]

    def _fetch(self, store: ox.Store) -> None:
        """Get all quads: at once where the graph store gives them, as Oxigraph and Fuseki do, else as rows."""
        try:
            body = self.wire.send("GET", self.server.graphs, headers={"Accept": "application/n-quads"}, safe=True)
        except RefusedError:
            body = None
        if body and body.media == "application/n-quads":
            store.bulk_load(body.file, format=ox.RdfFormat.N_QUADS, lenient=True)
            return
        for group, graph in (("{ ?s ?p ?o }", False), ("{ GRAPH ?g { ?s ?p ?o } }", True)):
            answer = self._answer(f"SELECT * {group}", of_triples=False)
            assert isinstance(answer, ox.QuerySolutions)
            store.bulk_extend(
                ox.Quad(row["s"], row["p"], row["o"], row["g"] if graph else ox.DefaultGraph()) for row in answer
            )

    def _forget_copy(self) -> None:
        if self._copy is not None:
            _, folder = self._copy
            self._copy = None
            folder.cleanup()

    def close(self) -> None:
        """Hang up and remove the copy; the store answers no more."""
        self._forget_copy()
        if self._wire is not None:
            self._wire.close()
            self._wire = None


def _triples(file: IO[bytes], form: ox.RdfFormat) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(file, format=form))


def _pieces(triples: Sequence[str]) -> Iterator[str]:
    """Triples as N-Triples, in pieces of a bounded size."""
    piece: list[str] = []
    size = 0
    for triple in triples:
        piece.append(triple)
        size += len(triple)
        if size > _PIECE:
            yield nquads(piece)
            piece, size = [], 0
    if piece:
        yield nquads(piece)
