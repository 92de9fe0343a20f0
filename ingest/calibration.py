"""What a confidence is worth: the models' own probabilities turned into the share of such answers that are right.

Fitted by ``training/cross_validate.py`` on answers for articles that no part of the pipeline had seen (Platt 1999), one
slope and shift for each kind of answer.
"""

from __future__ import annotations

import math
from functools import cache

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

KINDS = ("entity", "metric", "relation")
_EDGE = 1e-6  # log odds of 0 and 1 have no end


def calibrated(kind: str, probability: float) -> float:
    """The share of answers of a kind that are right where the models say `probability`.

    Parameters
    ----------
    kind
        One of `KINDS`. A metric is right when every slot is.
    probability
        What the models say, from 0 to 1; more means more here, too.

    Returns
    -------
    float
        Above 0 and below 1.

    Examples
    --------
    >>> calibrated("entity", 0.4) < calibrated("entity", 0.9)
    True
    """
    slope, shift = scales()[kind]
    return 1 / (1 + math.exp(-(slope * log_odds(probability) + shift)))


def log_odds(probability: float) -> float:
    """The log odds of a probability; 0 and 1 are taken as a millionth from the edge.

    >>> log_odds(0.5)
    0.0
    """
    inner = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(inner / (1 - inner))


@cache
def scales() -> dict[str, tuple[float, float]]:
    """Slope and shift of each kind; raises `VocabularyError` for a table that lacks one or holds what is none."""
    table = {}
    for number, (kind, slope, shift) in rows("policygraph.ingest", "calibration.tsv", 3):
        if kind not in KINDS or float(slope) <= 0:
            raise VocabularyError(
                f"calibration.tsv, line {number}: {kind!r} with slope {slope}; wanted one of {', '.join(KINDS)} and a "
                "slope above 0"
            )
        table[kind] = (float(slope), float(shift))
    if missing := [kind for kind in KINDS if kind not in table]:
        raise VocabularyError(f"calibration.tsv has no line for {', '.join(missing)}")
    return table
