"""Search: entities by any part of a name, by pinyin and by initials, from an index that grows with the ledger.

A name is indexed once, by its folded form (`policygraph.graph.iris.slug`): its characters one by one, so that a phrase
of them finds any part of it, and its pinyin and initials from each syllable on, so that a prefix does. Names that no
entity bears any longer stay in the index and find nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from policygraph.graph.iris import slug
from policygraph.graph.listed import listed

VERSION = "1"  # in the ledger's meta: the index holds all names, in this form
TABLES = """
CREATE TABLE IF NOT EXISTS search_names (id INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(
    characters, sound, initials,
    content = '', columnsize = 0, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0'
);
"""
_SYLLABLES = 24  # of a name that are indexed by sound; nobody types more
_FOUND = """
FROM search_index s JOIN search_names w ON w.id = s.rowid JOIN names n ON n.folded = w.folded
JOIN entities e ON e.iri = n.iri WHERE search_index MATCH :match AND e.label IS NOT NULL
"""
_PLAIN = """
FROM names n JOIN entities e ON e.iri = n.iri WHERE instr(n.folded, :asked) AND e.label IS NOT NULL
"""
_ALIKE = 2000  # names with something of what was asked, enough to find the nearest among them


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found. `name` is the name of it that fits best, `articles` how many use that name."""

    iri: str
    type: str
    label: str
    name: str
    articles: int


def index(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Put names into the index, inside a transaction; those that are there already stay."""
    folded = {slug(name) for name in names}
    known = connection.execute(
        "SELECT w.folded FROM json_each(?) g CROSS JOIN search_names w ON w.folded = g.value", (listed(folded),)
    )
    for name in sorted(folded - {row[0] for row in known}):
        new = connection.execute("INSERT INTO search_names (folded) VALUES (?)", (name,))
        connection.execute(
            "INSERT INTO search_index (rowid, characters, sound, initials) VALUES (?, ?, ?, ?)",
            (new.lastrowid, " ".join(_letters(name)), *_spoken(name)),
        )


def fill(connection: sqlite3.Connection) -> None:
    """Put all names of the ledger into the index, inside a transaction."""
    index(connection, [row[0] for row in connection.execute("SELECT DISTINCT name FROM names ORDER BY name")])


def find(
    connection: sqlite3.Connection, asked: str, *, type_: str | None = None, limit: int = 20, offset: int = 0
) -> list[Hit]:
    """The entities one of whose names has all words of `asked` in it, the closest and then the commonest first."""
    where = _where(connection, asked, type_)
    if where is None:
        return []
    condition, values = where
    rows = connection.execute(
        "SELECT e.iri, e.type, e.label, n.name, n.articles, max("
        " (n.folded = :asked) * 4e9 + (instr(n.folded, :asked) = 1) * 2e9 + (instr(n.folded, :asked) > 1) * 1e9"
        " + n.articles - length(n.name) / 1000.0) AS rank "
        f"{condition} GROUP BY e.iri ORDER BY rank DESC, e.label, e.iri LIMIT :limit OFFSET :offset",
        {**values, "limit": limit, "offset": offset},
    )
    return [Hit(*row[:5]) for row in rows.fetchall()]


def count(connection: sqlite3.Connection, asked: str) -> dict[str, int]:
    """How many entities `find` has of each type."""
    where = _where(connection, asked, None)
    if where is None:
        return {}
    condition, values = where
    rows = connection.execute(f"SELECT e.type, count(DISTINCT e.iri) {condition} GROUP BY e.type", values)
    return dict(rows.fetchall())


def alike(connection: sqlite3.Connection, asked: str) -> list[str]:
    """Names that have two letters in a row or a syllable of what was asked, in no order; at most some thousands."""
    letters = _letters(slug(asked))
    pairs = [f'characters:"{a} {b}"' for a, b in pairwise(letters)]
    sounds = [f"sound:{syllable}*" for syllable in _pinyin("".join(letters)) if len(syllable) > 1]
    if not (pairs or sounds) or not _has_index(connection):
        return []
    rows = connection.execute(
        "SELECT DISTINCT n.name FROM (SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?) s "
        "JOIN search_names w ON w.id = s.rowid JOIN names n ON n.folded = w.folded",
        (" OR ".join([*pairs, *sounds]), _ALIKE),
    )
    return [row[0] for row in rows]


def _where(connection: sqlite3.Connection, asked: str, type_: str | None) -> tuple[str, dict[str, object]] | None:
    """The condition that finds, and its values; None where nothing is asked."""
    words = [letters for word in asked.split() if (letters := _letters(slug(word)))]
    if not words:
        return None
    folded = "".join("".join(word) for word in words)
    if _has_index(connection):
        condition, values = _FOUND, {"match": " AND ".join(_match(word) for word in words), "asked": folded}
    else:  # a ledger of an earlier version, open for reading
        condition, values = _PLAIN, {"asked": folded}
    if type_ is not None:
        condition, values = f"{condition} AND e.type = :type", {**values, "type": type_}
    return condition, dict(values)


def _match(letters: list[str]) -> str:
    """What finds a word: its letters in a row; of Latin ones, a syllable or an initial with which they begin, too."""
    phrase = f'characters:"{" ".join(letters)}"'
    plain = "".join(letters)
    return f"({phrase} OR sound:{plain}* OR initials:{plain}*)" if plain.isascii() and not plain.isdigit() else phrase


def _letters(folded: str) -> list[str]:
    """The letters and digits of a folded name, one by one."""
    return [char for char in folded if char.isalnum()]


def _spoken(folded: str) -> tuple[str, str]:
    """Pinyin and initials from each syllable on.

    >>> _spoken("慈溪市")
    ('cixishi xishi shi', 'cxs xs s')
    """
    syllables = _pinyin(folded)[:_SYLLABLES]
    starts = range(len(syllables))
    return (
        " ".join("".join(syllables[start:]) for start in starts),
        " ".join("".join(syllable[0] for syllable in syllables[start:]) for start in starts),
    )


def _pinyin(folded: str) -> list[str]:
    """The syllables of a folded name; a letter or digit that is no Chinese character counts as one.

    >>> _pinyin("5g基站")
    ['5', 'g', 'ji', 'zhan']
    """
    from pypinyin.seg.simpleseg import seg

    return [syllable for word in seg(folded) for syllable in _syllables(word)]


@lru_cache(maxsize=65536)
def _syllables(word: str) -> tuple[str, ...]:
    """The syllables of one word as pypinyin parts names; words recur, and to convert one takes long."""
    from pypinyin import lazy_pinyin

    found = lazy_pinyin([word], errors=lambda other: " ".join(_letters(other)))
    return tuple(syllable for syllables in found for syllable in syllables.split())


def _has_index(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_index'").fetchone()
    return found is not None
