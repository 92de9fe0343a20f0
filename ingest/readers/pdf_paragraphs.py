"""Rows of a PDF into paragraphs, by where they end and begin; and the rows of its title, by the size of letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from policygraph.ingest.readers.furniture import is_prose
from policygraph.ingest.readers.imprint import before_label
from policygraph.ingest.readers.pdf_rows import Edges, Row
from policygraph.ingest.readers.tables import patterns
from policygraph.ingest.readers.wrapping import breaks_off, closes, join, opens

_SHORT = 1.7  # letters by which a full row may fall short of the edge
_RAGGED = 0.5  # the share of the measure from which a row may break off inside a sentence
_INDENT = 0.9  # letters from which the start of a row is an indent
_SAME_SIZE = 1.12
_FAR = 1.9  # times the usual distance of two rows from which a blank line lies between
_LARGE = 1.15  # times the usual height of letters from which a row may be a title
_TITLE_WITHIN, _TITLE_ROWS, _TITLE_MAX = 14, 5, 150
_LATIN_WORD = re.compile(r"[A-Za-z0-9.,;:/?&=_%+-]+")


def paragraphs(rows: Sequence[Row], title: Sequence[Row]) -> list[str]:
    """The paragraphs; rows of tables stay lines, the rows of the title become one."""
    if not rows:
        return []
    shape = _Shape(rows)
    named = set(map(id, title))
    found: list[str] = []
    last: Row | None = None
    for row in rows:
        joined = last is not None and (
            (id(row) in named and id(last) in named) or (id(row) not in named and shape.continues(last, row))
        )
        if joined:
            found[-1] = join(found[-1], row.text)
        else:
            found.append(row.text)
        last = row
    return found


def title_rows(rows: Sequence[Row]) -> list[Row]:
    """The rows of the title: the first rows of large letters on the first page above its first sentences."""
    marks = patterns("layout.tsv")
    usual = median(row.size for row in rows) if rows else 0.0
    first = [row for row in rows if row.page == rows[0].page][:_TITLE_WITHIN]
    title: list[Row] = []
    for row in first:
        if is_prose(row.text) and not title and row.size < _LARGE * usual:
            break
        fits = row.size >= _LARGE * usual and not row.table and not marks["labelled"].search(row.text)
        if title and (not fits or len(title) == _TITLE_ROWS or not _same_size(title[-1], row)):
            break
        if fits and not any(marks[kind].search(row.text) for kind in ("red_head", "number")):
            title.append(row)
    text = "".join(row.text for row in title)
    return title if 4 <= len(text) <= _TITLE_MAX else []


def title_text(rows: Sequence[Row], title: Sequence[Row]) -> str | None:
    """What the rows of the title say; one that runs on into an imprint (发文机构：…) ends in front of it."""
    if not title:
        return None
    at = next(number for number, row in enumerate(rows) if row is title[-1])
    text = ""
    for number, row in enumerate([*title, *rows[at + 1 : at + 2]]):
        front = before_label(row.text)
        if number < len(title):
            text += row.text if front is None else front
        elif front and _same_size(title[-1], row):
            text += front
        if front is not None:
            break
    return text or None


def _same_size(one: Row, other: Row) -> bool:
    return max(one.size, other.size) <= _SAME_SIZE * min(one.size, other.size)


class _Shape:
    """How a document sets its text: distance of rows, and whether paragraphs are indented."""

    def __init__(self, rows: Sequence[Row]) -> None:
        pitches = [
            one.bottom - other.bottom
            for one, other in pairwise(rows)
            if one.page == other.page and 0 < one.bottom - other.bottom < 4 * one.size
        ]
        self.pitch = median(pitches) if pitches else 0.0
        self.columns = _columns(rows)
        self.right = self._usual_right(rows)
        self.left = self._usual_left(rows)
        plain = [row for row in rows if not row.table]
        indented = [row for row in plain if _INDENT < (row.left - self._edge(row)[0]) / row.size < 3.2]
        self.indents = len(indented) >= max(2, 0.04 * len(plain))

    def continues(self, one: Row, other: Row) -> bool:
        """Whether `other` goes on with the paragraph of `one`."""
        if one.table or other.table or not _same_size(one, other):
            return False
        left, right = self._edge(one)
        size = max(one.size, other.size)
        word = _LATIN_WORD.match(other.text)
        room = (_SHORT + (0.55 * len(word[0]) if word else 0.0)) * size
        down = one.bottom - other.bottom
        if one.page == other.page and self.pitch and down > _FAR * self.pitch:
            return False
        if other.left - self._edge(other)[0] > _INDENT * size:
            return False
        if one.right < right - room:
            return not self.indents and one.right - left > _RAGGED * (right - left) and breaks_off(one.text, other.text)
        if closes(one.text) and (opens(other.text) or not self.indents):
            return False
        return not (opens(other.text) and one.right < right - _SHORT * size)

    def _edge(self, row: Row) -> tuple[float, float]:
        """Left and right edge of the column of a row: those of its page, or the document's where they are near."""
        left, right = self.columns.get((row.page, row.edges), row.edges)
        if abs(right - self.right) < 12 * row.size and left < self.left + 12 * row.size and left < self.right / 2:
            return self.left, self.right
        return left, right

    @staticmethod
    def _usual_right(rows: Sequence[Row]) -> float:
        ends = sorted(row.right for row in rows if not row.table)
        return ends[int(0.93 * (len(ends) - 1))] if ends else max(row.right for row in rows)

    @staticmethod
    def _usual_left(rows: Sequence[Row]) -> float:
        starts = sorted(row.left for row in rows if not row.table)
        return starts[int(0.03 * (len(starts) - 1))] if starts else min(row.left for row in rows)


def _columns(rows: Sequence[Row]) -> dict[tuple[int, Edges], Edges]:
    """The column of rows whose own edges none of them reaches, as below a wide running head: one of other pages."""
    ends: dict[tuple[int, Edges], float] = {}
    sizes: dict[Edges, float] = {}
    for row in rows:
        if not row.table:
            ends[row.page, row.edges] = max(ends.get((row.page, row.edges), 0.0), row.right)
            sizes[row.edges] = row.size
    full = Counter(edges for (_, edges), end in ends.items() if end >= edges[1] - _SHORT * sizes[edges])
    found: dict[tuple[int, Edges], Edges] = {}
    for (page, edges), end in ends.items():
        near = [one for one in full if abs(one[0] - edges[0]) < sizes[edges] and end <= one[1] + sizes[edges]]
        if edges not in full and near:
            found[page, edges] = max(near, key=lambda one: (full[one], -one[1]))
    return found
