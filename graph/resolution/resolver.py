"""The resolver: what the loader asks. Articles go in and out; each entity of an article has an identity."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policygraph.graph.iris import Iris
from policygraph.graph.resolution import tables
from policygraph.graph.resolution.decided import obey
from policygraph.graph.resolution.index import Decisions, Index, moment
from policygraph.graph.resolution.nodes import nodes
from policygraph.graph.resolution.recall import Recall
from policygraph.graph.resolution.within import Reading, read
from policygraph.schema.record import Record

RESOLUTION_VERSION = "11"  # raise it when nodes, blocks or scores change: workspaces then resolve all articles again


@dataclass(frozen=True, slots=True)
class Identity:
    """What an entity of a record is in the graph. `names` are as the article writes them, the fullest first."""

    iri: str
    type: str
    names: tuple[str, ...]


Resolved = tuple[Record, dict[str, Identity]]  # a record as it goes into the graph, and what its entities are there


class Resolver:
    """Tells which names mean one thing. Its state is in the ledger; what it says depends on the articles alone."""

    def __init__(self, connection: sqlite3.Connection, iris: Iris, home: str | None, decisions: Decisions) -> None:
        self.connection = connection
        self.iris = iris
        self.home = home
        self.index = Index(connection, decisions)
        self.recall = Recall(connection)

    def read(self, key: str, record: Record) -> Reading:
        """A record as its article's own words, and then people, join and part its names."""
        return obey(read(record, home=self.home), key, self.index.decisions)

    def decide(self, decisions: Decisions) -> None:
        """Obey other decisions from now on; what they say of nodes and articles must be entered and settled again."""
        self.index = Index(self.connection, decisions)

    def enter(self, readings: Mapping[str, Reading]) -> set[str]:
        """Enter the nodes of articles; those to `settle`."""
        self.recall.put_texts(readings)
        return tables.put(self.connection, [entered(key, reading) for key, reading in readings.items()])

    def holds(self, key: str, reading: Reading) -> bool:
        """Whether an article was entered with this very text, place and nodes, so that it need not leave to enter."""
        return self.recall.holds(key, reading) and tables.holds(self.connection, entered(key, reading))

    def leave(self, key: str) -> set[str]:
        """Take the nodes of an article out; those to `settle`."""
        self.recall.drop_text(key)
        return tables.drop(self.connection, key)

    def settle(self, touched: Iterable[str]) -> set[str]:
        """Join and part nodes anew; the keys of the articles in which an entity or a known name became another."""
        nodes = set(touched)
        changed = self.index.update(nodes)
        views = self.index.views(nodes | changed)
        return tables.articles_of(self.connection, changed) | self.recall.learn(nodes | changed, views, changed)

    def entities(self, nodes: Iterable[str]) -> set[str]:
        """The IRIs of the entities that nodes are."""
        return {self.iris.base + found[0] for node in nodes if (found := self.index.entity(node))}

    def resolve(self, key: str, reading: Reading) -> Resolved:
        """The record as it goes into the graph, and the identity of each of its entities."""
        record, recalled = self.recall.extend(key, reading)
        rows = self.connection.execute(
            "SELECT e.entity, n.entity, n.type FROM node_entities e JOIN nodes n ON n.node = e.node "
            "WHERE e.article = ?",
            (key,),
        )
        known = {entity: (node, type_) for entity, node, type_ in rows}
        known |= {entity: found for entity, node in recalled.items() if (found := self.index.entity(node))}
        return record, {
            entity.id: Identity(self.iris.base + known[entity.id][0], known[entity.id][1], entity.names)
            for entity in record.entities
        }


def entered(key: str, reading: Reading) -> tables.Entered:
    """What an article tells of its nodes."""
    entries = list(nodes(reading, key))
    node = {entry.entity: entry.node for entry in entries}
    apart = [(node[a], node[b]) for a, b in reading.apart if a in node and b in node]
    return tables.Entered(key, entries, apart, moment(reading.record.source.published, key))


def clear(connection: sqlite3.Connection) -> None:
    """Forget all nodes; the articles are still there to be entered again."""
    for table in (
        "node_entities", "node_uses", "article_uses", "nodes_apart", "node_blocks", "node_links", "nodes",
        "known_in", "text_rows", "article_texts", "article_clauses", "article_titles",
        "corrected_titles",
    ):  # fmt: skip
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    for table in ("known_names", "article_rows", "article_homes"):  # of earlier versions
        connection.execute(f"DROP TABLE IF EXISTS {table}")
