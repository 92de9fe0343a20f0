"""Numbers that give no value of an indicator, whatever stands around them: sums of a list, clock times, classes."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either, words

_MEMBER = r"[^，。；：、\n]{1,18}"
_LIST = re.compile(rf"(?P<list>(?:{_MEMBER}、){{1,20}}{_MEMBER}?) ?(?:等|，?(?:总|一)?共(?:计|有)?) ?$")
_REACH = 240  # characters before a number in which its list may stand
_CLOCK = re.compile(r" ?[：:] ?[0-5]\d(?!\d)")
_UNIT_OF_CLASS = "级"  # 百亿级, 3000亿级: what class of thing is meant
_RESPECT = "面"  # 12个方面, 12方面: of what follows
_LINE = re.compile(r"12\d{3}|9[56]\d{3}")  # 12345, 96345: a telephone line
_TIME = either("uncounted_words", "time")
_SHARED = re.compile(rf"(?:(?:[、和及与]|以及)\d[\d.]*个?){{1,5}} ?(?:{_TIME})(?:以?内|左右)?(?![\u4e00-\u9fff])")


def counts_nothing(text: str, figure: Figure) -> bool:
    """Whether a number only sums up a list (甲、乙、丙等3个县), tells a time, names a class (百亿级) or a line."""
    quantity = figure.quantity
    behind = text[quantity.end : quantity.end + 8]
    if quantity.unit == _UNIT_OF_CLASS or (quantity.unit == "方" and behind.startswith(_RESPECT)):
        return True
    if quantity.unit == "" and (_CLOCK.match(behind) or _is_line(text, figure)):
        return True
    lasts = quantity.unit in {"", "个"} and _SHARED.match(text, quantity.end) is not None
    return lasts or _sums_up(text, figure)


def _is_line(text: str, figure: Figure) -> bool:
    """Whether a number is that of a telephone line: 12345热线."""
    start, end = figure.quantity.start, figure.quantity.end
    table = words("uncounted_words")
    return bool(_LINE.fullmatch(text, start, end)) and (
        text.startswith(table["line-behind"], end) or text.endswith(table["line-before"], 0, start)
    )


def _sums_up(text: str, figure: Figure) -> bool:
    """Whether a number is that of the things in a list before it, which 等 or 共 closes."""
    quantity = figure.quantity
    if quantity.kind not in {"counter", "number", "person"} or not 2 <= quantity.value <= 20:
        return False
    found = _LIST.search(text, max(figure.sentence.start, quantity.start - _REACH), quantity.core[0])
    return found is not None and found["list"].count("、") + 1 == quantity.value
