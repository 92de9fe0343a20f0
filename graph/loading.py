"""Loading: ledger first, store second, a mark in the ledger last; so a crash at any point can be mended."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from policygraph.graph import copies, names, search
from policygraph.graph.alone import digest, key_of
from policygraph.graph.curation.rulings import Rulings, confirmed_items, without
from policygraph.graph.delivery import Delivery
from policygraph.graph.iris import Iris
from policygraph.graph.ledger import Ledger, now
from policygraph.graph.rdf import MAPPING_VERSION, ArticleGraph, article_graph, check, label_triple
from policygraph.graph.resolution import redirects
from policygraph.graph.resolution.index import moment
from policygraph.graph.resolution.resolver import RESOLUTION_VERSION, Resolved, Resolver, clear
from policygraph.graph.resolution.tables import articles_of
from policygraph.graph.resolution.within import Reading
from policygraph.graph.store import GraphStore
from policygraph.schema.article import Article
from policygraph.schema.errors import RecordError
from policygraph.schema.record import Record

_PART = 100  # articles that are in memory at a time where all of the ledger is gone through
_INSERT = f"INSERT INTO articles VALUES ({', '.join('?' * 16)}) ON CONFLICT DO UPDATE SET "  # noqa: S608
_EVERYTHING_BUT_ADDED = ", ".join(
    f"{column} = excluded.{column}"
    for column in (
        "own_id", "path", "url", "source", "text", "record", "content_hash", "extractor", "state",
        "copy_of", "superseded_by", "error", "changed", "loaded",
    )
)  # fmt: skip


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
    reading: Reading
    replaces: bool


class Loader:
    """Brings records into ledger and store, and takes them out."""

    def __init__(
        self, ledger: Ledger, store: GraphStore, iris: Iris, home: str | None, rulings: Rulings | None = None
    ) -> None:
        self.ledger = ledger
        self.store = store
        self.iris = iris
        self.rulings = rulings or Rulings()
        self.resolver = Resolver(ledger.connection, iris, home, self.rulings.decisions)
        self.delivery = Delivery(ledger, store, iris)

    def key(self, article: Article) -> str:
        """The key of an article: its own id, else that of the article with its URL or path, else by content."""
        if article.id:
            return key_of(article)
        source = article.source
        if source.url:
            return self._key_where("url = ? AND own_id IS NULL", source.url) or key_of(article)
        if source.path:
            known = self._key_where("path = ? AND own_id IS NULL AND record IS NOT NULL", source.path)
            if known:
                return known
        key = key_of(article)
        if not article.text:
            return key
        other = self._key_where("key = ? AND content_hash <> ?", key, article.content_hash)
        return f"{key}-{digest(source.path or '', 6)}" if other else key

    def is_current(self, article: Article, extractor: str) -> bool:
        """Whether the ledger has this very content, read by this extractor, and the store has or gets it."""
        same = "key = ? AND content_hash = ? AND extractor = ? AND record IS NOT NULL AND (loaded = 1 OR ?)"
        key = self.key(article)
        return bool(self._key_where(same, key, article.content_hash, extractor, self.delivery.is_under_way(key)))

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
            half = self.delivery.half()
            spelled = names.spelled(connection, [key])
            named = names.drop_names(connection, [key])
            connection.execute(
                "UPDATE articles SET state = 'removing', record = NULL, loaded = 0 WHERE key = ?", (key,)
            )
            near = copies.drop(connection, key)
            written = self._settle(connection, self.resolver.leave(key), {}, named, copies.refresh(connection, near))
            search.forget(connection, spelled)
            self.delivery.supersede([key, *written])
        self._write(written, [key, *written], half)
        self._forget_removed([key])

    def load_pending(self, *, empty_store: bool = False) -> int:
        """Bring the store in step with the ledger; the number of articles that were not."""
        self.delivery.finish()
        connection = self.ledger.connection
        gone = [row[0] for row in connection.execute("SELECT key FROM articles WHERE state = 'removing'")]
        if gone:
            self.delivery.write([], gone, half=gone)
            self._forget_removed(gone)
        waiting = self.ledger.waiting()
        for start in range(0, len(waiting), _PART):
            batch = []
            for key in waiting[start : start + _PART]:
                record = self.ledger.record(key)
                if record is not None:
                    batch.append((key, self.graph(key, self.resolver.resolve(key, self.resolver.read(key, record)))))
            replaced = [] if empty_store else [key for key, _ in batch]
            self.delivery.write(batch, replaced, half=replaced, names_too=False)
        self.delivery.write([], [], empty_store=empty_store)
        return len(gone) + len(waiting)

    def _write(self, written: Mapping[str, Resolved], replaced: Collection[str], half: Collection[str]) -> None:
        """Bring what articles state now into the store; see `Delivery.write`."""
        self.delivery.write([(key, self.graph(key, found)) for key, found in written.items()], replaced, half=half)

    def _forget_removed(self, keys: Iterable[str]) -> None:
        with self.ledger.transaction() as connection:
            connection.executemany("DELETE FROM articles WHERE key = ?", [(key,) for key in keys])

    def copy_to_store(self) -> None:
        """Bring everything in the ledger into an empty store, and write nothing to the ledger."""
        for key, record in self.ledger.records("record IS NOT NULL AND state <> 'removing'"):
            graph = self.graph(key, self.resolver.resolve(key, self.resolver.read(key, record)))
            self.store.load([(self.iris.article(key), graph.stated), (self.iris.inferred(key), graph.inferred)])
        labels = self.ledger.connection.execute("SELECT iri, label FROM entities WHERE label IS NOT NULL").fetchall()
        old = redirects.everything(self.ledger.connection, self.iris.base)
        named = [label_triple(iri, label) for iri, label in labels]
        self.store.load([(self.iris.names, named + redirects.triples(old))])

    def forget_store(self) -> None:
        """Note that the store has nothing, so that `load_pending` loads everything."""
        with self.ledger.transaction() as connection:
            connection.execute("UPDATE articles SET loaded = 0 WHERE record IS NOT NULL OR state = 'removing'")
            connection.execute("UPDATE entities SET loaded = 0")
            connection.execute("DELETE FROM tracked")
            connection.execute("DELETE FROM meta WHERE name = 'tracking'")
            connection.execute("UPDATE nodes SET loaded = 0 WHERE entity <> node")

    def marker(self) -> str:
        """What the store's own graph says when it belongs to this ledger and to this version of the mapping."""
        return f"{self.ledger.meta('ledger')}/{MAPPING_VERSION}"

    def _prepare(self, key: str, article: Article, record: Record) -> _Prepared:
        record = record.model_copy(update={"id": article.id, "source": article.source, "text": article.text})
        reading = self.resolver.read(key, record)
        check(reading.record, key)
        replaces = self._key_where("key = ? AND record IS NOT NULL", key) is not None
        return _Prepared(key, article, record, reading, replaces)

    def graph(self, key: str, resolved: Resolved) -> ArticleGraph:
        """What the store should have of an article, as it is resolved now."""
        record, state = self._stated(key, resolved[0])
        confirmed = confirmed_items(record, key, self.rulings.confirmed)
        return article_graph(
            record, article=key, iris=self.iris, identities=resolved[1], state=state, confirmed=confirmed
        )

    def stated(self, key: str, reading: Reading) -> Resolved:
        """What the graph of an article states, and the identities of its entities."""
        record, identities = self.resolver.resolve(key, reading)
        return self._stated(key, record)[0], identities

    def _stated(self, key: str, record: Record) -> tuple[Record, copies.State]:
        """What the graph of an article states of what was read and resolved, and how the article stands to others."""
        state = copies.state(self.ledger.connection, key)
        original = self.ledger.text(state.copy_of) if state.copy_of else None
        return copies.standing(without(record, key, self.rulings.rejected), state, original), state

    def _load(self, batch: Sequence[_Prepared]) -> None:
        with self.ledger.transaction() as connection:
            half = self.delivery.half()
            touched: set[str] = set()
            readings = {item.key: item.reading for item in batch}
            near, new = set(readings), dict(readings)
            for item in batch:
                if item.replaces:
                    near |= copies.drop(connection, item.key)
                    if self.resolver.holds(item.key, item.reading):
                        del new[item.key]
                    else:
                        touched |= self.resolver.leave(item.key)
                self._enter(connection, item)
            touched |= self.resolver.enter(new)
            for key in readings:
                near |= copies.neighbours(connection, key)
            repeating = copies.refresh(connection, near) | copies.repeating(connection, readings)
            written = self._settle(connection, touched, readings, set(), repeating)
            self.delivery.supersede(written)
        replaced = [item.key for item in batch if item.replaces] + [key for key in written if key not in readings]
        self._write(written, replaced, half)

    def resolve_again(self) -> None:
        """Resolve all articles anew, as after a new version of resolution; all graphs wait to be written."""
        with self.ledger.transaction() as connection:
            led = {node for (node,) in connection.execute("SELECT node FROM nodes WHERE entity <> node")}
            clear(connection)
            keys: list[str] = []
            records = self.ledger.records("record IS NOT NULL AND state <> 'removing'")
            while part := dict(islice(records, _PART)):
                readings = {key: self.resolver.read(key, record) for key, record in part.items()}
                self.resolver.settle(self.resolver.enter(readings))
                for key, record in part.items():
                    copies.put(connection, key, record, moment(record.source.published, key))
                keys += part
            copies.refresh(connection, keys)
            for start in range(0, len(keys), _PART):
                self._name_again(connection, keys[start : start + _PART])
            connection.execute("UPDATE nodes SET loaded = 0 WHERE entity <> node")
            connection.executemany("INSERT OR IGNORE INTO nodes VALUES (?, '', '', 0)", [(node,) for node in led])
            self.ledger.set_meta("resolution", RESOLUTION_VERSION)

    def decide(self, rulings: Rulings, log: str) -> None:
        """Obey other rulings from now on; `log` is the text that says them. Graphs that change by it wait."""
        old, self.rulings = self.rulings, rulings
        self.resolver.decide(rulings.decisions)
        if old.decisions.rejected - rulings.decisions.rejected:  # who named them is not known any more
            self.resolve_again()
        with self.ledger.transaction() as connection:
            connection.execute("DELETE FROM label_choices")
            connection.executemany("INSERT INTO label_choices VALUES (?, ?)", rulings.labels.items())
            touched = {node for said in _differences(old.nodes(), rulings.nodes()) for node in said[1:]}
            parted = _differences(old.partings(), rulings.partings())
            keys = articles_of(connection, {said[1] for said in parted})
            keys |= {said[2] for said in parted if said[0] == "moved"}
            for key in sorted(keys):
                record = self.ledger.record(key)
                if record is not None:
                    touched |= self.resolver.leave(key) | self.resolver.enter({key: self.resolver.read(key, record)})
            keys |= {mark[2] for mark in old.items() ^ rulings.items()}
            labelled = self.resolver.entities(touched)
            self._settle(connection, touched, {}, set(), keys)
            names.set_labels(connection, labelled | self.resolver.entities(touched), self.iris.base)
            self.ledger.set_meta("curation", log)

    def _settle(
        self,
        connection: sqlite3.Connection,
        touched: set[str],
        readings: dict[str, Reading],
        named: set[str],
        others: set[str],
    ) -> dict[str, Resolved]:
        """Join and part what is touched and count names anew; all articles whose graphs are to be written.

        `readings` are the articles that come in, `named` entities that lost names, `others` articles that change.
        """
        changed = (self.resolver.settle(touched) | others) - set(readings)
        waiting = self._name_again(connection, changed)
        resolved = {key: self.resolver.resolve(key, reading) for key, reading in readings.items()}
        self._name(connection, resolved, named)
        return resolved | waiting

    def _name_again(self, connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Resolved]:
        """Count the names of articles anew and note that their graphs wait; what these state."""
        resolved = {}
        for key in sorted(keys):
            record = self.ledger.record(key)
            if record is not None:
                resolved[key] = self.resolver.resolve(key, self.resolver.read(key, record))
        self._name(connection, resolved, set())
        connection.executemany("UPDATE articles SET loaded = 0 WHERE key = ?", [(key,) for key in resolved])
        return resolved

    def _name(self, connection: sqlite3.Connection, resolved: Mapping[str, Resolved], named: set[str]) -> None:
        """Count the names of articles anew, and give labels to their entities and to those that lost names."""
        spelled = names.spelled(connection, resolved)
        named |= names.drop_names(connection, resolved)
        named |= names.put_names(connection, {key: found[1].values() for key, found in resolved.items()})
        search.forget(connection, spelled)
        names.set_labels(connection, named, self.iris.base)

    def _enter(self, connection: sqlite3.Connection, item: _Prepared) -> None:
        copies.put(connection, item.key, item.record, moment(item.article.source.published, item.key))
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

    def _key_where(self, condition: str, *values: str | bool) -> str | None:
        row = self.ledger.connection.execute(
            f"SELECT key FROM articles WHERE {condition}",  # noqa: S608
            values,
        ).fetchone()
        return row[0] if row else None


def _differences(one: dict[tuple[str, ...], object], two: dict[tuple[str, ...], object]) -> set[tuple[str, ...]]:
    return {key for key in one.keys() | two.keys() if one.get(key) != two.get(key)}
