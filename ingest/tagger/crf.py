"""The chain over labels: marginals, and the probability that a span is a name of a type.

All functions work on batches of sentences that are padded on the right. `emissions` has the shape
(sentences, characters, labels), `lengths` says how many characters of each are real.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.tagger.tags import TYPES, begin

Floats = NDArray[np.float32]
ScoredSpan = tuple[int, int, str, float]


@dataclass(frozen=True, slots=True)
class Chain:
    """The scores of neighbouring labels: `transitions[a, b]` for b after a, of a sentence's first and last label."""

    transitions: Floats
    first: Floats
    last: Floats


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """What the model believes about one sentence, before any single reading is chosen.

    `marginals[i, label]` is the probability that character i has the label; `probability` gives that of a whole span.
    """

    marginals: Floats
    _forward: Floats
    _backward: Floats
    _emissions: Floats
    _chain: Chain
    _scale: Floats

    def probability(self, start: int, end: int, kind: str) -> float:
        """How likely `[start, end)` is exactly one name of the type: the share of all readings that say so.

        0.0 for an empty span or one that leaves the sentence.
        """
        if not 0 <= start < end <= len(self.marginals):
            return 0.0
        b = begin(kind)
        if end - start == 1:
            return float(self.marginals[start, b + 3])
        steps = self._chain.transitions
        value = float(self._forward[start, b])
        before = b
        for t in range(start + 1, end):
            label = b + 1 if t < end - 1 else b + 2
            value *= float(np.exp(steps[before, label])) * float(self._emissions[t, label]) / float(self._scale[t])
            before = label
        return min(1.0, value * float(self._backward[end - 1, b + 2]))

    def spans(self, least: float) -> Iterator[ScoredSpan]:
        """All spans, overlapping ones too, that are a name of a type with at least the given probability."""
        starts, kinds = np.nonzero(self.marginals[:, 1::4] >= least)
        for start, kind in zip(starts.tolist(), kinds.tolist(), strict=True):
            yield from self._spans_from(start, TYPES[kind], least)
        singles, kinds = np.nonzero(self.marginals[:, 4::4] >= least)
        for start, kind in zip(singles.tolist(), kinds.tolist(), strict=True):
            yield start, start + 1, TYPES[kind], float(self.marginals[start, 4 * kind + 4])

    def _spans_from(self, start: int, kind: str, least: float) -> Iterator[ScoredSpan]:
        b = begin(kind)
        steps = np.exp(self._chain.transitions[b : b + 2, b + 1 : b + 3])
        value, before = float(self._forward[start, b]), 0
        for t in range(start + 1, len(self.marginals)):
            value /= float(self._scale[t])
            closed = value * float(steps[before, 1] * self._emissions[t, b + 2] * self._backward[t, b + 2])
            if closed >= least:
                yield start, t + 1, kind, min(1.0, closed)
            value *= float(steps[before, 0] * self._emissions[t, b + 1])
            before = 1
            if value * float(self._backward[t, b + 1]) < least:
                return


def without_overlap(spans: Iterable[ScoredSpan]) -> list[ScoredSpan]:
    """The most probable spans of which none overlaps another, in order.

    Examples
    --------
    >>> without_overlap([(0, 2, "Place", 0.5), (0, 6, "Organization", 0.6), (8, 9, "Place", 0.4)])
    [(0, 6, 'Organization', 0.6), (8, 9, 'Place', 0.4)]
    """
    kept: list[ScoredSpan] = []
    for span in sorted(spans, key=lambda span: -span[3]):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def sentence_scores(emissions: Floats, lengths: NDArray[np.int64], chain: Chain) -> list[SentenceScores]:
    """Forward and backward sums, scaled at each character so that nothing over- or underflows."""
    size, width, labels = emissions.shape
    local = np.exp(emissions - emissions.max(axis=2, keepdims=True)).astype(np.float64)
    steps = np.exp(chain.transitions.astype(np.float64))
    forward = np.zeros((size, width, labels))
    scale = np.ones((size, width))
    row = local[:, 0] * np.exp(chain.first)
    for t in range(width):
        if t:
            row = (forward[:, t - 1] @ steps) * local[:, t]
        scale[:, t] = np.maximum(row.sum(axis=1), 1e-300)
        forward[:, t] = row / scale[:, t, None]
    backward = np.zeros((size, width, labels))
    last = np.exp(chain.last.astype(np.float64))
    at = np.arange(size)
    closing = (forward[at, np.maximum(lengths - 1, 0)] * last).sum(axis=1)
    tail = last / np.maximum(closing, 1e-300)[:, None]
    for t in range(width - 1, -1, -1):
        if t < width - 1:
            backward[:, t] = ((backward[:, t + 1] * local[:, t + 1]) @ steps.T) / scale[:, t + 1, None]
        ends_here = lengths == t + 1
        backward[ends_here, t] = tail[ends_here]
    marginals = (forward * backward).astype(np.float32)
    return [
        SentenceScores(
            marginals=marginals[i, :n],
            _forward=forward[i, :n].astype(np.float32),
            _backward=backward[i, :n].astype(np.float32),
            _emissions=local[i, :n].astype(np.float32),
            _chain=chain,
            _scale=scale[i, :n].astype(np.float32),
        )
        for i, n in enumerate(int(n) for n in lengths)
    ]
