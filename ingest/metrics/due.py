"""Deadlines in the bracket that closes a task: 改造老旧小区118个（市住建局，12月20日前）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.figures import Figure

_BRACKET = re.compile(r"[^。；\n]{0,200}?[。；]?(?P<bracket>（[^（）\n]{1,80}）)")


def due_behind(text: str, figure: Figure, dates: Sequence[Calendar]) -> Calendar | None:
    """The last date of the bracket that closes the sentence of a figure, if that says by when; None where none does.

    `dates` are those of the article in order.
    """
    end = figure.quantity.end
    match = _BRACKET.match(text, end, min(figure.line.end, end + 300))
    while match is not None:
        start, stop = match.span("bracket")
        inside = [date for date in dates if start < date.start and date.end <= stop and text.startswith("前", date.end)]
        if inside and text[stop : stop + 1] in {"", "。", "；", "\n"}:
            return inside[-1]
        match = _BRACKET.match(text, stop, min(figure.line.end, end + 300)) if not inside else None
    return None
