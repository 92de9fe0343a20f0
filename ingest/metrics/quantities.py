"""Quantities of a text: every number with its unit, comparator and range, in all the ways in which it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from policygraph.ingest.metrics.comparing import joined
from policygraph.ingest.metrics.dates import Calendar, find_dates
from policygraph.ingest.metrics.numerals import Number, find_numbers, parse_number
from policygraph.ingest.metrics.portions import fraction, special, tenths
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.ranks import move, ordinal, top
from policygraph.ingest.metrics.units import Unit, UnitAt, Units, packaged_units

_POINTS_FOLLOW = re.compile(r"[和、与及或至]\d[\d.]*个(?:百分点|基点)")
_DIGIT = r"[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_COIN = re.compile(rf"(?P<fen10>{_DIGIT})角(?:(?P<fen>{_DIGIT})分)?|零?(?P<only>{_DIGIT})分(?!之|点)")


def find_quantities(text: str, reference_date: date | None = None) -> list[Quantity]:
    """Every quantity of `text`, in order, never overlapping; dates are none.

    Parameters
    ----------
    text
        Normalised text (`policygraph.ingest.normal.normalise`).
    reference_date
        Helps to tell dates from numbers; the values do not depend on it.

    Examples
    --------
    >>> [(q.value, q.unit, q.comparator) for q in find_quantities("2025年突破1.2亿元，增长近两成，新增3—5家")]
    [(Decimal('120000000.0'), '元', '>'), (Decimal('20'), '%', '~'), (Decimal('3'), '家', '=')]
    """
    return quantities(text, list(find_dates(text, reference_date)))


def quantities(text: str, dates: list[Calendar], units: Units | None = None) -> list[Quantity]:
    """The quantities of `text` outside `dates`; `units` None: the packaged ones."""
    found = sorted(
        [*_numeric(text, dates, units or packaged_units()), *special(text)], key=lambda q: (q.core[0], -q.core[1])
    )
    kept: list[Quantity] = []
    for quantity in found:
        if kept and quantity.core[0] < kept[-1].core[1]:
            if quantity.form and not kept[-1].form:
                kept[-1] = quantity
            continue
        kept.append(quantity)
    return joined(text, kept)


def _numeric(text: str, dates: list[Calendar], units: Units) -> Iterator[Quantity]:
    """Numbers with their units, fractions, tenths and ranks."""
    date_index = 0
    done = 0
    for number in find_numbers(text):
        if number.start < done:
            continue
        while date_index < len(dates) and dates[date_index].end <= number.start:
            date_index += 1
        if date_index < len(dates) and number.end > dates[date_index].start:
            continue
        quantity = _quantity(text, number, units)
        if quantity is not None:
            done = quantity.core[1]
            yield quantity


def _quantity(text: str, number: Number, units: Units) -> Quantity | None:
    start, end = number.start, number.end
    before, after = text[start - 1 : start], text[end : end + 1]
    if after == "分" and text.startswith("分之", end):
        return fraction(text, number)
    if after == "成" and (number.chinese or number.value < 10) and number.value <= 10:
        portion = tenths(text, number)
        if portion is not None:
            return portion
    if before == "第":
        return ordinal(text, number)
    if before == "前" and (after in "位名强%" or number.chinese or not after.isalnum()):
        return top(text, number)
    glued = _glued(text, number)
    skip = end
    if (after in "多余来" and after) or (after == " " and text[end + 1 : end + 2] not in " \t"):
        skip += 1
    moved = move(text, number, skip, _more(number, after))
    if moved is not None:
        return moved
    unit = units.at(text, skip)
    if unit is not None and after == "个" and _POINTS_FOLLOW.match(text, unit.end):
        unit = UnitAt(Unit("个百分点", unit.unit.factor, "point"), unit.end)
    if unit is None and after == "个" and text[end + 1 : end + 2] in "亿万":
        return None
    if unit is None:
        if glued or number.bare:
            return None
        return Quantity.of(
            number, start, end, "", "number", value_max=number.value_max, comparator=_more(number, after)
        )
    if glued and (not unit.unit.name.isascii() or glued == "letter"):
        return None
    comparator = _more(number, after)
    close = unit.end
    value, high = number.value * unit.unit.factor, number.value_max
    high = high * unit.unit.factor if high is not None else None
    kind = unit.unit.kind
    if kind == "money" and unit.unit.name == "元" and not unit.per:
        value, close, name = _coins(text, value, close)
        if name:
            return Quantity.of(number, start, close, name, kind, value=value, value_max=high, comparator=comparator)
    if text.startswith("半", close) and kind in {"duration", "dimension", "multiple", "money"} and high is None:
        value += Decimal("0.5") * unit.unit.factor
        close += 1
    return Quantity.of(number, start, close, unit.unit.name, kind, value=value, value_max=high, comparator=comparator)


def _more(number: Number, after: str) -> str:
    if number.more or after in {"多", "余"}:
        return ">"
    return "~" if number.about or after == "来" else "="


def _glued(text: str, number: Number) -> str:
    """Whether a number hangs on letters or signs that make it part of a name or a code: X3, 3+3, COVID-19, 1:2."""
    before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
    if number.chinese:
        return ""
    if before.isascii() and before.isalpha():
        return "letter"
    if (
        before == "-"
        and text[number.start - 2 : number.start - 1].isascii()
        and text[number.start - 2 : number.start - 1].isalpha()
    ):
        return "letter"
    if before in {"+", "＋", "#", "№"} or after in {"+", "＋"}:
        return "sign"
    if after.isascii() and after.isalpha():
        return "tail"
    if text.startswith("号", number.end) or (before == "." and text[number.start - 2 : number.start - 1].isdigit()):
        return "sign"
    if (
        number.value >= 10**6
        and number.end - number.start >= 7
        and "," not in text[number.start : number.end]
        and "." not in text[number.start : number.end]
        and not any(c in "万亿" for c in text[number.start : number.end])
    ):
        return "tail"
    return ""


def _coins(text: str, value: Decimal, at: int) -> tuple[Decimal, int, str]:
    """角 and 分 behind 元."""
    match = _COIN.match(text, at)
    if not match:
        return value, at, ""

    def digit(name: str) -> Decimal:
        number = parse_number(match[name]) if match[name] else None
        return number.value if number else Decimal(0)

    return value + digit("fen10") / 10 + (digit("fen") + digit("only")) / 100, match.end(), "元"
