"""Spans of time as people write them: ``2025``, ``2025-06``, ``2021..2025``, ``2023-07..``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from policygraph.graph.tracking.dates import day, first_day, last_day
from policygraph.schema.errors import QueryError

_POINT = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_SPAN = re.compile(rf"(?P<start>{_POINT})?(?P<to> ?(?:\.\.|[—–~至到]) ?)?(?P<end>{_POINT})?")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


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
    """
    written = _YEARS.sub(r"\1..\2", text.strip())
    match = _SPAN.fullmatch(written)
    if not match or not (match["start"] or match["end"]) or (match["end"] and not match["to"]):
        raise QueryError(f"{text!r} is no period; give one such as 2025, 2025-06 or 2021..2025")
    start, end = match["start"], match["end"] if match["to"] else match["start"]
    for point in filter(None, (start, end)):
        day(point)  # complains of a thirteenth month
        if len(point) == 7 and not 1 <= int(point[5:]) <= 12:
            raise QueryError(f"{text!r} is no period: {point!r} is no month; give one such as 2025-06")
    found = Span(first_day(start) if start else date.min, last_day(end) if end else date.max)
    if found.first > found.last:
        raise QueryError(f"{text!r} ends before it begins; give the earlier end first")
    return found
