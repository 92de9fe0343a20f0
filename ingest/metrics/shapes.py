"""The shape of a phrase: how long it is, what it holds, how far its end is from the figure, each with its weight.

Shapes are few and phrases very many, so that the ranker's weights for them are put into tables beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.metrics.ranking import Choice

LONGEST_WORDS, LONGEST = 12, 28  # of a phrase, in words and characters
INSIDE = {"verb": ("v",), "adverb": ("d", "p", "c", "r"), "of": ("的",), "list": ("、",)}
REACH = 6  # stretches before a figure that are looked at
LONGEST_STRETCH = 31  # words of a stretch before the figure, the last ones, in which phrases begin
LEFT = 6  # words between a phrase and the end of its stretch that are counted


Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shape:
    """A ranker's points for the size of a phrase, by side (``l`` before, ``r`` behind the figure)."""

    size: dict[str, Ints]
    words: Ints
    whole: dict[str, Ints]  # by words between the first and the last one, and whether that ends the stretch
    inside: dict[str, Ints]
    left: Ints  # by steps to the figure, then by words between a phrase and the end of its stretch, the most first


@lru_cache(maxsize=2)
def shape_of(ranker: Choice) -> Shape:
    """The points of `ranker` for shapes."""

    get = ranker.points_of.get

    def points(features: Iterable[str]) -> Ints:
        return np.array([get(feature, 0) for feature in features], dtype=np.int64)

    far = [min(n, LEFT) for n in reversed(range(LONGEST_STRETCH))]
    return Shape(
        {side: points(f"size:{side}{n}" for n in range(LONGEST + 1)) for side in "lr"},
        points(f"words:{n}" for n in range(LONGEST_WORDS + 1)),
        {side: np.array([points(f"whole:{side}{n}+{w}" for w in (False, True)) for n in range(5)]) for side in "lr"},
        {name: points(f"inside:{name}{min(n, 2)}" for n in range(LONGEST_WORDS + 1)) for name in INSIDE},
        np.array([points(f"left:{n}+{steps}" for n in far) for steps in range(2 * REACH)]),
    )
