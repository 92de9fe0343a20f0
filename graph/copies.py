"""Copies and corrections: which article repeats another, and which one replaces another.

Articles are compared by their clauses, two in a row: a clause with another figure in it is another clause, so the
reports of two years in the same words are no copies. Of copies the first published counts; what a copy repeats is no
second evidence. The state of an article is a function of the articles that it shares clauses or a title with.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from policygraph.graph.iris import slug
from policygraph.schema.record import Metric, Record, Relation

TABLES = """
CREATE TABLE IF NOT EXISTS article_clauses (
    hash INTEGER NOT NULL, article TEXT NOT NULL, PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_clauses_article ON article_clauses (article);
CREATE TABLE IF NOT EXISTS article_titles (
    article TEXT PRIMARY KEY, title TEXT NOT NULL, reissued INTEGER NOT NULL, since TEXT NOT NULL,
    clauses INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS article_titles_title ON article_titles (title);
CREATE TABLE IF NOT EXISTS corrected_titles (
    title TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (title, article)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS corrected_titles_article ON corrected_titles (article);
"""
_BREAK = re.compile(r"[，。；：！？\n、]")
_TITLE = re.compile(r"《([^《》]{4,60})》")
_LEAST_LENGTH = 12  # characters of two clauses in a row that are compared; one alone may be a commonplace
_LEAST_SHARED = 5  # pairs of clauses
_SHARE = 0.5  # of the pairs of the shorter article: a copy
_REISSUE_SHARE = 0.35  # likewise: a corrected new issue of it
_NEAR_NOTICE = 120  # characters between a title and the words that correct


@dataclass(frozen=True, slots=True)
class State:
    """What an article is among the others: ``current``, ``copy`` of one, or ``superseded`` by one; what it corrects."""

    state: str = "current"
    copy_of: str | None = None
    superseded_by: str | None = None
    corrects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    article: str
    title: str
    reissued: bool
    since: str
    clauses: int


def put(connection: sqlite3.Connection, article: str, record: Record, since: str) -> None:
    """Enter an article's title and clauses. `since` orders articles by publication."""
    title, reissued = _bare_title(record.source.title or "")
    pairs = (one + two for one, two in pairwise(clauses(record.text)))
    hashes = {_digest(pair) for pair in pairs if len(pair) >= _LEAST_LENGTH}
    connection.execute(
        "INSERT INTO article_titles VALUES (?, ?, ?, ?, ?)", (article, title, reissued, since, len(hashes))
    )
    connection.executemany("INSERT INTO article_clauses VALUES (?, ?)", [(h, article) for h in hashes])
    connection.executemany(
        "INSERT OR IGNORE INTO corrected_titles VALUES (?, ?)", [(t, article) for t in corrected(record.text)]
    )


def drop(connection: sqlite3.Connection, article: str) -> set[str]:
    """Forget an article; those whose state may change by it."""
    near = neighbours(connection, article)
    for table in ("article_titles", "article_clauses", "corrected_titles"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))  # noqa: S608 - our own names
    return near


def neighbours(connection: sqlite3.Connection, article: str) -> set[str]:
    """The articles with which one shares many clauses or a title, or of which one corrects the other."""
    row = _row(connection, article)
    if row is None:
        return set()
    found = {other.article for other, _ in _sharing(connection, article)}
    found |= {r[0] for r in connection.execute("SELECT article FROM corrected_titles WHERE title = ?", (row.title,))}
    found.update(_corrects(connection, row))
    return found - {article}


def state(connection: sqlite3.Connection, article: str) -> State:
    """What an article is among those that it shares clauses or a title with."""
    row = _row(connection, article)
    if row is None:
        return State()
    corrects = tuple(_corrects(connection, row))
    sharing = _sharing(connection, article)
    reissues = [r for r, _ in sharing if r.reissued and r.since > row.since]
    if reissues:
        return State("superseded", superseded_by=max(reissues, key=lambda r: r.since).article, corrects=corrects)
    earlier = [r for r, share in sharing if share >= _SHARE and r.since < row.since and row.reissued <= r.reissued]
    if earlier:
        return State("copy", copy_of=min(earlier, key=lambda r: r.since).article, corrects=corrects)
    return State(corrects=corrects)


def corrections(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The articles that correct single statements of others, by key, with the ids of those."""
    keys = [key for (key,) in connection.execute("SELECT DISTINCT article FROM corrected_titles ORDER BY article")]
    found = {key: tuple(str(_id(connection, other)) for other in state(connection, key).corrects) for key in keys}
    return {key: others for key, others in found.items() if others}


def refresh(connection: sqlite3.Connection, articles: Iterable[str]) -> set[str]:
    """Note in the ledger the state of articles; those of which it changed."""
    changed = set()
    for article in sorted(articles):
        found = state(connection, article)
        new = (found.state, _id(connection, found.copy_of), _id(connection, found.superseded_by))
        row = connection.execute(
            "SELECT state, copy_of, superseded_by FROM articles WHERE key = ? AND record IS NOT NULL", (article,)
        ).fetchone()
        if row is not None and row != new:
            changed.add(article)
            connection.execute(
                "UPDATE articles SET state = ?, copy_of = ?, superseded_by = ? WHERE key = ?", (*new, article)
            )
    return changed


def repeating(connection: sqlite3.Connection, articles: Iterable[str]) -> set[str]:
    """The copies of articles, and the corrections of them: what changes with their text."""
    near = {other for article in articles for other in neighbours(connection, article)}
    known = set(articles)
    states = {other: state(connection, other) for other in near}
    return {other for other, s in states.items() if s.copy_of in known or known & set(s.corrects)}


def standing(record: Record, found: State, original: str | None) -> Record:
    """The record with the claims that count: of a copy its own, of a superseded article none."""
    if found.state == "superseded":
        return record.model_copy(update={"metrics": (), "relations": ()})
    return own_claims(record, original) if original is not None else record


def own_claims(record: Record, original: str) -> Record:
    """The record of a copy without the claims that stand in the text of the original, word for word.

    >>> copy = Record(text="甲。全市新增企业三百家。", metrics=(Metric(id="m1", status="actual", indicator="企业",
    ...     measure="increment", comparator="=", value=300, unit="家", start_offset=6, end_offset=9),))
    >>> own_claims(copy, "全市新增企业三百家。乙。").metrics
    ()
    """
    known = {_plain(clause) for clause in clauses(original)}

    def is_own(item: Metric | Relation) -> bool:
        begin = max((m.end() for m in _BREAK.finditer(record.text, 0, item.start_offset)), default=0)
        end = _BREAK.search(record.text, item.end_offset)
        return any(_plain(c) not in known for c in clauses(record.text[begin : end.start() if end else None]))

    metrics = tuple(m for m in record.metrics if is_own(m))
    relations = tuple(r for r in record.relations if is_own(r))
    return record.model_copy(update={"metrics": metrics, "relations": relations})


def clauses(text: str) -> list[str]:
    """The clauses of a text that hold a word."""
    return [clause for part in _BREAK.split(text) if (clause := part.strip())]


def corrected(text: str) -> set[str]:
    """The titles of articles that a text corrects in single statements.

    >>> corrected("【更正】本报3月5日刊发的《郁江边的“货运心脏”》一文有误，应为246座。")
    {'郁江边的货运心脏'}
    """
    notices, instead = _words()["notice"], _instead()
    found = set()
    for match in _TITLE.finditer(text):
        around = text[max(match.start() - _NEAR_NOTICE, 0) : match.end() + _NEAR_NOTICE]
        behind = around[around.find(match[0]) + len(match[0]) :]
        headed = any(word in around for word in _words()["headed"]) and sum(word in around for word in notices) > 1
        if headed or instead.match(behind):
            found.add(slug(match[1]))
    return found


@cache
def _instead() -> re.Pattern[str]:
    """What stands behind a title whose figure is put right: 所载注册船舶数含重复登记，经核减，应为4860艘."""
    said_in, instead = ("|".join(_words()[name]) for name in ("said_in", "instead"))
    return re.compile(rf"[^，。；]{{0,6}}?(?:{said_in})[^。；\n]{{0,80}}?(?:{instead})[^，。；\d]{{0,4}}\d")


def _bare_title(title: str) -> tuple[str, bool]:
    """A title without its subtitle and the words that mark a corrected new issue, and whether it had those."""
    title = re.split("—{2,}|--", title)[0]
    for word in _words()["reissued"]:
        bare = re.sub(rf"^[【\[（(]?{word}[】\]）)：: ]+|[【\[（(]{word}[】\]）)]$", "", title)
        if bare != title and len(bare) > 3:
            return slug(bare), True
    return slug(title) if title else "", False


def _sharing(connection: sqlite3.Connection, article: str) -> list[tuple[_Row, float]]:
    """The articles that share many clauses of the shorter one, with the share of it."""
    rows = connection.execute(
        "SELECT b.article, b.title, b.reissued, b.since, b.clauses, count(*) AS shared, a.clauses "
        "FROM article_clauses x JOIN article_clauses y ON x.hash = y.hash "
        "JOIN article_titles a ON a.article = x.article JOIN article_titles b ON b.article = y.article "
        "WHERE x.article = ?1 AND y.article <> ?1 GROUP BY y.article "
        "HAVING shared >= ?2 AND shared >= ?3 * min(a.clauses, b.clauses) ORDER BY b.since",
        (article, _LEAST_SHARED, _REISSUE_SHARE),
    )
    return [(_Row(r[0], r[1], bool(r[2]), r[3], r[4]), r[5] / min(r[4], r[6])) for r in rows.fetchall()]


def _corrects(connection: sqlite3.Connection, row: _Row) -> list[str]:
    """The older articles that one corrects, the first of those that repeat each other."""
    rows = connection.execute(
        "SELECT t.article FROM corrected_titles c JOIN article_titles t ON t.title = c.title "
        "WHERE c.article = ? AND t.since < ? AND t.article <> ? ORDER BY t.since",
        (row.article, row.since, row.article),
    ).fetchall()
    found: list[str] = []
    for (article,) in rows:
        if not any(other.article in found for other, _ in _sharing(connection, article)):
            found.append(article)
    return found


def _row(connection: sqlite3.Connection, article: str) -> _Row | None:
    row = connection.execute(
        "SELECT article, title, reissued, since, clauses FROM article_titles WHERE article = ?", (article,)
    ).fetchone()
    return _Row(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None


def _id(connection: sqlite3.Connection, key: str | None) -> str | None:
    row = connection.execute("SELECT coalesce(own_id, key) FROM articles WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _plain(clause: str) -> str:
    return slug(clause)


def _digest(clause: str) -> int:
    return int.from_bytes(hashlib.blake2b(_plain(clause).encode(), digest_size=8).digest(), "big", signed=True)


@cache
def _words() -> dict[str, list[str]]:
    source = files("policygraph.graph").joinpath("data/corrections.toml")
    table: dict[str, list[str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return {name: sorted(words, key=len, reverse=True) for name, words in table.items()}
