"""The tables of resolution in the ledger: which article names which node how, blocks, links, and what became one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from policygraph.graph.resolution.compare import View
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
_USE = "INSERT INTO node_uses VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1"
_UNUSE = "UPDATE node_uses SET articles = articles - 1 WHERE node = ? AND what = ? AND value = ? AND kind = ?"


def put(
    connection: sqlite3.Connection,
    article: str,
    entries: Iterable[NodeEntry],
    apart: Iterable[tuple[str, str]],
    since: str,
) -> set[str]:
    """Enter the nodes of an article; those of which something became known that matters for comparing them."""
    uses: set[tuple[str, str, str, str]] = set()
    rows, touched = [], set()
    for entry in entries:
        rows.append((article, entry.entity, entry.node, since))
        uses.add((entry.node, "type", entry.type, ""))
        if entry.place:
            uses.add((entry.node, "place", entry.place, ""))
        uses |= {(entry.node, "name", name, kind) for name, kind in entry.names}
    for node in {row[2] for row in rows}:
        first = _since(connection, node)
        if first is None or since < first:
            touched.add(node)
    connection.executemany("INSERT INTO node_entities VALUES (?, ?, ?, ?)", rows)
    for use in sorted(uses):
        if connection.execute(_SEEN, use).fetchone() is None:
            touched.add(use[0])
    connection.executemany(_USE, sorted(uses))
    connection.executemany("INSERT INTO article_uses VALUES (?, ?, ?, ?, ?)", [(article, *use) for use in uses])
    touched |= _met(connection, {row[2] for row in rows})
    pairs = sorted((a, b) if a < b else (b, a) for a, b in apart if a != b)
    for a, b in pairs:
        if not is_apart(connection, a, b):
            touched |= {a, b}
    connection.executemany("INSERT OR IGNORE INTO nodes_apart VALUES (?, ?, ?)", [(article, a, b) for a, b in pairs])
    return touched


_SEEN = "SELECT 1 FROM node_uses WHERE node = ? AND what = ? AND value = ? AND kind = ?"


def drop(connection: sqlite3.Connection, article: str) -> set[str]:
    """Forget the nodes of an article; those of which less is known now."""
    touched = {row[0] for row in connection.execute("SELECT node FROM node_entities WHERE article = ?", (article,))}
    uses = connection.execute(
        "SELECT node, what, value, kind FROM article_uses WHERE article = ?", (article,)
    ).fetchall()
    connection.executemany(_UNUSE, uses)
    connection.executemany(
        "DELETE FROM node_uses WHERE node = ? AND what = ? AND value = ? AND kind = ? AND articles <= 0", uses
    )
    pairs = connection.execute("SELECT a, b FROM nodes_apart WHERE article = ?", (article,)).fetchall()
    touched |= {node for pair in pairs for node in pair}
    for table in ("article_uses", "node_entities", "nodes_apart"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))  # noqa: S608 - our own names
    return touched


def _met(connection: sqlite3.Connection, here: set[str]) -> set[str]:
    """The nodes of one article between which a link rests on a short form: that they stand together counts."""
    return {
        node
        for node in here
        for (other,) in connection.execute("SELECT b FROM node_links WHERE a = ?", (node,)).fetchall()
        if other in here
    }


def view(connection: sqlite3.Connection, node: str) -> View | None:
    """What is known of a node; None when no article names it."""
    rows = connection.execute(
        "SELECT what, value, kind FROM node_uses WHERE node = ? ORDER BY what, value, kind", (node,)
    ).fetchall()
    types = [value for what, value, _ in rows if what == "type"]
    if not types:
        return None
    places = frozenset(value for what, value, _ in rows if what == "place")
    names = tuple((value, kind) for what, value, kind in rows if what == "name")
    return View(node, types[0], places, names)


def is_apart(connection: sqlite3.Connection, a: str, b: str) -> bool:
    """Whether some article says that two nodes are two things."""
    pair = (a, b) if a < b else (b, a)
    return connection.execute("SELECT 1 FROM nodes_apart WHERE a = ? AND b = ? LIMIT 1", pair).fetchone() is not None


def together(connection: sqlite3.Connection, a: str, b: str) -> bool:
    """Whether two nodes stand in one article."""
    return bool(
        connection.execute(
            "SELECT EXISTS (SELECT 1 FROM node_entities x JOIN node_entities y ON x.article = y.article "
            "WHERE x.node = ? AND y.node = ?)",
            (a, b),
        ).fetchone()[0]
    )


def since(connection: sqlite3.Connection, node: str) -> str:
    """When a node was first published, with the article's key, so that no two articles are equal."""
    return _since(connection, node) or "~"


def articles_of(connection: sqlite3.Connection, nodes: Iterable[str]) -> set[str]:
    """The keys of the articles in which nodes stand."""
    return {
        row[0]
        for node in nodes
        for row in connection.execute("SELECT DISTINCT article FROM node_entities WHERE node = ?", (node,))
    }


def _since(connection: sqlite3.Connection, node: str) -> str | None:
    found: str | None = connection.execute("SELECT min(since) FROM node_entities WHERE node = ?", (node,)).fetchone()[0]
    return found
