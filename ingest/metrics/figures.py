"""Figures: each quantity of an article with the clause, sentence and neighbours in which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from policygraph.ingest.metrics.calendars import Calendar
from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.framing import report_date, year_of
from policygraph.ingest.metrics.grids import Cell, in_cells
from policygraph.ingest.metrics.quantities import quantities
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.shifts import is_shift
from policygraph.ingest.metrics.units import units_of
from policygraph.ingest.metrics.wording import word_edges
from policygraph.ingest.reading import Reading
from policygraph.ingest.structure import Clause, Line, Sentence

_LONG = 1200
_SEPARATORS = "、和及与或/"


@dataclass(slots=True)
class Figure:
    """A quantity in its place. `left` and `right` are the text around it that can only be about this quantity.

    `left` begins behind the separator that follows the quantity before it, `right` ends at the next mark or quantity.
    `index` is its number among the figures of its clause.
    """

    quantity: Quantity
    line: Line
    sentence: Sentence
    clause: Clause
    index: int
    left: tuple[int, int]
    right: tuple[int, int]
    cell: Cell | None = None
    before: Figure | None = None  # the figure before it in the same sentence
    shift: str = ""  # "from" and "to" for A and B in 由A提高到B


def figures(reading: Reading) -> tuple[list[Figure], list[Calendar]]:
    """All figures of an article in order, and all dates."""
    text = reading.text
    told = report_date(reading)
    dates = list(find_dates(text, told, year_of(reading, told)))
    units = units_of(reading.lists)
    known = quantities(text, dates, units, cache(lambda: word_edges(reading.tokens)))
    pairs = list(in_cells(text, reading.structure.lines, known, units))
    found = placed(reading, [quantity for quantity, _ in pairs])
    for figure, (_, cell) in zip(found, pairs, strict=True):
        figure.cell = cell
    return found, dates


def placed(reading: Reading, found: list[Quantity]) -> list[Figure]:
    """Quantities as figures; those that are no metrics should be left out, for each bounds the text of the next."""
    text = reading.text
    figures: list[Figure] = []
    before: Figure | None = None
    for number, quantity in enumerate(found):
        at = quantity.core[0]
        line = reading.structure.line_at(at)
        sentence = line.sentence_at(at)
        clause = sentence.clause_at(at)
        if sentence.end - sentence.start > _LONG:  # no prose: what is far away says nothing, and reading it takes long
            sentence = Sentence(max(sentence.start, at - _LONG // 2), min(sentence.end, at + _LONG // 2), ())
            clause = Clause(max(clause.start, sentence.start), min(clause.end, sentence.end))
        same_sentence = before if before and before.sentence == sentence else None
        same_clause = same_sentence if same_sentence and same_sentence.clause == clause else None
        left_start = clause.start
        if same_clause:
            left_start = _behind_separator(text, same_clause.quantity.end, quantity.start)
        right_end = clause.end
        if number + 1 < len(found) and found[number + 1].start < right_end:
            right_end = found[number + 1].start
        for mark in "、（）()〔〕；，":
            stop = text.find(mark, quantity.end, right_end)
            if stop >= 0:
                right_end = stop
        figure = Figure(
            quantity,
            line,
            sentence,
            clause,
            same_clause.index + 1 if same_clause else 0,
            (left_start, max(left_start, quantity.start)),
            (quantity.end, max(quantity.end, right_end)),
            before=same_sentence,
        )
        if same_clause and is_shift(text, same_clause.clause.start, same_clause.quantity, quantity):
            same_clause.shift, figure.shift = "from", "to"
        figures.append(figure)
        before = figure
    return figures


def _behind_separator(text: str, start: int, end: int) -> int:
    """Where the text of the second of two quantities begins: behind the first 、 和 及 between them."""
    cut = max((text.rfind(mark, start, end) for mark in _SEPARATORS), default=-1)
    first = min((i for mark in "、" if (i := text.find(mark, start, end)) >= 0), default=-1)
    return (first if first >= 0 else cut) + 1 if max(cut, first) >= 0 else start
