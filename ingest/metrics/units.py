"""Units and counters: which one stands behind a number, and what kind of quantity it makes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.tables import rows
from policygraph.schema.errors import VocabularyError

KINDS = frozenset(
    {"money", "percent", "point", "multiple", "person", "counter", "dimension", "duration", "age", "temperature"}
)


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


@cache
def _table() -> tuple[dict[str, Unit], int, re.Pattern[str]]:
    table = {}
    for form, name, factor, kind in rows("units", 4):
        if kind not in KINDS:
            raise VocabularyError(f"units.tsv: {form!r} has kind {kind!r}; known: {', '.join(sorted(KINDS))}")
        table[form] = Unit(name, Decimal(factor), kind)
    forms = "|".join(re.escape(form) for form in sorted(table, key=len, reverse=True))
    rate = re.compile(rf"[/／](?P<scale>[百千万亿]?)(?P<unit>{forms}|[一-鿿]{{1,2}}(?![一-鿿]))")
    return table, max(map(len, table)), rate


def unit_at(text: str, at: int) -> UnitAt | None:
    """The longest unit that starts at `at` of `text`, with its denominator if there is one.

    >>> unit_at("微克/立方米。", 0).unit.name, unit_at("个百分点", 0).unit.kind
    ('微克/立方米', 'point')
    """
    table, longest, rate = _table()
    for size in range(min(longest, len(text) - at), 0, -1):
        unit = table.get(text[at : at + size])
        if unit is not None and not _inside_word(text, at, size):
            end = at + size
            if match := rate.match(text, end):
                below = table.get(match["unit"])
                name = f"{unit.name}/{match['scale']}{below.name if below else match['unit']}"
                return UnitAt(Unit(name, unit.factor, unit.kind), match.end(), per=True)
            return UnitAt(unit, end)
    return None


def _inside_word(text: str, at: int, size: int) -> bool:
    """Whether a Latin unit runs on into more letters (m in min, P in PPT)."""
    last = text[at + size - 1]
    return (
        last.isascii()
        and last.isalpha()
        and text[at + size : at + size + 1].isascii()
        and text[at + size : at + size + 1].isalnum()
    )


def unit_named(form: str) -> Unit | None:
    """The unit with exactly this written form."""
    return _table()[0].get(form)
