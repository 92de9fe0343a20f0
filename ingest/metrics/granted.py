"""Rates that a measure grants: 按设备投资额的10%给予补助 states 补助占设备投资额."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either

_PERCENT = frozenset({"percent", "fraction"})
_RATE = r"\d{1,3}(?:\.\d{1,2})?[%％‰]"
_REACH = 60  # characters before a rate in which 按 may stand
_LIMIT = r"(?:[^，。；按]{0,8}?不(?:超过|高于|低于))?"
_BASE = re.compile(rf"按照?{_LIMIT}其?(?P<base>[^，。；按]{{2,40}}?)的? ?(?:{_RATE}[、和及或至\-—－] ?){{0,3}}$")


@cache
def _behind() -> re.Pattern[str]:
    word = f"(?P<word>(?:风险|一次性)?(?:{either('indicator_words', 'reward')}))"
    rest = rf"(?:[、和及或至\-—－] ?{_RATE}){{0,3}}(?:以内)?的?(?:比例|标准)?，?(?:分别)?"
    return re.compile(f"{rest}(?:{either('indicator_words', 'grant')})?{word}")


def granted(text: str, figure: Figure) -> tuple[str, str] | None:
    """What a rate is granted as and of what; None where it is no such rate.

    按不超过并购金额的10%予以奖励 gives 奖励 and 并购金额.
    """
    quantity = figure.quantity
    if quantity.kind not in _PERCENT:
        return None
    behind = _behind().match(text, quantity.end)
    if behind is None:
        return None
    start = max(figure.sentence.start, quantity.core[0] - _REACH)
    base = _BASE.search(text[start : quantity.core[0]])
    return (behind["word"], base["base"]) if base else None
