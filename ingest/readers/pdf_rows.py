"""Runs of text into rows in reading order: columns one after the other, cells of a row parted by tabs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policygraph.ingest.readers.pdf_grids import Grid
from policygraph.ingest.readers.pdf_runs import Run
from policygraph.ingest.readers.wrapping import join

_CELL_GAP = 1.0  # a gap of this share of the letters' height parts two cells
_COLUMN_ROWS = 6  # so many rows side by side make columns
_COLUMN_LETTERS = 9  # letters that a row of a column of prose holds, else it is a table
_COLUMN_FULL = 0.5  # the share of rows that reach the edge of a column of prose
_CANDIDATES = range(30, 71, 4)  # where between the edges of the text (percent) a gutter may lie

Edges = tuple[float, float]
"""Left and right edge of a column."""


@dataclass(slots=True)
class Row:
    """A row of a page: its cells' text parted by tabs, its box, and the edges of the column that it stands in."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    edges: Edges
    page: int = 0
    table: bool = False


def rows(runs: Sequence[Run], grids: Sequence[Grid]) -> list[Row]:
    """The rows of a page."""
    inside: dict[int, list[Run]] = {}
    outside = []
    for run in runs:
        at = next((index for index, grid in enumerate(grids) if grid.holds(run)), None)
        if at is None:
            outside.append(run)
        else:
            inside.setdefault(at, []).append(run)
    found = _flow(outside)
    for at, held in inside.items():
        _put(found, _grid_rows(grids[at], held))
    return found


def _put(found: list[Row], table: list[Row]) -> None:
    """The rows of a table at their height among those of the page."""
    if table:
        at = next((index for index, row in enumerate(found) if row.top <= table[0].bottom), len(found))
        found[at:at] = table


def _grid_rows(grid: Grid, held: Sequence[Run]) -> list[Row]:
    edges = (grid.xs[0], grid.xs[-1])
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in held:
        cells.setdefault(grid.cell(run), []).append(run)
    found = []
    for number in sorted({row for row, _ in cells}):
        keys = sorted(key for key in cells if key[0] == number)
        if len(keys) > 1:  # what is empty keeps its place, but for a caption in the middle of a row
            keys = [(number, column) for column in range(keys[-1][1] + 1)]
        texts = ["".join(part.text for line in _lines(cells.get(key, ())) for part in line) for key in keys]
        own = [run for key, several in cells.items() if key[0] == number for run in several]
        size = median(run.size for run in own)
        row = Row("\t".join(texts), *_box(own), size, edges, table=True)
        found.append(row)
    return found


def _flow(runs: Sequence[Run]) -> list[Row]:
    if not runs:
        return []
    lines = _lines(runs)
    found = _columns(lines)
    if found is None:
        return _in_order(lines)
    first, last, gutter = found
    block = [run for line in lines[first:last] for run in line]
    left = _lines([run for run in block if run.right <= gutter])
    right = _lines([run for run in block if run.right > gutter])
    return [*_in_order(lines[:first]), *_in_order(left), *_in_order(right), *_in_order(lines[last:])]


def _in_order(lines: Sequence[list[Run]]) -> list[Row]:
    runs = [run for line in lines for run in line]
    if not runs:
        return []
    edges = (min(run.left for run in runs), max(run.right for run in runs))
    parted = [len(_cells(line)) for line in lines]
    found = []
    for index, line in enumerate(lines):
        near = max((parted[at] for at in (index - 1, index + 1) if 0 <= at < len(lines)), default=1)
        table = parted[index] > 2 or (parted[index] == 2 and near > 1)
        text = ("\t" if table else " ").join(_cells(line))
        found.append(Row(text, *_box(line), max(line, key=lambda run: len(run.text)).size, edges, table=table))
    return found


def _cells(line: Sequence[Run]) -> list[str]:
    """The texts of a line between its wide gaps."""
    cells = [line[0].text]
    for one, other in pairwise(line):
        if other.left - one.right > _CELL_GAP * max(one.size, other.size):
            cells.append(other.text)
        else:
            cells[-1] = join(cells[-1], other.text, wrapped=False)
    return cells


def _box(runs: Sequence[Run]) -> tuple[float, float, float, float]:
    return (
        min(run.left for run in runs),
        min(run.bottom for run in runs),
        max(run.right for run in runs),
        max(run.top for run in runs),
    )


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that share a line, from top to bottom, each line from left to right."""
    found: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-(run.top + run.bottom), run.left)):
        if found and found[-1][-1].shares_line(run):
            found[-1].append(run)
        else:
            found.append([run])
    return [sorted(line, key=lambda run: run.left) for line in found]


def _columns(lines: Sequence[list[Run]]) -> tuple[int, int, float] | None:
    """First and last line (exclusive) of two columns of prose and the gutter between; None for one column."""
    runs = [run for line in lines for run in line]
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    best: tuple[int, int, float] | None = None
    for percent in _CANDIDATES:
        gutter = left + (right - left) * percent / 100
        start = 0
        for end in range(len(lines) + 1):
            if end < len(lines) and not any(run.left < gutter < run.right for run in lines[end]):
                continue
            size = end - start
            if size >= max(_COLUMN_ROWS, best[1] - best[0] + 1 if best else 0):
                block = [run for line in lines[start:end] for run in line]
                sides = ([r for r in block if r.right <= gutter], [r for r in block if r.left >= gutter])
                if all(map(_is_prose_column, sides)):
                    best = (start, end, gutter)
            start = end + 1
    return best


def _is_prose_column(runs: Sequence[Run]) -> bool:
    if len(runs) < _COLUMN_ROWS or sum(len(run.text) for run in runs) < _COLUMN_LETTERS * len(runs):
        return False
    edge, size = max(run.right for run in runs), median(run.size for run in runs)
    return sum(1 for run in runs if edge - run.right <= 2 * size) >= _COLUMN_FULL * len(runs)
