"""When a figure holds: the period that governs its sentence, or one carried over from before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from math import exp

from policygraph.ingest.metrics.calendars import REVIEWS, Calendar
from policygraph.ingest.metrics.due import due_behind
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.framing import reference_date, year_of
from policygraph.ingest.metrics.goals import heads, is_goal
from policygraph.ingest.metrics.outlooks import is_ended, is_outlook
from policygraph.ingest.metrics.ranking import likeliest
from policygraph.ingest.metrics.shifts import origin
from policygraph.ingest.metrics.tables import either, words
from policygraph.ingest.reading import Reading
from policygraph.ingest.structure import marks

_WITHIN = re.compile(r"(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:内|之内|以内|时间)")
_NUMBER = re.compile(r"[\d.,]+")
_APART = re.compile(r"[\d，；：。]")
_PASSING = frozenset({"span", "week"})  # say when something was told or is expected, not when a figure holds
_FRAME = re.compile(r"(?:期间|时期|以来|里|间)?[，,：]\s*")  # behind a date that is a clause by itself
_TABLE = "period_words"
_PAIRS = ("pair-1", "pair+0", "pair+1")
_SHORT = frozenset({"month", "quarter", "half"})  # 比上月上涨0.1%: of the month that the sentence names
_CHANGES = frozenset({"growth", "increment", "multiple"})
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}

_DOUBT = 0.01  # from so much of the probability that no period is stated
_SAID = ("rule:", "date:", "behind:", "column", "earlier:", "heading:", "title", "told")  # evidence in the text


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
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


def _ordered(period: Period, measure: str) -> Period:
    """`period`, whose start lies behind its end where 上年 was counted from the day of publication, set right."""
    if not (period.start and period.end) or period.start[:4] <= period.end[:4]:
        return period
    year = int(period.end[:4])
    return replace(period, start=str(year if measure == "growth" else year - 1))


class Timing:
    """Finds the period of each figure of one article; asked in the order of the text."""

    def __init__(self, reading: Reading, dates: list[Calendar], published: date | None, genre: str = "") -> None:
        self.text = reading.text
        self.reading = reading
        self.dates = [d for d in dates if (d.first or d.last) and d.kind not in _PASSING]
        self.starts = [d.start for d in self.dates]
        self.coming = [d for d in dates if d.kind == "span" and d.first and d.last and self._is_ahead(d)]
        self.published = published
        self.year_of = year_of(reading, published)
        self.genre = genre
        self._spans: dict[int, Period] = {}
        self.due: dict[int, bool] = {}  # figures whose deadline stands in a bracket behind, and if it is to come
        self.shared: Mapping[int, tuple[str, bool]] = {}  # years that the figures of a clause share out among them

    def period(self, figure: Figure, measure: str) -> Period:
        """The period of a figure with this measure."""
        at = figure.quantity.start
        sentence = figure.sentence
        if shared := self.shared.get(at):
            year, until = shared
            return Period(None if until else year, year, cue=year)
        if of_column := self._of_column(figure):
            return of_column
        own = [d for d in self._between(sentence.start, sentence.end) if d.start < figure.quantity.end]
        if figure.shift == "from" and not is_goal(self.text, figure):  # 由2020年的120家增至300家: its own year, or none
            at_origin = [d for d in own if origin(self.text, figure.clause.start, figure.quantity) < d.start]
            return self._span(at_origin[-1]) if at_origin else Period()
        if origin_date := self._built_on(figure):  # 在2021年末860亿元的基础上翻一番
            return self._span(origin_date)
        governing = [d for d in own if not self._is_base(d, figure) and not self._of_event(d, figure)]
        base = next((d for d in reversed(own) if self._is_base(d, figure) and d.start >= figure.clause.start), None)
        start = base.first if base and measure in _CHANGES and base.kind not in _SHORT else None
        now = next(iter(_patterns()["open"].finditer(self.text, governing[-1].end, at)), None) if governing else None
        if now and not self._attached(governing[-1], figure):
            return Period(start, None)
        if governing:
            chosen = governing[-1]
            found = self._span(chosen)
            if start and found.end and not (found.start and found.start > start):
                return Period(start, found.end, cue=found.cue)
            return found
        if coming := self._coming(figure):
            return coming
        within = _WITHIN.search(self.text, sentence.start, at)
        if within and self.published:
            years = _DIGITS.get(within["n"]) or (int(within["n"]) if within["n"].isdigit() else 0)
            return Period(str(self.published.year), str(self.published.year + years), cue=within[0])
        if _patterns()["open"].search(self.text, sentence.start, at):
            return Period(start, None)
        if due := due_behind(self.text, figure, self.dates):  # （市住建局，12月20日前）
            deadline = self._span(due).end
            told = self.published.isoformat() if self.published else ""
            self.due[at] = bool(deadline and told and deadline >= told[: len(deadline)])
            return Period(start, deadline, cue=self.text[due.start : due.end])
        carried = self._carried(figure)
        return Period(start or carried.start, carried.end, inferred=True, cue=carried.cue)

    def _is_ahead(self, calendar: Calendar) -> bool:
        """Whether a span of years lies ahead (未来五年) or two years are said together (今明两年)."""
        return bool(_patterns()["ahead"].match(self.text, calendar.start, calendar.end))

    def _coming(self, figure: Figure) -> Period | None:
        """The years ahead that a sentence speaks of before a figure, where it names no other date."""
        spans = [d for d in self.coming if figure.sentence.start <= d.start and d.end <= figure.quantity.start]
        if not spans or not spans[-1].first or not spans[-1].last:
            return None
        if any(d.start < figure.quantity.end for d in self._between(figure.sentence.start, figure.sentence.end)):
            return None
        last = spans[-1]
        return Period(spans[-1].first[:4], spans[-1].last[:4], cue=self.text[last.start : last.end])

    def _of_column(self, figure: Figure) -> Period | None:
        """The year that heads the column of a figure in a table, or the years that a total there spans."""
        if figure.cell and figure.cell.years:
            return Period(*figure.cell.years, cue=figure.cell.column)
        dates = self._between(*figure.cell.column_span) if figure.cell else []
        if len(dates) != 1 or figure.cell is None:
            return None
        found = self._span(dates[0])
        return replace(found, start=figure.cell.since) if figure.cell.since else found

    def is_ahead(self, period: Period) -> bool:
        """Whether a stated period ends in a year after that of publication."""
        if period.inferred or not period.end or not self.published:
            return False
        return int(period.end[:4]) > self.published.year

    def is_reached(self, figure: Figure) -> bool:
        """Whether a figure says how far things had come by a day that is over: 截至2023年6月底，基地达到16.9万亩."""
        if base := self._built_on(figure):
            return bool(base.last and self.published and base.last[:4] <= str(self.published.year))
        if figure.cell:
            return heads(figure.cell.column, "reached") or self._is_over(figure)
        before = [
            d for d in self._between(figure.sentence.start, figure.sentence.end) if d.end <= figure.quantity.start
        ]
        if before and self._is_so_far(before[-1], figure):
            return True
        if not before or not self.published or not before[-1].last:
            return False
        last, at = before[-1], figure.quantity.start
        behind = self.text[last.end : at]
        if _patterns()["so far"].match(behind):
            return not _patterns()["to come"].search(behind)
        until = reference_date(last.last)
        counted = _patterns()["as of"].search(self.text[max(0, last.start - 4) : last.start])
        over = until is not None and until <= self.published
        return bool(counted) and over and marks(behind) <= 1 and not _patterns()["to come"].search(behind)

    def _is_so_far(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date says itself that it lasts until now (“十四五”规划实施以来), and nothing promises more."""
        said = self.text[calendar.start : calendar.end]
        ahead = _patterns()["to come"].search(self.text, calendar.end, figure.quantity.start)
        lasts = said.endswith(words("period_words")["so-far"]) or self._names_plan_since(calendar)
        return lasts and calendar.first is not None and not ahead

    def _names_plan_since(self, calendar: Calendar) -> bool:
        """Whether a plan is named by its years, and meant as a time: 《养老服务“十四五”规划》实施以来."""
        return calendar.kind == "plan" and bool(_patterns()["plan since"].match(self.text, calendar.end))

    def is_bound(self, figure: Figure) -> bool:
        """Whether a figure is the goal of a row that calls it binding or expected: its year is this one or to come."""
        column = self._of_column(figure) if figure.cell and figure.cell.bound else None
        return bool(column and column.end and self.published and int(column.end[:4]) >= self.published.year)

    def _is_over(self, figure: Figure) -> bool:
        """Whether the year that heads a column lies before that of publication, and the head calls it no goal."""
        column = self._of_column(figure)
        year = column.end[:4] if column and column.end else None
        past = bool(year and self.published and int(year) < self.published.year)
        return past and figure.cell is not None and not heads(figure.cell.column, "aimed")

    def options(self, figure: Figure, rule: Period, measure: str, status: str) -> list[tuple[Period, list[str]]]:
        """Every period that a figure may have, with what speaks for it: dates around it, those above, none."""
        found: dict[tuple[str | None, str | None, bool], list[str]] = {}

        def add(period: Period, *features: str) -> None:
            row = found.setdefault((period.start, period.end, period.inferred), [])
            row += [f for feature in features for f in (feature, f"{feature}+{status}")]
            cues.setdefault((period.start, period.end, period.inferred), period.cue)

        cues: dict[tuple[str | None, str | None, bool], str] = {}
        if figure.quantity.start in self.shared or figure.quantity.start in self.due:
            return [(rule, ["shared"])]
        add(
            rule,
            f"rule:{rule.inferred}",
            f"rule+measure:{rule.inferred}+{measure}",
            f"rule+index:{min(figure.index, 2)}",
        )
        at, text = figure.quantity.start, self.text
        dates = self._between(figure.sentence.start, figure.sentence.end)
        before = [d for d in dates if d.start < figure.quantity.end]
        for order, calendar in enumerate(reversed(before[-4:])):
            gap = text[calendar.end : at]
            clauses = min(marks(gap), 3)
            figures = min(sum(1 for _ in _NUMBER.finditer(gap)), 3)
            lead, tail = text[max(0, calendar.start - 2) : calendar.start], text[calendar.end : calendar.end + 2]
            is_base, attached = self._is_base(calendar, figure), self._attached(calendar, figure)
            add(
                self._span(calendar),
                f"date:{order}",
                f"date:{clauses}+{figures}",
                f"lead:{lead[-1:]}+{figures}",
                f"tail:{tail[:1]}+{figures}+{clauses}",
                f"lead2:{lead}",
                f"tail2:{tail}",
                f"what:{calendar.kind}+{calendar.edge}+{calendar.relative}",
                f"base:{self._compares(calendar)}+{figures}+{clauses}",
                f"date+measure:{measure}+{min(order, 1)}",
                f"event:{self._of_event(calendar, figure)}",
                f"is-base:{is_base}",
                f"attached:{attached}",
                f"open:{bool(_patterns()['open'].search(text, calendar.end, at))}",
                f"shift:{figure.shift}+{attached}+{is_base}",
            )
        for calendar in [d for d in dates if d.start >= figure.quantity.end][:2]:
            gap = text[figure.quantity.end : calendar.start]
            clauses = min(marks(gap), 3)
            add(
                self._span(calendar),
                f"behind:{clauses}+{calendar.kind}",
                f"behind-lead:{gap[-1:]}",
                f"behind-tail:{text[calendar.end : calendar.end + 1]}",
            )
        if figure.cell:
            for calendar in self._between(*figure.cell.column_span):
                add(self._span(calendar), "column")
        line = figure.line
        earlier = self._between(max(line.start, figure.sentence.start - 1500), figure.sentence.start)
        for order, calendar in enumerate(reversed(earlier[-2:])):
            add(
                replace(self._span(calendar), inferred=True),
                f"earlier:{order}",
                f"earlier:{calendar.kind}+{self._compares(calendar)}",
            )
        lines = self.reading.structure.lines
        for depth, parent in enumerate(reversed(line.parents)):
            for calendar in self._between(lines[parent].start, lines[parent].end)[-1:]:
                add(
                    replace(self._span(calendar), inferred=True), f"heading:{min(depth, 2)}", f"heading:{calendar.kind}"
                )
        for calendar in self._between(0, lines[0].end if lines else 0)[-1:]:
            add(replace(self._span(calendar), inferred=True), "title", f"title:{calendar.kind}")
        if told := self.year_of(at):
            add(Period(str(told), str(told), inferred=True), "told", f"told:{self.genre}")
        if self.published:
            year = self.published.year
            for shift in (-1, 0):
                add(
                    Period(str(year + shift), str(year + shift), inferred=True),
                    f"year:{shift}",
                    f"year:{shift}+{self.genre}",
                )
        add(
            Period(),
            "none",
            f"none:{self.genre}",
            f"none:{len(before) > 0}",
            f"none:{measure}",
            f"none+kind:{figure.quantity.kind}",
            f"none+shift:{figure.shift}",
        )
        for (_, end, inferred), row in found.items():
            gap_to_now = ""
            if end and self.published:
                gap_to_now = str(max(-3, min(int(end[:4]) - self.published.year, 3)))
            row += [
                f"now:{gap_to_now}+{inferred}+{status}",
                f"now:{gap_to_now}+{self.genre}+{inferred}",
                f"inferred:{inferred}+{self.genre}",
            ]
            row.append(f"size:{len(end or '')}+{inferred}")
        return [(Period(*key, cues[key]), row) for key, row in found.items()]

    def settled(
        self, figure: Figure, options: Sequence[tuple[Period, list[str]]], scores: Sequence[float], measure: str
    ) -> Period:
        """The likeliest option, or no period where it is but a guess: the year before, from April on.

        Early in a year articles look back at the year that is over without naming it; later they mean the present one.
        A date of another clause whose year may not be meant (`_DOUBT`) is carried over, that is, inferred.
        """
        if of_column := self._of_column(figure):
            return of_column
        if built_on := self._built_on(figure):
            return self._span(built_on)
        if between := self._between_values(figure, measure) or self._coming(figure):
            return between
        return _ordered(self._since_base(figure, self._likeliest(figure, options, scores), measure), measure)

    def _likeliest(
        self, figure: Figure, options: Sequence[tuple[Period, list[str]]], scores: Sequence[float]
    ) -> Period:
        """The likeliest option, but no mere guess."""
        best, share = likeliest(scores)
        period, features = options[best]
        late = self.published is not None and self.published.month > REVIEWS
        guessed = "year:-1" in features and not any(feature.startswith(_SAID) for feature in features)
        if late and guessed:
            return Period()
        top = scores[best]
        none = sum(exp(score - top) for score, (one, _) in zip(scores, options, strict=True) if one.end is None)
        if none * share >= _DOUBT and not period.inferred and self._is_elsewhere(period, figure):
            return replace(period, inferred=True)
        return period

    def _opens(self, calendar: Calendar, at: int) -> bool:
        """Whether a date stands behind `at`, or right before it as a clause of its own (与2015年相比，)."""
        return calendar.start >= at or bool(_patterns()["compared"].fullmatch(self.text, calendar.end, at))

    def _between_values(self, figure: Figure, measure: str) -> Period | None:
        """The years of a mean rate behind two values: 由2022年的350亿元增加到2024年的480亿元，年均增长17%."""
        end, start = figure.before, figure.before.before if figure.before else None
        if end is None or start is None or measure != "growth" or (start.shift, end.shift) != ("from", "to"):
            return None
        if not _patterns()["a year"].search(self.text, figure.clause.start, figure.quantity.start):
            return None
        if self._between(end.quantity.end, figure.quantity.start):  # it has years of its own
            return None
        first = self._between(start.clause.start, start.quantity.start)
        last = self._between(start.quantity.end, end.quantity.start)
        if not first or not last or not first[-1].first or not last[-1].last or first[-1].first >= last[-1].last:
            return None
        return Period(first[-1].first[:4], last[-1].last[:4], cue=self.text[last[-1].start : last[-1].end])

    def _since_base(self, figure: Figure, period: Period, measure: str) -> Period:
        """`period` from the year that a change is counted from (较2020年, 比“十三五”末, 较年初) to its own end."""
        clause, at = figure.clause, figure.quantity.start
        told = self._between(figure.sentence.start, at)
        bases = [d for d in told if d.end <= at and self._compares(d) and self._opens(d, clause.start)]
        if not bases or measure not in _CHANGES:
            return period
        base = bases[-1]
        if _patterns()["no base"].match(self.text, base.end) or base.kind not in {"year", "plan"} or not base.first:
            return period
        if (base.relative and not base.edge) or (base.kind == "plan" and base.first != base.last):
            return period  # 比上年增长5%, 较“十三五”增长24%: of its own years
        end = period.end
        since = base.first[:4]
        if base.relative and base.edge == "start":
            since = f"{since}-01"
        elif base.relative and end and end[:4] == since:  # 2024年末…，比上年末: the end of the year before that
            since = str(int(since) - 1)
        if not end or end < since[:4] or (end == base.last and not base.relative):
            return replace(period, start=since, end=None)
        return replace(period, start=since)

    def _is_elsewhere(self, period: Period, figure: Figure) -> bool:
        """Whether a period is that of a date in another clause of its sentence, not right before it (2024年，…)."""
        said = [d for d in self._between(figure.sentence.start, figure.sentence.end) if self._says(d, period)]
        clause = figure.clause
        return bool(said) and not any(
            clause.start <= d.start < clause.end or _FRAME.fullmatch(self.text, d.end, max(d.end, clause.start))
            for d in said
        )

    def _says(self, calendar: Calendar, period: Period) -> bool:
        return period.end is not None and self._span(calendar).end == period.end

    def _between(self, start: int, end: int) -> list[Calendar]:
        first = bisect_right(self.starts, start - 1)
        last = bisect_right(self.starts, end - 1)
        return self.dates[first:last]

    def _is_base(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date names what is compared with (较2020年提高), not when the figure holds."""
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        if _patterns()["base"].search(before) or _patterns()["built on"].match(self.text, calendar.end):
            return True
        return bool(_patterns()["from"].search(before)) and not self._attached(calendar, figure)

    def _built_on(self, figure: Figure) -> Calendar | None:
        """The date of a figure that what follows is counted from: 2021年末 of 在2021年末860亿元的基础上翻一番."""
        if not _patterns()["built here"].match(self.text, figure.quantity.end):
            return None
        before = [d for d in self._between(figure.clause.start, figure.clause.end) if d.end <= figure.quantity.start]
        return before[-1] if before and self._attached(before[-1], figure) else None

    def _attached(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether nothing but words of the same clause stands between a date and a figure."""
        return calendar.end <= figure.quantity.start and not _APART.search(
            self.text, calendar.end, figure.quantity.start
        )

    def _of_event(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date is that of an event which an earlier clause names (去年6月挂牌，…; not 截至6月底，…).

        Or the day on which figures were made known (1月发布的快报数), or the year of an outlook that is over.
        """
        if _patterns()["issued"].match(self.text, calendar.end):
            return True
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        if self._of_outlook(calendar, figure):
            return True
        passed = calendar.end < figure.clause.start and not _patterns()["as of"].search(before)
        return passed and bool(_patterns()["event"].match(self.text, calendar.end))

    def _of_outlook(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date is that of an outlook that is over, in a sentence that told another date before it."""
        if not (is_outlook(self.text, calendar.start) and is_ended(self.text, calendar.end, figure.clause.start)):
            return False
        return any(not is_outlook(self.text, d.start) for d in self._between(figure.sentence.start, calendar.start))

    def _span(self, calendar: Calendar) -> Period:
        """What a date says of the figures that it governs; told once."""
        found = self._spans.get(calendar.start)
        if found is None:
            found = self._spans[calendar.start] = self._read(calendar)
        return found

    def _read(self, calendar: Calendar) -> Period:
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        behind = self.text[calendar.end : calendar.end + 4]
        cue = self.text[calendar.start : calendar.end]
        if _patterns()["since"].match(behind):
            return Period(calendar.first, None, cue=cue)
        if self._names_plan_since(calendar):
            return Period(calendar.first, None, cue=cue)
        single = calendar.first == calendar.last
        if calendar.edge == "end" and calendar.last:
            return Period(None, calendar.last, cue=cue)
        reached = behind[:1] == "的"  # 增加到2024年的21.4亿元: the year is part of what is reached, no deadline
        if _patterns()["by"].search(before) and not reached and (single or calendar.kind == "plan"):
            return Period(None, calendar.last, cue=cue)
        if behind[:1] == "前" or behind[:2] in {"之前", "以前"}:
            return Period(None, calendar.last, cue=cue)
        return Period(calendar.first, calendar.last, cue=cue)

    def _carried(self, figure: Figure) -> Period:
        """The last governing date earlier in the paragraph, else in the headings above, else in the title."""
        line = figure.line
        earlier = [
            d
            for d in self._between(max(line.start, figure.sentence.start - 1500), figure.sentence.start)
            if not self._compares(d)
        ]
        if earlier:
            return self._span(earlier[-1])
        lines = self.reading.structure.lines
        for parent in reversed(line.parents):
            above = lines[parent]
            found = [d for d in self._between(above.start, above.end) if not self._compares(d)]
            if found:
                return self._span(found[-1])
        if told := self.year_of(figure.quantity.start):
            return Period(str(told), str(told))
        title = self.reading.source.title or ""
        found = [d for d in self._between(0, lines[0].end) if not self._compares(d)] if lines else []
        if found:
            return self._span(found[-1])
        year = re.search(r"(20\d\d)(?:\s*[-—–~至]+\s*(20\d\d))?年", title)
        if year:
            return Period(year[1], year[2] or year[1])
        return Period()

    def _compares(self, calendar: Calendar) -> bool:
        before = self.text[max(0, calendar.start - 4) : calendar.start]
        return bool(_patterns()["base"].search(before) or _patterns()["built on"].match(self.text, calendar.end))
