"""Units and counters: which one stands behind a number, and what kind of quantity it makes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from policygraph.ingest.lists import UNIT_KINDS, Lists
from policygraph.schema.errors import VocabularyError
from policygraph.schema.units import units

_MEASURED = frozenset({"dimension", "duration"})
_PIECE = "块"  # money by itself (三块), a counter before what it counts (55万块旧砖)
_PRICED = frozenset("钱左以多的上内整到至和与起封每半零一二三四五六七八九")  # what may stand behind such money
_CHANNEL = "路"  # of video or sound (3000路视频), no road and no line of buses (人民8路, 12路公交)
_CHANNELS = frozenset("视监高摄信图电语通音感以左多余及和与")  # what may stand behind it
_COUNTED = frozenset("0123456789０１２３４５６７８９万千余多")
_RATED = frozenset({"dimension", "money"})  # 公里每小时 is a rate, 3家每年 need not be


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as records name it; a written amount times `factor` is in it."""

    name: str
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class UnitAt:
    """A unit found in a text: it ends at `end`; `per` says that it is a rate such as 元/吨."""

    unit: Unit
    end: int
    per: bool = False


class Units:
    """A table of units by written form; that of the package is `packaged_units`."""

    def __init__(self, table: Mapping[str, Unit], listed: Collection[str] = ()) -> None:
        self.table = table
        self.listed = frozenset(listed)  # units that the user's lists name
        self._longest = max(map(len, table))
        forms = "|".join(re.escape(form) for form in sorted(table, key=len, reverse=True))
        measured = "|".join(re.escape(f) for f in sorted(table, key=len, reverse=True) if table[f].kind in _MEASURED)
        self._rate = re.compile(
            rf"[/／](?P<scale>[百千万亿]?)(?P<unit>{forms}|[一-鿿]{{1,2}}(?![一-鿿]))|每(?P<each>{measured})"
        )

    def at(self, text: str, at: int) -> UnitAt | None:
        """The longest unit that starts at `at` of `text`, with its denominator if there is one.

        >>> packaged_units().at("微克/立方米。", 0).unit.name, packaged_units().at("个百分点", 0).unit.kind
        ('微克/立方米', 'point')
        """
        for size in range(min(self._longest, len(text) - at), 0, -1):
            unit = self.table.get(text[at : at + size])
            if unit is not None and not _inside_word(text, at, size):
                end = at + size
                if text[at:end] == _CHANNEL and not _is_channel(text, at):
                    return None
                if text[at:end] == _PIECE and text[end : end + 1].isalpha() and text[end] not in _PRICED:
                    return UnitAt(Unit(_PIECE, Decimal(1), "counter"), end)
                match = self._rate.match(text, end)
                if match and (match["unit"] or unit.kind in _RATED):
                    below = self.table.get(match["unit"] or match["each"])
                    name = f"{unit.name}/{match['scale'] or ''}{below.name if below else match['unit']}"
                    return UnitAt(Unit(name, unit.factor, unit.kind), match.end(), per=True)
                return UnitAt(unit, end)
        return None

    def named(self, form: str) -> Unit | None:
        """The unit with exactly this written form."""
        return self.table.get(form)


@cache
def packaged_units() -> Units:
    """The units of the one table in ``schema/data/units.tsv``."""
    table = {}
    for row in units()[0]:
        if row.kind not in UNIT_KINDS:
            raise VocabularyError(
                f"units.tsv: {row.form!r} has kind {row.kind!r}; known: {', '.join(sorted(UNIT_KINDS))}"
            )
        table[row.form] = Unit(row.unit, row.factor, row.kind)
    return Units(table)


@lru_cache(maxsize=4)
def units_of(lists: Lists) -> Units:
    """The packaged units and those of the user's lists, which come first."""
    if not lists.units:
        return packaged_units()
    own = {form: Unit(name, factor, kind) for form, name, factor, kind in lists.units}
    return Units({**packaged_units().table, **own}, [unit.name for unit in own.values()])


def _is_channel(text: str, at: int) -> bool:
    """Whether 路 behind a number counts channels: 3000路视频, 80余路, but 一带一路, 12路公交车."""
    behind = text[at + 1 : at + 2]
    return text[at - 1 : at] in _COUNTED and not (behind.isalnum() and behind not in _CHANNELS)


def _inside_word(text: str, at: int, size: int) -> bool:
    """Whether a Latin unit runs on into more letters (m in min, P in PPT)."""
    last = text[at + size - 1]
    return (
        last.isascii()
        and last.isalpha()
        and text[at + size : at + size + 1].isascii()
        and text[at + size : at + size + 1].isalnum()
    )
