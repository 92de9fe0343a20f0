"""Periods as dates: ``2025``, ``2025-06`` and ``2025-06-30`` begin and end on days."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from policygraph.schema.errors import QueryError


@lru_cache(maxsize=4096)
def first_day(period: str) -> date:
    """The day on which a period begins.

    >>> first_day("2025-06").isoformat()
    '2025-06-01'
    """
    parts = [int(part) for part in period.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return date(year, _month(month), min(day, _days(year, _month(month))))


@lru_cache(maxsize=4096)
def last_day(period: str) -> date:
    """The day on which a period ends.

    >>> last_day("2025").isoformat(), last_day("2024-02").isoformat()
    ('2025-12-31', '2024-02-29')
    """
    parts = [int(part) for part in period.split("-")]
    year = parts[0]
    month = _month(parts[1]) if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else 31
    return date(year, month, max(1, min(day, _days(year, month))))


def year(period: str) -> int:
    """The year of a period."""
    return int(period[:4])


def years_between(start: date, end: date) -> float:
    """The time between two days in years; negative when the end comes first.

    >>> years_between(date(2020, 12, 31), date(2022, 12, 31)).__round__(2)
    2.0
    """
    return (end - start).days / 365.25


def day(text: str) -> date:
    """A day from ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, the last one of a longer period; raises `QueryError`."""
    try:
        if len(text) not in {4, 7, 10}:
            raise ValueError(text)
        return date.fromisoformat(text) if len(text) == 10 else last_day(text)
    except ValueError as error:
        problem = QueryError(f"{text!r} is no day; give one such as 2025-06-30 (or 2025-06, or 2025)")
        raise problem.because("no_day", text=text) from error


def _month(month: int) -> int:
    return max(1, min(12, month))


def _days(of_year: int, month: int) -> int:
    return calendar.monthrange(of_year, month)[1]
