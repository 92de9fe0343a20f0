"""The names of entities, counted over articles in the ledger: labels, look-up, nearest names."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping

from policygraph.graph import search
from policygraph.graph.iris import slug
from policygraph.graph.listed import listed
from policygraph.graph.resolution.resolver import Identity
from policygraph.graph.resolution.words import words
from policygraph.schema.errors import UnknownNameError

_PINYIN_LIMIT = 20_000  # names; beyond, spelling alone finds the nearest
_NAMES = (
    "SELECT n.article, n.iri, n.name, n.fullest FROM json_each(?) g CROSS JOIN article_names n ON n.article = g.value"
)
_QUOTED = re.compile('[“"「『‘]([^“”"「」『』‘’]+)[”"」』’]')
_LABELS = """
SELECT g.value,
    (SELECT name FROM names WHERE iri = g.value ORDER BY fullest DESC, articles DESC, length(name) DESC, name LIMIT 1),
    (SELECT c.label FROM nodes n CROSS JOIN label_choices c ON c.node = n.node
     WHERE n.entity = substr(g.value, ?2) ORDER BY c.label LIMIT 1)
FROM json_each(?1) g
"""
_WITH_PLACE = """
SELECT name FROM names WHERE iri = ?1 AND fullest > 0 AND length(name) > length(?2)
    AND substr(name, -length(?2)) = ?2
ORDER BY fullest DESC, articles DESC, length(name) DESC, name LIMIT 1
"""


def put_names(connection: sqlite3.Connection, articles: Mapping[str, Iterable[Identity]]) -> set[str]:
    """Count the names of articles; the entities that they belong to."""
    rows: dict[tuple[str, str, str], bool] = {}
    types: dict[str, str] = {}
    for article, identities in articles.items():
        for identity in identities:
            types[identity.iri] = identity.type
            for rank, name in enumerate(identity.names):
                use = (article, identity.iri, name)
                rows[use] = rows.get(use, False) or rank == 0
    fullest = Counter((iri, name) for (_, iri, name), is_fullest in rows.items() if is_fullest)
    counts = sorted(Counter((iri, name) for _, iri, name in rows).items())
    connection.executemany(
        "INSERT INTO article_names VALUES (?, ?, ?, ?)", [(*use, int(full)) for use, full in sorted(rows.items())]
    )
    connection.executemany(
        "INSERT INTO names VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "fullest = fullest + excluded.fullest, articles = articles + excluded.articles",
        [(iri, name, slug(name), fullest[iri, name], count) for (iri, name), count in counts],
    )
    connection.executemany("INSERT OR IGNORE INTO entities VALUES (?, ?, NULL, 0)", sorted(types.items()))
    search.index(connection, {name for _, _, name in rows})
    return set(types)


def drop_names(connection: sqlite3.Connection, articles: Iterable[str]) -> set[str]:
    """Count the names of articles no longer; the entities that they belonged to."""
    rows = connection.execute(_NAMES, (listed(articles),)).fetchall()
    if rows:
        connection.executemany(
            "UPDATE names SET articles = articles - 1, fullest = fullest - ? WHERE iri = ? AND name = ?",
            [(fullest, iri, name) for _, iri, name, fullest in rows],
        )
        connection.executemany(
            "DELETE FROM names WHERE iri = ? AND name = ? AND articles <= 0", [(iri, name) for _, iri, name, _ in rows]
        )
        connection.executemany("DELETE FROM article_names WHERE article = ?", {(row[0],) for row in rows})
    return {iri for _, iri, _, _ in rows}


def spelled(connection: sqlite3.Connection, articles: Iterable[str]) -> set[str]:
    """The folded names that articles use."""
    return {slug(row[2]) for row in connection.execute(_NAMES, (listed(articles),))}


def set_labels(connection: sqlite3.Connection, entities: Iterable[str], base: str) -> None:
    """Give each entity the name that people chose, else the fullest one that most articles use.

    An entity without names loses its label.
    """
    rows = connection.execute(_LABELS, (listed(entities), len(base) + 1))
    labels = [
        ((chosen or _placed(connection, iri, name)) if name is not None else None, iri)
        for iri, name, chosen in rows.fetchall()
    ]
    connection.executemany(
        "UPDATE entities SET label = ?1, loaded = 0 WHERE iri = ?2 AND (label IS NOT ?1 OR ?1 IS NULL)", labels
    )


def _placed(connection: sqlite3.Connection, iri: str, name: str) -> str:
    """The name with its place where an article gives that, too: 市科技局 alone does not say of which city."""
    table = words()
    if not name.startswith(table.levels) or name.startswith(table.not_levels):
        return name
    row = connection.execute(_WITH_PLACE, (iri, name)).fetchone()
    return str(row[0]) if row else name


def pending_labels(connection: sqlite3.Connection) -> dict[str, str | None]:
    """The labels that the store does not have yet; None: to be taken out."""
    return dict(connection.execute("SELECT iri, label FROM entities WHERE loaded = 0 ORDER BY iri").fetchall())


def labels_loaded(connection: sqlite3.Connection, labels: Mapping[str, str | None]) -> None:
    """Note that the store has these labels now; one that has become another since still waits."""
    gone = [(iri,) for iri, label in labels.items() if label is None]
    connection.executemany("DELETE FROM entities WHERE iri = ? AND label IS NULL", gone)
    connection.executemany("UPDATE entities SET loaded = 1 WHERE iri = ? AND label = ?", labels.items())


def find(connection: sqlite3.Connection, name: str) -> list[tuple[str, str, str]]:
    """The entities with a name (or IRI) as ``(iri, type, label)``, those first that most articles call so.

    Quotation marks, spaces, width and case do not matter. Where nothing is called so, what has the name in quotation
    marks or with a word of its kind behind it is meant: 双倍增 is “双倍增”行动.
    """
    rows = connection.execute("SELECT iri, type, label FROM entities WHERE iri = ?", (name,)).fetchall()
    return (
        rows
        or connection.execute(
            "SELECT e.iri, e.type, e.label FROM names n JOIN entities e ON e.iri = n.iri "
            "WHERE n.folded = ?1 OR e.label = ?2 "
            "GROUP BY e.iri ORDER BY (SELECT count(DISTINCT a.article) FROM article_names a WHERE a.iri = e.iri) DESC, "
            "max(n.fullest) DESC, e.iri",
            (slug(name), name),
        ).fetchall()
        or _shortened(connection, slug(name))
    )


def _shortened(connection: sqlite3.Connection, asked: str) -> list[tuple[str, str, str]]:
    """What has a folded name in quotation marks, or all of it but a word of its kind; the commonest first."""
    rows = connection.execute(
        "SELECT n.name, n.folded, e.iri, e.type, e.label FROM names n JOIN entities e ON e.iri = n.iri "
        "WHERE instr(n.folded, ?1) AND n.folded <> ?1 AND e.label IS NOT NULL "
        "ORDER BY n.articles DESC, length(n.name), e.iri",
        (asked,),
    )
    found: dict[str, tuple[str, str, str]] = {}
    for name, folded, iri, type_, label in rows:
        quoted = any(slug(words) == asked for words in _QUOTED.findall(name))
        if quoted or folded.removeprefix(asked) in words().tails.get(type_, ()):
            found.setdefault(iri, (iri, type_, label))
    return list(found.values())


def unknown(connection: sqlite3.Connection, name: str) -> UnknownNameError:
    """The error for a name that no entity has, with the three nearest names by spelling and by sound."""
    known = [row[0] for row in connection.execute("SELECT DISTINCT name FROM names ORDER BY name")]
    close = nearest(name, known)
    hint = f"; nearest: {'、'.join(close)}" if close else "; there are no names yet, `policygraph build` reads articles"
    error = UnknownNameError(f"no entity is called {name!r}{hint}", close)
    return error.because("unknown_entity" if close else "no_entities", name=name, nearest="、".join(close))


def nearest(name: str, known: list[str], limit: int = 3) -> tuple[str, ...]:
    """The names that come closest in characters or in pinyin, best first.

    >>> nearest("公牛集困", ["慈星股份", "公牛集团", "方太"], 1), nearest("ci xi shi", ["慈溪市", "宁波市"], 1)
    (('公牛集团',), ('慈溪市',))
    >>> nearest("小巨人", ["按销售额", "学校", "国家级专精特新“小巨人”企业"], 1)
    ('国家级专精特新“小巨人”企业',)
    """
    from pypinyin import lazy_pinyin
    from rapidfuzz import fuzz

    asked = slug(name)
    scores = {}
    for other in known:
        plain = slug(other)
        whole = 100 - min(len(plain) - len(asked), 50) / 10 if asked and asked in plain else 0.0  # before all likeness
        scores[other] = max(whole, fuzz.ratio(asked, plain), 0.9 * fuzz.partial_ratio(asked, plain))
    if len(known) <= _PINYIN_LIMIT:
        spelt = asked.isascii()  # letters are compared with letters; characters, syllable by syllable
        sounds = lazy_pinyin(asked)
        for other in known:
            other_sounds = lazy_pinyin(slug(other))
            alike = fuzz.ratio("".join(sounds), "".join(other_sounds)) if spelt else fuzz.ratio(sounds, other_sounds)
            scores[other] = max(scores[other], 0.95 * alike)
    return tuple(sorted(known, key=lambda other: (-scores[other], other))[:limit])
