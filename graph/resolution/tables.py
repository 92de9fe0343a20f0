"""The tables of resolution in the ledger: which article names which node how, blocks, links, and what became one."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from policygraph.graph.listed import listed
from policygraph.graph.resolution.compare import UNDATED, View
from policygraph.graph.resolution.nodes import NodeEntry

TABLES = """
CREATE TABLE IF NOT EXISTS node_entities (
    article TEXT NOT NULL, entity TEXT NOT NULL, node TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (article, entity)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS node_entities_node ON node_entities (node, since);
CREATE TABLE IF NOT EXISTS node_uses (
    node TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL, articles INTEGER NOT NULL,
    PRIMARY KEY (node, what, value, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_uses (
    article TEXT NOT NULL, node TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL,
    PRIMARY KEY (article, node, what, value, kind)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nodes_apart (
    article TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, PRIMARY KEY (a, b, article)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nodes_apart_article ON nodes_apart (article);
CREATE TABLE IF NOT EXISTS node_blocks (
    node TEXT NOT NULL, block TEXT NOT NULL, PRIMARY KEY (block, node)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS node_blocks_node ON node_blocks (node);
CREATE TABLE IF NOT EXISTS node_links (
    a TEXT NOT NULL, b TEXT NOT NULL, score REAL NOT NULL, features TEXT NOT NULL, PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS node_links_b ON node_links (b);
CREATE TABLE IF NOT EXISTS nodes (
    node TEXT PRIMARY KEY, entity TEXT NOT NULL, type TEXT NOT NULL, loaded INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS nodes_entity ON nodes (entity);
CREATE INDEX IF NOT EXISTS nodes_loaded ON nodes (loaded) WHERE loaded = 0;
"""
_USE = "INSERT INTO node_uses VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET articles = articles + excluded.articles"
_UNUSE = "UPDATE node_uses SET articles = articles - 1 WHERE node = ? AND what = ? AND value = ? AND kind = ?"
_USES = "SELECT u.node, u.what, u.value, u.kind FROM json_each(?) g CROSS JOIN node_uses u ON u.node = g.value"
_NEW = (
    "SELECT g.value ->> 0 FROM json_each(?) g WHERE NOT EXISTS (SELECT 1 FROM node_uses u WHERE u.node = g.value ->> 0 "
    "AND u.what = g.value ->> 1 AND u.value = g.value ->> 2 AND u.kind = g.value ->> 3)"
)
_LINKED = "SELECT l.a, l.b FROM json_each(?) g CROSS JOIN node_links l ON l.a = g.value"
_APART = (
    "SELECT g.value ->> 0, g.value ->> 1 FROM json_each(?) g "
    "WHERE EXISTS (SELECT 1 FROM nodes_apart n WHERE n.a = g.value ->> 0 AND n.b = g.value ->> 1)"
)
_ARTICLES = "SELECT sum(articles) FROM node_uses WHERE node = ? AND what = 'type'"
_TOGETHER = (
    "SELECT EXISTS (SELECT 1 FROM node_entities x CROSS JOIN node_entities y ON y.article = x.article "
    "WHERE x.node = ? AND +y.node = ?)"
)
_OWN = (
    "SELECT entity, node, since FROM node_entities WHERE article = ?",
    "SELECT node, what, value, kind FROM article_uses WHERE article = ?",
    "SELECT a, b FROM nodes_apart WHERE article = ?",
)
_SINCE = "SELECT g.value, (SELECT min(e.since) FROM node_entities e WHERE e.node = g.value) FROM json_each(?) g"


@dataclass(frozen=True, slots=True)
class Entered:
    """An article with its nodes, the pairs of nodes that it tells from each other, and when it was published."""

    article: str
    entries: Sequence[NodeEntry]
    apart: Collection[tuple[str, str]]
    since: str


def holds(connection: sqlite3.Connection, item: Entered) -> bool:
    """Whether the tables have of an article just what it tells."""
    wanted = (
        {(entry.entity, entry.node, item.since) for entry in item.entries},
        {use for entry in item.entries for use in _uses(entry)},
        _apart(item),
    )
    return all(set(connection.execute(sql, (item.article,))) == rows for sql, rows in zip(_OWN, wanted, strict=True))


def _apart(item: Entered) -> set[tuple[str, ...]]:
    return {tuple(sorted(pair)) for pair in item.apart if pair[0] != pair[1]}


def put(connection: sqlite3.Connection, articles: Sequence[Entered]) -> set[str]:
    """Enter the nodes of articles; those of which something became known that matters for comparing them."""
    uses: Counter[tuple[str, str, str, str]] = Counter()
    of_article, entities, apart = [], [], []
    here: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for item in articles:
        own = {use for entry in item.entries for use in _uses(entry)}
        uses.update(own)
        of_article += [(item.article, *use) for use in sorted(own)]
        entities += [(item.article, entry.entity, entry.node, item.since) for entry in item.entries]
        here[item.article] = {entry.node for entry in item.entries}
        for node in here[item.article]:
            first[node] = min(first.get(node, item.since), item.since)
        apart += [(item.article, *pair) for pair in sorted(_apart(item))]
    touched = {node for (node,) in connection.execute(_NEW, (listed(uses),))}
    known_since = since(connection, first)
    touched |= {node for node, when in first.items() if node not in known_since or when < known_since[node]}
    touched |= _met(connection, here)
    touched |= _unsaid(connection, {(a, b) for _, a, b in apart})
    connection.executemany("INSERT INTO node_entities VALUES (?, ?, ?, ?)", entities)
    connection.executemany(_USE, [(*use, count) for use, count in sorted(uses.items())])
    connection.executemany("INSERT INTO article_uses VALUES (?, ?, ?, ?, ?)", of_article)
    connection.executemany("INSERT OR IGNORE INTO nodes_apart VALUES (?, ?, ?)", apart)
    return touched


def _uses(entry: NodeEntry) -> set[tuple[str, str, str, str]]:
    found = {(entry.node, "name", name, kind) for name, kind in entry.names} | {(entry.node, "type", entry.type, "")}
    return found | {(entry.node, "place", entry.place, "")} if entry.place else found


def drop(connection: sqlite3.Connection, article: str) -> set[str]:
    """Forget the nodes of an article; those of which something is not known any more that matters for comparing."""
    rows = connection.execute("SELECT node, since FROM node_entities WHERE article = ?", (article,)).fetchall()
    first = since(connection, {node for node, _ in rows})
    touched = {node for node, when in rows if first[node] == when}
    touched |= _met(connection, {article: {node for node, _ in rows}})
    pairs = set(connection.execute("SELECT a, b FROM nodes_apart WHERE article = ?", (article,)))
    uses = connection.execute(
        "SELECT node, what, value, kind FROM article_uses WHERE article = ?", (article,)
    ).fetchall()
    connection.executemany(_UNUSE, uses)
    connection.executemany(
        "DELETE FROM node_uses WHERE node = ? AND what = ? AND value = ? AND kind = ? AND articles <= 0", uses
    )
    for table in ("article_uses", "node_entities", "nodes_apart"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))  # noqa: S608 - our own names
    touched |= {node for (node,) in connection.execute(_NEW, (listed(uses),))}
    return touched | _unsaid(connection, pairs)


def _met(connection: sqlite3.Connection, here: dict[str, set[str]]) -> set[str]:
    """The nodes of one article between which a link rests on a short form: that they stand together counts."""
    linked: dict[str, set[str]] = {}
    for a, b in connection.execute(_LINKED, (listed(node for nodes in here.values() for node in nodes),)):
        linked.setdefault(a, set()).add(b)
    return {node for article in here.values() for node in article & linked.keys() if linked[node] & article}


def _unsaid(connection: sqlite3.Connection, pairs: set[tuple[str, str]]) -> set[str]:
    """The nodes of pairs that no article tells from each other."""
    said = set(connection.execute(_APART, (listed(pairs),)))
    return {node for pair in pairs - said for node in pair}


def views(connection: sqlite3.Connection, nodes: Iterable[str]) -> dict[str, View]:
    """What is known of nodes; without those that no article names."""
    uses: dict[str, list[tuple[str, str, str]]] = {}
    for node, *use in connection.execute(_USES, (listed(nodes),)):
        uses.setdefault(node, []).append(tuple(use))
    found, first = {}, since(connection, uses)
    for node, rows in uses.items():
        rows.sort()
        types = [value for what, value, _ in rows if what == "type"]
        places = frozenset(value for what, value, _ in rows if what == "place")
        names = tuple((value, kind) for what, value, kind in rows if what == "name")
        if types:
            found[node] = View(node, types[0], places, names, first.get(node, UNDATED)[:4])
    return found


def is_apart(connection: sqlite3.Connection, a: str, b: str) -> bool:
    """Whether some article says that two nodes are two things."""
    pair = (a, b) if a < b else (b, a)
    return connection.execute("SELECT 1 FROM nodes_apart WHERE a = ? AND b = ? LIMIT 1", pair).fetchone() is not None


def together(connection: sqlite3.Connection, a: str, b: str) -> bool:
    """Whether two nodes stand in one article."""
    rare, common = sorted((a, b), key=lambda node: connection.execute(_ARTICLES, (node,)).fetchone()[0] or 0)
    return bool(connection.execute(_TOGETHER, (rare, common)).fetchone()[0])


def since(connection: sqlite3.Connection, nodes: Iterable[str]) -> dict[str, str]:
    """When nodes were first published, with the article's key, so that no two articles are equal."""
    return {node: when for node, when in connection.execute(_SINCE, (listed(nodes),)) if when is not None}


def articles_of(connection: sqlite3.Connection, nodes: Iterable[str]) -> set[str]:
    """The keys of the articles in which nodes stand."""
    rows = connection.execute(
        "SELECT DISTINCT e.article FROM json_each(?) g CROSS JOIN node_entities e ON e.node = g.value", (listed(nodes),)
    )
    return {row[0] for row in rows}
