"""The subjects of an article's figures, one after the other: what speaks for each candidate is added up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.metrics.context import LEAST_LOG, WORTH, Asked, Context, Network, network
from policygraph.ingest.metrics.ranking import Choice, likeliest
from policygraph.ingest.metrics.subject import Subjects
from policygraph.ingest.metrics.told import Told

SURE = 0.9  # how likely at least the one is whose turn it is


def choose(
    subjects: Subjects,
    asked: Sequence[Asked],
    ranker: Choice,
    states: NDArray[np.float16] | None,
    net: Network | None = None,
) -> list[tuple[int | None, float]]:
    """For each figure its subject (None: nobody) and how likely that is.

    Parameters
    ----------
    ranker
        The model of what stands where (`subject`).
    states
        What the tagger knows of each character, for the network that follows who is spoken of (`context`); None where
        there is no tagger: the ranker decides alone.
    net
        That network; None: the packaged one.
    """
    told = Told(subjects.reading)
    seen = [] if states is None else Context(subjects, asked).subjects(states, net or network())
    found: list[tuple[int | None, float]] = []
    for number, one in enumerate(asked):
        candidates = subjects.candidates(one.figure, one.status, one.measure, one.phrase, told)
        scores = [ranker.score(candidate.features) for candidate in candidates]
        if seen:
            likely = seen[number]
            scores = [
                score + WORTH * likely.get(candidate.entity, LEAST_LOG)
                for score, candidate in zip(scores, candidates, strict=True)
            ]
        best, sure = likeliest(scores)
        owner = subjects.owner(one.figure, one.status)
        subject, sure = (candidates[best].entity, sure) if owner is None else (owner, max(sure, SURE))
        told.add(one.figure, subject, one.status)
        found.append((subject, sure))
    return found
