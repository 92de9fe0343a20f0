"""Delivery: brings graphs from the ledger into the store, and marks in the ledger what has arrived.

Within `behind` the store loads one batch in a thread of its own while the next batch is read and resolved. The ledger
goes first, as ever: what has not arrived is not marked, and opening the workspace brings it in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from policygraph.graph import names
from policygraph.graph.iris import Iris
from policygraph.graph.ledger import Ledger
from policygraph.graph.rdf import ArticleGraph, label_triple
from policygraph.graph.resolution import redirects
from policygraph.graph.store import GraphStore, add_graph, change_graph, replace_graph, set_strings
from policygraph.schema.namespace import expand

_BULK = 10_000  # triples; a bulk load writes files of its own, which pays only for many
_LABEL = expand("rdfs:label")


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is under way: articles to be marked, those whose claims are new, those that go, labels and redirects."""

    articles: set[str]
    claims: set[str]
    removed: set[str]
    labels: dict[str, str | None]
    moved: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class _Work:
    """What the store has to do: graphs to load, then updates, each made when the store has all before it."""

    new: list[tuple[str, list[str]]]
    updates: list[Callable[[], str]]


class Delivery:
    """Writes to the store; at most one batch is under way."""

    def __init__(self, ledger: Ledger, store: GraphStore, iris: Iris) -> None:
        self.ledger = ledger
        self.store = store
        self.iris = iris
        self._thread: ThreadPoolExecutor | None = None
        self._under_way: tuple[_Batch, Future[None]] | None = None

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Let `write` return before the store has everything; on leaving, it has."""
        if self._thread:  # the outer one waits
            yield
            return
        with ThreadPoolExecutor(1, thread_name_prefix="store") as thread:
            self._thread = thread
            try:
                yield
            finally:
                self._thread = None
                self.finish()

    def write(
        self,
        graphs: Sequence[tuple[str, ArticleGraph]],
        replaced: Collection[str],
        *,
        half: Collection[str] = (),
        names_too: bool = True,
        empty_store: bool = False,
    ) -> None:
        """Bring graphs of articles into the store; those `replaced` are there already, as a whole or by `half`."""
        self.finish()
        labels = names.pending_labels(self.ledger.connection) if names_too else {}
        moved = redirects.pending(self.ledger.connection, self.iris.base) if names_too else {}
        contents = dict(graphs)
        removed = set(replaced) - contents.keys()
        batch = _Batch(set(contents), contents.keys() | removed, removed, labels, moved)
        contents |= {key: ArticleGraph() for key in removed}
        work = self._work(contents, set(replaced), set(half), batch, empty_store=empty_store)
        if self._thread:
            self._under_way = batch, self._thread.submit(self._do, work)
        else:
            self._do(work)
            self._mark(batch)

    def is_under_way(self, article: str) -> bool:
        """Whether the store is just loading an article."""
        return self._under_way is not None and article in self._under_way[0].articles

    def half(self) -> set[str]:
        """Articles that the store may have in part: all that wait for it, but those that it is just loading.

        Before anything else is written they are there as a whole, so that only what differs need be changed.
        """
        loading = self._under_way[0].articles if self._under_way else set()
        return set(self.ledger.waiting()) - loading

    def supersede(self, articles: Collection[str]) -> None:
        """Hear, in the transaction that changes them, of articles whose graphs under way are old already."""
        if self._under_way:
            self._under_way[0].articles.difference_update(articles)

    def finish(self) -> None:
        """Wait for what is under way and mark it; raises `WorkspaceError` where the store could not be written."""
        if self._under_way:
            batch, done = self._under_way
            try:
                done.result()
            finally:
                self._under_way = None
            self._mark(batch)

    def _work(
        self, contents: dict[str, ArticleGraph], old: set[str], half: set[str], batch: _Batch, *, empty_store: bool
    ) -> _Work:
        work, size, one = _Work([], []), 0, len(batch.articles) == 1
        for key, graph in contents.items():
            pairs = [(self.iris.article(key), graph.stated), (self.iris.inferred(key), graph.inferred)]
            if key in batch.removed:
                pairs.append((self.iris.tracking(self.iris.article(key)), []))
            if key in old:
                work.updates.append(partial(self._changed, pairs, whole=key not in half))
            else:
                work.new.extend((name, triples) for name, triples in pairs if triples)
                size += len(graph.stated)
        if empty_store:
            named = [label_triple(iri, label) for iri, label in batch.labels.items() if label]
            work.new.append((self.iris.names, named + redirects.triples(batch.moved)))
            return _Work(work.new, _together(work.updates, one=one))
        if work.new and size < _BULK:
            work.updates.append(partial(_joined, [add_graph(name, triples) for name, triples in work.new]))
            work.new.clear()
        if batch.labels:
            work.updates.append(partial(set_strings, self.iris.names, _LABEL, batch.labels))
        if batch.moved:
            work.updates.append(partial(redirects.update, self.iris.names, batch.moved))
        return _Work(work.new, _together(work.updates, one=one))

    def _changed(self, pairs: Sequence[tuple[str, list[str]]], *, whole: bool) -> str:
        """The update of the graphs of an article: of what differs where the store has the old ones as a whole."""
        return _joined(
            change_graph(self.store, name, triples) if whole and triples else replace_graph(name, triples)
            for name, triples in pairs
        )

    def _do(self, work: _Work) -> None:
        if work.new:
            self.store.load(work.new)
        for update in work.updates:
            self.store.update(update())

    def _mark(self, batch: _Batch) -> None:
        """Note what the store has; what became another label or redirect since waits for the next batch."""
        with self.ledger.transaction() as connection:
            connection.executemany("UPDATE articles SET loaded = 1 WHERE key = ?", [(key,) for key in batch.articles])
            connection.executemany("DELETE FROM claims WHERE article = ?", [(key,) for key in batch.claims])
            tracked = [(self.iris.tracking(self.iris.article(key)),) for key in batch.removed]
            connection.executemany("DELETE FROM tracked WHERE graph = ?", tracked)
            if batch.claims or batch.labels:
                connection.execute("DELETE FROM meta WHERE name = 'tracking'")
            names.labels_loaded(connection, batch.labels)
            redirects.loaded(connection, self.iris.base, batch.moved)


def _joined(updates: Iterable[str]) -> str:
    """Updates as one, which is one transaction."""
    return " ;\n".join(update for update in updates if update)


def _together(updates: list[Callable[[], str]], *, one: bool) -> list[Callable[[], str]]:
    """The updates of one article as one transaction, those of many one by one."""
    return [lambda: _joined(update() for update in updates)] if one and updates else updates
