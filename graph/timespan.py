"""Spans of time as people write them: ``2025``, ``2025-06``, ``2021..2025``, ``2023-07..``, ``2025年上半年``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from policygraph.graph.tracking.dates import day, first_day, last_day
from policygraph.schema.errors import QueryError
from policygraph.schema.tables import rows

_POINT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TO = r" ?(?:\.\.|[—–~至到]) ?"
_SPAN = re.compile(rf"(?P<start>{_POINT})?(?P<to>{_TO})?(?P<end>{_POINT})?")
_YEARS = re.compile(r"(\d{4})-(\d{4})")
_MONTHS = re.compile(r"(\d{4})年(\d\d?)月?[-—–~至到](\d\d?)月份?")
_DAY = re.compile(r"(\d{4})年度?(?:(\d\d?)月份?(?:(\d\d?)[日号])?)?")


@dataclass(frozen=True, slots=True)
class Span:
    """From a first to a last day, both within."""

    first: date
    last: date

    def meets(self, start: str, end: str | None = None) -> bool:
        """Whether a period such as ``2025-06``, or from one to another, shares a day with the span.

        >>> span("2021..2025").meets("2025-06"), span("2025").meets("2021", "2024")
        (True, False)
        """
        return first_day(start) <= self.last and last_day(end or start) >= self.first


def span(text: str) -> Span:
    """A span from text; either end may be left open (``2023..``, ``..2025-06``).

    Raises
    ------
    QueryError
        For what is none, or ends before it begins.

    Examples
    --------
    >>> found = span("2023-07..2024")
    >>> found.first.isoformat(), found.last.isoformat()
    ('2023-07-01', '2024-12-31')
    >>> span("2025年上半年") == span("2025-01..2025-06"), span("“十四五”期间") == span("2021—2025年")
    (True, True)
    """
    written = _YEARS.sub(r"\1..\2", _plain(text))
    match = _SPAN.fullmatch(written)
    if not match or not (match["start"] or match["end"]) or (match["end"] and not match["to"]):
        problem = QueryError(f"{text!r} is no period; give one such as 2025, 2025-06, 2021..2025 or 2025年上半年")
        raise problem.because("no_period", text=text)
    start, end = match["start"], match["end"] if match["to"] else match["start"]
    for point in filter(None, (start, end)):
        day(point)  # complains of a thirteenth month
        if len(point) == 7 and not 1 <= int(point[5:]) <= 12:
            raise QueryError(f"{text!r} is no period: {point!r} is no month; give one such as 2025-06")
    found = Span(first_day(start) if start else date.min, last_day(end) if end else date.max)
    if found.first > found.last:
        raise QueryError(f"{text!r} ends before it begins; give the earlier end first")
    return found


def _plain(text: str) -> str:
    """A span with its Chinese dates and named periods in digits.

    >>> _plain("2025年6月"), _plain("2025年1—6月"), _plain("2024年至2025年上半年")
    ('2025-06', '2025-01..2025-06', '2024..2025-06')
    """
    given = unicodedata.normalize("NFKC", text).strip()
    named = _named()
    said = _MONTHS.sub(lambda m: f"{m[1]}-{m[2]:0>2}..{m[1]}-{m[3]:0>2}", given)
    said = named.part.sub(lambda m: "..".join(f"{m[1]}-{month}" for month in named.ends[m[2]]), said)
    said = named.plan.sub(lambda m: "..".join(named.ends[m[1]]), said)
    said = _DAY.sub(lambda m: "-".join(f"{part:0>2}" for part in m.groups() if part), said)
    ends = re.split(_TO, said)
    return f"{ends[0]}..{ends[-1]}" if said != given and len(ends) > 2 else said  # from a part of a year to another


@dataclass(frozen=True, slots=True)
class _Named:
    """How parts of a year and five-year plans are called, and where each begins and ends."""

    part: re.Pattern[str]
    plan: re.Pattern[str]
    ends: Mapping[str, tuple[str, str]]


@cache
def _named() -> _Named:
    ends = {name: (first, last) for _, (name, first, last) in rows("policygraph.graph", "periods.tsv", 3)}
    parts, plans = ("|".join(n for n, (first, _) in ends.items() if len(first) == size) for size in (2, 4))
    return _Named(
        re.compile(rf"(\d{{4}})(?:年度?)? ?({parts})"), re.compile(rf"[“\"']?({plans})[”\"']?(?:期间|时期)?"), ends
    )
