"""When a figure holds: the period that governs its sentence, or one carried over from before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import exp

from policygraph.ingest.metrics.calendars import REVIEWS, Calendar
from policygraph.ingest.metrics.due import due_behind
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.framing import reference_date
from policygraph.ingest.metrics.goals import heads, is_goal
from policygraph.ingest.metrics.governing import Governing, Period, patterns
from policygraph.ingest.metrics.period_options import period_options
from policygraph.ingest.metrics.ranking import likeliest
from policygraph.ingest.metrics.shifts import origin
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.reading import Reading
from policygraph.ingest.structure import marks

_WITHIN = re.compile(r"(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:内|之内|以内|时间)")
_FRAME = re.compile(r"(?:期间|时期|以来|里|间)?[，,：]\s*")  # behind a date that is a clause by itself
_SHORT = frozenset({"month", "quarter", "half"})  # 比上月上涨0.1%: of the month that the sentence names
_CHANGES = frozenset({"growth", "increment", "multiple"})
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}

_DOUBT = 0.01  # from so much of the probability that no period is stated
_SAID = ("rule:", "date:", "behind:", "column", "earlier:", "heading:", "title", "told")  # evidence in the text


def _ordered(period: Period, measure: str) -> Period:
    """`period`, whose start lies behind its end where 上年 was counted from the day of publication, set right."""
    if not (period.start and period.end) or period.start[:4] <= period.end[:4]:
        return period
    year = int(period.end[:4])
    return replace(period, start=str(year if measure == "growth" else year - 1))


class Timing(Governing):
    """Finds the period of each figure of one article; asked in the order of the text."""

    def __init__(self, reading: Reading, dates: list[Calendar], published: date | None, genre: str = "") -> None:
        super().__init__(reading, dates, published, genre)
        self.coming = [d for d in dates if d.kind == "span" and d.first and d.last and self._is_ahead(d)]
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
        own = [d for d in self.between(sentence.start, sentence.end) if d.start < figure.quantity.end]
        if figure.shift == "from" and not is_goal(self.text, figure):  # 由2020年的120家增至300家: its own year, or none
            at_origin = [d for d in own if origin(self.text, figure.clause.start, figure.quantity) < d.start]
            return self.span(at_origin[-1]) if at_origin else Period()
        if origin_date := self.built_on(figure):  # 在2021年末860亿元的基础上翻一番
            return self.span(origin_date)
        governing = [d for d in own if not self.is_base(d, figure) and not self.is_of_event(d, figure)]
        base = next((d for d in reversed(own) if self.is_base(d, figure) and d.start >= figure.clause.start), None)
        start = base.first if base and measure in _CHANGES and base.kind not in _SHORT else None
        now = next(iter(patterns()["open"].finditer(self.text, governing[-1].end, at)), None) if governing else None
        if now and not self.is_attached(governing[-1], figure):
            return Period(start, None)
        if governing:
            chosen = governing[-1]
            found = self.span(chosen)
            if start and found.end and not (found.start and found.start > start):
                return Period(start, found.end, cue=found.cue)
            return found
        if coming := self._coming(figure):
            return coming
        within = _WITHIN.search(self.text, sentence.start, at)
        if within and self.published:
            years = _DIGITS.get(within["n"]) or (int(within["n"]) if within["n"].isdigit() else 0)
            return Period(str(self.published.year), str(self.published.year + years), cue=within[0])
        if patterns()["open"].search(self.text, sentence.start, at):
            return Period(start, None)
        if due := due_behind(self.text, figure, self.dates):  # （市住建局，12月20日前）
            deadline = self.span(due).end
            told = self.published.isoformat() if self.published else ""
            self.due[at] = bool(deadline and told and deadline >= told[: len(deadline)])
            return Period(start, deadline, cue=self.text[due.start : due.end])
        carried = self._carried(figure)
        return Period(start or carried.start, carried.end, inferred=True, cue=carried.cue)

    def _is_ahead(self, calendar: Calendar) -> bool:
        """Whether a span of years lies ahead (未来五年) or two years are said together (今明两年)."""
        return bool(patterns()["ahead"].match(self.text, calendar.start, calendar.end))

    def _coming(self, figure: Figure) -> Period | None:
        """The years ahead that a sentence speaks of before a figure, where it names no other date."""
        spans = [d for d in self.coming if figure.sentence.start <= d.start and d.end <= figure.quantity.start]
        if not spans or not spans[-1].first or not spans[-1].last:
            return None
        if any(d.start < figure.quantity.end for d in self.between(figure.sentence.start, figure.sentence.end)):
            return None
        last = spans[-1]
        return Period(spans[-1].first[:4], spans[-1].last[:4], cue=self.text[last.start : last.end])

    def _of_column(self, figure: Figure) -> Period | None:
        """The year that heads the column of a figure in a table, or the years that a total there spans."""
        if figure.cell and figure.cell.years:
            return Period(*figure.cell.years, cue=figure.cell.column)
        dates = self.between(*figure.cell.column_span) if figure.cell else []
        if len(dates) != 1 or figure.cell is None:
            return None
        found = self.span(dates[0])
        return replace(found, start=figure.cell.since) if figure.cell.since else found

    def is_ahead(self, period: Period) -> bool:
        """Whether a stated period ends in a year after that of publication."""
        if period.inferred or not period.end or not self.published:
            return False
        return int(period.end[:4]) > self.published.year

    def is_reached(self, figure: Figure) -> bool:
        """Whether a figure says how far things had come by a day that is over: 截至2023年6月底，基地达到16.9万亩."""
        if base := self.built_on(figure):
            return bool(base.last and self.published and base.last[:4] <= str(self.published.year))
        if figure.cell:
            return heads(figure.cell.column, "reached") or self._is_over(figure)
        before = [d for d in self.between(figure.sentence.start, figure.sentence.end) if d.end <= figure.quantity.start]
        if before and self._is_so_far(before[-1], figure):
            return True
        if not before or not self.published or not before[-1].last:
            return False
        last, at = before[-1], figure.quantity.start
        behind = self.text[last.end : at]
        if patterns()["so far"].match(behind):
            return not patterns()["to come"].search(behind)
        until = reference_date(last.last)
        counted = patterns()["as of"].search(self.text[max(0, last.start - 4) : last.start])
        over = until is not None and until <= self.published
        return bool(counted) and over and marks(behind) <= 1 and not patterns()["to come"].search(behind)

    def _is_so_far(self, calendar: Calendar, figure: Figure) -> bool:
        """Whether a date says itself that it lasts until now (“十四五”规划实施以来), and nothing promises more."""
        said = self.text[calendar.start : calendar.end]
        ahead = patterns()["to come"].search(self.text, calendar.end, figure.quantity.start)
        lasts = said.endswith(words("period_words")["so-far"]) or self.names_plan_since(calendar)
        return lasts and calendar.first is not None and not ahead

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
        """Every period that a figure may have, with what speaks for it; only that of the rule where it is certain."""
        if figure.quantity.start in self.shared or figure.quantity.start in self.due:
            return [(rule, ["shared"])]
        return period_options(self, figure, rule, measure, status)

    def settled(
        self, figure: Figure, options: Sequence[tuple[Period, list[str]]], scores: Sequence[float], measure: str
    ) -> Period:
        """The likeliest option, or no period where it is but a guess: the year before, from April on.

        Early in a year articles look back at the year that is over without naming it; later they mean the present one.
        A date of another clause whose year may not be meant (`_DOUBT`) is carried over, that is, inferred.
        """
        if of_column := self._of_column(figure):
            return of_column
        if built_on := self.built_on(figure):
            return self.span(built_on)
        if between := self._between_values(figure, measure) or self._edge(figure) or self._coming(figure):
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
        return calendar.start >= at or bool(patterns()["compared"].fullmatch(self.text, calendar.end, at))

    def _between_values(self, figure: Figure, measure: str) -> Period | None:
        """The years of a mean rate behind two values: 由2022年的350亿元增加到2024年的480亿元，年均增长17%."""
        end, start = figure.before, figure.before.before if figure.before else None
        if end is None or start is None or measure != "growth" or (start.shift, end.shift) != ("from", "to"):
            return None
        if not patterns()["a year"].search(self.text, figure.clause.start, figure.quantity.start):
            return None
        if self.between(end.quantity.end, figure.quantity.start):  # it has years of its own
            return None
        first = self.between(start.clause.start, start.quantity.start)
        last = self.between(start.quantity.end, end.quantity.start)
        if not first or not last or not first[-1].first or not last[-1].last or first[-1].first >= last[-1].last:
            return None
        return Period(first[-1].first[:4], last[-1].last[:4], cue=self.text[last[-1].start : last[-1].end])

    def _edge(self, figure: Figure) -> Period | None:
        """The first or last year of a span in which a value moves: 从2012年至2021年，人数从1亿人增至2亿人."""
        if not figure.shift:
            return None
        told = self.between(figure.sentence.start, figure.quantity.start)
        if len(told) != 1 or told[0].kind != "year" or told[0].first == told[0].last or self.compares(told[0]):
            return None
        span = told[0]
        cue = self.text[span.start : span.end]
        return Period(span.first, span.first, cue=cue) if figure.shift == "from" else Period(None, span.last, cue=cue)

    def _since_base(self, figure: Figure, period: Period, measure: str) -> Period:
        """`period` from the year that a change is counted from (较2020年, 比“十三五”末, 较年初) to its own end."""
        clause, at = figure.clause, figure.quantity.start
        told = self.between(figure.sentence.start, at)
        bases = [d for d in told if d.end <= at and self.compares(d) and self._opens(d, clause.start)]
        if not bases or measure not in _CHANGES:
            return period
        base = bases[-1]
        if patterns()["no base"].match(self.text, base.end) or base.kind not in {"year", "plan"} or not base.first:
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
        said = [d for d in self.between(figure.sentence.start, figure.sentence.end) if self._says(d, period)]
        clause = figure.clause
        return bool(said) and not any(
            clause.start <= d.start < clause.end or _FRAME.fullmatch(self.text, d.end, max(d.end, clause.start))
            for d in said
        )

    def _says(self, calendar: Calendar, period: Period) -> bool:
        return period.end is not None and self.span(calendar).end == period.end

    def _carried(self, figure: Figure) -> Period:
        """The last governing date earlier in the paragraph, else in the headings above, else in the title."""
        line = figure.line
        earlier = [
            d
            for d in self.between(max(line.start, figure.sentence.start - 1500), figure.sentence.start)
            if not self.compares(d)
        ]
        if earlier:
            return self.span(earlier[-1])
        lines = self.reading.structure.lines
        for parent in reversed(line.parents):
            above = lines[parent]
            found = [d for d in self.between(above.start, above.end) if not self.compares(d)]
            if found:
                return self.span(found[-1])
        if told := self.year_of(figure.quantity.start):
            return Period(str(told), str(told))
        title = self.reading.source.title or ""
        found = [d for d in self.between(0, lines[0].end) if not self.compares(d)] if lines else []
        if found:
            return self.span(found[-1])
        year = re.search(r"(20\d\d)(?:\s*[-—–~至]+\s*(20\d\d))?年", title)
        if year:
            return Period(year[1], year[2] or year[1])
        return Period()
