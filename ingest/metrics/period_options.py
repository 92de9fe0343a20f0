"""The periods that a figure may have, with what speaks for each: a model chooses among them."""

from __future__ import annotations

import re
from dataclasses import replace

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.governing import Governing, Period, patterns
from policygraph.ingest.structure import marks

_NUMBER = re.compile(r"[\d.,]+")


def period_options(
    dates: Governing, figure: Figure, rule: Period, measure: str, status: str
) -> list[tuple[Period, list[str]]]:
    """Every period that a figure may have, with what speaks for it: dates around it, those above, none."""
    found: dict[tuple[str | None, str | None, bool], list[str]] = {}

    def add(period: Period, *features: str) -> None:
        row = found.setdefault((period.start, period.end, period.inferred), [])
        row += [f for feature in features for f in (feature, f"{feature}+{status}")]
        cues.setdefault((period.start, period.end, period.inferred), period.cue)

    cues: dict[tuple[str | None, str | None, bool], str] = {}
    add(
        rule,
        f"rule:{rule.inferred}",
        f"rule+measure:{rule.inferred}+{measure}",
        f"rule+index:{min(figure.index, 2)}",
    )
    at, text = figure.quantity.start, dates.text
    near = dates.between(figure.sentence.start, figure.sentence.end)
    before = [d for d in near if d.start < figure.quantity.end]
    for order, calendar in enumerate(reversed(before[-4:])):
        gap = text[calendar.end : at]
        clauses = min(marks(gap), 3)
        figures = min(sum(1 for _ in _NUMBER.finditer(gap)), 3)
        lead, tail = text[max(0, calendar.start - 2) : calendar.start], text[calendar.end : calendar.end + 2]
        is_base, attached = dates.is_base(calendar, figure), dates.is_attached(calendar, figure)
        add(
            dates.span(calendar),
            f"date:{order}",
            f"date:{clauses}+{figures}",
            f"lead:{lead[-1:]}+{figures}",
            f"tail:{tail[:1]}+{figures}+{clauses}",
            f"lead2:{lead}",
            f"tail2:{tail}",
            f"what:{calendar.kind}+{calendar.edge}+{calendar.relative}",
            f"base:{dates.compares(calendar)}+{figures}+{clauses}",
            f"date+measure:{measure}+{min(order, 1)}",
            f"event:{dates.is_of_event(calendar, figure)}",
            f"is-base:{is_base}",
            f"attached:{attached}",
            f"open:{bool(patterns()['open'].search(text, calendar.end, at))}",
            f"shift:{figure.shift}+{attached}+{is_base}",
        )
    for calendar in [d for d in near if d.start >= figure.quantity.end][:2]:
        gap = text[figure.quantity.end : calendar.start]
        clauses = min(marks(gap), 3)
        add(
            dates.span(calendar),
            f"behind:{clauses}+{calendar.kind}",
            f"behind-lead:{gap[-1:]}",
            f"behind-tail:{text[calendar.end : calendar.end + 1]}",
        )
    if figure.cell:
        for calendar in dates.between(*figure.cell.column_span):
            add(dates.span(calendar), "column")
    line = figure.line
    earlier = dates.between(max(line.start, figure.sentence.start - 1500), figure.sentence.start)
    for order, calendar in enumerate(reversed(earlier[-2:])):
        add(
            replace(dates.span(calendar), inferred=True),
            f"earlier:{order}",
            f"earlier:{calendar.kind}+{dates.compares(calendar)}",
        )
    lines = dates.reading.structure.lines
    for depth, parent in enumerate(reversed(line.parents)):
        for calendar in dates.between(lines[parent].start, lines[parent].end)[-1:]:
            add(replace(dates.span(calendar), inferred=True), f"heading:{min(depth, 2)}", f"heading:{calendar.kind}")
    for calendar in dates.between(0, lines[0].end if lines else 0)[-1:]:
        add(replace(dates.span(calendar), inferred=True), "title", f"title:{calendar.kind}")
    if told := dates.year_of(at):
        add(Period(str(told), str(told), inferred=True), "told", f"told:{dates.genre}")
    if dates.published:
        year = dates.published.year
        for shift in (-1, 0):
            add(
                Period(str(year + shift), str(year + shift), inferred=True),
                f"year:{shift}",
                f"year:{shift}+{dates.genre}",
            )
    add(
        Period(),
        "none",
        f"none:{dates.genre}",
        f"none:{len(before) > 0}",
        f"none:{measure}",
        f"none+kind:{figure.quantity.kind}",
        f"none+shift:{figure.shift}",
    )
    for (_, end, inferred), row in found.items():
        gap_to_now = ""
        if end and dates.published:
            gap_to_now = str(max(-3, min(int(end[:4]) - dates.published.year, 3)))
        row += [
            f"now:{gap_to_now}+{inferred}+{status}",
            f"now:{gap_to_now}+{dates.genre}+{inferred}",
            f"inferred:{inferred}+{dates.genre}",
        ]
        row.append(f"size:{len(end or '')}+{inferred}")
    return [(Period(*key, cues[key]), row) for key, row in found.items()]
