"""Units of indicators: families that convert, read from ``data/units.tsv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a family; `factor` is its size in the family's base unit."""

    family: str
    factor: float


@cache
def units() -> Mapping[str, Unit]:
    """All known units by name; raises `VocabularyError` for a bad line."""
    table: dict[str, Unit] = {}
    for number, (name, family, size) in rows("policygraph.graph", "units.tsv", 3):
        try:
            factor = float(size)
        except ValueError as error:
            raise VocabularyError(f"units.tsv, line {number}: the factor {size!r} is no number") from error
        if name in table or factor <= 0:
            raise VocabularyError(f"units.tsv, line {number}: {name!r} stands twice or has no positive factor")
        table[name] = Unit(family, factor)
    return table


def family(unit: str) -> str:
    """The family of a unit; one that is not in the table is a family of its own.

    >>> family("公顷"), family("亩"), family("标箱"), family("捆")
    ('area', 'area', 'teu', '捆')
    """
    found = units().get(unit)
    return found.family if found else unit


def convert(value: float, unit: str, to: str) -> float | None:
    """The value in another unit of the same family, to twelve digits; None when the two do not convert.

    >>> convert(1600, "公顷", "亩"), convert(2680, "兆瓦", "千瓦"), convert(5, "元", "美元")
    (24000.0, 2680000.0, None)
    """
    if unit == to:
        return value
    known = units()
    a, b = known.get(unit), known.get(to)
    if a is None or b is None or a.family != b.family:
        return None
    return float(f"{value * a.factor / b.factor:.12g}")
