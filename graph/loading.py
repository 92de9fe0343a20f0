"""Loading: ledger first, store second, a mark in the ledger last; so a crash at any point can be mended."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policygraph.graph import names
from policygraph.graph.iris import Iris, slug
from policygraph.graph.ledger import Ledger, now
from policygraph.graph.rdf import MAPPING_VERSION, ArticleGraph, article_graph, label_triple
from policygraph.graph.resolve import Identity, resolve
from policygraph.graph.store import GraphStore, add_graph, replace_graph, set_strings
from policygraph.schema.article import Article
from policygraph.schema.errors import RecordError
from policygraph.schema.namespace import expand
from policygraph.schema.record import Record

_BULK = 10_000  # triples; a bulk load writes files of its own, which pays only for many
_SAFE_ID = re.compile(r"[\w.~+-]{1,80}")
_INSERT = f"INSERT INTO articles VALUES ({', '.join('?' * 16)}) ON CONFLICT DO UPDATE SET "  # noqa: S608
_EVERYTHING_BUT_ADDED = ", ".join(
    f"{column} = excluded.{column}"
    for column in (
        "own_id", "path", "url", "source", "text", "record", "content_hash", "extractor", "state",
        "copy_of", "superseded_by", "error", "changed", "loaded",
    )
)  # fmt: skip
_LABEL = expand("rdfs:label")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: ``added``, ``replaced``, ``unchanged`` or ``failed`` with its error."""

    key: str
    state: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Prepared:
    key: str
    article: Article
    record: Record
    identities: dict[str, Identity]
    graph: ArticleGraph
    replaces: bool


class Loader:
    """Brings records into ledger and store, and takes them out."""

    def __init__(self, ledger: Ledger, store: GraphStore, iris: Iris, home: str | None) -> None:
        self.ledger = ledger
        self.store = store
        self.iris = iris
        self.home = home

    def key(self, article: Article) -> str:
        """The key of an article: its own id, else that of the article with its URL or path, else by content."""
        if article.id:
            return article.id if _SAFE_ID.fullmatch(article.id) else f"{slug(article.id)[:60]}-{_digest(article.id, 8)}"
        source = article.source
        if source.url:
            return self._key_where("url = ? AND own_id IS NULL", source.url) or f"a{_digest(source.url)}"
        if source.path:
            known = self._key_where("path = ? AND own_id IS NULL AND record IS NOT NULL", source.path)
            if known:
                return known
        if not article.text:
            return f"a{_digest(source.path or '')}"
        key = f"a{article.content_hash[:16]}"
        other = self._key_where("key = ? AND content_hash <> ?", key, article.content_hash)
        return f"{key}-{_digest(source.path or '', 6)}" if other else key

    def is_current(self, article: Article, extractor: str) -> bool:
        """Whether the ledger has this very content, read by this extractor."""
        return bool(
            self._key_where(
                "key = ? AND content_hash = ? AND extractor = ? AND record IS NOT NULL AND loaded = 1",
                self.key(article), article.content_hash, extractor,
            )
        )  # fmt: skip

    def add(self, items: Iterable[tuple[Article, Record]], *, force: bool = False) -> list[Outcome]:
        """Bring one batch in; what is unchanged stays, a bad record is noted as failed and the others go in."""
        outcomes: list[Outcome] = []
        batch: dict[str, _Prepared] = {}
        for article, record in items:
            key = self.key(article)
            if not force and key not in batch and self.is_current(article, record.extractor):
                outcomes.append(Outcome(key, "unchanged"))
                continue
            try:
                batch[key] = prepared = self._prepare(key, article, record)
            except RecordError as error:
                self.fail(article, str(error))
                outcomes.append(Outcome(key, "failed", str(error)))
                continue
            outcomes.append(Outcome(key, "replaced" if prepared.replaces else "added"))
        if batch:
            self._load(list(batch.values()))
        return outcomes

    def fail(self, article: Article, error: str) -> str:
        """Note why an article could not be read, and give its key. Claims that an earlier reading gave are kept."""
        key, time = self.key(article), now()
        row = (
            key, article.id, article.source.path, article.source.url, article.source.model_dump_json(exclude_none=True),
            article.text, None, article.content_hash, "", "failed", None, None, error, time, time, 1,
        )  # fmt: skip
        with self.ledger.transaction() as connection:
            connection.execute(_INSERT + "error = excluded.error, changed = excluded.changed", row)
        return key

    def remove(self, key: str) -> None:
        """Take an article and its claims out, and nothing else."""
        with self.ledger.transaction() as connection:
            names.set_labels(connection, names.drop_names(connection, key))
            connection.execute(
                "UPDATE articles SET state = 'removing', record = NULL, loaded = 0 WHERE key = ?", (key,)
            )
        self.load_pending()

    def load_pending(self, *, empty_store: bool = False) -> int:
        """Bring the store in step with the ledger; the number of articles that were not."""
        connection = self.ledger.connection
        gone = [row[0] for row in connection.execute("SELECT key FROM articles WHERE state = 'removing'")]
        if gone:
            self._write([], gone, names.pending_labels(connection))
            with self.ledger.transaction():
                connection.executemany("DELETE FROM articles WHERE key = ?", [(key,) for key in gone])
        waiting = [row[0] for row in connection.execute("SELECT key FROM articles WHERE loaded = 0 ORDER BY key")]
        for start in range(0, len(waiting), 100):
            batch = []
            for key in waiting[start : start + 100]:
                record = self.ledger.record(key)
                if record is not None:
                    batch.append((key, self._graph(key, record)[1]))
            self._write(batch, [] if empty_store else [key for key, _ in batch], {})
        self._write([], [], names.pending_labels(connection), empty_store=empty_store)
        return len(gone) + len(waiting)

    def copy_to_store(self) -> None:
        """Bring everything in the ledger into an empty store, and write nothing to the ledger."""
        for key, record in self.ledger.records("record IS NOT NULL AND state <> 'removing'"):
            graph = self._graph(key, record)[1]
            self.store.load([(self.iris.article(key), graph.stated), (self.iris.inferred(key), graph.inferred)])
        labels = self.ledger.connection.execute("SELECT iri, label FROM entities WHERE label IS NOT NULL").fetchall()
        self.store.load([(self.iris.names, [label_triple(iri, label) for iri, label in labels])])

    def forget_store(self) -> None:
        """Note that the store has nothing, so that `load_pending` loads everything."""
        with self.ledger.transaction() as connection:
            connection.execute("UPDATE articles SET loaded = 0 WHERE record IS NOT NULL OR state = 'removing'")
            connection.execute("UPDATE entities SET loaded = 0")

    def marker(self) -> str:
        """What the store's own graph says when it belongs to this ledger and to this version of the mapping."""
        return f"{self.ledger.meta('ledger')}/{MAPPING_VERSION}"

    def _prepare(self, key: str, article: Article, record: Record) -> _Prepared:
        record = record.model_copy(update={"id": article.id, "source": article.source, "text": article.text})
        identities, graph = self._graph(key, record)
        replaces = self._key_where("key = ? AND record IS NOT NULL", key) is not None
        return _Prepared(key, article, record, identities, graph, replaces)

    def _graph(self, key: str, record: Record) -> tuple[dict[str, Identity], ArticleGraph]:
        identities = resolve(record, article=key, iris=self.iris, home=self.home)
        return identities, article_graph(record, article=key, iris=self.iris, identities=identities)

    def _load(self, batch: Sequence[_Prepared]) -> None:
        with self.ledger.transaction() as connection:
            touched: set[str] = set()
            for item in batch:
                touched |= self._enter(connection, item)
            names.set_labels(connection, sorted(touched))
            labels = names.pending_labels(connection)
        self._write([(item.key, item.graph) for item in batch], [i.key for i in batch if i.replaces], labels)

    def _enter(self, connection: sqlite3.Connection, item: _Prepared) -> set[str]:
        touched = names.drop_names(connection, item.key) if item.replaces else set()
        touched |= names.put_names(connection, item.key, item.identities.values())
        article, time = item.article, now()
        source = article.source
        if source.path:  # an earlier failure to read the same file is over
            connection.execute(
                "DELETE FROM articles WHERE path = ? AND record IS NULL AND key <> ?", (source.path, item.key)
            )
        row = (
            item.key, article.id, source.path, source.url, source.model_dump_json(exclude_none=True), article.text,
            item.record.model_dump_json(), article.content_hash, item.record.extractor, "current",
            None, None, None, time, time, 0,
        )  # fmt: skip
        connection.execute(_INSERT + _EVERYTHING_BUT_ADDED, row)
        return touched

    def _write(
        self,
        graphs: Sequence[tuple[str, ArticleGraph]],
        replaced: Sequence[str],
        labels: dict[str, str | None],
        *,
        empty_store: bool = False,
    ) -> None:
        new, updates, size = [], [], 0
        old = set(replaced)
        contents = dict(graphs)
        for key in old - set(contents):
            contents[key] = ArticleGraph()
        for key, graph in contents.items():
            pairs = ((self.iris.article(key), graph.stated), (self.iris.inferred(key), graph.inferred))
            if key in old:
                updates.append(" ;\n".join(replace_graph(name, triples) for name, triples in pairs))
            else:
                new += [(name, triples) for name, triples in pairs if triples]
                size += len(graph.stated)
        if empty_store or size >= _BULK:
            if empty_store:
                new.append((self.iris.names, [label_triple(iri, label) for iri, label in labels.items() if label]))
            self.store.load(new)
        elif new:
            updates.append(" ;\n".join(add_graph(name, triples) for name, triples in new))
        if labels and not empty_store:
            updates.append(set_strings(self.iris.names, _LABEL, labels))
        for update in [" ;\n".join(updates)] if len(graphs) == 1 else updates:
            self.store.update(update)
        with self.ledger.transaction() as connection:
            connection.executemany("UPDATE articles SET loaded = 1 WHERE key = ?", [(key,) for key, _ in graphs])
            names.labels_loaded(connection, labels)

    def _key_where(self, condition: str, *values: str) -> str | None:
        row = self.ledger.connection.execute(
            f"SELECT key FROM articles WHERE {condition}",  # noqa: S608
            values,
        ).fetchone()
        return row[0] if row else None


def _digest(text: str, length: int = 16) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
