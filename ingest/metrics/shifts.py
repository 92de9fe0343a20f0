"""A value that moves from one number to another: 由120家增至300家, 目标值由5万人调整为6万人."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either

_FROM = re.compile(r"(?P<from>[由从])(?P<date>[^，。；：\n由从]{0,14})$")
_TO = re.compile(
    r"[^，。；：、\n\d]{0,8}(?:到|至|为|成)[^，。；：、\n\d]{0,4}(?:(?:19|20)\d\d年(?:底|末)?的?)?[^，。；：\n\d]{0,4}"
)


def is_shift(text: str, start: int, first: Quantity, second: Quantity) -> bool:
    """Whether the text says that `first` became or is to become `second`; their clause begins at `start`."""
    return bool(_FROM.search(text, start, first.start) and _TO.fullmatch(text, first.end, second.start))


def origin(text: str, start: int, first: Quantity) -> int:
    """Where 由 or 从 stands before the first of two such values."""
    match = _FROM.search(text, start, first.start)
    return match.start() if match else first.start


def is_moved_to(text: str, start: int, end: int) -> bool:
    """Whether what stands between `start` and a number at `end` says that a value came to it: 减少为89个, 压减至两项.

    >>> is_moved_to("小区减少为89个", 0, 5), is_moved_to("小区减少89个", 0, 4)
    (True, False)
    """
    return bool(_moved().search(text, max(start, end - 10), end))


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('sign_words', 'move')})[^，。；：、\n\d]{{0,2}}(?:到|至|为|成)了?[约近]?\s?$")
