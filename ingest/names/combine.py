"""Rules and tagger together: the evidence for each span and type is weighed by a small logistic model.

The tagger sees a sentence as a whole and knows names without a type word (brands, industries); the rules know the
document, its lists and the language of titles. Neither is enough alone. The weights are fitted by
``training/fit_weighing.py`` on what rules and tagger say of articles that they were not fitted to, and rest in
``data/weighing.tsv``, where they can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.evidence import (
    OWN,
    SHARED,
    TYPES,
    Floats,
    Span,
    Sure,
    Tags,
    evidence,
    spans_of,
    tables,
)
from policygraph.ingest.tagger.tagger import Tagger, TextScores
from policygraph.schema.errors import ModelError
from policygraph.schema.tables import rows

SEEN = 0.05  # spans that the tagger finds less likely are as good as unseen
EVERY = "*"  # a weight that holds for every type


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of one text: all spans that it finds likely enough, and what it knows of each character."""

    tags: dict[Span, dict[str, float]]
    states: NDArray[np.float16] | None


def read_tags(tagger: Tagger, texts: Sequence[str]) -> list[Tagged]:
    """What the tagger says of each article; it reads neighbouring lines together.

    Many articles at a time take a third less time than one by one.
    """
    scored = zip(texts, tagger.scores(texts), strict=True)
    return [Tagged(_likely(text, scores), scores.states) for text, scores in scored]


def _likely(text: str, scores: TextScores) -> dict[Span, dict[str, float]]:
    found: dict[Span, dict[str, float]] = {}
    for span in scores.spans(SEEN):
        start, end = span.start, span.end
        found.setdefault((start, end), {})[span.type] = span.confidence
        if text[start - 1 : start] == "“" and text[end : end + 1] == "”":  # the marks belong to the name
            outer = found.setdefault((start - 1, end + 1), {})
            outer[span.type] = max(outer.get(span.type, 0.0), span.confidence)
    return found


def combine(
    text: str, candidates: Sequence[Candidate], rules: Floats, tags: Tags, sure: Sure, weights: Floats | None = None
) -> tuple[list[Candidate], Floats]:
    """Candidates of both sides with their probabilities: (candidates, classes), the first column is no name.

    Parameters
    ----------
    rules
        Probabilities of the rules' model: (candidates, classes).
    weights
        One a column of `evidence`; None: the packaged ones.
    """
    everything = spans_of(candidates, rules, tags, sure)
    if not everything:
        return [], np.zeros((0, len(TYPES) + 1), np.float32)
    odds = weigh(text, everything, candidates, rules, tags) @ (packaged() if weights is None else weights)
    probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
    for i, candidate in enumerate(everything):
        if shape := sure.get((candidate.start, candidate.end)):
            column = TYPES.index(shape[0])
            probability[i, column] = max(float(probability[i, column]), shape[1])
    total: Floats = probability.sum(axis=1, keepdims=True)
    probability = np.where(total > 0.995, probability / np.maximum(total, 1e-9) * 0.995, probability)
    for candidate in everything:
        span = candidate.start, candidate.end
        candidate.kinds |= {kind for kind, known in (("tagger", tags), ("shape", sure)) if span in known}
    result: Floats = np.concatenate([1.0 - probability.sum(axis=1, keepdims=True), probability], axis=1)
    return everything, result.astype(np.float32)


def weigh(text: str, spans: Sequence[Candidate], candidates: Sequence[Candidate], rules: Floats, tags: Tags) -> Floats:
    """The evidence for `spans`, some of which are among the `candidates` of the rules."""
    by_rules = {(c.start, c.end): row for c, row in zip(candidates, rules, strict=True)}
    return evidence(text, [(c.start, c.end) for c in spans], *tables(spans, by_rules, tags))


def columns() -> list[tuple[str, str]]:
    """Type (`EVERY` for all) and name of each feature of `evidence`, in order."""
    return [(EVERY, name) for name in SHARED] + [(kind, name) for kind in TYPES for name in OWN]


@cache
def packaged() -> Floats:
    """The shipped weights; raises `ModelError` for a table that does not fit the features."""
    lines = [fields for _, fields in rows("policygraph.ingest.names", "weighing.tsv", 3)]
    if [(kind, name) for kind, name, _ in lines] != columns():
        raise ModelError("names/data/weighing.tsv does not fit the evidence; run training/fit_weighing.py")
    return np.array([float(weight) for *_, weight in lines], np.float32)
