"""Digits that count nothing because they are part of a code: web addresses, telephone numbers, numbers of standards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cache

from policygraph.ingest.metrics.tables import either


def in_code(text: str) -> Callable[[int], bool]:
    """Whether the character at a place of `text` belongs to a code, as a function of that place.

    >>> at = in_code("执行 GB 2760-2014，电话010-61234567，新建12个")
    >>> at(6), at(18), at(33)
    (True, True, False)
    """
    spans = [match.span() for match in _codes().finditer(text)]
    starts = [start for start, _ in spans]

    def inside(at: int) -> bool:
        number = bisect_right(starts, at) - 1
        return number >= 0 and at < spans[number][1]

    return inside


@cache
def _codes() -> re.Pattern[str]:
    standard, behind = (either("uncounted_words", row) for row in ("standard", "standard-behind"))
    return re.compile(
        rf"""(?:https?://|www\.)[!-~]+
           | [\w.+-]{{1,64}}@[A-Za-z\d.-]{{3,80}}
           | (?<![\d.])[（(]?0\d{{2,3}}[)）]?[ ]?[-—－–]{{0,2}}[ ]?\d{{7,8}}(?!\d)
           | (?<![A-Za-z])(?:{standard})\d{{0,2}}(?:/[TZ]?)?[ ]?\d{{2,6}}(?:\.\d{{1,3}}){{0,2}}
             (?:[ ]?[-—－–][ ]?(?:19|20)\d\d(?!\d)|(?=[\s，。；、：）)”》,;]|(?:{behind})|$))
        """,
        re.VERBOSE | re.ASCII,
    )
