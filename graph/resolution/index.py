"""The index: takes articles in and out, compares what shares a block, and says of each node which entity it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from policygraph.graph.listed import listed
from policygraph.graph.resolution import tables
from policygraph.graph.resolution.blocks import blocks, facing
from policygraph.graph.resolution.cluster import Link, clusters
from policygraph.graph.resolution.compare import UNDATED, View, compare, contradiction, thresholds

_SHARING = (
    "SELECT DISTINCT g.value ->> 1, y.node FROM json_each(?) g CROSS JOIN node_blocks y ON y.block = g.value ->> 0 "
    "WHERE y.node <> g.value ->> 1"
)
_BLOCKS = "SELECT b.block, b.node FROM json_each(?) g CROSS JOIN node_blocks b ON b.node = g.value"
_LINKS = (
    "SELECT l.a, l.b FROM json_each(?1) g CROSS JOIN node_links l ON l.a = g.value WHERE l.score >= ?2 "
    "UNION ALL SELECT l.b, l.a FROM json_each(?1) g CROSS JOIN node_links l ON l.b = g.value WHERE l.score >= ?2"
)
_SAME = (
    "SELECT x.node, y.node FROM json_each(?) g CROSS JOIN nodes x ON x.node = g.value "
    "CROSS JOIN nodes y ON y.entity = x.entity WHERE x.entity <> ''"
)
_ENTITIES = (
    "SELECT n.node, n.entity, n.type FROM json_each(?) g CROSS JOIN nodes n ON n.node = g.value WHERE n.entity <> ''"
)
_FEATURES = (
    "SELECT l.a, l.b, l.score, l.features FROM json_each(?) g CROSS JOIN node_links l ON l.a = g.value "
    "ORDER BY l.a, l.b"
)
_FITTING = {"abbreviated", "general_title", "part_of_title"}  # features of short names that may fit several things


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
        reached = nodes | {other for _, other in self._edges(nodes, 0.0)}
        self.block(nodes)
        self.link(nodes)
        return self.join(self.components(reached))

    def views(self, nodes: Collection[str]) -> dict[str, View]:
        """What is known of nodes; without those that no article names."""
        missing = [node for node in nodes if node not in self._views]
        if missing:
            self._views |= dict.fromkeys(missing) | tables.views(self.connection, missing)
        return {node: view for node in nodes if (view := self._views[node]) is not None}

    def entity(self, node: str) -> tuple[str, str] | None:
        """The entity and type of a node; None for one that no article names."""
        row: tuple[str, str] | None = self.connection.execute(
            "SELECT entity, type FROM nodes WHERE node = ? AND entity <> ''", (node,)
        ).fetchone()
        return row

    def block(self, nodes: set[str]) -> None:
        """Enter the blocks of nodes anew; their links go, to be found again."""
        for statement in ("DELETE FROM node_links WHERE a = ?", "DELETE FROM node_links WHERE b = ?"):
            self.connection.executemany(statement, [(node,) for node in sorted(nodes)])
        old, new = set(self.connection.execute(_BLOCKS, (listed(nodes),))), self._filed(nodes)
        self.connection.executemany("DELETE FROM node_blocks WHERE block = ? AND node = ?", sorted(old - new))
        self.connection.executemany("INSERT INTO node_blocks (block, node) VALUES (?, ?)", sorted(new - old))

    def _filed(self, nodes: set[str]) -> set[tuple[str, str]]:
        return {(block, node) for node, view in self.views(nodes).items() for block in blocks(view)}

    def link(self, nodes: set[str]) -> None:
        """Compare nodes with all that they meet in a block, each pair once."""
        meeting = [(facing(block), node) for block, node in self._filed(nodes)]
        rows = self.connection.execute(_SHARING, (listed(meeting),))
        pairs = sorted({(a, b) if a < b else (b, a) for a, b in rows})
        known = self.views({node for pair in pairs for node in pair})
        suggest, found = thresholds().suggest, []
        for a, b in pairs:
            if a in known and b in known:
                verdict = compare(known[a], known[b], self._together)
                if verdict.score >= suggest:
                    found.append((a, b, verdict.score, " ".join(verdict.features)))
        self.connection.executemany("INSERT OR REPLACE INTO node_links VALUES (?, ?, ?, ?)", found)

    def _together(self, a: str, b: str) -> bool:
        return tables.together(self.connection, a, b)

    def _edges(self, nodes: Collection[str], least: float) -> Iterator[tuple[str, str]]:
        """Nodes with those that they are linked to by a score, are one entity with, or that people said of them."""
        for statement, values in ((_LINKS, (listed(nodes), least)), (_SAME, (listed(nodes),))):
            yield from self.connection.execute(statement, values)
        yield from ((node, other) for node in nodes for other in self._said.get(node, ()))

    def components(self, nodes: Collection[str]) -> list[set[str]]:
        """What hangs together with nodes by links that may join, component by component."""
        merge = thresholds().merge
        edges: dict[str, set[str]] = {}
        new = set(nodes)
        while new:
            edges |= {node: set() for node in new}
            for node, other in self._edges(new, merge):
                edges[node].add(other)
            new = {other for node in new for other in edges[node]} - edges.keys()
        components = []
        while edges:
            component, waiting = set(), [next(iter(edges))]
            while waiting:
                node = waiting.pop()
                if node in edges:
                    component.add(node)
                    waiting += edges.pop(node)
            components.append(component)
        return components

    def join(self, components: Sequence[set[str]]) -> set[str]:
        """Group the nodes of each component and note what changed."""
        nodes = {node for component in components for node in component}
        views = self.views(nodes)
        rows = self.connection.execute(_ENTITIES, (listed(nodes),))
        before = {node: (entity, type_) for node, entity, type_ in rows}
        after: dict[str, tuple[str, str]] = {}
        joint = []
        for component in components:
            here = {node: views[node] for node in component if node in views}
            if len(here) > 1:
                joint.append(here)
            else:
                after |= {node: (node, self._type([view])) for node, view in here.items()}
        links = self._links({node for here in joint for node in here})
        since = tables.since(self.connection, (node for here in joint for node in here))
        for here in joint:
            for members in self._groups(here, links):
                type_ = self._type([here[node] for node in members])
                of_type = [node for node in members if here[node].type == type_] or list(members)
                entity = min(of_type, key=lambda node: (since[node], node))
                after |= dict.fromkeys(members, (entity, type_))
        changed = {node for node in nodes if before.get(node) != after.get(node)}
        self.connection.executemany(
            "UPDATE nodes SET entity = '', loaded = 0 WHERE node = ?", [(n,) for n in sorted(changed - after.keys())]
        )
        self.connection.executemany(
            "INSERT OR REPLACE INTO nodes VALUES (?, ?, ?, ?)",
            [  # of a new node that is its own entity there is nothing to say in the store
                (node, *after[node], int(node not in before and after[node][0] == node))
                for node in sorted(changed & after.keys())
            ],
        )
        return changed

    def _groups(self, here: dict[str, View], links: dict[str, list[tuple[str, float, str]]]) -> list[tuple[str, ...]]:
        """The nodes of a component in groups that are one thing each."""
        at, found, renamed = thresholds(), [], set()
        short_for: dict[str, set[str]] = {}
        kin: set[frozenset[str]] = set()  # what may be one thing by more than a similar spelling
        for node in sorted(here):
            for other, score, features in links.get(node, ()):
                if other in here:
                    short = min((node, other), key=lambda n: (_length(here[n]), n))
                    found.append(Link(node, other, score, short))
                    if features.split()[0] == "renamed":
                        renamed.add((node, other))
                    if features.split()[0] != "near_spelling":
                        kin.add(frozenset((node, other)))
                    if features.split()[0] in _FITTING and score >= at.merge:
                        short_for.setdefault(short, set()).add(other if short == node else node)
        found = _without_ambiguous(found, short_for, kin)
        decided = {pair: same for pair, same in self.decisions.pairs.items() if pair[0] in here and pair[1] in here}

        def forbidden(a: str, b: str) -> bool:
            pair = (a, b) if a < b else (b, a)
            if pair in renamed:
                return False
            return tables.is_apart(self.connection, a, b) or contradiction(here[a], here[b]) is not None

        return clusters(sorted(here), found, forbidden, merge=at.merge, firm=at.firm, margin=at.margin, decided=decided)

    def _links(self, nodes: Collection[str]) -> dict[str, list[tuple[str, float, str]]]:
        links: dict[str, list[tuple[str, float, str]]] = {}
        for node, *link in self.connection.execute(_FEATURES, (listed(nodes),)):
            links.setdefault(node, []).append(tuple(link))
        return links

    def _type(self, views: list[View]) -> str:
        """The type of a group: as people say, else that of the name that shows its type most plainly."""
        said = [self.decisions.types[view.node] for view in views if view.node in self.decisions.types]
        if said:
            return said[-1]
        return min(views, key=lambda v: (-_plainness(v), v.node)).type


def _without_ambiguous(
    found: list[Link], short_for: dict[str, set[str]], kin: Collection[frozenset[str]]
) -> list[Link]:
    """Links without those of short names that fit several bodies or documents which are no kin.

    Nothing in those names may forbid that they are one, so that all of them would become one by the short name.
    """
    ambiguous = {
        frozenset((short, long))
        for short, longs in short_for.items()
        if any(frozenset(pair) not in kin for pair in combinations(sorted(longs), 2))
        for long in longs
    }
    return [link for link in found if frozenset((link.a, link.b)) not in ambiguous]


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
    return f"{published or UNDATED} {article}"
