"""The model that decides on candidates: one logistic regression per predicate and kind of pair, weights as data.

``data/weights.tsv.gz`` holds predicate, kind, feature and weight; it is made by ``training/fit_relations.py``. A
feature's weight is its share in the log-odds, so that the strongest features of a candidate are its explanation.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np

from policygraph.ingest.relations.candidates import Candidate
from policygraph.schema.errors import VocabularyError


class Shared:
    """The weights of what several candidates of one sentence share, in one table for all predicates and directions.

    The candidates of two groups come one after the other: their features are looked up once.
    """

    def __init__(self, weights: Mapping[tuple[str, str], Mapping[str, float]]) -> None:
        weights = {pair: row for pair, row in weights.items() if pair[1].startswith("local")}
        self._column = {pair: column for column, pair in enumerate(weights)}
        features = dict.fromkeys(feature for row in weights.values() for feature in row)
        self._row = {feature: row for row, feature in enumerate(features)}
        self._table = np.zeros((len(weights), len(features)))
        for column, known in zip(self._table, weights.values(), strict=True):
            column[[self._row[feature] for feature in known]] = list(known.values())
        self._last: tuple[tuple[str, ...], list[int]] = (), []

    def of(self, candidate: Candidate) -> list[float]:
        """The weights of what a candidate shares with others, in order."""
        last = self._last
        if last[0] is not candidate.shared:
            last = candidate.shared, [row for row in map(self._row.get, candidate.shared) if row is not None]
            self._last = last
        weights: list[float] = self._table[self._column[candidate.predicate, candidate.kind]][last[1]].tolist()
        return weights


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` by predicate and kind; `thresholds` by predicate: the least probability that is reported."""

    weights: Mapping[tuple[str, str], Mapping[str, float]]
    thresholds: Mapping[str, float]
    shared: Shared = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shared", Shared(self.weights))

    def probability(self, candidate: Candidate) -> float:
        """How likely the article states the link."""
        weights = self.weights.get((candidate.predicate, candidate.kind))
        if weights is None:
            return 0.0
        own = sum(filter(None, map(weights.get, dict.fromkeys(candidate.own))))
        shared = self.shared.of(candidate) if candidate.shared else ()
        odds = weights.get("bias", 0.0) + sum(shared, own)
        return 1.0 / (1.0 + exp(-odds)) if odds > -30.0 else 0.0


@cache
def model() -> Model:
    """The packaged model; raises `VocabularyError` for a line that is not predicate, kind, feature, weight."""
    weights: dict[tuple[str, str], dict[str, float]] = {}
    thresholds: dict[str, float] = {}
    source = files("policygraph.ingest.relations").joinpath("data/weights.tsv.gz")
    lines = gzip.decompress(source.read_bytes()).decode("utf-8").split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 4:
            raise VocabularyError(f"weights.tsv.gz, line {number}: expected four columns, found {line!r}")
        predicate, kind, feature, weight = fields
        if kind == "threshold":
            thresholds[predicate] = float(weight)
        else:
            weights.setdefault((predicate, kind), {})[feature] = float(weight)
    return Model(weights, thresholds)
