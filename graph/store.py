"""Where the quads rest: the `GraphStore` protocol and its embedded implementation; and the updates that change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from policygraph.graph.few_tables import few_tables
from policygraph.graph.full_disk import want_of_space
from policygraph.graph.leftovers import taken_back
from policygraph.graph.results import Results
from policygraph.graph.sparql import Term, bind, check_reads_only, syntax_error
from policygraph.graph.terms import string
from policygraph.schema.errors import QueryError, WorkspaceError, WorkspaceLockedError
from policygraph.schema.namespace import PREFIXES

_STATED = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
_PIECE = 8_000_000  # bytes of N-Quads that are loaded at a time; a load takes about twenty times as much memory
_UNWRITTEN = 8_000_000  # characters of updates after which they go to disk; RocksDB alone keeps gigabytes in memory
_TRIPLES = 5_000  # of one graph that are taken together: the graph of a long article alone would be many pieces


class GraphStore(Protocol):
    """A set of named graphs, and the default graph with each of their triples once.

    The default graph is kept, not computed: Oxigraph's own union gives a triple as often as graphs state it, which
    would make every count wrong. `load` and the updates below keep it in step.
    """

    def query(
        self, query: str, *, parameters: Mapping[str, Term] | None = None, prefixes: Mapping[str, str] | None = None
    ) -> Results:
        """Answer a SPARQL query over the merge of all graphs; `parameters` are terms for ``$name``."""
        ...

    def update(self, update: str) -> None:
        """Run a SPARQL update as one transaction: all of it or nothing."""
        ...

    def load(self, graphs: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Add many triples to graphs as fast as possible, without the promise of a transaction."""
        ...

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        ...

    def __len__(self) -> int: ...

    def local(self) -> ox.Store:
        """The quads as an Oxigraph store on this machine, to be read only; a server's are copied, as they are now."""
        ...

    def close(self) -> None:
        """Give the store free; it answers no more."""
        ...


class OxigraphStore:
    """A `GraphStore` kept in one folder, or in memory when `path` is None. One writer per folder."""

    def __init__(self, path: Path | None = None, *, read_only: bool = False) -> None:
        self._unwritten = 0  # characters of updates that RocksDB keeps in memory
        try:
            if path is None:
                self._store: ox.Store | None = ox.Store()
            elif read_only:
                self._store = ox.Store.read_only(str(path))
            else:
                with taken_back(path), few_tables():
                    self._store = ox.Store(str(path))
        except RuntimeError as error:
            raise damaged(error) from error
        except OSError as error:
            if "lock hold by current process" in str(error):
                raise WorkspaceLockedError(
                    f"the store in {str(path)!r} is still open in this program; let go of what came from it, such as "
                    "the answer of dataset(), and open it again"
                ) from error
            raise (want_of_space(path, error) if path else None) or WorkspaceError(
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
        """Answer a SPARQL query over the merge of all graphs; raises `QueryError`."""
        return answered(lambda: self.oxigraph, query, parameters, prefixes)

    def update(self, update: str) -> None:
        """Run a SPARQL update as one transaction: all of it or nothing."""
        if update:
            with _writing():
                self.oxigraph.update(update)
                self._unwritten += len(update)
                if self._unwritten > _UNWRITTEN:
                    self.oxigraph.flush()
                    self._unwritten = 0

    def load(self, graphs: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Add many triples to graphs as fast as possible, without the promise of a transaction."""
        for piece in _pieces(graphs):
            with _writing():
                self.oxigraph.bulk_load(piece, format=ox.RdfFormat.N_QUADS, lenient=True)

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        return (node.value for node in self.oxigraph.named_graphs() if isinstance(node, ox.NamedNode))

    def __len__(self) -> int:
        return len(self.oxigraph)

    def local(self) -> ox.Store:
        """The store itself."""
        return self.oxigraph

    def close(self) -> None:
        """Give the store free; it answers no more."""
        self._store = None


def answered(
    store: Callable[[], ox.Store],
    query: str,
    parameters: Mapping[str, Term] | None,
    prefixes: Mapping[str, str] | None,
) -> Results:
    """What an Oxigraph store, which is not kept open, answers to a query; see `GraphStore.query`."""
    query = bind(query, parameters or {})
    known = {**PREFIXES, **(prefixes or {})}
    check_reads_only(query, known)
    try:
        answer = store().query(query, prefixes=known)
    except SyntaxError as error:
        raise syntax_error(query, error, known) from error
    except RuntimeError as error:
        raise damaged(error) from error
    except OSError as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    return Results(answer, known, lambda: store().query(query, prefixes=known))


def damaged(error: RuntimeError) -> WorkspaceError:
    """The error for a store whose files do not hold what was written to them, as Oxigraph found on reading."""
    said = f"the store is damaged: {error}; `policygraph repair` builds it again from the ledger, nothing is lost"
    return WorkspaceError(said).because("store_damaged", error=str(error))


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise damaged(error) from error
    except OSError as error:
        raise WorkspaceError(
            f"the store cannot be written: {error}; free some space or mend the disk and build again, "
            "what is missing in the store is loaded from the ledger"
        ) from error


def _pieces(graphs: Iterable[tuple[str, Sequence[str]]]) -> Iterator[bytes]:
    """The quads of graphs and of the default graph in pieces that bound what a load takes of memory."""
    parts, size = [], 0
    for graph, triples in graphs:
        for few in _runs(triples, _TRIPLES):
            parts.append((nquads(few, graph) + nquads(few)).encode("utf-8"))
            size += len(parts[-1])
            if size >= _PIECE:
                yield b"".join(parts)
                parts, size = [], 0
    if size:
        yield b"".join(parts)


def _runs(triples: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """The triples in runs of at most so many."""
    return (triples[at : at + most] for at in range(0, len(triples), most))


def nquads(triples: Sequence[str], graph: str = "") -> str:
    """Triples (N-Triples without the dot) as lines of N-Quads; without a graph, of the default graph."""
    end = f" <{graph}> .\n" if graph else " .\n"
    return end.join([*triples, ""])


def add_graph(graph: str, triples: Iterable[str]) -> str:
    """The update that adds triples to a graph."""
    body = " .\n".join(triples)
    return f"INSERT DATA {{ {body} . GRAPH <{graph}> {{ {body} }} }}" if body else ""


def replace_graph(graph: str, triples: Iterable[str]) -> str:
    """The update that drops a graph and fills it again; what only this graph stated leaves the default graph."""
    drop = (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
        f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != <{graph}>) }} }} ;\n"
        f"DROP SILENT GRAPH <{graph}>"
    )
    add = add_graph(graph, triples)
    return f"{drop} ;\n{add}" if add else drop


def change_graph(store: GraphStore, graph: str, triples: Iterable[str]) -> str:
    """The update that makes `triples` of what a graph states now, and touches nothing that stays.

    Both the graph and the default graph must be whole, as they are not after a load that broke off.
    """
    wanted = dict.fromkeys(triples)
    have = {str(triple) for triple in store.query(_STATED.format(graph=graph)).triples()}
    gone = sorted(have - wanted.keys())
    come = add_graph(graph, [triple for triple in wanted if triple not in have])
    if not gone:
        return come
    rows = "".join(f"({triple}) " for triple in gone)
    drop = (
        f"DELETE {{ ?s ?p ?o }} WHERE {{ VALUES (?s ?p ?o) {{ {rows}}} "
        f"FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER(?other != <{graph}>) }} }} ;\n"
        f"DELETE DATA {{ GRAPH <{graph}> {{ {' . '.join(gone)} }} }}"
    )
    return f"{drop} ;\n{come}" if come else drop


def set_strings(graph: str, predicate: str, values: Mapping[str, str | None]) -> str:
    """The update that gives each subject one string in a graph, or none where the value is None."""
    if not values:
        return ""
    subjects = " ".join(f"<{subject}>" for subject in values)
    triples = "".join(f"<{s}> <{predicate}> {string(value)} . " for s, value in values.items() if value is not None)
    return (
        f"DELETE {{ ?s <{predicate}> ?o . GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }} "
        f"WHERE {{ VALUES ?s {{ {subjects} }} GRAPH <{graph}> {{ ?s <{predicate}> ?o }} }} ;\n"
        f"INSERT DATA {{ {triples} GRAPH <{graph}> {{ {triples} }} }}"
    )
