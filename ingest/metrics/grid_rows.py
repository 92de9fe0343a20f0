"""The rows of a table in lines, and its header where that takes two rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from policygraph.ingest.metrics.units import Unit
from policygraph.ingest.structure import Line

_CELL = re.compile(r"[^\s　]+")
_FIGURE = re.compile(r"[\d.,%％－\-—/]+")

_TALLEST = 30  # rows over which a cell goes

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the places of its cells."""

    cells: tuple[Span, ...]
    unit: tuple[int, Unit | None] | None  # the cell that holds nothing but a unit, or a dash in the column of units


def cells_of(body: str) -> list[Span]:
    """The cells of a line: what tabs part, with empty ones and spaces inside, else what spaces part.

    >>> cells_of("规模\\t\\t300")
    [(0, 2), (3, 3), (4, 7)]
    """
    if "\t" not in body:
        return [match.span() for match in _CELL.finditer(body)]
    found, start = [], 0
    for part in body.split("\t"):
        left = start + len(part) - len(part.lstrip())
        found.append((left, left + len(part.strip())))
        start += len(part) + 1
    return found


def over_two_rows(text: str, lines: Sequence[Line], top: int, header: Row) -> Row:
    """The header of a table whose line `top` has as many cells as its rows, filled from a second row of headers.

    Where a cell goes over several columns (指标　单位　目标值), those below it name the columns (　　2025年　2027年),
    and the others of that row are empty.
    """
    if _is_empty(header.cells[0]):
        upper, lower = _spans(lines[top - 1], text) if top else (), header.cells
    else:
        upper, lower = header.cells, _spans(lines[top + 1], text) if top + 1 < len(lines) else ()
    below = [text[slice(*cell)] for cell in lower]
    named = upper and len(lower) >= len(upper) and not below[0] and any(below)
    if not named or any(map(_FIGURE.fullmatch, below)):
        return header
    filled = (*upper, *lower[len(upper) :])
    return Row(tuple(above if _is_empty(cell) else cell for above, cell in zip(filled, lower, strict=True)), None)


def named_above(text: str, lines: Sequence[Line], at: int, row: Row) -> Row:
    """The row of line `at`; its first cell is that of a row above where it goes over several rows and is empty here."""
    for above in range(at - 1, max(-1, at - _TALLEST), -1):
        if not _is_empty(row.cells[0]):
            break
        other = _spans(lines[above], text)
        if len(other) != len(row.cells):
            break
        row = replace(row, cells=(other[0], *row.cells[1:]))
    return row


def _spans(line: Line, text: str) -> tuple[Span, ...]:
    return tuple((line.start + start, line.start + end) for start, end in cells_of(text[line.start : line.end]))


def _is_empty(cell: Span) -> bool:
    return cell[0] == cell[1]
