"""Periods that are counted from the day of publication: 近三年, 过去十年, 未来两个月, 三年内, 今明两年, 下周."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.numerals import parse_number
from policygraph.ingest.metrics.tables import either, words

_TABLE = "period_words"
_COUNT = (
    r"(?:\d{{1,2}}(?:——?|[–~至到-]))?(?P<n{tag}>\d{{1,3}}|[一二两三四五六七八九十百]{{1,4}})"
    r"(?P<unit{tag}>年|个?月|个?星期|周|天|日|个?季度)"
)
_PAIRS = {"pair-1": -1, "pair+0": 0, "pair+1": 1}  # the first of two years that are said together
_MONTHS = {"年": 12, "月": 1, "季度": 3}
_DAYS = {"周": 7, "星期": 7, "天": 1, "日": 1}


@cache
def _pattern() -> re.Pattern[str]:
    weeks = "|".join(w for kind in words(_TABLE) if kind.startswith("week") for w in words(_TABLE)[kind])
    edge, apart = ("".join(words(_TABLE)[kind]) for kind in ("edge-follows", "not-since"))
    tail = either(_TABLE, "span-tail")
    return re.compile(
        rf"""(?<!{either(_TABLE, "not-past")})(?P<past>{either(_TABLE, "past")})的?{_COUNT.format(tag="p")}
                (?![{edge}后前]|中(?![国央]))(?:{tail})?
          | (?P<coming>{either(_TABLE, "coming")})的?{_COUNT.format(tag="c")}(?![{edge}])(?:{tail})?
          | (?<![\d第.—–-])(?P<since>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})年
                (?:{either(_TABLE, "since-then")}|来(?![{apart}]))
          | (?<![\d第.—–至到起后-])(?P<within>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}})年
                (?:{either(_TABLE, "within")}|内(?![容部外陆]))
          | (?P<pair>{either(_TABLE, *_PAIRS)})[两2]年
          | (?<![一两])(?P<week>{weeks})(?![一二三四五六日天岁])
        """,
        re.VERBOSE,
    )


def relative_spans(text: str, reference: date | None = None) -> Iterator[Calendar]:
    """The spans of `text` that are counted from `reference`; without it they have no ends.

    >>> [(c.first, c.last) for c in relative_spans("近三年和未来两个月", date(2025, 8, 1))]
    [('2022-08-01', '2025-08-01'), ('2025-08-01', '2025-10-01')]
    """
    for match in _pattern().finditer(text):
        kind = "week" if match["week"] else "span"
        first, last = _ends(match, reference) if reference else (None, None)
        yield Calendar(match.start(), match.end(), first, last, kind, relative=True)


def _ends(match: re.Match[str], reference: date) -> tuple[str, str]:
    if match["week"]:
        monday = reference - timedelta(reference.weekday()) + timedelta(7 * _weeks(match["week"]))
        return monday.isoformat(), (monday + timedelta(6)).isoformat()
    if match["pair"]:
        first = reference.year + next(n for kind, n in _PAIRS.items() if match["pair"] in words(_TABLE)[kind])
        return str(first), str(first + 1)
    if match["since"]:
        return shifted(reference, -_count(match["since"]), "年").isoformat(), reference.isoformat()
    if match["within"]:
        return reference.isoformat(), shifted(reference, _count(match["within"]), "年").isoformat()
    tag = "p" if match["past"] else "c"
    count, unit = _count(match["n" + tag]), match["unit" + tag].removeprefix("个")
    if match["past"]:
        return shifted(reference, -count, unit).isoformat(), reference.isoformat()
    return reference.isoformat(), shifted(reference, count, unit).isoformat()


def _weeks(word: str) -> int:
    return next(int(kind[4:]) for kind, found in words(_TABLE).items() if kind.startswith("week") and word in found)


def _count(numeral: str) -> int:
    number = parse_number(numeral)
    return int(number.value) if number is not None else 0


def shifted(day: date, count: int, unit: str) -> date:
    """`day` moved by `count` years, quarters, months, weeks or days, to the last of a month that is too short for it.

    >>> shifted(date(2025, 3, 31), -1, "月")
    datetime.date(2025, 2, 28)
    """
    if unit in _DAYS:
        return day + timedelta(count * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * _MONTHS[unit], 12)
    year = min(max(year, 1), 9999)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
