"""Rules and tagger together: for each span and type the odds of both are weighed against each other.

The tagger sees a sentence as a whole and knows names without a type word (brands, industries); the rules know the
document, its lists and the language of titles. Neither is enough alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.model import CLASSES
from policygraph.ingest.reading import Reading
from policygraph.ingest.tagger.tagger import Tagger

Floats = NDArray[np.float32]
Tags = Mapping[tuple[int, int], Mapping[str, float]]  # span -> type -> probability
Sure = Mapping[tuple[int, int], tuple[str, float]]  # span -> type and probability of a certain shape

SEEN = 0.05  # spans that the tagger finds less likely are as good as unseen
_COLUMN = {kind: i for i, kind in enumerate(CLASSES)}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much the log odds of rules and tagger count, and what they start from; chosen on articles not fitted to."""

    rules: float = 0.3
    tagger: float = 0.8
    shift: float = 0.0
    unproposed: float = 0.05  # the rules' probability of a span that they do not propose
    unseen: float = 0.02  # the tagger's probability of a span that it does not name


def read_tags(tagger: Tagger, reading: Reading) -> dict[tuple[int, int], dict[str, float]]:
    """All spans that the tagger finds likely enough; it reads the article whole, neighbouring lines together."""
    text = reading.text
    found: dict[tuple[int, int], dict[str, float]] = {}
    for span in tagger.scores([text])[0].spans(SEEN):
        start, end = span.start, span.end
        found.setdefault((start, end), {})[span.type] = span.confidence
        if text[start - 1 : start] == "“" and text[end : end + 1] == "”":  # the marks belong to the name
            outer = found.setdefault((start - 1, end + 1), {})
            outer[span.type] = max(outer.get(span.type, 0.0), span.confidence)
    return found


def combine(
    candidates: list[Candidate], rules: Floats, tags: Tags, sure: Sure, weights: Weights
) -> tuple[list[Candidate], Floats]:
    """Candidates of both sides with their probabilities: (candidates, classes), the first column is no name."""
    known = {(c.start, c.end): i for i, c in enumerate(candidates)}
    extra = [span for span in sorted({*tags, *sure}) if span not in known]
    everything = candidates + [Candidate(start, end) for start, end in extra]
    count, classes = len(everything), len(CLASSES)
    ours = np.full((count, classes - 1), weights.unproposed / 4, np.float32)
    if len(candidates):
        ours[: len(candidates)] = rules[:, 1:]
    theirs = np.full((count, classes - 1), weights.unseen, np.float32)
    for i, candidate in enumerate(everything):
        for kind, seen in tags.get((candidate.start, candidate.end), {}).items():
            theirs[i, _COLUMN[kind] - 1] = seen
            candidate.kinds.add("tagger")
        if (candidate.start, candidate.end) in sure:
            kind, seen = sure[candidate.start, candidate.end]
            column = _COLUMN[kind] - 1
            ours[i, column] = max(float(ours[i, column]), seen)
            theirs[i, column] = max(float(theirs[i, column]), seen)
            candidate.kinds.add("shape")
    odds = weights.rules * _logit(ours) + weights.tagger * _logit(theirs) + weights.shift
    probability: Floats = (1.0 / (1.0 + np.exp(-odds))).astype(np.float32)
    total: Floats = probability.sum(axis=1, keepdims=True)
    probability = np.where(total > 0.995, probability / total * 0.995, probability).astype(np.float32)
    result: Floats = np.concatenate([1.0 - probability.sum(axis=1, keepdims=True), probability], axis=1)
    return everything, result.astype(np.float32)


def _logit(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-4, 1.0 - 1e-4)
    result: Floats = np.log(clipped) - np.log(1.0 - clipped)
    return result
