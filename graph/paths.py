"""How two entities are linked: the shortest chains, each step with its evidence.

In a store they are sought step by step from both ends, so that a question costs what lies between, not the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import networkx as nx

from policygraph.graph.evidence import Evidence
from policygraph.graph.network import Network, network
from policygraph.graph.store import GraphStore

_ENTITIES = 500  # in one question; a hub has many neighbours
_BESIDE = """
SELECT DISTINCT ?a ?b WHERE {{
  {{ VALUES ?a {{ {entities} }} ?item rdf:subject ?a ; rdf:object ?b ; pg:inferred ?inferred }}
  UNION {{ VALUES ?a {{ {entities} }} ?item rdf:object ?a ; rdf:subject ?b ; pg:inferred ?inferred }}
  {only}
}}
"""
Neighbours = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a path. `forward` is False where the statement runs against the direction of the path."""

    start: str
    start_label: str
    end: str
    end_label: str
    predicate: str
    predicate_label: str
    forward: bool
    evidence: tuple[Evidence, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "start": {"iri": self.start, "label": self.start_label},
            "predicate": self.predicate,
            "forward": self.forward,
            "end": {"iri": self.end, "label": self.end_label},
            "evidence": [item.as_json() for item in self.evidence],
        }


def paths(network: Network, start: str, end: str, *, max_hops: int = 4, limit: int = 1) -> list[list[Step]]:
    """The shortest paths between two nodes, at most `limit`, statements taken in either direction.

    Parameters
    ----------
    max_hops
        Longer paths are not given; an empty list means that there is none within it.

    Returns
    -------
    list of paths
        Each a list of steps from `start` to `end`; a path from a node to itself has no steps.
    """
    plain = nx.Graph(network)
    if start == end:
        return [[]]
    if start not in plain or end not in plain:
        return []
    chains = _chains(plain, start, end, limit)
    return [_steps(network, chain) for chain in chains if len(chain) <= max_hops + 1]


def paths_in(
    store: GraphStore, start: str, end: str, *, max_hops: int = 4, limit: int = 1, inferred: bool = False
) -> list[list[Step]]:
    """The `paths` between two entities of a store, of which only what lies between them is read."""
    if start == end:
        return [[]]
    chains = _chains(_between(store, start, end, max_hops, inferred=inferred), start, end, limit)
    if not chains:
        return []
    near = network(store, entities={entity for chain in chains for entity in chain}, inferred=inferred)
    return [_steps(near, chain) for chain in chains]


def _chains(plain: nx.Graph[str], start: str, end: str, limit: int) -> list[list[str]]:
    try:
        found: Iterator[list[str]] = nx.all_shortest_paths(plain, start, end)
        return sorted(islice(found, 50 * limit))[:limit]  # sorted: the same answer whatever the order of articles
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return []


def _between(store: GraphStore, start: str, end: str, max_hops: int, *, inferred: bool) -> nx.Graph[str]:
    """A graph in which the shortest paths between two entities are those of the network; empty beyond `max_hops`."""
    beside: Neighbours = {}
    sides = ([{start}], [{end}])  # from each end the entities at distance 0, 1, 2 …
    while sum(len(levels) - 1 for levels in sides) < max_hops:
        levels = min(sides, key=lambda side: len(side[-1]))
        reached = set().union(*levels)
        beside |= _neighbours(store, levels[-1], inferred=inferred)
        levels.append({other for entity in levels[-1] for other in beside[entity]} - reached)
        if not levels[-1]:
            break
        if meeting := sides[0][-1] & sides[1][-1]:
            return _joined(sides, beside, meeting)
    return nx.Graph()


def _joined(sides: Iterable[list[set[str]]], beside: Neighbours, meeting: set[str]) -> nx.Graph[str]:
    """The links by which what both sides reached hangs together with the two ends."""
    edges = set()
    for levels in sides:
        wanted = meeting
        for level in reversed(levels[:-1]):
            links = {(entity, other) for entity in level for other in beside[entity] & wanted}
            edges |= {(a, b) if a < b else (b, a) for a, b in links}
            wanted = {entity for entity, _ in links}
    plain: nx.Graph[str] = nx.Graph()
    plain.add_edges_from(sorted(edges))
    return plain


def _neighbours(store: GraphStore, entities: Iterable[str], *, inferred: bool) -> Neighbours:
    """What each of some entities is linked to, in either direction."""
    found: Neighbours = {entity: set() for entity in entities}
    waiting = iter(sorted(found))
    only = "" if inferred else "FILTER(!?inferred)"
    while part := list(islice(waiting, _ENTITIES)):
        query = _BESIDE.format(entities=" ".join(f"<{entity}>" for entity in part), only=only)
        for row in store.query(query):
            found[str(row["a"])].add(str(row["b"]))
    return found


def _steps(network: Network, chain: list[str]) -> list[Step]:
    return [_step(network, a, b) for a, b in pairwise(chain)]


def _step(network: Network, a: str, b: str) -> Step:
    links = [
        (-data["evidence_count"], str(predicate), forward, data)
        for one, other, forward in ((a, b, True), (b, a, False))
        for predicate, data in (network.get_edge_data(one, other) or {}).items()
    ]
    _, predicate, forward, data = min(links, key=lambda link: link[:3])
    return Step(
        start=a,
        start_label=network.nodes[a]["label"],
        end=b,
        end_label=network.nodes[b]["label"],
        predicate=predicate,
        predicate_label=data["label"],
        forward=forward,
        evidence=data["evidence"],
    )
