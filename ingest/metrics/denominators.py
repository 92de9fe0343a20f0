"""Rates by so many: the 10万 of 8.5/10万 and of 8例以下/10万人口 belongs to the unit and is no figure of its own."""

from __future__ import annotations

import re
from dataclasses import replace

from policygraph.ingest.metrics.quantity import Quantity

_BAR = re.compile(r" ?[/／] ?")
_LISTED = frozenset({"money", "percent", "point", "fraction"})  # 3000元/10000元 are two amounts


def by_so_many(text: str, found: list[Quantity]) -> list[Quantity]:
    """`found` with each power of ten behind a bar as part of the unit before it.

    >>> from policygraph.ingest.metrics.quantities import find_quantities
    >>> [(q.value, q.unit, q.comparator) for q in find_quantities("控制在8例以下/10万人口")]
    [(Decimal('8'), '例/10万', '<=')]
    """
    folded: list[Quantity] = []
    for quantity in found:
        before = folded[-1] if folded else None
        if before is not None and _is_denominator(text, before, quantity):
            many = text[quantity.core[0] : quantity.number_end].replace(" ", "")
            of = "" if quantity.unit in {"", "人"} else quantity.unit
            kind = "percent" if before.kind == "number" else before.kind  # 8.5/10万 is a share like 5‰
            sign = quantity.comparator if before.comparator == "=" else before.comparator
            unit = f"{before.unit}/{many}{of}"
            folded[-1] = replace(before, end=quantity.end, unit=unit, kind=kind, comparator=sign)
        else:
            folded.append(quantity)
    return folded


def _is_denominator(text: str, above: Quantity, below: Quantity) -> bool:
    digits = below.value.normalize().as_tuple()
    power = digits.digits == (1,) and below.value >= 100 and below.value_max is None
    return (
        power
        and above.unit != (below.unit or None)
        and below.kind in {"number", "person", "dimension", "counter"}
        and above.kind not in _LISTED
        and "/" not in above.unit
        and _BAR.fullmatch(text, above.end, below.start) is not None
    )
