"""The model that decides on candidates: one logistic regression per predicate and kind of pair, weights as data.

``data/weights.tsv.gz`` holds predicate, kind, feature and weight; it is made by ``training/fit_relations.py``. A
feature's weight is its share in the log-odds, so that the strongest features of a candidate are its explanation.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from policygraph.ingest.relations.candidates import Candidate
from policygraph.schema.errors import VocabularyError


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` by predicate and kind; `thresholds` by predicate: the least probability that is reported."""

    weights: Mapping[tuple[str, str], Mapping[str, float]]
    thresholds: Mapping[str, float]

    def probability(self, candidate: Candidate) -> float:
        """How likely the article states the link."""
        weights = self.weights.get((candidate.predicate, candidate.kind))
        if weights is None:
            return 0.0
        odds = weights.get("bias", 0.0) + sum(filter(None, map(weights.get, dict.fromkeys(candidate.features))))
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
