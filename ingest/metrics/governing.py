"""What the dates of an article say of figures: which govern, which are only compared with, which are of an event."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.framing import year_of
from policygraph.ingest.metrics.outlooks import is_ended, is_outlook
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import Reading

_APART = re.compile(r"[\d，；：。]")
_PASSING = frozenset({"span", "week"})  # say when something was told or is expected, not when a figure holds
_TABLE = "period_words"
_PAIRS = ("pair-1", "pair+0", "pair+1")


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """What stands around a date and says how it governs a figure, by name."""
    return {
        "by": re.compile(rf"(?:{either(_TABLE, 'until')})$"),
        "to come": re.compile(either(_TABLE, "to-come")),
        "as of": re.compile(rf"(?:{either(_TABLE, 'as-of')})$"),
        "base": re.compile(rf"(?<!占)(?:{either(_TABLE, 'compares')})$"),  # not 占比2025年
        "built on": re.compile(rf"(?:[^，。；]{{0,4}}\d[^，。；]{{0,12}})?(?:{either(_TABLE, 'built-on')})"),
        "from": re.compile(rf"(?:{either(_TABLE, 'from')})$"),
        "since": re.compile(rf"^(?:{either(_TABLE, 'ever-since')})"),
        "plan since": re.compile(rf"[^，。；、《》\n]{{0,12}}》(?:{either(_TABLE, 'plan-since')})"),
        "so far": re.compile(either(_TABLE, "so-far")),
        "open": re.compile(either(_TABLE, "open")),
        "event": re.compile(
            rf"(?:{either(_TABLE, 'event-lead')})?[^，；。\d]{{0,6}}"
            rf"(?:{either(_TABLE, 'event')})[^，；。\d]{{0,12}}[，；]"
        ),
        "built here": re.compile(either(_TABLE, "built-on")),
        "issued": re.compile(either(_TABLE, "issued")),
        "ahead": re.compile(rf"(?:{either(_TABLE, 'coming')})的?[^月周天日]*年|{either(_TABLE, *_PAIRS)}"),
        "compared": re.compile(rf"(?:{either(_TABLE, 'after-base')})[，,]"),
        "no base": re.compile(either(_TABLE, "no-base")),
        "a year": re.compile(either(_TABLE, "a-year")),
    }


@dataclass(frozen=True, slots=True)
class Period:
    """First and last moment, either may be None.

    `inferred` where it was carried over from another sentence, or from another clause without certainty.
    """

    start: str | None = None
    end: str | None = None
    inferred: bool = False
    cue: str = ""


class Governing:
    """The dates of one article."""

    def __init__(self, reading: Reading, dates: Sequence[Calendar], published: date | None, genre: str) -> None:
        self.text = reading.text
        self.reading = reading
        self.dates = [d for d in dates if (d.first or d.last) and d.kind not in _PASSING]
        self.starts = [d.start for d in self.dates]
        self.published = published
        self.year_of = year_of(reading, published)
        self.genre = genre
        self._spans: dict[int, Period] = {}

    def between(self, start: int, end: int) -> list[Calendar]:
        """The dates that begin in a span."""
        first = bisect_right(self.starts, start - 1)
        last = bisect_right(self.starts, end - 1)
        return self.dates[first:last]

    def is_base(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date names what is compared with (较2020年提高), not when the figure holds."""
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        if patterns()["base"].search(before) or patterns()["built on"].match(self.text, calendar.end):
            return True
        return bool(patterns()["from"].search(before)) and not self.is_attached(calendar, figure)

    def built_on(self, figure: Figure) -> Calendar | None:
        """The date of a figure that what follows is counted from: 2021年末 of 在2021年末860亿元的基础上翻一番."""
        if not patterns()["built here"].match(self.text, figure.quantity.end):
            return None
        before = [d for d in self.between(figure.clause.start, figure.clause.end) if d.end <= figure.quantity.start]
        return before[-1] if before and self.is_attached(before[-1], figure) else None

    def is_attached(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether nothing but words of the same clause stands between a date and a figure."""
        return calendar.end <= figure.quantity.start and not _APART.search(
            self.text, calendar.end, figure.quantity.start
        )

    def is_of_event(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date is that of an event which an earlier clause names (去年6月挂牌，…; not 截至6月底，…).

        Or the day on which figures were made known (1月发布的快报数), or the year of an outlook that is over.
        """
        if patterns()["issued"].match(self.text, calendar.end):
            return True
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        if self._of_outlook(calendar, figure):
            return True
        passed = calendar.end < figure.clause.start and not patterns()["as of"].search(before)
        return passed and bool(patterns()["event"].match(self.text, calendar.end))

    def _of_outlook(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date is that of an outlook that is over, in a sentence that told another date before it."""
        if not (is_outlook(self.text, calendar.start) and is_ended(self.text, calendar.end, figure.clause.start)):
            return False
        return any(not is_outlook(self.text, d.start) for d in self.between(figure.sentence.start, calendar.start))

    def span(self, calendar: Calendar) -> Period:
        """What a date says of the figures that it governs; told once."""
        found = self._spans.get(calendar.start)
        if found is None:
            found = self._spans[calendar.start] = self._read(calendar)
        return found

    def _read(self, calendar: Calendar) -> Period:
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        behind = self.text[calendar.end : calendar.end + 4]
        cue = self.text[calendar.start : calendar.end]
        if patterns()["since"].match(behind):
            return Period(calendar.first, None, cue=cue)
        if self.names_plan_since(calendar):
            return Period(calendar.first, None, cue=cue)
        single = calendar.first == calendar.last
        if calendar.edge == "end" and calendar.last:
            return Period(None, calendar.last, cue=cue)
        reached = behind[:1] == "的"  # 增加到2024年的21.4亿元: the year is part of what is reached, no deadline
        if patterns()["by"].search(before) and not reached and (single or calendar.kind == "plan"):
            return Period(None, calendar.last, cue=cue)
        if behind[:1] == "前" or behind[:2] in {"之前", "以前"}:
            return Period(None, calendar.last, cue=cue)
        return Period(calendar.first, calendar.last, cue=cue)

    def names_plan_since(self, calendar: Calendar) -> bool:
        """Whether a plan is named by its years, and meant as a time: 《养老服务“十四五”规划》实施以来."""
        return calendar.kind == "plan" and bool(patterns()["plan since"].match(self.text, calendar.end))

    def compares(self, calendar: Calendar) -> bool:
        """Whether a date is one that something is compared with (较2020年)."""
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        return bool(patterns()["base"].search(before) or patterns()["built on"].match(self.text, calendar.end))
