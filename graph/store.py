"""Where the quads rest: the `GraphStore` protocol and its Oxigraph implementation; and the updates that change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from policygraph.graph.results import Results
from policygraph.graph.sparql import check_reads_only, syntax_error
from policygraph.graph.terms import string
from policygraph.schema.errors import QueryError, WorkspaceError
from policygraph.schema.namespace import PREFIXES

Term = ox.NamedNode | ox.Literal


class GraphStore(Protocol):
    """A set of named graphs. What changes it is N-Quads or a SPARQL update."""

    def query(
        self, query: str, *, parameters: Mapping[str, Term] | None = None, prefixes: Mapping[str, str] | None = None
    ) -> Results:
        """Answer a SPARQL query over the union of all graphs; `parameters` are values for variables."""
        ...

    def update(self, update: str) -> None:
        """Run a SPARQL update as one transaction: all of it or nothing."""
        ...

    def load(self, nquads: str) -> None:
        """Add many quads as fast as possible, without the promise of a transaction."""
        ...

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        ...

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Give the store free; it answers no more."""
        ...


class OxigraphStore:
    """A `GraphStore` kept in one folder, or in memory when `path` is None. One writer per folder."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        try:
            if path is None:
                self._store: ox.Store | None = ox.Store()
            elif read_only:
                self._store = ox.Store.read_only(str(path))
            else:
                self._store = ox.Store(str(path))
        except OSError as error:
            raise WorkspaceError(
                f"the store in {str(path)!r} cannot be opened: {error}; if it is damaged, `policygraph repair` "
                "builds it again from the ledger, nothing is lost"
            ) from error

    @property
    def oxigraph(self) -> ox.Store:
        """The store itself, for oxrdflib and bulk work; raises `WorkspaceError` once closed."""
        if self._store is None:
            raise WorkspaceError("the workspace is closed; open it again with policygraph.open(...)")
        return self._store

    def query(
        self, query: str, *, parameters: Mapping[str, Term] | None = None, prefixes: Mapping[str, str] | None = None
    ) -> Results:
        """Answer a SPARQL query over the union of all graphs; raises `QueryError`."""
        check_reads_only(query)
        known = {**PREFIXES, **(prefixes or {})}
        try:
            answer = self.oxigraph.query(
                query,
                prefixes=known,
                use_default_graph_as_union=True,
                substitutions={ox.Variable(name): term for name, term in (parameters or {}).items()},
            )
        except SyntaxError as error:
            raise syntax_error(query, error) from error
        except OSError as error:
            raise QueryError(f"the query cannot be answered: {error}") from error
        return Results(answer, known)

    def update(self, update: str) -> None:
        """Run a SPARQL update as one transaction: all of it or nothing."""
        if update:
            with _writing():
                self.oxigraph.update(update)

    def load(self, nquads: str) -> None:
        """Add many quads as fast as possible, without the promise of a transaction."""
        with _writing():
            self.oxigraph.bulk_load(nquads.encode("utf-8"), format=ox.RdfFormat.N_QUADS)

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        return (node.value for node in self.oxigraph.named_graphs() if isinstance(node, ox.NamedNode))

    def __len__(self) -> int:
        return len(self.oxigraph)

    def close(self) -> None:
        """Give the store free; it answers no more."""
        self._store = None


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"the store cannot be written: {error}; free some space or mend the disk and build again, "
            "what is missing in the store is loaded from the ledger"
        ) from error


def replace_graph(graph: str, triples: Iterable[str]) -> str:
    """The update that drops a graph and fills it again with triples (N-Triples without dots), or leaves it away."""
    body = " .\n".join(triples)
    insert = f" ;\nINSERT DATA {{ GRAPH <{graph}> {{ {body} }} }}" if body else ""
    return f"DROP SILENT GRAPH <{graph}>{insert}"


def set_strings(graph: str, predicate: str, values: Mapping[str, str | None]) -> str:
    """The update that gives each subject one string in a graph, or none where the value is None."""
    if not values:
        return ""
    subjects = " ".join(f"<{subject}>" for subject in values)
    triples = " . ".join(f"<{s}> <{predicate}> {string(value)}" for s, value in values.items() if value is not None)
    return (
        f"DELETE {{ GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }} "
        f"WHERE {{ VALUES ?s {{ {subjects} }} GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }} ;\n"
        f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"
    )
