"""Indicators from the user's word list: where one stands beside a figure, it is what is counted."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from policygraph.ingest.lists import Finder, Lists
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.phrases import Phrase

SURE = 0.99
_NEAR = 12  # characters between an indicator and the figure that it makes a metric of


@lru_cache(maxsize=4)
def _finder(lists: Lists) -> Finder:
    return Finder(lists.indicators)


class Listed:
    """The places of listed indicators in one text."""

    def __init__(self, text: str, lists: Lists) -> None:
        self.text = text
        self.spans = list(_finder(lists).find(text)) if lists.indicators else []

    def _within(self, low: int, high: int) -> list[tuple[int, int]]:
        """The places that lie inside ``[low, high)``."""
        first = bisect_left(self.spans, (low, 0))
        return [span for span in self.spans[first : bisect_left(self.spans, (high, 0))] if span[1] <= high]

    def makes_metric(self, figure: Figure) -> bool:
        """Whether a listed indicator stands right before a figure, so that it cannot be but a metric."""
        low, high = figure.left
        return any(high - end <= _NEAR for _, end in self._within(low, high))

    def phrase(self, figure: Figure, chosen: Phrase) -> Phrase | None:
        """The listed indicator of a figure: the last one in its words before it, else in the chosen phrase."""
        before = self._within(*figure.left)
        inside = self._within(chosen.start, chosen.end) if chosen.start >= 0 else []
        spans = before or inside
        if not spans:
            return None
        start, end = spans[-1]
        return Phrase(self.text[start:end], start, end)
