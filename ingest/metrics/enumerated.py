"""Figures of one list stand or fall together: 7个商铺、4个车库、1个食堂 all count if one surely does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from policygraph.ingest.metrics.figures import Figure

_NEXT = re.compile(r"[^，。；：、\n]{1,16}[、和及]\s?")
_LEAST = 0.15  # below it a figure is none, whoever stands beside it


def together(text: str, figures: Sequence[Figure], sure: Mapping[int, float], enough: float) -> dict[int, float]:
    """How sure it is that each figure is a metric, by its start, where those of its list are asked as well.

    A doubtful figure beside a member that is one (`enough` or more) is as sure as it takes; on annotated articles that
    were not fitted to this was right each time it changed something.
    """
    found = dict(sure)
    rows: list[list[Figure]] = [[figure] for figure in figures[:1]]
    for before, figure in pairwise(figures):
        if before.sentence == figure.sentence and _NEXT.fullmatch(text, before.quantity.end, figure.quantity.start):
            rows[-1].append(figure)
        else:
            rows.append([figure])
    for row in rows:
        if max(sure[figure.quantity.start] for figure in row) < enough:
            continue
        for figure in row:
            start = figure.quantity.start
            if _LEAST <= sure[start] < enough:
                found[start] = enough
    return found
