"""Where the indicator of a figure may stand: stretches of words between marks, figures and dates near it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.goals import is_called
from policygraph.ingest.metrics.shapes import REACH
from policygraph.ingest.tokens import Token

_HARD = frozenset("，。；：！？,;!?\n\t")
_SOFT = frozenset(" 　")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words ``[first, last]`` between two marks, figures or dates, seen from a figure."""

    first: int
    last: int
    steps: int  # marks, figures and dates between it and the figure; behind the figure below 0
    figures: int
    clauses: int


class Marked:
    """The words of one article, with what ends a stretch of them."""

    def __init__(
        self, text: str, tokens: Sequence[Token], figures: Sequence[Figure], dates: Sequence[Calendar]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.starts = [token.start for token in tokens]
        self.blocked = self._marks(figures, dates)

    def _marks(self, figures: Sequence[Figure], dates: Sequence[Calendar]) -> dict[int, str]:
        """Words that end a stretch: hard marks (``,``), figures (``0``), dates (``d``), gaps."""
        blocked = {}
        for i, token in enumerate(self.tokens):
            if token.text[0] in _HARD:
                blocked[i] = "," if token.text[0] in "，,：" else "."
            elif token.text[0] in _SOFT:
                blocked[i] = " "
        durations = [f.quantity.core for f in figures if f.quantity.kind == "duration"]  # 产值五年翻一番: a time
        counted = [f.quantity.core for f in figures if f.quantity.kind != "duration"]
        for mark, spans in (("0", counted), ("d", durations), ("d", [(d.start, d.end) for d in dates])):
            for start, end in spans:
                for i in range(max(0, bisect_right(self.starts, start) - 1), bisect_left(self.starts, end)):
                    if self.tokens[i].end > start:
                        blocked[i] = mark
        return blocked

    def near(self, figure: Figure) -> Iterator[Stretch]:
        """Stretches before the figure in its line, nearest first, then those behind it in its clause."""
        at = bisect_right(self.starts, figure.quantity.core[0]) - 1
        low = bisect_left(self.starts, max(figure.line.start, figure.sentence.start - 60))
        steps = numbers = clauses = 0
        i = at - 1
        while i >= low and steps < REACH * 2:
            if (mark := self.blocked.get(i)) is not None:
                begun = i
                while begun - 1 >= low and self.blocked.get(begun - 1) == mark and mark in "0d":
                    begun -= 1
                steps += mark != " "
                numbers += mark == "0"
                clauses += mark in ",."
                i = begun - 1
                continue
            last = i
            while i >= low and i not in self.blocked:
                i -= 1
            yield Stretch(i + 1, last, steps, min(numbers, 3), min(clauses, 3))
        j = bisect_left(self.starts, figure.quantity.core[1])
        if j < len(self.tokens) and self.blocked.get(j) in {" ", "0"}:
            j += 1
        high = bisect_left(self.starts, figure.clause.end)
        if j < high and j not in self.blocked and not is_called(self.text, figure.quantity.end):
            last = j
            while last + 1 < high and last + 1 not in self.blocked:
                last += 1
            yield Stretch(j, last, -1, 0, 0)
