"""Calendar spans in a text, and what makes one of several: 到 between two, 之间 behind them, days one after another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from policygraph.ingest.metrics.numerals import parse_number


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar span at one place of a text, half-open ``[start, end)``.

    `first` and `last` are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or None where a relative date has nothing to refer
    to. `kind` is ``plan``, ``year``, ``half``, ``quarter``, ``month``, ``week``, ``day``,
    ``decade`` or ``span`` (近三年). `edge` is ``start``,
    ``middle`` or ``end`` (年底). `yearless` spans took their year from the reference date, `relative` ones name it
    by a word (去年).
    """

    start: int
    end: int
    first: str | None
    last: str | None
    kind: str
    edge: str = ""
    yearless: bool = False
    relative: bool = False


REVIEWS = 3  # the month up to which articles look back at the year before without saying so

_UNTIL = re.compile(r"(?:起|开始)?\s{0,4}(?:至|到|——?|–|-|~|～|－)\s{0,4}")
_AND = re.compile(r"\s{0,4}[和与及]\s{0,4}")
_BETWEEN = re.compile(r"之间|期间|间")
_AFTER = re.compile(r"(?:之后|以后|后|起)[，,、]?(?:且|并|到|至|而)?")
_BEFORE = re.compile(r"之前|以前|前")
_NOTHING = re.compile("")
_ABOUT = re.compile(r"左右|前后|[（(]含(?:当日|本日)?[）)](?=[前后以之起至])")
_NEXT_DAY = re.compile(r"[、，,和及]\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号]")


def apart(found: Iterable[Calendar]) -> Iterator[Calendar]:
    """Those that do not overlap one before them."""
    end = 0
    for calendar in found:
        if calendar.start >= end:
            yield calendar
            end = calendar.end


def joined(text: str, found: Iterable[Calendar]) -> Iterator[Calendar]:
    """`found`, two with 到 between them as one."""
    before: Calendar | None = None
    for calendar in found:
        if before is not None and (whole := _whole(text, before, calendar)):
            before = whole
            continue
        if before is not None:
            yield before
        before = calendar
    if before is not None:
        yield before


def _whole(text: str, low: Calendar, high: Calendar) -> Calendar | None:
    """2017年8月15日至2018年3月29日, 三月和九月之间 and 2010年之后2018年之前 are one span."""
    if high.start - low.end > 6 or "plan" in {low.kind, high.kind} or "span" in {low.kind, high.kind} or low.edge:
        return None
    end = high.end
    for between, after in ((_AND, _BETWEEN), (_AFTER, _BEFORE), (_UNTIL, _NOTHING)):
        if between.fullmatch(text, low.end, high.start) and (behind := after.match(text, end)):
            end = behind.end()
            break
    else:
        return None
    if low.first is None and high.yearless:  # 三月到四月, in a year that nobody knows or in every year
        return replace(high, start=low.start, end=end, first=None, last=None)
    if not (low.first and high.last):
        return None
    first = low.first
    if first > high.last and low.yearless:
        first = f"{int(first[:4]) - 1:04d}{first[4:]}"  # 10月至今年3月
    return None if first > high.last else replace(high, start=low.start, end=end, first=first)


def widened(text: str, found: Calendar) -> Calendar:
    """`found` with 左右 or （含） behind it, or with the days that follow its day (9月10日、11日、12日)."""
    if about := _ABOUT.match(text, found.end):
        return replace(found, end=about.end())
    if found.kind != "day" or not found.last or found.first != found.last:
        return found
    last, end = date.fromisoformat(found.last), found.end
    while match := _NEXT_DAY.match(text, end):
        number = parse_number(match["day"])
        following = last + timedelta(1)
        if number is None or number.value != following.day:
            break
        last, end = following, match.end()
    return replace(found, last=last.isoformat(), end=end)
