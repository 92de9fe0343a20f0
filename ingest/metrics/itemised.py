"""Rows of a table told in one line: an indicator with its unit in brackets, then a year and a bare number each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_ITEM = re.compile(
    r"(?:^|(?<=[；;。：:\n]))[ 　]*(?:[（(]?\d{1,2}[）)、.．])?"
    r"(?P<name>[^，,。；;：:（）()\n]{2,30})[（(](?P<unit>[^）)，,。；;\n]{1,8})[）)][，,：:]?(?P<rest>[^；;。\n]*)",
    re.MULTILINE,
)
_COLUMN = re.compile(r"(?:19|20)\d\d年[底末]?(?:目标|实际|预计|规划|完成)?值?(?=(?:为|是|达到?|[：:])?$)")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_SHORT = 16  # characters of a year with what stands between it and its number


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator with the unit of its numbers; `name`: its span, `end`: where its numbers end."""

    name: tuple[int, int]
    unit: str
    start: int
    end: int


def items(text: str) -> list[Item]:
    """The indicators that say their unit in brackets and give numbers by year, in order.

    >>> [(item.unit, item.name) for item in items("水产品产量（万吨），2020年170；养殖面积（万亩）：2025年12")]
    [('万吨', (0, 5)), ('万亩', (19, 23))]
    """
    return list(_items(text))


def _items(text: str) -> Iterator[Item]:
    for match in _ITEM.finditer(text):
        if _YEAR.search(match["rest"]):
            yield Item(match.span("name"), match["unit"], match.start("rest"), match.end("rest"))


def item_of(text: str, found: list[Item], at: int) -> tuple[Item, tuple[int, int]] | None:
    """The item whose number stands at a place, and the span of the year that heads it; None elsewhere.

    >>> text = "水产品产量（万吨），2020年170，2025年190"
    >>> item_of(text, items(text), 24)[1]
    (19, 24)
    """
    index = bisect_right(found, at, key=lambda item: item.start) - 1
    if index < 0 or at >= found[index].end:
        return None
    start = max(found[index].start, at - _SHORT)
    year = _COLUMN.search(text[start:at])
    return (found[index], (start + year.start(), start + year.end())) if year else None
