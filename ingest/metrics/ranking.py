"""Rankers: which of several candidates is it? One weight a feature, the highest sum wins.

Weights are fitted by ``training/fit_metrics.py`` and rest in ``data/rankers.json.gz``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from policygraph.ingest.metrics.packed import packed

UNIT = 10_000  # points of a weight of one; weights have up to four digits behind the point


class Choice:
    """A ranker: `weights` holds one number a feature.

    Where parts of a sum are remembered, it is one of whole `points`, which may be added in any order.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.points_of = {feature: round(weight * UNIT) for feature, weight in weights.items()}

    def points(self, features: Iterable[str]) -> int:
        """The sum of the weights of `features`, in points."""
        return sum(filter(None, map(self.points_of.get, features)))  # no byte code in the hottest place of all

    def score(self, features: Iterable[str]) -> float:
        """The sum of the weights of `features`, added in their order."""
        return sum(filter(None, map(self.weights.get, features)), 0.0)

    def best(self, candidates: Sequence[Iterable[str]]) -> tuple[int, float]:
        """The index of the best of some candidates and its probability among them.

        >>> index, probability = Choice({"near": 1.0}).best([["far"], ["near"]])
        >>> index, round(probability, 3)
        (1, 0.731)
        """
        return likeliest([self.score(features) for features in candidates])


def likeliest(scores: Sequence[float]) -> tuple[int, float]:
    """The index of the highest score and its share of the probability.

    >>> likeliest([0.0, 0.0])
    (0, 0.5)
    """
    top = max(scores)
    return scores.index(top), 1.0 / float(np.exp(np.array(scores) - top).sum())


@cache
def rankers() -> Mapping[str, Choice]:
    """The packaged rankers by name; raises `ModelError` for a file that is none of ours."""
    table = packed("rankers")
    return {name: Choice(weights) for name, weights in table["rankers"].items()}
