"""What a confidence is worth: what the models say of the parts of an answer, turned into the share of such answers
that are right.

A logistic regression for each kind of answer (Platt 1999, with more than one part), fitted by
``training/cross_validate.py`` to answers for articles that no part of the pipeline had seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.reading import FoundEntity, FoundMetric, FoundRelation
from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

PARTS = {
    "entity": ("name",),
    "metric": ("figure", "measure", "status", "indicator", "period"),
    "relation": ("link",),
}
"""The kinds of answer, and the parts of each that have a probability. An entity's name and type are one."""

ALWAYS = "always"
EDGE = 1e-4  # log odds of 0 and 1 have no end


@dataclass(frozen=True, slots=True)
class Evidence:
    """How likely the parts of an answer are, and what else is known of it.

    `said` holds probabilities by the names of `PARTS`; a part that a rule knows is not in it and counts as even odds.
    `marks` that the table does not name count nothing.
    """

    kind: str
    said: Mapping[str, float]
    marks: tuple[str, ...] = ()


def of_name(probability: float) -> Evidence:
    """What is known of a name that the models hold for one of its type with this probability."""
    return Evidence("entity", {"name": probability})


def of_metric(found: FoundMetric) -> Evidence:
    """What is known of a metric: its parts, and whether its period is carried over or missing, its indicator made."""
    undated = found.period_start is None and found.period_end is None
    marks = {"made": "indicator" not in found.said, "carried": found.period_inferred, "undated": undated}
    return Evidence("metric", found.said, tuple(mark for mark, holds in marks.items() if holds))


def of_relation(found: FoundRelation, entities: Sequence[FoundEntity]) -> Evidence:
    """What is known of a relation: a link holds only where both its ends do."""
    ends = entities[found.subject].confidence * entities[found.object].confidence
    return Evidence("relation", {"link": found.confidence * math.sqrt(ends)})


def calibrated(evidence: Evidence) -> float:
    """The share of answers that are right of those of which as much is known; above 0 and below 1.

    A metric is right when all its slots are but the subject and the start of its period.

    >>> calibrated(of_name(0.4)) < calibrated(of_name(0.9))
    True
    """
    table = weights()[evidence.kind]
    total = sum(table.get(mark, 0.0) for mark in (ALWAYS, *evidence.marks))
    return 1 / (1 + math.exp(-total - sum(table[part] * log_odds(p) for part, p in evidence.said.items())))


def log_odds(probability: float) -> float:
    """The log odds of a probability; 0 and 1 are taken as a ten-thousandth from the edge.

    >>> log_odds(0.5)
    0.0
    """
    inner = min(max(probability, EDGE), 1 - EDGE)
    return math.log(inner / (1 - inner))


@cache
def weights() -> dict[str, dict[str, float]]:
    """The weights of each kind; raises `VocabularyError` where one is missing, or where more is worth less."""
    table: dict[str, dict[str, float]] = {kind: {} for kind in PARTS}
    for number, (kind, what, weight) in rows("policygraph.ingest", "calibration.tsv", 3):
        if kind not in PARTS or (what in PARTS[kind] and float(weight) < 0):
            raise VocabularyError(
                f"calibration.tsv, line {number}: {what!r} of {kind!r} weighs {weight}; wanted one of "
                f"{', '.join(PARTS)}, and for its parts a weight that is not below 0"
            )
        table[kind][what] = float(weight)
    wanted = [(kind, what) for kind, parts in PARTS.items() for what in (*parts, ALWAYS)]
    if missing := [f"{kind} {what}" for kind, what in wanted if what not in table[kind]]:
        raise VocabularyError(f"calibration.tsv has no line for {', '.join(missing)}")
    return table
