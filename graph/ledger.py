"""The ledger: every article seen, its text, record and state, in SQLite. The store is derived from it."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from policygraph.graph import copies, search
from policygraph.graph.full_disk import want_of_space
from policygraph.graph.resolution import recall, tables
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import WorkspaceError
from policygraph.schema.record import Record

FILE = "articles.sqlite"
FORMAT = "1"
_TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS articles (
    key TEXT PRIMARY KEY, own_id TEXT, path TEXT, url TEXT, source TEXT NOT NULL, text TEXT NOT NULL, record TEXT,
    content_hash TEXT NOT NULL, extractor TEXT NOT NULL, state TEXT NOT NULL, copy_of TEXT, superseded_by TEXT,
    error TEXT, added TEXT NOT NULL, changed TEXT NOT NULL, loaded INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS articles_own_id ON articles (own_id);
CREATE INDEX IF NOT EXISTS articles_path ON articles (path);
CREATE INDEX IF NOT EXISTS articles_url ON articles (url);
CREATE INDEX IF NOT EXISTS articles_content ON articles (content_hash);
CREATE INDEX IF NOT EXISTS articles_loaded ON articles (loaded) WHERE loaded = 0;
CREATE INDEX IF NOT EXISTS articles_removing ON articles (state) WHERE state = 'removing';
CREATE TABLE IF NOT EXISTS entities (
    iri TEXT PRIMARY KEY, type TEXT NOT NULL, label TEXT, loaded INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entities_loaded ON entities (loaded) WHERE loaded = 0;
CREATE TABLE IF NOT EXISTS names (
    iri TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL, fullest INTEGER NOT NULL, articles INTEGER NOT NULL,
    PRIMARY KEY (iri, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_folded ON names (folded);
CREATE INDEX IF NOT EXISTS entities_label ON entities (label);
CREATE TABLE IF NOT EXISTS label_choices (node TEXT PRIMARY KEY, label TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_names (
    article TEXT NOT NULL, iri TEXT NOT NULL, name TEXT NOT NULL, fullest INTEGER NOT NULL,
    PRIMARY KEY (article, iri, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_names_iri ON article_names (iri, article);
CREATE TABLE IF NOT EXISTS claims (article TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tracked (graph TEXT PRIMARY KEY, digest TEXT NOT NULL);
"""
_COLUMNS = (
    "key, own_id, path, url, source, content_hash, extractor, state, copy_of, superseded_by, error, added, changed"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the ledger. `state` is ``current``, ``copy``, ``superseded``, ``failed``, or half ``removing``."""

    key: str
    own_id: str | None
    path: str | None
    url: str | None
    source: Source
    content_hash: str
    extractor: str
    state: str
    copy_of: str | None
    superseded_by: str | None
    error: str | None
    added: str
    changed: str

    @property
    def id(self) -> str:
        """The article's own id where it came with one, else its key in the workspace."""
        return self.own_id or self.key


class Ledger:
    """The SQLite file of a workspace; `connection` is open until `close`."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._path = folder / FILE
        try:
            self.connection = _connect(self._path, read_only=read_only)
            if not read_only:
                self.connection.executescript(_TABLES + tables.TABLES + recall.TABLES + copies.TABLES + search.TABLES)
                self.connection.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?)", (FORMAT,))
                self.connection.execute("INSERT OR IGNORE INTO meta VALUES ('ledger', ?)", (uuid.uuid4().hex,))
            found = self.meta("format")
        except sqlite3.Error as error:
            raise want_of_space(folder, error) or WorkspaceError(
                f"the ledger {str(self._path)!r} cannot be opened: {error}; restore it from a backup, "
                "or move it away and build again"
            ) from error
        if found != FORMAT:
            self.close()
            raise WorkspaceError(
                f"the ledger {str(self._path)!r} has format {found!r}, this version reads {FORMAT!r}; "
                "use the policygraph that wrote it, or build a new workspace"
            ).because("other_format", path=str(self._path), found=repr(found), known=FORMAT)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside is kept, or none of it; a full disk is a `WorkspaceError`."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise WorkspaceError(
                f"the ledger {str(self._path)!r} cannot be written: {error}; nothing of this step was stored; "
                "free some space or ask for the right to write, then build again"
            ) from error

    def meta(self, name: str) -> str | None:
        """A value of the ledger itself: its format, its id, the version of the RDF mapping."""
        row = self.connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str) -> None:
        """Set a value of the ledger itself, inside a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def entry(self, key: str) -> Entry | None:
        """The article with this key, own id, path or URL; None when there is none."""
        for column in ("key", "own_id", "path", "url"):
            found = list(self.entries(f"{column} = ?", (key,)))  # the columns are ours, the value is bound
            if found:
                return found[0]
        return None

    def entries(self, where: str = "TRUE", values: Iterable[str] = ()) -> Iterator[Entry]:
        """The articles that fulfil a condition, by publication date and key."""
        rows = self.connection.execute(
            f"SELECT {_COLUMNS} FROM articles WHERE {where} ORDER BY source ->> 'published', key",  # noqa: S608
            tuple(values),
        )
        for row in rows.fetchall():
            values_ = list(row)
            values_[4] = Source.model_validate_json(row[4])
            yield Entry(*values_)

    def same_content(self, article: Article) -> list[tuple[str, str]]:
        """Key and path of the articles with this very text and own id that came from files of another path.

        None where an article with its path is known.
        """
        ask, path = self.connection.execute, article.source.path
        if ask("SELECT 1 FROM articles WHERE path = ? AND record IS NOT NULL", (path,)).fetchone():
            return []
        return ask(
            "SELECT key, path FROM articles WHERE content_hash = ? AND own_id IS ? AND url IS ? AND path IS NOT NULL "
            "AND record IS NOT NULL ORDER BY key",
            (article.content_hash, article.id, article.source.url),
        ).fetchall()

    def move(self, key: str, path: str) -> None:
        """Note that the file of an article now has another path; what was read of it stays."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM articles WHERE path = ? AND record IS NULL AND key <> ?", (path, key))
            connection.execute(
                "UPDATE articles SET path = ?1, source = json_set(source, '$.path', ?1) WHERE key = ?2", (path, key)
            )

    def waiting(self) -> list[str]:
        """The keys of the articles whose graphs the store does not have, or by half."""
        return [row[0] for row in self.connection.execute("SELECT key FROM articles WHERE loaded = 0 ORDER BY key")]

    def record(self, key: str) -> Record | None:
        """What an article says; None for an article that failed or is unknown."""
        row = self.connection.execute("SELECT record FROM articles WHERE key = ?", (key,)).fetchone()
        return Record.model_validate_json(row[0]) if row and row[0] else None

    def text(self, key: str) -> str | None:
        """The text of an article; None for an unknown one."""
        row = self.connection.execute("SELECT text FROM articles WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def records(self, where: str = "record IS NOT NULL") -> Iterator[tuple[str, Record]]:
        """Key and record of each article with claims, in the order of keys."""
        keys = self.connection.execute(f"SELECT key FROM articles WHERE {where} ORDER BY key").fetchall()  # noqa: S608
        for (key,) in keys:
            record = self.record(key)
            if record is not None:
                yield key, record

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self.connection.close()


def now() -> str:
    """The time as the ledger writes it: UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if not read_only:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection
    uri = path.resolve().as_uri()
    try:
        connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, isolation_level=None, check_same_thread=False)
        connection.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.OperationalError:  # a folder without the right to write has no place for the WAL index
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    return connection
