"""Rankers: which of several candidates is it? One weight a feature, the highest sum wins.

Weights are fitted by ``training/fit_metrics.py`` and rest in ``data/rankers.json.gz``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from policygraph.ingest.metrics.packed import packed


class Choice:
    """A ranker: `weights` holds one number a feature."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights

    def score(self, features: Iterable[str]) -> float:
        """The sum of the weights of `features`."""
        return sum(filter(None, map(self.weights.get, features)), 0.0)  # no byte code in the hottest place of all

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
