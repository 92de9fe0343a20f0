"""Parts: resolution cut in parts that machines take, each by the same code that a workspace runs for all of it.

First the blocks are dealt out, and each part compares what shares a block; then what hangs together by links is dealt
out, and each part joins it. A part is rows of the tables of resolution: all that is known of its nodes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from policygraph.graph.listed import listed
from policygraph.graph.resolution import tables
from policygraph.graph.resolution.blocks import facing
from policygraph.graph.resolution.index import Decisions, Index
from policygraph.schema.errors import ShardError

NODES = 2000  # of a part; a larger block or component is a part of its own
Row = tuple[Any, ...]
_KEYS = {"node_uses": "node", "node_entities": "node", "nodes_apart": "a", "node_links": "a"}


class Each(Protocol):
    """Applies a function to parts, anywhere and in any order; gives as many results, also in any order."""

    def __call__(self, function: Callable[[Part], list[Row]], parts: Sequence[Part]) -> Iterator[list[Row]]:
        """The results."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of some nodes: rows by table."""

    rows: dict[str, list[Row]]


def linked(part: Part) -> list[Row]:
    """The links between the nodes of a part that share a block."""
    connection = _of(part)
    index = Index(connection, Decisions())
    nodes = _nodes(connection)
    index.block(nodes)
    index.link(nodes)
    return connection.execute("SELECT * FROM node_links ORDER BY a, b").fetchall()


def joined(part: Part) -> list[Row]:
    """Which entity, of which type, the nodes of a part are; it holds whole components."""
    connection = _of(part)
    index = Index(connection, Decisions())
    index.join(index.components(_nodes(connection)))
    return connection.execute("SELECT node, entity, type, loaded FROM nodes ORDER BY node").fetchall()


def database() -> sqlite3.Connection:
    """Empty tables of resolution, in memory or, when they grow, in a temporary file."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.executescript(tables.TABLES)
    return connection


def enter(connection: sqlite3.Connection, articles: Iterable[tables.Entered]) -> None:
    """Enter the nodes of articles; one that comes again takes the place of the earlier."""
    for item in articles:
        tables.drop(connection, item.article)
        tables.put(connection, [item])


def resolve(connection: sqlite3.Connection, each: Each, *, most: int = NODES) -> None:
    """Fill ``nodes`` with the entity of each node that was entered, with the help of `each`.

    Raises
    ------
    ShardError
        When not all parts came back.
    """
    index = Index(connection, Decisions())
    nodes = _nodes(connection)
    index.block(nodes)
    blocks: dict[str, set[str]] = {}
    for block, node in connection.execute("SELECT block, node FROM node_blocks ORDER BY block, node"):
        blocks.setdefault(block, set()).add(node)
    meeting = {tuple(sorted((block, facing(block)))) for block in blocks if facing(block) in blocks}
    shared = [members for one, two in sorted(meeting) if len(members := blocks[one] | blocks[two]) > 1]
    _fill(connection, "node_links", linked, _dealt(shared, most), each)
    _fill(connection, "nodes", joined, _dealt(sorted(index.components(nodes), key=min), most), each)


def _fill(
    connection: sqlite3.Connection, table: str, function: Callable[[Part], list[Row]], groups: Iterable[set[str]],
    each: Each,
) -> None:  # fmt: skip
    parts = [_part(connection, group) for group in groups]
    results = list(each(function, parts))
    if len(results) != len(parts):
        raise ShardError(
            f"names could not be joined: {len(parts) - len(results)} of {len(parts)} parts were lost; run it again"
        ).because("parts_lost", lost=len(parts) - len(results), parts=len(parts))
    for rows in results:
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - ours


def _dealt(groups: Iterable[set[str]], most: int) -> Iterator[set[str]]:
    """Groups together in parts of at most `most` nodes, a larger group by itself; nothing for no groups."""
    now: set[str] = set()
    for group in groups:
        if now and len(now | group) > most:
            yield now
            now = set()
        now = now | group
    if now:
        yield now


def _part(connection: sqlite3.Connection, nodes: set[str]) -> Part:
    among = listed(nodes)
    return Part(
        {
            table: connection.execute(
                f"SELECT t.* FROM json_each(?) g CROSS JOIN {table} t ON t.{key} = g.value",  # noqa: S608 - ours
                (among,),
            ).fetchall()
            for table, key in _KEYS.items()
        }
    )


def _of(part: Part) -> sqlite3.Connection:
    connection = database()
    for table, rows in part.rows.items():
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
    return connection


def _nodes(connection: sqlite3.Connection) -> set[str]:
    return {node for (node,) in connection.execute("SELECT DISTINCT node FROM node_uses")}
