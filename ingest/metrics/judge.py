"""Small linear models over readable features: which class does this figure have, and how sure is that?

Weights are fitted by ``training/fit_metrics.py`` to annotated articles and rest in ``data/models.json.gz``; each
feature is a string that says what was seen (``"before:达到"``), so that a decision can be explained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from policygraph.ingest.metrics.packed import packed


class Linear:
    """A softmax model: `weights` holds for each feature one number a class."""

    def __init__(self, classes: tuple[str, ...], weights: Mapping[str, Sequence[float]]) -> None:
        self.classes = classes
        self.weights = {feature: tuple(row) for feature, row in weights.items()}  # lists would burden every collection

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each class.

        >>> model = Linear(("yes", "no"), {"before:达到": (1.0, 0.0)})
        >>> round(model.probabilities(["before:达到", "never seen"])["yes"], 3)
        0.731
        """
        asked = panel(("", self))
        return asked.probabilities("", asked.rows(features))


class Panel:
    """Models that are asked about the same features: each feature is looked up once for all of them."""

    def __init__(self, judges: Mapping[str, Linear]) -> None:
        self.judges = judges
        features = dict.fromkeys(feature for judge in judges.values() for feature in judge.weights)
        self._index = {feature: i for i, feature in enumerate(features)}
        self._tables = {}
        for name, judge in judges.items():
            nothing = (0.0,) * len(judge.classes)
            table = [judge.weights.get(feature, nothing) for feature in features]
            self._tables[name] = np.array(table, dtype=np.float32).reshape(-1, len(judge.classes))

    def rows(self, features: Iterable[str]) -> list[int]:
        """The rows of those of `features` that any of the models knows."""
        return [row for row in map(self._index.get, features) if row is not None]

    def probabilities(self, name: str, rows: Sequence[int]) -> dict[str, float]:
        """The probability of each class of one model, by the rows of features."""
        sums = np.add.reduce(self._tables[name][rows], axis=0).tolist()
        top = max(sums)
        powers = [math.exp(value - top) for value in sums]
        total = sum(powers)
        return {kind: power / total for kind, power in zip(self.judges[name].classes, powers, strict=True)}

    def best(self, name: str, rows: Sequence[int]) -> tuple[str, float]:
        """The likeliest class of one model and its probability."""
        found = self.probabilities(name, rows)
        kind = max(found, key=lambda key: found[key])
        return kind, found[kind]


@lru_cache(maxsize=4)
def panel(*judges: tuple[str, Linear]) -> Panel:
    """The panel of some models with their names; made once."""
    return Panel(dict(judges))


@cache
def models() -> Mapping[str, Linear]:
    """The packaged models by name; raises `ModelError` for a file that is none of ours."""
    table = packed("models")
    return {name: Linear(tuple(model["classes"]), model["weights"]) for name, model in table["models"].items()}
