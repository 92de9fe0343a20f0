"""Search: entities by any part of a name, by pinyin and by initials, from an index that grows with the ledger.

A name is indexed once, by its folded form (`policygraph.graph.iris.slug`): its characters one by one, so that a phrase
of them finds any part of it, and its pinyin and initials from each syllable on, so that a prefix does. Names that no
entity bears any longer leave the index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from policygraph.graph.iris import slug
from policygraph.graph.listed import listed

VERSION = "2"  # in the ledger's meta: the index holds all names, in this form
TABLES = """
CREATE TABLE IF NOT EXISTS search_names (id INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(
    characters, sound, initials,
    content = '', columnsize = 0, prefix = '2 3', tokenize = 'unicode61 remove_diacritics 0'
);
"""
_SYLLABLES = 24  # of a name that are indexed by sound; nobody types more
_MOST = 3000  # names that are looked at for one question: nobody reads further, and a page must not wait
_HITS = """
SELECT json_group_array(json_array(rank, label, iri, type, name, articles)) FROM (
  SELECT e.iri, e.type, e.label, n.name, n.articles, min(1000 * (
      1000000000 * CASE instr(n.folded, :asked) WHEN 0 THEN 3 WHEN 1 THEN n.folded <> :asked ELSE 2 END - n.articles
    ) + min(length(n.name), 999)) AS rank
  FROM {names} JOIN entities e ON e.iri = n.iri WHERE e.label IS NOT NULL GROUP BY e.iri
)
"""  # as one row: between two rows Python's lock changes hands, and thousands of times that takes long
_FOUND = f"""
WITH found (id) AS (
  SELECT id FROM search_names WHERE folded = :asked
  UNION SELECT * FROM (SELECT rowid FROM search_index WHERE search_index MATCH :begins LIMIT {_MOST})
  UNION SELECT * FROM (SELECT rowid FROM search_index WHERE search_index MATCH :match LIMIT {_MOST})
)
{_HITS.format(names="found f JOIN search_names w ON w.id = f.id JOIN names n ON n.folded = w.folded")}
"""  # noqa: S608 - a number of ours
_PLAIN = _HITS.format(names=f"(SELECT * FROM names WHERE instr(folded, :asked) LIMIT {_MOST}) n")  # noqa: S608
_ALIKE = 2000  # names with something of what was asked, enough to find the nearest among them


class Hit(NamedTuple):
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
    new = sorted(folded - {row[0] for row in known})
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM search_names").fetchone()
    numbered = list(enumerate(new, last + 1))
    connection.executemany("INSERT INTO search_names VALUES (?, ?)", numbered)
    connection.executemany(
        "INSERT INTO search_index (rowid, characters, sound, initials) VALUES (?, ?, ?, ?)",
        ((number, " ".join(_letters(name)), *_spoken(name)) for number, name in numbered),
    )


def forget(connection: sqlite3.Connection, folded: Iterable[str]) -> None:
    """Take those of some folded names out of the index that no entity bears any longer, inside a transaction."""
    if not _has_index(connection):
        return
    gone = connection.execute(
        "SELECT w.id, w.folded FROM json_each(?) g CROSS JOIN search_names w ON w.folded = g.value "
        "WHERE NOT EXISTS (SELECT 1 FROM names n WHERE n.folded = w.folded)",
        (listed(folded),),
    )
    for number, name in gone.fetchall():  # the index keeps no text: it is told again what it held
        connection.execute(
            "INSERT INTO search_index (search_index, rowid, characters, sound, initials) VALUES ('delete', ?, ?, ?, ?)",
            (number, " ".join(_letters(name)), *_spoken(name)),
        )
        connection.execute("DELETE FROM search_names WHERE id = ?", (number,))


def fill(connection: sqlite3.Connection) -> None:
    """Make the index anew of all names of the ledger, inside a transaction."""
    connection.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    connection.execute("DELETE FROM search_names")
    index(connection, [row[0] for row in connection.execute("SELECT DISTINCT name FROM names ORDER BY name")])


def find(connection: sqlite3.Connection, asked: str) -> list[Hit]:
    """The entities one of whose names has all words of `asked` in it, the closest and then the commonest first.

    Of what thousands of names have in them, only some thousands are found; those that begin with it among them.
    """
    words = [letters for word in asked.split() if (letters := _letters(slug(word)))]
    if not words:
        return []
    folded = "".join("".join(word) for word in words)
    if _has_index(connection):
        rest = [_match(word) for word in words[1:]]
        values = {
            "asked": folded,
            "begins": " AND ".join([_match(words[0], "^"), *rest]),
            "match": " AND ".join([_match(words[0]), *rest]),
        }
        rows = connection.execute(_FOUND, values)
    else:  # a ledger of an earlier version, open for reading
        rows = connection.execute(_PLAIN, {"asked": folded})
    hits = sorted(json.loads(rows.fetchone()[0]))  # the rank comes first
    return [Hit(iri, type_, label, name, articles) for _, label, iri, type_, name, articles in hits]


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


def _match(letters: list[str], begin: str = "") -> str:
    """What finds a word: its letters in a row; of Latin ones, a syllable or an initial with which they begin, too."""
    phrase = f'characters:{begin} "{" ".join(letters)}"'
    plain = "".join(letters)
    if not plain.isascii() or plain.isdigit():
        return phrase
    return f"({phrase} OR sound:{begin} {plain}* OR initials:{begin} {plain}*)"


def _letters(folded: str) -> list[str]:
    """The letters and digits of a folded name, one by one."""
    return [char for char in folded if char.isalnum()]


def _spoken(folded: str) -> tuple[str, str]:
    """Pinyin and initials from each syllable on.

    >>> _spoken("慈溪市")
    ('cixishi xishi shi', 'cxs xs s')
    """
    syllables = _pinyin(folded)[:_SYLLABLES]
    sound, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
    starts = accumulate(map(len, syllables[:-1]), initial=0) if syllables else ()
    return " ".join(sound[start:] for start in starts), " ".join(initials[at:] for at in range(len(initials)))


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
