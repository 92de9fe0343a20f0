"""What the figures before were about: it tells a model which subject a paragraph, a list and an article keep."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.reading import Reading

_SHARES = (1e-9, 0.2, 0.5, 0.8)  # bounds of how much of an article is about one thing


class Told:
    """The subjects chosen so far in one article, in the order of the text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.counts: Counter[int | None] = Counter()
        self.total = 0
        self.last: list[tuple[Figure, int | None, str]] = []
        self._near: tuple[Figure | None, str, str, str] = (None, "", "", "")

    def add(self, figure: Figure, subject: int | None, status: str) -> None:
        """The answer for a figure."""
        self.counts[subject] += 1
        self.total += 1
        self.last.append((figure, subject, status))
        del self.last[:-2]
        self._near = (None, "", "", "")

    def entities(self) -> list[int]:
        """The subjects of the last two figures, the last first."""
        return [entity for _, entity, _ in reversed(self.last) if entity is not None]

    def features(self, figure: Figure, entity: int | None, status: str) -> list[str]:
        """What speaks for a candidate (None: nobody): that figures before had it, where they stand, how many had it."""
        kind = "none" if entity is None else self.reading.entities[entity].type
        home = entity is not None and entity == self.reading.home
        if not self.last:
            return [f"first:{kind}+{home}"]
        _, subject, said = self.last[-1]
        where, mark, where2 = self._places(figure)
        same = entity == subject
        row = [
            f"told:{where}+{same}+{kind}",
            f"told+status:{where}+{same}+{kind}+{status == said}",
            f"told+home:{where}+{same}+{home}",
            f"told+kind:{where}+{same}+{figure.quantity.kind}",
        ]
        if mark:
            row.append(f"told-mark:{mark}+{same}+{kind}")
        if len(self.last) > 1:
            second = self.last[-2][1]
            row.append(f"told2:{where2}+{entity == second}+{same}")
        bucket = bisect_right(_SHARES, self.counts[entity] / self.total)
        row += [f"share:{bucket}+{min(self.total // 3, 2)}+{kind}", f"share+home:{bucket}+{home}"]
        return row

    def _places(self, figure: Figure) -> tuple[str, str, str]:
        """Where the last figure lies to this one, the mark between them in one line, and where the last but one lies.

        Found once for all candidates of a figure.
        """
        if self._near[0] is not figure:
            before = self.last[-1][0]
            where, mark = _where(before, figure), ""
            if where in {"sentence", "line"}:
                gap = self.reading.text[before.quantity.end : figure.quantity.start]
                mark = "；" if "；" in gap else "。" if "。" in gap else "，"
            self._near = figure, where, mark, _where(self.last[-2][0], figure) if len(self.last) > 1 else ""
        return self._near[1:]


def _where(before: Figure, figure: Figure) -> str:
    """How two figures lie to each other: in one clause, sentence, line, in neighbouring rows, in one section …"""
    if before.clause == figure.clause:
        return "clause"
    if before.sentence == figure.sentence:
        return "sentence"
    if before.line == figure.line:
        return "line"
    if before.line.index + 1 == figure.line.index and before.line.level == figure.line.level:
        return "row"
    if before.line.parents and before.line.parents == figure.line.parents:
        return "section"
    return "head" if before.line.index in figure.line.parents else "far"
