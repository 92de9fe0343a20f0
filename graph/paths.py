"""How two entities are linked: the shortest chains, each step with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any

import networkx as nx

from policygraph.graph.evidence import Evidence
from policygraph.graph.network import Network


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
    try:
        length = nx.shortest_path_length(plain, start, end)
    except nx.NetworkXNoPath:
        return []
    if length > max_hops:
        return []
    found: Iterator[list[str]] = nx.all_shortest_paths(plain, start, end)
    chains = sorted(islice(found, 50 * limit))  # sorted: the same answer whatever the order of articles
    return [[_step(network, a, b) for a, b in pairwise(chain)] for chain in chains[:limit]]


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
