"""Positions for the nodes of a network, computed beforehand so that a page stands still when it opens.

The same network gives the same positions: nodes and edges are sorted, the seed is fixed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np
import rustworkx as rx

SPACING = 130.0  # pixels between neighbours at scale 1
_WHOLE_MAX = 2500  # nodes that are laid out in one piece; a larger component is laid out by communities
_SEED = 20211114
_SCREEN = 1.5  # width over height of the part of a screen that shows the network

Point = tuple[float, float]
Points = Mapping[str, Point]


def layout(network: nx.Graph) -> dict[str, Point]:
    """A position in pixels for every node: components side by side, the largest in the middle.

    >>> sorted(layout(nx.path_graph(["a", "b"])))
    ['a', 'b']
    """
    simple = nx.Graph()
    simple.add_nodes_from(sorted(network.nodes))
    simple.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges() if a != b))
    parts = sorted((sorted(part) for part in nx.connected_components(simple)), key=lambda part: (-len(part), part[0]))
    pieces = [_component(simple.subgraph(part)) for part in parts]
    return _pack(pieces)


def _component(graph: nx.Graph) -> dict[str, Point]:
    nodes = sorted(graph.nodes)
    if len(nodes) > _WHOLE_MAX:
        return _by_communities(graph)
    return _spread(nodes, _spring(graph, nodes))


def _spring(graph: nx.Graph, nodes: Sequence[str]) -> np.ndarray:
    """Fruchterman-Reingold positions, scaled so that an edge is about `SPACING` long."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    index = {node: i for i, node in enumerate(nodes)}
    copy: rx.PyGraph[int, float] = rx.PyGraph()
    copy.add_nodes_from(range(count))
    copy.add_edges_from(sorted((index[a], index[b], 1.0) for a, b in graph.edges))
    iterations = 300 if count <= 300 else 120
    found = rx.graph_spring_layout(  # type: ignore[call-arg]  # its stubs lack the arguments
        copy, k=1.2 / math.sqrt(count), num_iter=iterations, seed=_SEED
    )
    points = np.array([found[i] for i in range(count)])
    points -= points.mean(axis=0)
    lengths = [float(np.hypot(*(points[index[a]] - points[index[b]]))) for a, b in graph.edges]
    typical = float(np.median(lengths)) or 1.0
    return points * (SPACING / typical)


def _spread(nodes: Sequence[str], points: np.ndarray) -> dict[str, Point]:
    """Push nodes apart that would overlap: a label is wider than high, so distances count less vertically."""
    stretch = np.array([1.0, 2.2])
    points = points.copy()
    least = SPACING * 0.75
    for _ in range(40):
        moved = _push(points, stretch, least)
        if not moved:
            break
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, points, strict=True)}


def _push(points: np.ndarray, stretch: np.ndarray, least: float) -> bool:
    """One pass over all pairs in neighbouring cells of a grid; True when something moved."""
    from scipy.spatial import cKDTree

    scaled = points * stretch
    pairs = cKDTree(scaled).query_pairs(least, output_type="ndarray")
    if not len(pairs):
        return False
    gap = scaled[pairs[:, 1]] - scaled[pairs[:, 0]]
    distance = np.hypot(gap[:, 0], gap[:, 1])
    same = distance < 1e-6  # two on one point: part them along a direction that their indices give
    angle = (pairs[:, 0] * 2.399963) % (2 * np.pi)
    gap[same] = np.stack([np.cos(angle[same]), np.sin(angle[same])], axis=1)
    distance[same] = 1.0
    push = (gap / distance[:, None]) * ((least - np.minimum(distance, least)) / 2)[:, None] / stretch
    np.add.at(points, pairs[:, 0], -push)
    np.add.at(points, pairs[:, 1], push)
    return True


def _by_communities(graph: nx.Graph) -> dict[str, Point]:
    """Louvain communities laid out one by one and placed by a layout of the communities themselves."""
    groups = [sorted(group) for group in nx.community.louvain_communities(graph, seed=_SEED)]
    groups.sort(key=lambda group: (-len(group), group[0]))
    pieces = []
    for group in groups:
        inner = graph.subgraph(group)
        points = _spring(inner, group) if len(group) <= _WHOLE_MAX else _disc(len(group))
        pieces.append(
            _spread(group, points) if len(group) <= _WHOLE_MAX else dict(zip(group, map(tuple, points), strict=True))
        )
    return _pack(pieces)


def _disc(count: int) -> np.ndarray:
    """Points of a sunflower: even, without overlap, for a community too large to lay out by forces."""
    i = np.arange(count)
    radius, angle = SPACING * 0.8 * np.sqrt(i), i * 2.399963
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _pack(pieces: Sequence[Points]) -> dict[str, Point]:
    """Put pieces on shelves, largest first, so that the whole is about as wide as a screen and none overlaps."""
    margin = SPACING * 0.8
    boxes = []
    for piece in pieces:
        xs, ys = [p[0] for p in piece.values()], [p[1] for p in piece.values()]
        boxes.append(
            (min(xs) - margin, min(ys) - margin / 2, max(xs) - min(xs) + 2 * margin, max(ys) - min(ys) + margin)
        )
    area = sum(width * height for _, _, width, height in boxes)
    row_width = max([width for _, _, width, _ in boxes[:1]] + [math.sqrt(area * _SCREEN)])
    placed: dict[str, Point] = {}
    x = y = row_height = 0.0
    for piece, (left, top, width, height) in zip(pieces, boxes, strict=True):
        if x and x + width > row_width:
            x, y, row_height = 0.0, y + row_height, 0.0
        for node, (px, py) in piece.items():
            placed[node] = (round(px - left + x, 1), round(py - top + y, 1))
        x += width
        row_height = max(row_height, height)
    return placed
