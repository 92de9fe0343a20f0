"""Units that begin before the number: 每小时30公里, 华氏70度."""

from __future__ import annotations

import re
from dataclasses import replace

from policygraph.ingest.metrics.quantity import Quantity

_PER_TIME = re.compile(r"每(?P<time>小时|分钟|秒)$")
_SCALE = re.compile(r"(?P<scale>[摄华]氏)$")


def led(text: str, quantity: Quantity) -> Quantity:
    """`quantity` with the part of its unit that stands before the number."""
    start = quantity.core[0]
    if quantity.kind == "dimension" and "/" not in quantity.unit:
        match, unit = _PER_TIME.search(text, max(0, start - 3), start), quantity.unit
        unit = f"{unit}/{match['time']}" if match else unit
    elif quantity.unit == "度":
        match = _SCALE.search(text, max(0, start - 2), start)
        unit = f"{match['scale']}度" if match else "度"
    else:
        return quantity
    if match is None:
        return quantity
    at = match.start()
    return replace(quantity, start=at, core=(at, quantity.core[1]), unit=unit)
