"""The year that a part of a report tells of: 全年 and 10月 under 2024年工作总结 are of 2024, whenever printed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date

from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import Reading

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_LONGEST = 40  # characters of a heading that names the year of what stands below it


def year_of(reading: Reading, published: date | None) -> Callable[[int], int | None]:
    """What year the text at an offset tells of, by the headings above it, else by a report's title; None: not said.

    A heading that names one year sets it. A title counts only if it is that of a report on a year that was over when it
    was published; of two years (2024年工作总结和2025年工作安排) the first stands until a heading names the other.
    """
    lines = reading.structure.lines
    whole = _of_title(f"{reading.source.title or ''} {reading.text[: lines[0].end] if lines else ''}", published)
    own: list[int | None] = []
    for line in lines:
        years = set(_YEAR.findall(reading.text, *line.title)) if line.title else set()
        short = line.title is not None and line.title[1] - line.title[0] <= _LONGEST
        above = own[line.parents[-1]] if line.parents else whole
        own.append(int(years.pop()) if short and len(years) == 1 else above)
    if not any(own):
        return lambda _: None
    starts = [line.start for line in lines]
    return lambda offset: own[max(bisect_right(starts, offset) - 1, 0)]


def _of_title(title: str, published: date | None) -> int | None:
    year = _YEAR.search(title)
    if not year or not published or int(year[1]) >= published.year:
        return None
    return int(year[1]) if re.search(either("period_words", "report"), title[year.end() :]) else None
