"""Signs: a fall in growth, change or distance is negative, and a word that tells of one must be no part of another."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import FoundMetric

_RATES = frozenset({"percent", "fraction"})
_CHANGE = 24  # characters between the two values of a change


def signed(text: str, figure: Figure, measure: str, before: FoundMetric | None) -> Decimal:
    """The value; a fall is negative in growth, change and distance, and so is what shares its word.

    下降1.9%、4.7%, 下降目标由15%调整为13%.
    """
    quantity = figure.quantity
    if measure not in {"growth", "increment", "gap"} or quantity.value <= 0:
        return quantity.value
    relative = quantity.kind in {"percent", "point", "fraction", "multiple", "rank"}
    start = quantity.start
    if (
        before
        and before.value < 0
        and before.measure == measure
        and (
            len(text[before.end : start].strip("、和及与 ")) == 0
            or (figure.shift == "to" and not _rises().search(text, before.end, start))
        )
    ):
        return -quantity.value
    reach = 14 if relative or measure == "gap" else 4
    begin = max(figure.left[0], start - reach)
    if (
        _tells_of_a_fall(text, begin, quantity.core[0])
        or (measure == "gap" and _shorter().search(text[begin : quantity.core[0]]))
        or (measure == "increment" and _less().search(text, figure.left[0], quantity.core[0]))
        or (figure.cell and _tells_of_a_fall(figure.cell.name, 0, len(figure.cell.name)))
    ):
        return -quantity.value
    return quantity.value


def is_lesser_fall(figure: Figure, measure: str, before: FoundMetric | None) -> bool:
    """Whether a bare share is what a fall is changed to: in 下降目标由15%调整为13% both are falls."""
    return (
        before is not None
        and figure.shift == "to"
        and (measure, before.measure) == ("share", "growth")
        and before.value < 0
        and figure.quantity.start - before.end <= _CHANGE
    )


def is_rate(text: str, figure: Figure) -> bool:
    """Whether a per cent is said to be a rate of growth right before it: 增速达11.8%, 年均递增15%左右."""
    quantity = figure.quantity
    return quantity.kind in _RATES and bool(_rate().search(text, figure.clause.start, quantity.start))


def _tells_of_a_fall(text: str, begin: int, end: int) -> bool:
    """Whether a word between two places tells of a fall, which is no part of another word (起降点, 降水)."""
    others = [match.span() for match in _no_falls().finditer(text, max(0, begin - 2), end + 2)]
    return any(
        not any(start <= match.start() and match.end() <= stop for start, stop in others)
        for match in _falls().finditer(text, begin, end)
    )


@cache
def _less() -> re.Pattern[str]:
    """A change that is told as a difference: 比2024年少7立方米."""
    return re.compile(rf"[比较][^，。；不]{{1,12}}(?:{either('sign_words', 'less')})$")


@cache
def _rate() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('sign_words', 'rate')})(?:有望|力争|需|要|将)?[^，。；、占比率重\d]{{0,6}}$")


@cache
def _falls() -> re.Pattern[str]:
    return re.compile(either("sign_words", "fall"))


@cache
def _rises() -> re.Pattern[str]:
    return re.compile(either("sign_words", "rise"))


@cache
def _no_falls() -> re.Pattern[str]:
    return re.compile(either("sign_words", "none"))


@cache
def _shorter() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('sign_words', 'gap')})[^，。；]{{0,5}}$")
