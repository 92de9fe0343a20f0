"""What part of the graph an export takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.graph.network import Network
    from policygraph.graph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Selection:
    """Types, predicates and the surroundings of one entity; empty means everything.

    `entity` is a name; `hops` counts links, whatever their direction. `top` keeps the best linked entities.
    """

    types: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    entity: str | None = None
    hops: int = 2
    top: int | None = None
    min_confidence: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not (self.types or self.predicates or self.entity or self.top or self.min_confidence)


def selected_network(workspace: Workspace, selection: Selection, *, metrics: bool = True) -> Network:
    """The selected entities and links, with their metrics as nodes of type Target, Actual … where `metrics` is true."""
    network = workspace.network(
        types=selection.types or None,
        predicates=selection.predicates or None,
        statuses=tuple(vocabulary().statuses) if metrics else (),
        min_confidence=selection.min_confidence,
    )
    kinds: Mapping[str, str] = dict(network.nodes(data="type"))
    entities = [node for node, kind in kinds.items() if kind in vocabulary().types]
    keep = set(entities)
    if selection.entity:
        links = network.subgraph(entities).to_undirected(as_view=True)
        start = workspace.entity(selection.entity)
        keep = (
            set(nx.single_source_shortest_path_length(links, start, cutoff=selection.hops)) if start in links else set()
        )
    if selection.top is not None:
        ranked = sorted(keep, key=lambda node: (-network.degree(node), node))
        keep = set(ranked[: selection.top])
    figures = {m for node in keep for m in network.successors(node) if kinds[m] not in vocabulary().types}
    return network.subgraph(keep | figures).copy()
