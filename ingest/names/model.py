"""The model that disposes: a linear model over readable features, shipped as ``data/model.npz``.

It gives each candidate a probability for every entity type and for being no name. Its weights are fitted by
``training/fit_names.py``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.features import Described
from policygraph.ingest.names.remembered import Remembered
from policygraph.schema.errors import ModelError

NONE = "none"
CLASSES = (
    NONE,
    "Enterprise",
    "Program",
    "Platform",
    "Organization",
    "Place",
    "Industry",
    "Honour",
    "PolicyDocument",
)
FORMAT = "policygraph-names-1"
_BETWEEN = "\x00"


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Weights by feature; the last row of `weights` is zero and stands for unknown features."""

    index: dict[str, int]
    weights: NDArray[np.float32]  # (features + 1, classes)
    remembered: Remembered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "remembered", Remembered(self.index, self.weights))

    def probabilities(self, described: Described) -> NDArray[np.float32]:
        """Probability of each class for each candidate: (candidates, classes)."""
        if not described.rows:
            return np.zeros((0, self.weights.shape[1]), dtype=np.float32)
        shared = list(map(self.remembered.row, described.shared))
        parts = np.concatenate([self.of_features(described.own), self.remembered.table[shared[::-1]]])
        numbers = [number for row in described.rows for number in row]
        return shares(sums(parts[numbers], _lengths(described.rows)))

    def of_features(self, features: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """The sum of the weights of each list of features: (lists, classes)."""
        known = list(map(self.index.get, chain.from_iterable(features), repeat(len(self.weights) - 1)))
        return sums(self.weights[known], _lengths(features))


def shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities that log odds mean, row by row."""
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
    return result


def _lengths(groups: Sequence[Sequence[object]]) -> NDArray[np.int64]:
    return np.fromiter(map(len, groups), dtype=np.int64, count=len(groups))


def sums(values: NDArray[np.float32], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """The sum of as many rows of `values` as each length says, in turn; none adds up to zero."""
    if not len(values):
        return np.zeros((len(lengths), values.shape[1]), np.float32)
    added = np.add.reduceat(values, np.minimum(np.cumsum(lengths) - lengths, len(values) - 1), axis=0)
    added[lengths == 0] = 0.0
    return added


def load(data: bytes, where: str) -> dict[str, Linear]:
    """The linear models in `data` by name."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            content = {name: arrays[name] for name in arrays.files}
        if str(content["format"]) != FORMAT:
            raise ModelError(f"{where}: format {content['format']!s}, expected {FORMAT}; run training/fit_names.py")
        models = {}
        for name in str(content["models"]).split():
            features = content[f"{name}.features"].tobytes().decode("utf-8").split(_BETWEEN)
            weights = content[f"{name}.weights"].astype(np.float32)
            models[name] = Linear({feature: i for i, feature in enumerate(features)}, weights)
    except (KeyError, ValueError, OSError) as error:
        raise ModelError(f"{where} is no names model: {error}; reinstall policygraph") from error
    return models


def save(path: Path, models: dict[str, Linear]) -> None:
    """Write models to `path`, weights in half precision."""
    content: dict[str, NDArray[np.generic]] = {
        "format": np.array(FORMAT),
        "models": np.array(" ".join(models)),
    }
    for name, model in models.items():
        text = _BETWEEN.join(sorted(model.index, key=model.index.__getitem__))
        content[f"{name}.features"] = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
        content[f"{name}.weights"] = model.weights.astype(np.float16)
    np.savez_compressed(path, **content)  # type: ignore[arg-type]


@cache
def packaged() -> dict[str, Linear]:
    """The shipped model, under the name ``rules``."""
    data = files("policygraph.ingest.names").joinpath("data", "model.npz").read_bytes()
    return load(data, "names/data/model.npz")
