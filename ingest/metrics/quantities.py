"""Quantities of a text: every number with its unit, comparator and range, in all the ways in which it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics import money
from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.codes import in_code
from policygraph.ingest.metrics.comparing import joined
from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.denominators import by_so_many
from policygraph.ingest.metrics.durations import and_half, compound, halves, minutes
from policygraph.ingest.metrics.leading import led
from policygraph.ingest.metrics.lent import with_lent_units
from policygraph.ingest.metrics.numerals import Number, find_numbers
from policygraph.ingest.metrics.portions import discount, fraction, slashed, special, tenths, to_one
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.ranks import move, ordinal, top
from policygraph.ingest.metrics.units import Unit, UnitAt, Units, packaged_units
from policygraph.ingest.metrics.wording import in_idiom, in_word, word_edges
from policygraph.ingest.tokens import tokenize

_ITEM = re.compile(r"\d{1,2}[.．](?=[“《（\u4e00-\u9fff])")  # 18.台企服务专窗 19.联动协作: items, told in one line
_POINTS_FOLLOW = re.compile(r"[和、与及或至到~～—–-]\d[\d.]*个(?:百分点|基点)")
_COUNTED_MORE = re.compile(r"个[多余](?P<unit>百分点|基点|月|小时|星期|礼拜|季度)")
_TEN = Decimal(10)
_HALF = Decimal("0.5")
_HALVED = frozenset({"duration", "dimension", "multiple", "money", "age"})  # 三年半, 一倍半
_TO = frozenset("到至—–-~～")
_TENTHS = re.compile(r" ?[成折]")
_WIDE = re.compile(r" {2,4}(?=个?(?:百分点|基点))")


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
    dates = list(find_dates(text, reference_date))
    return quantities(text, dates, packaged_units(), cache(lambda: word_edges(tokenize(text))))


def quantities(text: str, dates: list[Calendar], units: Units, edges: Callable[[], frozenset[int]]) -> list[Quantity]:
    """The quantities of `text` outside `dates`; `edges` gives where its words begin and end when that is asked."""
    found = [*_numeric(text, dates, units), *special(text), *halves(text, units)]
    found.sort(key=lambda q: (q.core[0], -q.core[1]))
    kept: list[Quantity] = []
    for quantity in found:
        if kept and quantity.core[0] < kept[-1].core[1]:
            if quantity.form and quantity.form != "half-unit" and not kept[-1].form:
                kept[-1] = quantity
            continue
        if in_word(text, quantity, edges) and not minutes(text, kept[-1] if kept else None, quantity):
            continue
        kept.append(quantity)
    found = by_so_many(text, joined(text, compound(text, kept), units))
    return with_lent_units(text, [led(text, quantity) for quantity in found], units)


def _numeric(text: str, dates: list[Calendar], units: Units) -> Iterator[Quantity]:
    """Numbers with their units, fractions, tenths and ranks."""
    date_index = 0
    done = 0
    coded = in_code(text)
    for number in find_numbers(text):
        if number.start < done or coded(number.start):
            continue
        while date_index < len(dates) and dates[date_index].end <= number.start:
            date_index += 1
        if date_index < len(dates) and number.end > dates[date_index].start:
            continue
        quantity = _quantity(text, number, units)
        if quantity is not None and not in_idiom(text, quantity):
            done = quantity.core[1]
            yield quantity


def _quantity(text: str, number: Number, units: Units) -> Quantity | None:
    """What a number is, whatever stands around it; None where it is no quantity."""
    shared = _portion_or_rank(text, number)
    if shared is not None or text.startswith("分之", number.end):
        return shared
    after = text[number.end : number.end + 1]
    mark = money.before(text, number.start)
    glued = _glued(text, number) if mark is None else ""
    skip = number.end
    if (after in "多余来" and after) or (after == " " and text[number.end + 1 : number.end + 2] not in " \t"):
        skip += 1
    comparator = ">" if _COUNTED_MORE.match(text, number.end) else _more(number, after)
    moved = move(text, number, skip, comparator)
    if moved is not None:
        return moved
    unit = _unit(text, number, skip, units)
    if unit is None:
        return None if glued else _plain(text, number, mark, skip, comparator)
    if glued and (not text[skip : skip + 1].isascii() or glued == "letter"):
        return None
    return _measured(text, number, unit, mark, units)


def _plain(text: str, number: Number, mark: tuple[int, str] | None, end: int, comparator: str) -> Quantity | None:
    """A number without a unit behind it: money if a currency stands before it; scale words alone are none."""
    start, unit, kind = number.start, "", "number"
    if text.startswith(("个亿", "个万"), number.end):
        return None
    if mark is not None:
        (start, unit), kind = mark, "money"
    elif number.bare and not number.more and not (number.value == _TEN and text[start - 1 : start] in _TO):
        return None
    ceiling = number.ceiling if comparator == ">" else None
    span = (start, end if end > number.end and text[number.end] != " " else number.end)
    return Quantity.of(number, *span, unit, kind, value_max=number.value_max, comparator=comparator, ceiling=ceiling)


def _measured(text: str, number: Number, at: UnitAt, mark: tuple[int, str] | None, units: Units) -> Quantity:
    """A number and its unit, with the coins or the half behind it and the currency before it."""
    start, close, name, kind, factor = number.start, at.end, at.unit.name, at.unit.kind, at.unit.factor
    counted_more = _COUNTED_MORE.match(text, number.end)
    comparator = ">" if counted_more else _more(number, text[number.end : number.end + 1])
    value, high = number.value * factor, number.value_max
    if kind == "money" and not at.per:
        if name in money.WITH_COINS:
            more, close = money.coins(text, close)
            value += more
        if mark is not None:
            start, name = mark[0], mark[1] if name == "元" else name
    if high is None and kind in _HALVED and text.startswith("半", close) and text[close + 1 : close + 2] != "径":
        value, close = value + _HALF * factor, close + 1
    elif close == at.end and (half := and_half(text, at, units)) is not None:
        factor, name, kind, close = half.unit.factor, half.unit.name, half.unit.kind, half.end
        value = (number.value + _HALF) * factor
    return Quantity.of(
        number,
        start,
        close,
        name,
        kind,
        value=value,
        value_max=high * factor if high is not None else None,
        comparator=comparator,
        ceiling=number.ceiling * factor if comparator == ">" else None,
    )


def _portion_or_rank(text: str, number: Number) -> Quantity | None:
    """What a number is that stands before 分之, 成, 折 or /, or behind 第 or 前; None for the others."""
    start, end = number.start, number.end
    before, after = text[start - 1 : start], text[end : end + 1]
    found = None
    if after == "分" and text.startswith("分之", end):
        return fraction(text, number)
    if after == "又" and (below := next(find_numbers(text[end + 1 : end + 30]), None)) and below.start == 0:
        below = replace(below, start=end + 1, end=below.end + end + 1)
        over = text[below.end : below.end + 1]
        found = fraction(text, below, number) if over == "分" else slashed(text, below, number) if over == "/" else None
    elif after == "/":
        found = slashed(text, number)
    elif after in {"∶", ":", "：", " "}:
        found = to_one(text, number)
    elif _TENTHS.match(text, end):
        found = tenths(text, number) if number.value <= 10 else None
        found = found or discount(text, number)
    if found is not None:
        return found
    if before == "第":
        return ordinal(text, number)
    if before == "前" and (after in "位名强%" or number.chinese or not after.isalnum()):
        return top(text, number)
    return None


def _unit(text: str, number: Number, at: int, units: Units) -> UnitAt | None:
    """The unit behind a number, with the currency or the points that what follows makes of it."""
    if (more := _COUNTED_MORE.match(text, number.end)) and (named := units.named("个" + more["unit"])):
        return UnitAt(named, more.end())  # 两个多百分点
    unit = units.at(text, at) or money.capital_coin(text, number.end)
    if unit is not None and unit.unit.name == "两" and not (number.chinese and at == number.end):
        return None  # 12个 两江新区
    if unit is None:
        wide = _WIDE.match(text, at)
        return units.at(text, wide.end()) if wide else None
    if text[at : at + 1] == "个" and _POINTS_FOLLOW.match(text, unit.end):
        return UnitAt(Unit("个百分点", unit.unit.factor, "point"), unit.end)
    return money.behind(text, unit, units) if unit.unit.kind == "money" else unit


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
    if after in {".", "．"} and before.isspace() and before != "\n" and _ITEM.match(text, number.start):
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
