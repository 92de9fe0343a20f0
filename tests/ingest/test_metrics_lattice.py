"""The pairs of a stretch: numbered row by row, found by their words."""

from __future__ import annotations

import numpy as np

from policygraph.ingest.metrics.lattice import Lattice, Measures, Rows, lattices
from policygraph.ingest.metrics.ranking import Choice
from policygraph.ingest.metrics.shapes import shape_of
from policygraph.ingest.tokens import tokenize

TEXT = "推动全省战略性新兴产业研发投入强度稳步提高"


def pairs(ranker: Choice) -> tuple[Lattice, Measures]:
    tokens = tokenize(TEXT)
    assert len(tokens) >= 4
    measures = Measures(tokens)
    rows = Rows(1, len(tokens) - 1, 1, [min(len(tokens) - i, 3) for i in range(1, len(tokens))])
    nothing = np.zeros(len(tokens), dtype=np.int64)
    (found,) = lattices([rows], nothing, nothing, measures, shape_of(ranker), side="l")
    return found, measures


def test_each_pair_has_its_number() -> None:
    found, measures = pairs(Choice({}))
    seen = [found.pair(number) for number in range(len(found.points))]
    assert len(set(seen)) == len(seen)
    assert [found.number(*pair) for pair in seen] == list(range(len(seen)))
    assert seen[found.beginning(2)] == [pair for pair in seen if pair[0] == 2]
    assert found.number(0, 1) == found.number(2, 1) == found.number(1, 4) == found.number(len(measures.starts), 9) == -1
    assert not seen[found.beginning(0)]
    assert (found.holds(0), found.holds(1)) == (False, True)


def test_points_are_those_of_size_words_and_whole() -> None:
    found, measures = pairs(Choice({"size:l3": 0.5, "words:1": 0.25, "whole:l0+False": 0.125, "verb": 9.0}))
    for number, points in enumerate(found.points.tolist()):
        first, last = found.pair(number)
        size = measures.ends[last] - measures.starts[first]
        assert points == 5000 * (size == 3) + 2500 * (last - first == 1) + 1250 * (first == last == 1)


def test_edges_are_words_or_none() -> None:
    tokens = tokenize(TEXT)
    measures = Measures(tokens)
    assert measures.edges(tokens[1].start, tokens[2].end)[2:] == (1, 2)
    assert measures.edges(tokens[0].start + 1, len(TEXT) + 1)[2:] == (-1, -1)


def test_a_word_that_is_too_long_for_a_phrase_makes_no_pair() -> None:
    measures = Measures(tokenize(TEXT))
    weights = np.full(len(measures.starts), 7)
    (found,) = lattices([Rows(1, 1, 1, [0])], weights, weights, measures, shape_of(Choice({})), side="l")
    assert (found.points.tolist(), found.points.dtype, found.number(1, 1)) == ([], "int64", -1)


def test_stretches_asked_for_together_are_those_asked_for_alone() -> None:
    ranker = Choice({"size:l3": 0.5, "words:1": 0.25, "whole:l0+False": 0.125, "inside:verb1": 1.0})
    measures = Measures(tokenize(TEXT))
    weights = np.arange(len(measures.starts))
    asked = [Rows(0, 2, 0, [3, 2, 1]), Rows(1, 1, 1, [0]), Rows(0, 4, 2, [2, 2, 1])]
    together = lattices(asked, weights, 2 * weights, measures, shape_of(ranker), side="l")
    for rows, found in zip(asked, together, strict=True):
        (alone,) = lattices([rows], weights, 2 * weights, measures, shape_of(ranker), side="l")
        assert (found.first, found.width, found.offsets) == (alone.first, alone.width, alone.offsets)
        assert (found.lasts.tolist(), found.points.tolist()) == (alone.lasts.tolist(), alone.points.tolist())
    assert lattices([], weights, weights, measures, shape_of(ranker), side="l") == []
