"""Numbers that give no value of an indicator, whatever stands around them: sums of a list, clock times, classes."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure

_MEMBER = r"[^，。；：、\n]{1,18}"
_LIST = re.compile(rf"(?P<list>(?:{_MEMBER}、){{1,20}}{_MEMBER}?) ?(?:等|，?(?:总|一)?共(?:计|有)?) ?$")
_REACH = 240  # characters before a number in which its list may stand
_CLOCK = re.compile(r" ?[：:] ?[0-5]\d(?!\d)")
_UNIT_OF_CLASS = "级"  # 百亿级, 3000亿级: what class of thing is meant
_RESPECT = "面"  # 12个方面, 12方面: of what follows


def counts_nothing(text: str, figure: Figure) -> bool:
    """Whether a number only sums up a list (甲、乙、丙等3个县), tells a time of the day or names a class (百亿级)."""
    quantity = figure.quantity
    behind = text[quantity.end : quantity.end + 8]
    if quantity.unit == _UNIT_OF_CLASS or (quantity.unit == "方" and behind.startswith(_RESPECT)):
        return True
    return bool(_CLOCK.match(behind) and quantity.unit == "") or _sums_up(text, figure)


def _sums_up(text: str, figure: Figure) -> bool:
    """Whether a number is that of the things in a list before it, which 等 or 共 closes."""
    quantity = figure.quantity
    if quantity.kind not in {"counter", "number", "person"} or not 2 <= quantity.value <= 20:
        return False
    found = _LIST.search(text, max(figure.sentence.start, quantity.start - _REACH), quantity.core[0])
    return found is not None and found["list"].count("、") + 1 == quantity.value
