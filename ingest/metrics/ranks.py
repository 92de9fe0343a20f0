"""Ranks: 第2位, 居全省第一, 前三, 前10%, and moves of them (前移2位)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from policygraph.ingest.metrics.numerals import Number
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        "before": re.compile(rf"(?:{either('quantity_words', 'before-rank')})$"),
        "moved": re.compile(rf"(?:{either('quantity_words', 'moved')})(?:了)?$"),
        "places": re.compile(r"位(?!于|居|列|置)|个(?:位次|名次)"),
    }


def ordinal(text: str, number: Number) -> Quantity:
    """第2位 is a rank; 第三方 and 第四届 are ordinals."""
    after = text[number.end : number.end + 1]
    start = number.start - 1
    if text[number.start - 3 : number.start - 1] == "倒数":
        start -= 2
    placed = not (after.isalnum() or after in "“《（") and _patterns()["before"].search(text, max(0, start - 8), start)
    whole = replace(number, bare=False)
    if placed:
        return Quantity.of(whole, start, number.end, "位", "rank", form="place")
    if after in {"位", "名"} and not text.startswith("位于", number.end):
        return Quantity.of(whole, start, number.end + 1, "位", "rank", form="place")
    return Quantity.of(whole, start, number.end, "", "ordinal")


def top(text: str, number: Number) -> Quantity:
    """前三, 前10位, 前20%."""
    after = text[number.end : number.end + 1]
    start = number.start - 1
    if after == "%":
        return Quantity.of(replace(number, bare=False), start, number.end + 1, "%", "rank", comparator="<=", form="top")
    end = number.end + (1 if after in {"位", "名", "强"} else 0)
    return Quantity.of(number, start, end, "位", "rank", comparator="<=", form="top")


def move(text: str, number: Number, unit_at: int, comparator: str) -> Quantity | None:
    """前移2位, 上升3个位次: the move of a rank; None where it is none."""
    places = _patterns()["places"].match(text, unit_at)
    if not places or not _patterns()["moved"].search(text, max(0, number.start - 8), number.start):
        return None
    return Quantity.of(
        number, number.start, places.end(), "位", "rank", value_max=number.value_max, comparator=comparator, form="move"
    )
