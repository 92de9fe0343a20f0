"""Units that the last figure of a list lends to those before it: 分别为12.5万、6.8万、4.2万人, 分别达85和42亿元."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.units import Units

_JOIN = re.compile(r"\s?(?:、|和|与|及|以及)\s?")
_EACH = re.compile(r"(?:分别|依次|各)[^，。；：\n]*$")
_REACH = 120  # characters between 分别 and a figure of its list
_SCALES = frozenset("百千万亿")
_NONE = frozenset({"", "ordinal", "rank", "coverage", "fold", "age", "number"})  # kinds whose unit no list shares


def with_lent_units(text: str, found: list[Quantity], units: Units) -> list[Quantity]:
    """`found` with plain numbers of a list behind 分别 in the unit, and the 万 or 亿, of the figure that closes it.

    >>> from policygraph.ingest.metrics.quantities import find_quantities
    >>> [(int(q.value), q.unit) for q in find_quantities("在校生分别为8000、6.8万和4.2万人")]
    [(8000, '人'), (68000, '人'), (42000, '人')]
    """
    lent = list(found)
    for at in range(len(lent) - 2, -1, -1):
        low, high = lent[at], lent[at + 1]
        if low.kind != "number" or low.form or low.value_max is not None or high.kind in _NONE or high.form:
            continue
        if not _JOIN.fullmatch(text, low.core[1], high.core[0]):
            continue
        if not _EACH.search(text, max(0, low.start - _REACH), low.start):
            continue
        unit = units.at(text, high.number_end)
        factor = unit.unit.factor if unit else Decimal(1)
        scale = _scale(text, low, high.value / factor)
        lent[at] = replace(low, value=low.value * scale * factor, unit=high.unit, kind=high.kind)
    return lent


def _scale(text: str, low: Quantity, high: Decimal) -> Decimal:
    """What a number without 万 or 亿 shares of those behind it: what brings it nearer to `high`, or nothing."""
    if any(char in _SCALES for char in text[low.core[0] : low.number_end]) or not low.value or not high:
        return Decimal(1)
    options = [Decimal(1), *(Decimal(scale) for scale in (10**4, 10**8, 10**12))]
    near = min(options, key=lambda scale: abs((low.value * scale / high).copy_abs().log10()))
    return near if high >= near else Decimal(1)
