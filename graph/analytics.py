"""Measures on the network: who stands in the middle, what belongs together, which links hold it, which may come.

Every result names entities. Parallel links and directions are merged, weighted by the number of sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias, cast

import networkx as nx

from policygraph.graph.network import Network
from policygraph.schema.errors import QueryError

Plain: TypeAlias = "nx.Graph[str]"
Rows: TypeAlias = list[dict[str, Any]]

_EXACT_BETWEENNESS = 2_000  # nodes; beyond, it is estimated from a sample
_SAMPLE = 200
_SEED = 7


@dataclass(frozen=True, slots=True)
class Named:
    """An entity in a result."""

    iri: str
    label: str
    type: str


def measure(network: Network, name: str, *, top: int = 20) -> Rows:
    """One measure by its name in `MEASURES`, as rows for a table or JSON; at most `top` rows.

    Raises
    ------
    QueryError
        For an unknown measure.

    Examples
    --------
    >>> g = nx.MultiDiGraph()
    >>> for node, label in (("x:a", "甲"), ("x:b", "乙"), ("x:c", "丙")):
    ...     g.add_node(node, label=label, type="Place")
    >>> _ = g.add_edge("x:a", "x:b", key="partOf", weight=2.0), g.add_edge("x:c", "x:b", key="partOf", weight=1.0)
    >>> [(row["label"], row["degree"]) for row in measure(g, "degree")]
    [('乙', 2), ('丙', 1), ('甲', 1)]
    """
    if name not in MEASURES:
        raise QueryError(f"unknown measure {name!r}; known: {' '.join(MEASURES)}")
    if top < 1:
        raise QueryError(f"top is {top}; ask for at least 1")
    plain = simple(network)
    return MEASURES[name](plain)[:top] if len(plain) else []


def simple(network: Network) -> Plain:
    """The undirected network without self-links; `weight` is the number of sentences behind a link."""
    plain: Plain = nx.Graph()
    for node in sorted(network):
        plain.add_node(node, **network.nodes[node])
    for a, b, weight in sorted(network.edges(data="weight", default=1.0), key=lambda edge: edge[:2]):
        if a != b:
            before = plain.get_edge_data(a, b, {"weight": 0.0})["weight"]
            plain.add_edge(a, b, weight=before + weight)
    return plain


def degree(plain: Plain) -> Rows:
    """How many others an entity is linked with, and by how many sentences."""
    strength = dict(plain.degree(weight="weight"))
    scores = dict(plain.degree())
    return _ranked(plain, {"degree": scores, "sentences": {node: int(n) for node, n in strength.items()}})


def pagerank(plain: Plain) -> Rows:
    """PageRank: an entity counts for as much as those that it is linked with."""
    return _ranked(plain, {"pagerank": nx.pagerank(plain, weight="weight")})


def betweenness(plain: Plain) -> Rows:
    """The share of shortest paths that lead over an entity; beyond 2,000 entities estimated from 200 of them."""
    sample = None if len(plain) <= _EXACT_BETWEENNESS else _SAMPLE
    return _ranked(plain, {"betweenness": nx.betweenness_centrality(plain, k=sample, seed=_SEED)})


def communities(plain: Plain) -> Rows:
    """Groups that are more linked within than without (Louvain), the largest first."""
    groups = nx.community.louvain_communities(plain, weight="weight", seed=_SEED)
    return _groups(plain, [group for group in groups if len(group) > 1])


def components(plain: Plain) -> Rows:
    """The parts of the network that no link joins, the largest first."""
    return _groups(plain, list(nx.connected_components(plain)))


def bridges(plain: Plain) -> Rows:
    """Links without which the network falls apart, those first that hold the largest part."""
    below: dict[str, int] = {}  # nodes that hang below one in the search tree; a bridge is always a branch of it
    total: dict[str, int] = {}
    for part in nx.connected_components(plain):
        root = min(part)
        parents = nx.dfs_predecessors(plain, root)
        for node in nx.dfs_postorder_nodes(plain, root):
            below[node] = below.get(node, 0) + 1
            total[node] = len(part)
            if node != root:
                below[parents[node]] = below.get(parents[node], 0) + below[node]
    rows = []
    for a, b in cast("list[tuple[str, str]]", list(nx.bridges(plain))):
        held = min(below[a], below[b])
        held = min(held, total[a] - held)
        first, second = sorted((_named(plain, a), _named(plain, b)), key=lambda end: (end.label, end.iri))
        rows.append({"a": asdict(first), "b": asdict(second), "holds": held})
    return sorted(rows, key=lambda row: (-row["holds"], row["a"]["label"], row["b"]["label"]))


def link_prediction(plain: Plain) -> Rows:
    """Pairs without a link that share neighbours (Adamic-Adar): what may come or was not written. A hint, no fact."""
    pairs = {
        (min(a, b), max(a, b))
        for node in plain
        for a in plain.neighbors(node)
        for b in plain.neighbors(node)
        if a < b and not plain.has_edge(a, b) and len(plain[node]) <= 200
    }
    rows = []
    for a, b, score in nx.adamic_adar_index(plain, sorted(pairs)):
        shared = sorted(plain.nodes[node]["label"] for node in nx.common_neighbors(plain, a, b))
        rows.append({"a": asdict(_named(plain, a)), "b": asdict(_named(plain, b)), "score": score, "shared": shared})
    return sorted(rows, key=lambda row: (-row["score"], row["a"]["label"], row["b"]["label"]))


MEASURES: Mapping[str, Callable[[Plain], Rows]] = {
    "degree": degree,
    "pagerank": pagerank,
    "betweenness": betweenness,
    "communities": communities,
    "components": components,
    "bridges": bridges,
    "links": link_prediction,
}


def _named(plain: Plain, node: str) -> Named:
    data = plain.nodes[node]
    return Named(node, data["label"], data["type"])


def _ranked(plain: Plain, scores: Mapping[str, Mapping[str, float]]) -> Rows:
    first = next(iter(scores.values()))
    rows = [
        {**asdict(_named(plain, node)), **{name: values[node] for name, values in scores.items()}} for node in plain
    ]
    return sorted(rows, key=lambda row: (-first[row["iri"]], row["label"], row["iri"]))


def _groups(plain: Plain, groups: list[set[str]]) -> Rows:
    """Groups with their members, the best linked first; a group is called by its best linked member."""
    rows = []
    for group in groups:
        members = sorted(group, key=lambda node: (-plain.degree(node), plain.nodes[node]["label"], node))
        rows.append(
            {
                "label": plain.nodes[members[0]]["label"],
                "size": len(members),
                "members": [asdict(_named(plain, node)) for node in members],
            }
        )
    return sorted(rows, key=lambda row: (-row["size"], row["label"]))
