"""What a probability of the model is worth: the share of such spans that are right, fitted on held-out documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from policygraph.ingest.tagger.tagger import calibrated
from tagger.documents import Document
from tagger.fitting import Fitted

Calibration = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """The probability of a span that the model found, and whether gold has it."""

    probability: float
    right: bool


def judged(fitted: Fitted, documents: Iterable[Document]) -> list[Judged]:
    """The spans found in documents, judged."""
    answers = []
    for document in documents:
        gold = {(m.start, m.end, m.type) for m in document.mentions}
        answers += [Judged(p, span in gold) for span, p in fitted.found(document, 0.05)]
    return answers


def calibration(judgements: Sequence[Judged]) -> Calibration:
    """Slope and shift on the logit that make the probabilities most likely (Platt 1999)."""
    p = np.clip([j.probability for j in judgements], 1e-6, 1 - 1e-6)
    logit, right = np.log(p / (1 - p)), np.array([j.right for j in judgements])

    def cost(pair: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        z = pair[0] * logit + pair[1]
        return float(np.mean(np.logaddexp(0, z) - right * z))

    slope, shift = minimize(cost, (1.0, 0.0)).x
    return float(slope), float(shift)


def reliability(judgements: Sequence[Judged], pair: Calibration) -> Iterable[str]:
    """The table of stated against true shares, and the expected calibration error."""
    stated = np.array([calibrated(j.probability, *pair) for j in judgements])
    right = np.array([j.right for j in judgements])
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        inside = (stated >= low) & (stated < low + 0.1 + 1e-9)
        if inside.any():
            error += abs(stated[inside].mean() - right[inside].mean()) * inside.mean()
            yield f"stated {stated[inside].mean():.2f}: right {right[inside].mean():.2f} of {inside.sum()}"
    yield f"expected calibration error {error:.3f}, slope and shift {pair[0]:.3f} {pair[1]:.3f}"
