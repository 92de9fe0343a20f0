"""Goals that are quoted: 提前完成350亿元的目标, 目标值由42%调整为42.5%."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure

_BEHIND = re.compile(r"[^，。；、：\n\d]{0,10}(?:的|”)[^，。；、：\n\d的]{0,6}目标(?![客人市企责考群])")
_BEFORE = re.compile(r"目标(?:值|任务)?(?:由|从|为|是|定为|设为|调整为|上调至|下调至)[^，。；、：\n\d]{0,4}$")

_CALLED = re.compile(
    r"(?:“|”|的){0,2}(?:[两三二一]大)?(?:台阶|大关|关口)|[”的]{1,2}[^，。；、：\n\d的]{0,4}(?:目标|设想)(?![客人市企责考群])"
)


def is_called(text: str, at: int) -> bool:
    """Whether the words behind a figure say what it is to the reader, not what it counts.

    >>> is_called("迈上400亿元台阶", 7), is_called("与4家的目标尚有差距", 3), is_called("4家企业", 2)
    (True, True, False)
    """
    return bool(_CALLED.match(text, at))


def is_goal(text: str, figure: Figure) -> bool:
    """Whether the words at a figure call it a goal, also one that is told as met or missed."""
    start, end = figure.quantity.start, figure.quantity.end
    if figure.shift == "to" and figure.before is not None and figure.before.clause == figure.clause:
        return is_goal(text, figure.before)
    return bool(_BEHIND.match(text, end) or _BEFORE.search(text, figure.clause.start, start))
