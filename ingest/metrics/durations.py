"""Durations that are no plain number and unit: 半年, 两个半月, 一年零三个月, 1小时30分."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either, words
from policygraph.ingest.metrics.units import Unit, UnitAt, Units

_HALF = Decimal("0.5")
_MONTHS = {"年": 12, "个月": 1}
_SECONDS = {"周": 604800, "天": 86400, "日": 86400, "小时": 3600, "分钟": 60, "秒": 1}
_ORDER = ["世纪", "年", "个季度", "季度", "个月", "周", "天", "日", "小时", "分钟", "秒"]
_FULL = {"个月": 12, "周": 52, "小时": 24, "分钟": 60, "秒": 60}  # 365天24小时 is no sum
_JOIN = re.compile(r"[零又 ]?")
_MINUTES = re.compile(r"分(?![之点公成别部])")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    other = "".join(words("quantity_words")["not-half"])
    return {
        "half": re.compile(rf"(?<![{other}])半"),
        "report": re.compile(either("quantity_words", "half-word")),
    }


def halves(text: str, units: Units) -> Iterator[Quantity]:
    """半年, 半个月, 半斤: half of a unit of time or measure."""
    for match in _patterns()["half"].finditer(text):
        start, end = match.span()
        unit = units.at(text, end)
        if unit is None or unit.unit.kind not in {"duration", "dimension"} or unit.unit.factor != 1 or unit.per:
            continue
        if _patterns()["report"].match(text, unit.end):
            continue
        close, name = unit.end, unit.unit.name
        yield Quantity(
            start, close, (start, close), _HALF, None, name, unit.unit.kind, "=", True, False, end, "half-unit"
        )


def and_half(text: str, unit: UnitAt, units: Units) -> UnitAt | None:
    """The unit of time behind 个半 (两个半小时); None where 半 begins another word (三个半导体项目)."""
    if unit.unit.name != "个" or text[unit.end : unit.end + 1] != "半":
        return None
    named = units.at(text, unit.end + 1)
    if named is None or named.unit.kind != "duration" or named.unit.name == "年":
        return None
    name = "个月" if named.unit.name == "月" else named.unit.name
    return UnitAt(Unit(name, named.unit.factor, "duration"), named.end)


def compound(text: str, found: list[Quantity]) -> list[Quantity]:
    """`found` with neighbouring durations of falling units made one."""
    joined: list[Quantity] = []
    for quantity in found:
        low = joined[-1] if joined else None
        if low is not None and _follows(text, low, quantity):
            joined[-1] = _one(low, _as_minutes(quantity))
        else:
            joined.append(quantity)
    return joined


def minutes(text: str, hours: Quantity | None, quantity: Quantity) -> bool:
    """Whether a number is the minutes of `hours` right before it (两小时三十分)."""
    return (
        hours is not None
        and hours.unit == "小时"
        and hours.core[1] == quantity.core[0]
        and bool(_MINUTES.match(text, quantity.core[1]))
    )


def _follows(text: str, low: Quantity, high: Quantity) -> bool:
    if low.kind != "duration" or low.value_max is not None or high.value_max is not None:
        return False
    if not _JOIN.fullmatch(text, low.core[1], high.core[0]) or low.comparator != "=":
        return False
    last = low.parts[-1][1] if low.parts else low.unit
    if high.kind == "number" and last == "小时":
        return high.value < 60 and bool(_MINUTES.match(text, high.core[1]))
    known = high.kind == "duration" and last in _ORDER and high.unit in _ORDER
    return known and _ORDER.index(last) < _ORDER.index(high.unit) and high.value < _FULL.get(high.unit, 100)


def _as_minutes(high: Quantity) -> Quantity:
    if high.kind != "number":
        return high
    return replace(high, unit="分钟", kind="duration", core=(high.core[0], high.core[1] + 1))


def _one(low: Quantity, high: Quantity) -> Quantity:
    """The sum in the smaller unit; of years or months and days the exact part, which the duration exceeds."""
    parts = (*(low.parts or ((low.value, low.unit),)), (high.value, high.unit))
    whole = replace(
        low,
        end=high.core[1],
        core=(low.core[0], high.core[1]),
        number_end=high.number_end,
        parts=parts,
        form="compound",
    )
    for scale in (_MONTHS, _SECONDS):
        if low.unit in scale and high.unit in scale:
            value = (low.value * scale[low.unit] + high.value * scale[high.unit]) / scale[high.unit]
            return replace(whole, value=value, unit=high.unit)
    return replace(whole, comparator=">")
