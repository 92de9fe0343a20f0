"""The clause around a figure: where it begins and ends, and what stands before and after the value."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BRACKETS = re.compile(r"（[^（）\n]{0,80}）|\([^()\n]{0,80}\)|《[^》\n]{0,80}》")
_FILLER = "\x00"
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_SEGMENT_END = re.compile(r"[。！？!?\n；;]")
_CLAUSE_END = re.compile(r"[。！？!?\n；;，,：:]")


def masked(text: str) -> str:
    """`text` with brackets and book titles blanked, offsets unchanged: their commas divide nothing.

    >>> masked("园区（以下简称甲园，下同）有3家").replace(chr(0), "_")
    '园区___________有3家'
    """
    return _BRACKETS.sub(lambda match: _FILLER * len(match[0]), text)


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a figure stands in its (masked) text; offsets are half-open.

    `sentence` and `segment` (up to the semicolon) begin before the figure, `start` and `end` hold its clause.
    """

    sentence: int
    segment: int
    start: int
    end: int
    segment_end: int
    sentence_end: int


def clause(text: str, start: int, end: int) -> Clause:
    """The clause of the figure at ``[start, end)`` of a masked text."""
    return Clause(
        sentence=_last(_SENTENCE_END, text, start),
        segment=_last(_SEGMENT_END, text, start),
        start=_last(_CLAUSE_END, text, start),
        end=_next(_CLAUSE_END, text, end),
        segment_end=_next(_SEGMENT_END, text, end),
        sentence_end=_next(_SENTENCE_END, text, end),
    )


def earlier_clauses(text: str, start: int, begin: int) -> list[tuple[int, int]]:
    """The clauses between `begin` and `start`, the nearest first, as offsets.

    >>> earlier_clauses("甲榜单上，乙列第3位", 5, 0)
    [(0, 4)]
    """
    found = []
    end = start - 1
    while end > begin:
        first = max(_last(_CLAUSE_END, text, end), begin)
        if first < end:
            found.append((first, end))
        end = first - 1
    return found


def _last(pattern: re.Pattern[str], text: str, before: int, window: int = 400) -> int:
    """The offset after the last match that ends at or before `before`; at most `window` characters back."""
    begin = max(0, before - window)
    last = begin
    for match in pattern.finditer(text, begin, before):
        if _divides(text, match):
            last = match.end()
    return last


def _next(pattern: re.Pattern[str], text: str, after: int, window: int = 200) -> int:
    limit = min(len(text), after + window)
    for match in pattern.finditer(text, after, limit):
        if _divides(text, match):
            return match.start()
    return limit


def _divides(text: str, match: re.Match[str]) -> bool:
    """Not a comma or colon inside a number: 1,200 and 2:1."""
    at = match.start()
    return not (match[0] in ",:：" and 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit())
