"""Money: the currency that stands before an amount (¥, US$, 人民币) or behind 元 (三万元港币), and 角 and 分."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.numerals import parse_number
from policygraph.ingest.metrics.tables import rows
from policygraph.ingest.metrics.units import Unit, UnitAt, Units, packaged_units
from policygraph.schema.errors import VocabularyError

_DIGIT = r"[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_END = r"(?=[，。；、）的]|\s|$)"
WITH_COINS = frozenset({"元", "美元", "欧元"})
_YUAN = frozenset({"元", "圆", "块"})
_CAPITAL = frozenset("壹贰叁肆伍陆柒捌玖拾")


@cache
def _table() -> tuple[dict[str, str], frozenset[str], int]:
    """Currency marks with the unit of records that they stand for, the characters at their ends, the longest."""
    marks = {}
    for mark, name in rows("currencies", 2):
        unit = packaged_units().named(name)
        if unit is None or unit.kind != "money":
            raise VocabularyError(f"currencies.tsv: {mark!r} stands for {name!r}, which is no money of units.tsv")
        marks[mark] = name
    return marks, frozenset(mark[-1] for mark in marks), max(map(len, marks))


@cache
def _coin() -> re.Pattern[str]:
    ten, hundred = "(?:角|毛)钱?", "(?:美分|欧分|分)钱?"
    return re.compile(
        rf"[又零]?(?:(?P<tens>{_DIGIT}){ten}零?(?:(?P<hundreds>{_DIGIT})(?:{hundred}|{_END}))?"
        rf"|(?<=块)(?P<short>{_DIGIT}){_END}"  # 三块五
        rf"|(?P<only>[一二三四五六七八九]?十?{_DIGIT}|\d\d){hundred}(?![之点]))(?:整|正)?"
    )


def before(text: str, start: int) -> tuple[int, str] | None:
    """Where the currency mark that ends at `start` begins, and its unit; None without one.

    >>> before("折合US$3亿", 5), before("人民币 5万元", 4)
    ((2, '美元'), (0, '元'))
    """
    marks, ends, longest = _table()
    at = start - 1 if text[start - 1 : start] == " " else start
    if text[at - 1 : at] not in ends:
        return None
    for size in range(min(longest, at), 0, -1):
        mark = text[at - size : at]
        if mark in marks and not (mark[0].isalpha() and _latin(mark[0] + text[at - size - 1 : at - size])):
            return at - size, marks[mark]
    return None


def _latin(pair: str) -> bool:
    """Whether a mark of Latin letters is the end of a longer word."""
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def behind(text: str, unit: UnitAt, units: Units) -> UnitAt:
    """`unit`, or the currency that follows its 元: 三万元欧元."""
    if unit.per or text[unit.end - 1 : unit.end] not in _YUAN:
        return unit
    named = units.at(text, unit.end)
    if named is None or named.unit.kind != "money" or named.unit.name == "元" or named.unit.factor != 1:
        return unit
    return UnitAt(Unit(named.unit.name, unit.unit.factor, "money"), named.end)


def coins(text: str, at: int) -> tuple[Decimal, int]:
    """角 and 分 behind 元, and where they end.

    >>> coins("3元5角", 2)
    (Decimal('0.5'), 4)
    """
    match = _coin().match(text, at)
    if not match:
        return Decimal(0), at

    def digit(name: str) -> Decimal:
        number = parse_number(match[name]) if match[name] else None
        return number.value if number else Decimal(0)

    return (digit("tens") + digit("short")) / 10 + (digit("hundreds") + digit("only")) / 100, match.end()


def capital_coin(text: str, end: int) -> UnitAt | None:
    """The 分 of an amount in financial capitals (壹分); 一分 may be a mark and is none."""
    if text[end : end + 1] == "分" and text[end - 1] in _CAPITAL and text[end + 1 : end + 2] not in {"之", "点"}:
        return UnitAt(Unit("元", Decimal("0.01"), "money"), end + 1)
    return None
