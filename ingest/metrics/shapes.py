"""The shape of a phrase: how long it is, what it holds, how far its end is from the figure, each with its weight.

Shapes are few and phrases very many, so that the ranker's weights for them are put into tables beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from policygraph.ingest.metrics.ranking import Choice

LONGEST_WORDS, LONGEST = 12, 28  # of a phrase, in words and characters
INSIDE = {"verb": ("v",), "adverb": ("d", "p", "c", "r"), "of": ("的",), "list": ("、",)}
REACH = 6  # stretches before a figure that are looked at
LEFT = 6  # words between a phrase and the end of its stretch that are counted


@dataclass(frozen=True, slots=True)
class Shape:
    """A ranker's weights for the size of a phrase, by side (``l`` before, ``r`` behind the figure)."""

    size: dict[str, list[float]]
    words: list[float]
    whole: dict[tuple[str, int, bool], float]
    inside: dict[str, list[float]]
    left: dict[tuple[int, int], float]  # words between a phrase and the end of its stretch, steps to the figure


@lru_cache(maxsize=2)
def shape_of(ranker: Choice) -> Shape:
    """The weights of `ranker` for shapes."""
    get = ranker.weights.get
    return Shape(
        {side: [get(f"size:{side}{n}", 0.0) for n in range(LONGEST + 1)] for side in "lr"},
        [get(f"words:{n}", 0.0) for n in range(LONGEST_WORDS + 1)],
        {(s, n, w): get(f"whole:{s}{n}+{w}", 0.0) for s in "lr" for n in range(5) for w in (True, False)},
        {name: [get(f"inside:{name}{min(n, 2)}", 0.0) for n in range(LONGEST_WORDS + 1)] for name in INSIDE},
        {(n, steps): get(f"left:{n}+{steps}", 0.0) for n in range(LEFT + 1) for steps in range(2 * REACH)},
    )
