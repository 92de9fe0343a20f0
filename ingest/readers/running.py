"""Running heads, feet and page numbers: what stands at one place of several pages, and bare numbers at the edge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policygraph.ingest.readers.pdf_rows import Row
from policygraph.ingest.readers.tables import patterns

_EDGE = 0.13  # the share of a page's height at its top and bottom where such lines stand
_DEEP = 3  # lines from the edge that are looked at
_SHARE = 0.3  # the share of the pages that repeat a running line
_DIGITS = re.compile(r"\d+")

Page = tuple[float, list[Row]]
"""The height of a page and its rows."""


def without_running(pages: Sequence[Page]) -> list[list[Row]]:
    """The rows of each page without running heads and feet."""
    counts: Counter[tuple[str, int]] = Counter()
    for height, rows in pages:
        counts.update({_key(row, height) for row in _at_edge(rows, height)})
    number = patterns("layout.tsv")["page_number"]
    least = max(2, round(_SHARE * len(pages)))
    found = []
    for height, rows in pages:
        dropped = {
            id(row)
            for row in _at_edge(rows, height)
            if number.fullmatch(row.text) or counts[_key(row, height)] >= least
        }
        found.append([row for row in rows if id(row) not in dropped])
    return found


def _at_edge(rows: Sequence[Row], height: float) -> list[Row]:
    """The outermost rows of the margins, from the edge inwards."""
    low, high = height * _EDGE, height * (1 - _EDGE)
    ordered = sorted(rows, key=lambda row: -row.top)
    return [row for row in ordered[:_DEEP] if row.bottom >= high] + [row for row in ordered[-_DEEP:] if row.top <= low]


def _key(row: Row, height: float) -> tuple[str, int]:
    return _DIGITS.sub("#", re.sub(r"\s", "", row.text)), round((row.bottom / height) * 100)
