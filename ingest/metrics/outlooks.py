"""Outlooks: what is expected of a later year is said in passing; behind its segment the year before it holds again.

2023年营业收入54.5亿元，预计2024年可达70亿元；平均成本降到3550万元。同年…: the cost is that of 2023.
"""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.tables import either

_LEAD = 6  # characters before a date in which the word stands that opens an outlook
_END = re.compile("[；。\n！？]")


def is_outlook(text: str, at: int) -> bool:
    """Whether the date at `at` is that of an outlook.

    >>> is_outlook("预计2024年可达70亿元", 2), is_outlook("2024年预计可达70亿元", 0)
    (True, False)
    """
    return bool(_opened().search(text, max(0, at - _LEAD), at))


def is_ended(text: str, start: int, end: int) -> bool:
    """Whether an outlook that began before `start` is over at `end`.

    >>> is_ended("可达70亿元；成本降到35元", 0, 8), is_ended("可达70亿元，成本降到35元", 0, 8)
    (True, False)
    """
    return bool(_END.search(text, start, end))


@cache
def _opened() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('period_words', 'outlook')})[在到至]?$")
