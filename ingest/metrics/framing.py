"""The day and the year that an article speaks of: of what 今年 is, and 全年 and 10月 under 2024年工作总结."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import cache

from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import Reading

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")
_LONGEST = 40  # characters of a heading that names the year of what stands below it


def reference_date(published: str | None) -> date | None:
    """The day of publication, the last of its month or year where only these are known; None without one."""
    if not published:
        return None
    parts = [int(part) for part in published.split("-")]
    if len(parts) == 3:
        try:
            return date(*parts)
        except ValueError:
            parts = parts[:2]
    return date(parts[0], parts[1] if len(parts) > 1 and 1 <= parts[1] <= 12 else 12, 28)


def report_date(reading: Reading) -> date | None:
    """The day that 今年 and 上年 refer to: publication, or the end of the year that a statistical report covers."""
    published = reference_date(reading.source.published)
    year = _communique().search(f"{reading.source.title or ''} {reading.text[:60]}")
    if year and published and int(year["year"]) < published.year:
        return date(int(year["year"]), 12, 31)
    return published


@cache
def _communique() -> re.Pattern[str]:
    return re.compile(rf"(?P<year>(?:19|20)\d\d)年[^，。]{{0,20}}(?:{either('period_words', 'communique')})")


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
