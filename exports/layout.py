"""Positions for the nodes of a network, computed beforehand so that a page stands still when it opens.

The same network gives the same positions: nodes and edges are sorted, the seed is fixed. Every node has a box, its dot
with its label; no two boxes of a layout overlap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import rustworkx as rx

SPACING = 120.0  # pixels between neighbours at scale 1
LARGE = 1500  # nodes; a larger network is laid out, and opened, by communities
_GROUP = 300  # nodes; a larger component of a large network is parted into communities
_LOOSE = 4  # nodes; smaller components of a large network are put together
_SEED = 20211114
_SCREEN = 1.5  # width over height of the part of a screen that shows the network
_BOX = (100.0, 46.0)
_FILL = 0.4  # of the surface is covered by boxes where a network is dense
_CELL = 10.0  # pixels; boxes are set on a grid of such cells

Point = tuple[float, float]
Points = dict[str, Point]
Boxes = Mapping[str, tuple[float, float]]
Array = np.ndarray


@dataclass(frozen=True, slots=True)
class Layout:
    """A place for every node; `groups` are the communities of a network of more than `LARGE` nodes, else empty.

    The groups numbered in `loose` are no communities: what is linked with next to nothing, put together.
    """

    points: Points
    groups: tuple[tuple[str, ...], ...] = ()
    loose: frozenset[int] = frozenset()


def layout(network: nx.Graph, boxes: Boxes | None = None) -> Points:
    """A position in pixels for every node: components side by side, the largest first.

    >>> sorted(layout(nx.path_graph(["a", "b"])))
    ['a', 'b']
    """
    return lay_out(network, boxes).points


def lay_out(network: nx.Graph, boxes: Boxes | None = None) -> Layout:
    """Positions and, for a large network, communities.

    Parameters
    ----------
    boxes
        Width and height of each node with its label, in pixels at scale 1; None: all alike.
    """
    simple = nx.Graph()
    simple.add_nodes_from(sorted(network.nodes))
    simple.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges() if a != b))
    sizes = boxes if boxes is not None else dict.fromkeys(simple, _BOX)
    parts = sorted((sorted(part) for part in nx.connected_components(simple)), key=lambda part: (-len(part), part[0]))
    if len(simple) <= LARGE:
        return Layout(_pack([_piece(simple.subgraph(part), sizes) for part in parts], sizes))
    groups: list[list[str]] = []
    pieces: list[Points] = []
    for part in parts:
        if len(part) >= _LOOSE:
            found = _communities(simple.subgraph(part)) if len(part) > _GROUP else [part]
            inner = [_piece(simple.subgraph(group), sizes) for group in found]
            pieces.append(_around(simple, found, inner, sizes) if len(found) > 1 else inner[0])
            groups += found
    loose = [part for part in parts if len(part) < _LOOSE]
    together = set()
    for start in range(0, len(loose), _GROUP):
        some = loose[start : start + _GROUP]
        pieces.append(_pack([_piece(simple.subgraph(part), sizes) for part in some], sizes))
        groups.append([node for part in some for node in part])
        together.add(groups[-1][0])
    groups.sort(key=lambda group: (-len(group), group[0]))
    numbers = frozenset(number for number, group in enumerate(groups) if group[0] in together)
    return Layout(_pack(pieces, sizes), tuple(map(tuple, groups)), numbers)


def _communities(graph: nx.Graph) -> list[list[str]]:
    ordered = nx.Graph()  # a view on a subgraph iterates over a set: the order would change from run to run
    ordered.add_nodes_from(sorted(graph.nodes))
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in graph.edges))
    return sorted(
        (sorted(group) for group in nx.community.louvain_communities(ordered, seed=_SEED)),
        key=lambda group: (-len(group), group[0]),
    )


def _piece(graph: nx.Graph, boxes: Boxes) -> Points:
    nodes = sorted(graph.nodes)
    sizes = np.array([boxes[node] for node in nodes])
    points = apart(_spring(graph, nodes) if len(nodes) <= 4 * LARGE else _disc(len(nodes)), sizes)
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, points, strict=True)}


def _spring(graph: nx.Graph, nodes: Sequence[str]) -> Array:
    """Fruchterman-Reingold positions, scaled so that an edge is about `SPACING` long."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    index = {node: i for i, node in enumerate(nodes)}
    copy: rx.PyGraph[int, float] = rx.PyGraph()
    copy.add_nodes_from(range(count))
    ends = (sorted((index[a], index[b])) for a, b in graph.edges)  # a view has them in any order
    copy.add_edges_from([(a, b, 1.0) for a, b in sorted(ends)])
    iterations = 300 if count <= 300 else 120
    found = rx.graph_spring_layout(  # type: ignore[call-arg]  # its stubs lack the arguments
        copy, k=1.2 / math.sqrt(count), num_iter=iterations, seed=_SEED
    )
    points = np.array([found[i] for i in range(count)])
    points -= points.mean(axis=0)
    lengths = [float(np.hypot(*(points[index[a]] - points[index[b]]))) for a, b in graph.edges]
    typical = float(np.median(lengths)) or 1.0
    return points * (SPACING / typical)


def apart(points: Array, sizes: Array) -> Array:
    """`points` moved so that no two of the boxes around them overlap: each to the nearest room that is still free.

    The largest boxes come first, then those in the middle; what is free is kept in a grid of cells.
    """
    if len(points) < 2:
        return points
    points = _even(points, sizes)
    cells = np.ceil(sizes / _CELL).astype(int)[:, ::-1]  # rows, columns
    middle = points.mean(axis=0)
    order = np.lexsort((np.hypot(*(points - middle).T).round(3), -cells.prod(axis=1)))
    margin = int(np.sqrt(cells.prod(axis=1).sum())) + int(cells.max()) + 2
    corner = points.min(axis=0) - margin * _CELL
    rows, columns = (np.ceil((points.max(axis=0) - corner) / _CELL).astype(int) + margin)[::-1]
    taken = np.zeros((rows, columns), dtype=bool)
    placed = np.empty_like(points)
    for number in order:
        height, width = cells[number]
        left, top = np.floor((points[number] - corner) / _CELL).astype(int) - [width // 2, height // 2]
        row, column = _room(taken, int(top), int(left), int(height), int(width))
        taken[row : row + height, column : column + width] = True
        placed[number] = corner + np.array([column + width / 2, row + height / 2]) * _CELL
    return placed


def _even(points: Array, sizes: Array) -> Array:
    """`points` at the same angles, as far from the middle as it takes to have room for all that lie further in.

    Forces crowd hubs in the middle; without this the boxes there would have to wander far.
    """
    gap = points - points.mean(axis=0)
    radius = np.hypot(*gap.T)
    order = np.argsort(radius.round(6), kind="stable")
    inside = np.cumsum(sizes.prod(axis=1)[order])
    wanted = np.empty_like(radius)
    wanted[order] = np.sqrt(inside / (math.pi * _FILL))
    factor = np.maximum(wanted / np.maximum(radius, 1e-6), 0.45)  # sparse parts keep their shape
    even: Array = gap * factor[:, None] * np.array([1.2, 0.9])  # labels are wider than high
    return even


def _room(taken: Array, row: int, column: int, height: int, width: int) -> tuple[int, int]:
    """The nearest upper left corner to (row, column) at which a box of height and width is free."""
    reach = 12
    while True:
        top, left = max(row - reach, 0), max(column - reach, 0)
        part = taken[top : row + reach + height, left : column + reach + width]
        sums = np.zeros((part.shape[0] + 1, part.shape[1] + 1), dtype=np.int32)
        sums[1:, 1:] = part.cumsum(axis=0, dtype=np.int32).cumsum(axis=1)
        free = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width] == 0
        if free.any():
            rows, columns = np.nonzero(free)
            far = (rows + top - row) ** 2 + (columns + left - column) ** 2
            best = int(far.argmin())
            if far[best] <= reach**2 or reach > max(taken.shape):  # nothing outside the window can be nearer
                return int(rows[best]) + top, int(columns[best]) + left
        reach *= 2


def _around(graph: nx.Graph, groups: Sequence[Sequence[str]], pieces: Sequence[Points], sizes: Boxes) -> Points:
    """Communities placed by a layout of the communities themselves, each in a box of its own."""
    home = {node: number for number, group in enumerate(groups) for node in group}
    meta = nx.Graph()
    meta.add_nodes_from(f"{number:06}" for number in range(len(groups)))
    for number, group in enumerate(groups):
        for node in group:
            meta.add_edges_from(
                (f"{number:06}", f"{home[other]:06}") for other in graph[node] if number < home.get(other, -1)
            )
    centres, extents = zip(*(_extent(piece, sizes) for piece in pieces), strict=True)
    boxes = np.array(extents) + SPACING
    step = float(np.median(boxes)) / SPACING
    places = apart(_spring(meta, sorted(meta)), boxes / step) * step  # in smaller numbers, the grid stays small
    return {
        node: (round(x - cx + float(px), 1), round(y - cy + float(py), 1))
        for piece, (cx, cy), (px, py) in zip(pieces, centres, places, strict=True)
        for node, (x, y) in piece.items()
    }


def _extent(piece: Points, sizes: Boxes) -> tuple[Point, Point]:
    """Centre and size of the box around the boxes of a piece."""
    left, right = (
        min(x - sizes[n][0] / 2 for n, (x, _) in piece.items()),
        max(x + sizes[n][0] / 2 for n, (x, _) in piece.items()),
    )
    top, bottom = (
        min(y - sizes[n][1] / 2 for n, (_, y) in piece.items()),
        max(y + sizes[n][1] / 2 for n, (_, y) in piece.items()),
    )
    return ((left + right) / 2, (top + bottom) / 2), (right - left, bottom - top)


def _disc(count: int) -> Array:
    """Points of a sunflower: even, for a community too large to lay out by forces."""
    i = np.arange(count)
    radius, angle = SPACING * 0.8 * np.sqrt(i), i * 2.399963
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _pack(pieces: Sequence[Points], sizes: Boxes) -> Points:
    """Put pieces side by side, in order, each as high up as it fits, so that the whole is about as wide as a screen."""
    boxes = []
    for piece in pieces:
        (x, y), (width, height) = _extent(piece, sizes)
        boxes.append((x - width / 2, y - height / 2, math.ceil(width / _CELL) + 1, math.ceil(height / _CELL) + 1))
    widest = max((width for _, _, width, _ in boxes), default=0)
    area = sum(width * height for _, _, width, height in boxes)
    skyline = np.zeros(max(widest, math.ceil(math.sqrt(area * _SCREEN))), dtype=int)  # how far down each column is full
    placed: Points = {}
    for piece, (left, top, width, height) in zip(pieces, boxes, strict=True):
        under = np.lib.stride_tricks.sliding_window_view(skyline, width).max(axis=1)
        column = int(under.argmin())
        row = int(under[column])
        skyline[column : column + width] = row + height
        for node, (px, py) in piece.items():
            placed[node] = (round(px - left + column * _CELL, 1), round(py - top + row * _CELL, 1))
    return placed
