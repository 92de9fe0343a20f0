"""The index: takes articles in and out, compares what shares a block, and says of each node which entity it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from policygraph.graph.resolution import tables
from policygraph.graph.resolution.blocks import blocks
from policygraph.graph.resolution.cluster import Link, clusters
from policygraph.graph.resolution.compare import View, compare, contradiction, thresholds

_UNDATED = "9999"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided about nodes.

    `pairs` are one thing or not; `types` by node; `moved` gives an article's node another, `parted` a node's name;
    what is `rejected` names nothing.
    """

    pairs: dict[tuple[str, str], bool] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    moved: dict[tuple[str, str], str] = field(default_factory=dict)
    parted: dict[tuple[str, str], str] = field(default_factory=dict)
    rejected: frozenset[str] = frozenset()


class Index:
    """Which node is which entity, kept in the ledger. `connection` must be inside a transaction while it changes."""

    def __init__(self, connection: sqlite3.Connection, decisions: Decisions) -> None:
        self.connection = connection
        self.decisions = decisions
        self._views: dict[str, View | None] = {}
        self._said: dict[str, set[str]] = {}
        for a, b in decisions.pairs:
            self._said.setdefault(a, set()).add(b)
            self._said.setdefault(b, set()).add(a)

    def update(self, touched: Iterable[str]) -> set[str]:
        """Compare the nodes of which something became known, and join anew what hangs together with them.

        Returns
        -------
        set of str
            The nodes that are another entity, or an entity of another type, than before.
        """
        nodes = set(touched)
        self._views.clear()
        reached = set(nodes)
        for node in sorted(nodes):
            reached |= self._neighbours(node, 0.0)
            self._block(node)
        done: set[str] = set()
        for node in sorted(nodes):
            self._compare(node, done)
            done.add(node)
        changed: set[str] = set()
        waiting = set(reached)
        while waiting:
            component = self._component(waiting.pop())
            waiting -= component
            changed |= self._join(component)
        return changed

    def entity(self, node: str) -> tuple[str, str] | None:
        """The entity and type of a node; None for one that no article names."""
        row: tuple[str, str] | None = self.connection.execute(
            "SELECT entity, type FROM nodes WHERE node = ? AND entity <> ''", (node,)
        ).fetchone()
        return row

    def _view(self, node: str) -> View | None:
        if node not in self._views:
            self._views[node] = tables.view(self.connection, node)
        return self._views[node]

    def _block(self, node: str) -> None:
        view = self._view(node)
        self.connection.execute("DELETE FROM node_blocks WHERE node = ?", (node,))
        self.connection.execute("DELETE FROM node_links WHERE a = ? OR b = ?", (node, node))
        if view:
            self.connection.executemany(
                "INSERT INTO node_blocks VALUES (?, ?)", [(node, block) for block in sorted(blocks(view))]
            )

    def _compare(self, node: str, done: set[str]) -> None:
        view = self._view(node)
        if view is None:
            return
        rows = self.connection.execute(
            "SELECT DISTINCT y.node FROM node_blocks x JOIN node_blocks y ON x.block = y.block "
            "WHERE x.node = ?1 AND y.node <> ?1 ORDER BY y.node",
            (node,),
        ).fetchall()
        suggest = thresholds().suggest
        found = []
        for (other,) in rows:
            known = None if other in done else self._view(other)
            if known is None:
                continue
            one, two = (view, known) if node < other else (known, view)
            verdict = compare(one, two, self._together)
            if verdict.score >= suggest:
                found.append((one.node, two.node, verdict.score, " ".join(verdict.features)))
        self.connection.executemany("INSERT OR REPLACE INTO node_links VALUES (?, ?, ?, ?)", found)

    def _together(self, a: str, b: str) -> bool:
        return tables.together(self.connection, a, b)

    def _neighbours(self, node: str, least: float) -> set[str]:
        rows = self.connection.execute(
            "SELECT b FROM node_links WHERE a = ?1 AND score >= ?2 "
            "UNION SELECT a FROM node_links WHERE b = ?1 AND score >= ?2",
            (node, least),
        )
        row = self.connection.execute("SELECT entity FROM nodes WHERE node = ?", (node,)).fetchone()
        same = self.connection.execute("SELECT node FROM nodes WHERE entity = ?", row) if row else ()
        return {r[0] for r in rows} | {r[0] for r in same} | self._said.get(node, set())

    def _component(self, node: str) -> set[str]:
        """What hangs together with a node by links that may join."""
        merge = thresholds().merge
        found, waiting = {node}, [node]
        while waiting:
            for other in self._neighbours(waiting.pop(), merge):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def _join(self, component: set[str]) -> set[str]:
        """Group a component and note what changed."""
        here = {node: view for node in component if (view := self._view(node)) is not None}
        before = {node: self.entity(node) for node in component}
        at = thresholds()
        links, renamed = self._links(here)
        decided = {pair: same for pair, same in self.decisions.pairs.items() if pair[0] in here and pair[1] in here}

        def forbidden(a: str, b: str) -> bool:
            pair = (a, b) if a < b else (b, a)
            if pair in renamed:
                return False
            return tables.is_apart(self.connection, a, b) or contradiction(here[a], here[b]) is not None

        groups = clusters(
            sorted(here), links, forbidden, merge=at.merge, firm=at.firm, margin=at.margin, decided=decided
        )
        after: dict[str, tuple[str, str] | None] = dict.fromkeys(component)
        for members in groups:
            type_ = self._type([here[node] for node in members])
            of_type = [node for node in members if here[node].type == type_] or list(members)
            entity = min(of_type, key=lambda node: (tables.since(self.connection, node), node))
            after |= dict.fromkeys(members, (entity, type_))
        changed = {node for node in component if before[node] != after[node]}
        for node in sorted(changed):
            new = after[node]
            if new is None:
                self.connection.execute("UPDATE nodes SET entity = '', loaded = 0 WHERE node = ?", (node,))
            else:
                plain = before[node] is None and new[0] == node  # nothing to say of it in the store
                self.connection.execute("INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?)", (node, *new, int(plain)))
        return changed

    def _links(self, here: dict[str, View]) -> tuple[list[Link], set[tuple[str, str]]]:
        links, renamed = [], set()
        for node in sorted(here):
            rows = self.connection.execute("SELECT b, score, features FROM node_links WHERE a = ?", (node,))
            for other, score, features in rows.fetchall():
                if other in here:
                    short = min((node, other), key=lambda n: (_length(here[n]), n))
                    links.append(Link(node, other, score, short))
                    if features.split()[0] == "renamed":
                        renamed.add((node, other))
        return links, renamed

    def _type(self, views: list[View]) -> str:
        """The type of a group: as people say, else that of the name that shows its type most plainly."""
        said = [self.decisions.types[view.node] for view in views if view.node in self.decisions.types]
        if said:
            return said[-1]
        return min(views, key=lambda v: (-_plainness(v), v.node)).type


def _length(view: View) -> int:
    return max((len(name.text) for name in view.full), default=0)


def _plainness(view: View) -> int:
    """How many characters of a name show its type: a type word, a legal form."""
    return max((len(name.rest) - len(name.core) for name in view.full), default=0)


def moment(published: str | None, article: str) -> str:
    """When an article counts as published, comparable as text; undated ones come last.

    >>> moment("2024-05", "a") < moment("2024-06-01", "b") < moment(None, "a")
    True
    """
    return f"{published or _UNDATED} {article}"
