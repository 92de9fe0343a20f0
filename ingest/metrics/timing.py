"""When a figure holds: the period that governs its sentence, or one carried over from before."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from policygraph.ingest.metrics.dates import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.reading import Reading

_BY = re.compile(r"(?:到|至|截至|截止|截止到|截至到|力争|争取)$")
_BASE = re.compile(r"(?:较|比|同|与|是|为|相当于|占|相较于?|相比)$")
_FROM = re.compile(r"(?:由|从|自)$")
_SINCE = re.compile(r"^(?:以来|起|开始|至今|之后|以后)")
_BASE_BEHIND = re.compile(r"^(?:相比|的\d|同期|增长|提高|下降|减少|增加|翻|末?的?[\d.]+倍)")
_WITHIN = re.compile(r"(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:内|之内|以内|时间)")
_OPEN = re.compile(r"目前|截至目前|近年来|多年来|至此|现有|迄今")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Period:
    """First and last moment, either may be None; `inferred` where it was carried over from another sentence."""

    start: str | None = None
    end: str | None = None
    inferred: bool = False
    cue: str = ""


class Timing:
    """Finds the period of each figure of one article; asked in the order of the text."""

    def __init__(self, reading: Reading, dates: list[Calendar], published: date | None) -> None:
        self.text = reading.text
        self.reading = reading
        self.dates = [d for d in dates if d.first or d.last]
        self.starts = [d.start for d in self.dates]
        self.published = published

    def period(self, figure: Figure, measure: str) -> Period:
        """The period of a figure with this measure."""
        at = figure.quantity.start
        sentence = figure.sentence
        own = [d for d in self._between(sentence.start, sentence.end) if d.start < figure.quantity.end]
        governing = [d for d in own if not self._is_base(d, figure)]
        base = next((d for d in reversed(own) if self._is_base(d, figure) and d.start >= figure.clause.start), None)
        start = base.first if base and measure in {"growth", "increment", "multiple"} else None
        if governing:
            chosen = governing[-1]
            found = self._span(chosen)
            if start and found.end and not (found.start and found.start > start):
                return Period(start, found.end, cue=found.cue)
            return found
        within = _WITHIN.search(self.text, sentence.start, at)
        if within and self.published:
            years = _DIGITS.get(within["n"]) or (int(within["n"]) if within["n"].isdigit() else 0)
            return Period(None, str(self.published.year + years), cue=within[0])
        if _OPEN.search(self.text, sentence.start, at):
            return Period(start, None)
        carried = self._carried(figure)
        return Period(start or carried.start, carried.end, inferred=True, cue=carried.cue)

    def _between(self, start: int, end: int) -> list[Calendar]:
        first = bisect_right(self.starts, start - 1)
        last = bisect_right(self.starts, end - 1)
        return self.dates[first:last]

    def _is_base(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date names what is compared with (较2020年提高), not when the figure holds."""
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        if _BASE.search(before):
            return True
        attached = figure.index == 0 or figure.left[0] <= calendar.start
        return bool(_FROM.search(before)) and not attached

    def _span(self, calendar: Calendar) -> Period:
        """What a date says of the figures that it governs."""
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        behind = self.text[calendar.end : calendar.end + 4]
        cue = self.text[calendar.start : calendar.end]
        if _SINCE.match(behind):
            return Period(calendar.first, None, cue=cue)
        single = calendar.first == calendar.last
        if calendar.edge == "end" and calendar.last:
            return Period(None, calendar.last, cue=cue)
        if _BY.search(before) and (single or calendar.kind == "plan"):
            return Period(None, calendar.last, cue=cue)
        if behind[:1] == "前" or behind[:2] in {"之前", "以前"}:
            return Period(None, calendar.last, cue=cue)
        return Period(calendar.first, calendar.last, cue=cue)

    def _carried(self, figure: Figure) -> Period:
        """The last governing date earlier in the paragraph, else in the headings above, else in the title."""
        line = figure.line
        earlier = [d for d in self._between(line.start, figure.sentence.start) if not self._compares(d)]
        if earlier:
            return self._span(earlier[-1])
        lines = self.reading.structure.lines
        for parent in reversed(line.parents):
            above = lines[parent]
            found = [d for d in self._between(above.start, above.end) if not self._compares(d)]
            if found:
                return self._span(found[-1])
        title = self.reading.source.title or ""
        found = [d for d in self._between(0, lines[0].end) if not self._compares(d)] if lines else []
        if found:
            return self._span(found[-1])
        year = re.search(r"(20\d\d)(?:\s*[-—–~至]+\s*(20\d\d))?年", title)
        if year:
            return Period(year[1], year[2] or year[1])
        return Period()

    def _compares(self, calendar: Calendar) -> bool:
        return bool(_BASE.search(self.text[max(0, calendar.start - 4) : calendar.start]))
