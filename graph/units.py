"""Units of indicators: families that convert."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policygraph.schema.units import Converting, units


@cache
def _known() -> Mapping[str, Converting]:
    return {unit.unit: unit for unit in units()[1]}


def family(unit: str) -> str:
    """The family of a unit; one that is not in the table is a family of its own.

    >>> family("公顷"), family("亩"), family("标箱"), family("捆")
    ('area', 'area', 'teu', '捆')
    """
    found = _known().get(unit)
    return found.family if found else unit


def convert(value: float, unit: str, to: str) -> float | None:
    """The value in another unit of the same family, to twelve digits; None when the two do not convert.

    >>> convert(1600, "公顷", "亩"), convert(2680, "兆瓦", "千瓦"), convert(5, "元", "美元")
    (24000.0, 2680000.0, None)
    """
    if unit == to:
        return value
    known = _known()
    a, b = known.get(unit), known.get(to)
    if a is None or b is None or a.family != b.family:
        return None
    return float(f"{value * a.factor / b.factor:.12g}")
