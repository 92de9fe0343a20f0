"""Which candidates become names: the set of spans without overlap that the model likes best."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.model import CLASSES


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen span: `candidate` indexes the list of candidates."""

    start: int
    end: int
    type: str
    probability: float
    candidate: int


def choose(candidates: Sequence[Candidate], probabilities: NDArray[np.float32], threshold: float) -> list[Choice]:
    """The spans with the greatest sum of log odds above those of `threshold`, without overlap, in order.

    Weighted interval scheduling: O(n log n) in the number of candidates.
    """
    if not candidates:
        return []
    best_type = probabilities[:, 1:].argmax(axis=1) + 1
    named = 1.0 - probabilities[:, 0]
    gains = np.log(named + 1e-9) - np.log(probabilities[:, 0] + 1e-9) - np.log(threshold / (1 - threshold))
    order = sorted(
        (i for i in range(len(candidates)) if gains[i] > 0), key=lambda i: (candidates[i].end, candidates[i].start)
    )
    ends = [candidates[i].end for i in order]
    totals = [0.0]
    taken: list[int] = []
    for n, i in enumerate(order):
        before = bisect_right(ends, candidates[i].start, 0, n)
        total = totals[before] + float(gains[i])
        if total > totals[-1]:
            totals.append(total)
            taken.append(before)
        else:
            totals.append(totals[-1])
            taken.append(-1)
    chosen, n = [], len(order)
    while n > 0:
        if taken[n - 1] >= 0:
            i = order[n - 1]
            candidate = candidates[i]
            chosen.append(Choice(candidate.start, candidate.end, CLASSES[int(best_type[i])], float(named[i]), i))
            n = taken[n - 1]
        else:
            n -= 1
    return chosen[::-1]
