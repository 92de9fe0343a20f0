"""Positions: deterministic, apart from each other, for any shape of network."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys

import networkx as nx
import pytest

from policygraph.exports.layout import SPACING, layout

SHAPES = [
    ("empty", nx.Graph()),
    ("one", nx.empty_graph(1)),
    ("pair", nx.path_graph(2)),
    ("star", nx.star_graph(60)),
    ("islands", nx.disjoint_union_all([nx.path_graph(n % 4 + 1) for n in range(40)])),
    ("tree", nx.balanced_tree(3, 4)),
    ("loop-on-itself", nx.Graph([(0, 0), (0, 1)])),
]


@pytest.mark.parametrize("graph", [pytest.param(graph, id=case) for case, graph in SHAPES])
def test_every_node_has_a_place_of_its_own(graph: nx.Graph) -> None:
    named = nx.relabel_nodes(graph, {node: f"n{node}" for node in graph})
    places = layout(named)
    assert set(places) == set(named)
    assert layout(named) == places
    for a, b in itertools.combinations(places.values(), 2):
        assert math.dist(a, b) > SPACING * 0.2


def test_a_large_network_is_laid_out_by_communities() -> None:
    graph = nx.relabel_nodes(nx.connected_caveman_graph(60, 50), str)
    places = layout(graph)
    assert len(places) == 3000
    assert len(set(places.values())) == 3000


def test_positions_are_the_same_in_every_process() -> None:
    """Sets of names are in another order in each."""
    asked = (
        "import networkx as nx; from policygraph.exports.layout import layout;"
        "trees = nx.disjoint_union_all([nx.random_labeled_tree(30, seed=n) for n in range(4)]);"
        "print(layout(nx.relabel_nodes(trees, str)))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
