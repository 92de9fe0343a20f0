"""Small linear models over readable features: which class does this figure have, and how sure is that?

Weights are fitted by ``training/fit_metrics.py`` to annotated articles and rest in ``data/models.json.gz``; each
feature is a string that says what was seen (``"before:达到"``), so that a decision can be explained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from policygraph.ingest.metrics.packed import packed


class Linear:
    """A softmax model: `weights` holds for each feature one number a class."""

    def __init__(self, classes: tuple[str, ...], weights: Mapping[str, Sequence[float]]) -> None:
        self.classes = classes
        self.weights = {feature: tuple(row) for feature, row in weights.items()}  # lists would burden every collection
        self._index = {feature: i for i, feature in enumerate(weights)}
        self._table = np.array(list(weights.values()), dtype=np.float32).reshape(-1, len(classes))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each class.

        >>> model = Linear(("yes", "no"), {"before:达到": (1.0, 0.0)})
        >>> round(model.probabilities(["before:达到", "never seen"])["yes"], 3)
        0.731
        """
        known = [row for row in map(self._index.get, features) if row is not None]
        sums = self._table[known].sum(axis=0).tolist()
        top = max(sums)
        powers = [math.exp(value - top) for value in sums]
        total = sum(powers)
        return {name: power / total for name, power in zip(self.classes, powers, strict=True)}

    def best(self, features: Iterable[str]) -> tuple[str, float]:
        """The likeliest class and its probability."""
        found = self.probabilities(features)
        name = max(found, key=lambda key: found[key])
        return name, found[name]


@cache
def models() -> Mapping[str, Linear]:
    """The packaged models by name; raises `ModelError` for a file that is none of ours."""
    table = packed("models")
    return {name: Linear(tuple(model["classes"]), model["weights"]) for name, model in table["models"].items()}
