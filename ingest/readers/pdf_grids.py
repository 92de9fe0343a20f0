"""Ruled tables of a page: the lines that are drawn, and the cells between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pypdfium2 as pdfium
from pypdfium2 import raw

from policygraph.ingest.readers.pdf_runs import Rule, Run
from policygraph.ingest.readers.pdf_turn import Box, Turn

_THIN = 2.5  # points up to which a drawn box is a line
_LEAST = 8.0  # points from which a line may rule a table
_NEAR = 3.0  # points within which two lines are one, or meet
_OBJECTS_MAX = 20_000


@dataclass(slots=True)
class Grid:
    """A table: the heights of its rules from top to bottom and the places of its columns from left to right."""

    xs: list[float]
    ys: list[float]
    flat: list[Box] = field(default_factory=list)

    def rules(self) -> list[Rule]:
        """The upright rules between its cells."""
        return [(x, self.ys[-1], self.ys[0]) for x in self.xs[1:-1]]

    def holds(self, run: Run) -> bool:
        """Whether the middle of a run lies in the table."""
        x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
        return self.xs[0] - _NEAR < x < self.xs[-1] + _NEAR and self.ys[-1] - _NEAR < y < self.ys[0] + _NEAR

    def cell(self, run: Run) -> tuple[int, int]:
        """Row and column of the cell of a run; a cell over several rows is in the first of them."""
        x, y = (run.left + run.size / 2), (run.top + run.bottom) / 2
        column = max((index for index, edge in enumerate(self.xs[:-1]) if x >= edge - _NEAR / 2), default=0)
        row = max((index for index, edge in enumerate(self.ys[:-1]) if y <= edge + _NEAR / 2), default=0)
        while row and not self._ruled(x, self.ys[row]):
            row -= 1
        return row, column

    def _ruled(self, x: float, y: float) -> bool:
        return any(
            left - _NEAR <= x <= right + _NEAR and abs(bottom - y) <= _NEAR for left, bottom, right, _ in self.flat
        )


def grids(page: pdfium.PdfPage, turn: Turn) -> list[Grid]:
    """The ruled tables of a page, its letters turned upright."""
    flat: list[Box] = []
    upright: list[Box] = []
    for item in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]), _OBJECTS_MAX):
        left, bottom, right, top = turn.box(item.get_bounds())
        if top - bottom <= _THIN and right - left >= _LEAST:
            flat.append((left, (bottom + top) / 2, right, (bottom + top) / 2))
        elif right - left <= _THIN and top - bottom >= _LEAST:
            upright.append(((left + right) / 2, bottom, (left + right) / 2, top))
        elif right - left >= _LEAST and top - bottom >= _LEAST and _is_stroked(item):
            flat += [(left, bottom, right, bottom), (left, top, right, top)]
            upright += [(left, bottom, left, top), (right, bottom, right, top)]
    return [grid for group in _groups(flat, upright) if (grid := _grid(*group)) is not None]


def _is_stroked(item: pdfium.PdfObject) -> bool:
    from ctypes import c_int

    fill, stroke = c_int(), c_int()
    return bool(raw.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def _groups(flat: Sequence[Box], upright: Sequence[Box]) -> Iterable[tuple[list[Box], list[Box]]]:
    """Lines that meet: the boxes around them, grown until none touch."""
    bands: list[list[float]] = []  # bottom, top of what upright lines cover
    for line in sorted(upright, key=lambda line: -line[3]):
        if bands and line[3] >= bands[-1][0] - _NEAR:
            bands[-1][0] = min(bands[-1][0], line[1])
        else:
            bands.append([line[1], line[3]])
    for bottom, top in bands:
        yield (
            [line for line in flat if bottom - _NEAR <= line[1] <= top + _NEAR],
            [line for line in upright if bottom - _NEAR <= line[1] and line[3] <= top + _NEAR],
        )


def _grid(flat: list[Box], upright: list[Box]) -> Grid | None:
    xs = _distinct([line[0] for line in upright])
    ys = _distinct([line[1] for line in flat])[::-1]
    return Grid(xs, ys, flat) if len(xs) > 2 and len(ys) > 2 else None


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found
