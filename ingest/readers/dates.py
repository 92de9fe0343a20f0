"""Dates as documents print them: 2025-11-14, 2025年11月14日, 二〇二五年十一月十四日, 2025.11."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_NUMERALS = {char: digit for digit, chars in enumerate(("〇○零Ｏ０O0", *"一二三四五六七八九")) for char in chars}
_FULL_WIDTH = dict(zip(range(0xFF10, 0xFF1A), "0123456789", strict=True)) | {
    ord("："): ":",
    ord("．"): ".",
    ord("－"): "-",
}
_ZERO = "〇○零ＯO0０"
_DAY = re.compile(
    rf"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*(?P<sep>[-–—/.年])"
    r"\s*(?P<month>\d{1,2})\s*(?:(?P=sep)|月)\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    rf"|(?P<cyear>[一二][一二三四五六七八九{_ZERO}]{{3}})\s*年\s*(?P<cmonth>[一二三四五六七八九十]{{1,2}}|元)\s*月"
    r"\s*(?P<cday>[一二三四五六七八九十]{1,3})\s*[日号]"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)")
_MONTH = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>\d{{1,2}})\s*月(?!\s*\d)"
    rf"|(?P<cyear>[一二][一二三四五六七八九{_ZERO}]{{3}})\s*年\s*(?P<cmonth>[一二三四五六七八九十]{{1,2}})\s*月"
)
_TIME = re.compile(r"[\sT]{0,20}(?P<hour>[01]?\d|2[0-3])\s{0,4}[:：时]\s{0,4}(?P<minute>[0-5]\d)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: ISO form (day or month), the offsets, and the time of day where one follows."""

    iso: str
    start: int
    end: int
    time: str | None = None


def dates(text: str) -> list[FoundDate]:
    """All full dates of `text`, in order; impossible ones (2月30日) are left out.

    >>> [d.iso for d in dates("发布日期：2022-05-31  成文日期：二○二二年五月二十五日")]
    ['2022-05-31', '2022-05-25']
    """
    found = []
    text = text.translate(_FULL_WIDTH)
    for match in _DAY.finditer(text):
        iso = _iso(match, day=True)
        if iso:
            time = _TIME.match(text, match.end())
            clock = f"{int(time['hour']):02}:{time['minute']}" if time else None
            found.append(FoundDate(iso, match.start(), time.end() if time else match.end(), clock))
    return found


def parse_date(text: str) -> str | None:
    """The first date of `text` as ISO day, else as ISO month, else as year where the text is one; None without any.

    >>> parse_date("2025-11-14T09:17:00+08:00"), parse_date("20251114"), parse_date("2025年11月"), parse_date("2025")
    ('2025-11-14', '2025-11-14', '2025-11', '2025')
    """
    if found := dates(text):
        return found[0].iso
    text = text.translate(_FULL_WIDTH)
    for pattern, day in ((_COMPACT, True), (_MONTH, False)):
        for found_match in pattern.finditer(text):
            if iso := _iso(found_match, day=day):
                return iso
    if match := re.fullmatch(r"\s*((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?\s*年?\s*", text):
        return f"{match[1]}-{match[2]}" if match[2] else match[1]
    return None


def _iso(match: re.Match[str], *, day: bool) -> str | None:
    parts = match.groupdict()
    if parts["year"]:
        year, month = int(parts["year"]), int(parts["month"])
        number = int(parts["day"]) if day else 1
    else:
        year = int("".join(str(_NUMERALS[char]) for char in parts["cyear"]))
        month = _numeral(parts["cmonth"])
        number = _numeral(parts["cday"]) if day else 1
    try:
        date = datetime.date(year, month, number)
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[:7]


def _numeral(text: str) -> int:
    """The number below 100 that Chinese numerals write: 二十三 is 23; 0 for what is none."""
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    return (_NUMERALS.get(tens, 0) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0)
