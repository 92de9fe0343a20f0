"""Workbooks that Excel, WPS and LibreOffice open: text stays text, numbers stay numbers, same rows same bytes."""

from __future__ import annotations

import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from policygraph.exports.writing import replacing
from policygraph.schema.errors import ExportError

MOST_ROWS = 1_048_575  # below the heading; the format has 1,048,576
_MOST_CHARACTERS = 32_767  # of a cell
_EXACT = 10**15  # an integer beyond is rounded by spreadsheets
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML cannot hold
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROW, _WIDE, _MEASURED = 8, 60, 200  # widths of columns, in characters; the rows that they are measured on
_EPOCH = datetime(2000, 1, 1)  # without a zone: the format knows none


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its title, the headings of its columns, and its rows, which are read once."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


def write_workbook(target: Path, sheets: Iterable[Sheet]) -> None:
    """Write sheets to a file, the heading of each frozen, bold and with a filter.

    Text is written as text, whatever it begins with; `int`, `float` and `Decimal` as numbers; `date` as a date; `None`
    as an empty cell; anything else as its text. Rows are not held in memory.

    Raises
    ------
    ExportError
        Where the file cannot be written, or a sheet would have more than `MOST_ROWS` rows.
    """
    with replacing(target) as partial, partial.open("wb") as file:
        write_workbook_to(file, sheets)


def write_workbook_to(file: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """Write sheets to an open binary file; see `write_workbook`."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-not-found]  # not in its stubs

    workbook: Any = Workbook(write_only=True)
    workbook.properties.creator = "policygraph"
    workbook.properties.created = workbook.properties.modified = _EPOCH
    taken: set[str] = set()
    archive = None
    try:
        for sheet in sheets:
            _fill(workbook, sheet, _title(sheet.title, taken))
        archive = _Archive(file, "w", zipfile.ZIP_DEFLATED)
        ExcelWriter(workbook, archive).save()
    except BaseException:
        _let_go(workbook, archive)
        raise


def _let_go(workbook: Any, archive: _Archive | None) -> None:
    """Close what is half written, which would otherwise complain when Python clears it away."""
    for page in workbook.worksheets:
        with suppress(Exception):
            page.close()
    if archive is not None:
        archive.fp = None  # so that it writes no table of contents to a full disk


def _fill(workbook: Any, sheet: Sheet, title: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page: Any = workbook.create_sheet(title)
    rows = iter(sheet.rows)
    first = list(islice(rows, _MEASURED))
    for number in range(len(sheet.headings)):
        width = max(_NARROW, *(_cells(row[number]) for row in [sheet.headings, *first]))
        page.column_dimensions[get_column_letter(number + 1)].width = min(width, _WIDE) + 2
    page.freeze_panes = "A2"
    page.append([_cell(page, heading, font=Font(bold=True)) for heading in sheet.headings])
    count = 0
    for row in chain(first, rows):
        count += 1
        if count > MOST_ROWS:
            raise ExportError(
                f"sheet {title!r} would have more than {MOST_ROWS:,} rows, the most that a spreadsheet holds; "
                "select less or choose csv or parquet"
            )
        page.append([_cell(page, value) for value in row])
    page.auto_filter.ref = f"A1:{get_column_letter(max(len(sheet.headings), 1))}{count + 1}"


def _cell(page: Any, value: Any, **style: Any) -> Any:
    """What is written in a cell."""
    if value == "":
        value = None
    if value is None or isinstance(value, bool | date):
        return value if not style else _text(page, str(value), style)
    if isinstance(value, int | float | Decimal) and math.isfinite(value) and -_EXACT < value < _EXACT:
        return value
    return _text(page, str(value), style)


def _text(page: Any, text: str, style: dict[str, Any]) -> Any:
    from openpyxl.cell import WriteOnlyCell

    plain = _FORBIDDEN.sub("\ufffd", text)
    if len(plain) > _MOST_CHARACTERS:
        plain = plain[: _MOST_CHARACTERS - 1] + "…"
    cell: Any = WriteOnlyCell(page, value=plain)
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    if plain.startswith(_FORMULA):
        cell.quotePrefix = True  # stays text when somebody edits the cell, too
    for name, wanted in style.items():
        setattr(cell, name, wanted)
    return cell


def _cells(value: Any) -> int:
    """The width of a value in characters, Chinese ones counted twice."""
    line = "" if value is None else str(value)[: 2 * _WIDE]
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _title(wanted: str, taken: set[str]) -> str:
    """A title that the format allows and no other sheet has: at most 31 characters, none of ``[]:*?/\\``."""
    plain = _NO_TITLE.sub(" ", wanted).strip(" '")[:31] or "Sheet"
    title, number = plain, 1
    while title.casefold() in taken:
        number += 1
        title = f"{plain[: 31 - len(str(number)) - 1]} {number}"
    taken.add(title.casefold())
    return title


class _Archive(zipfile.ZipFile):
    """A ZIP whose entries bear no time: the same sheets give the same bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **options: Any) -> None:
        """Write an entry."""
        super().writestr(self._entry(zinfo_or_arcname), data, *args, **options)

    def write(self, filename: Any, arcname: Any = None, *_args: Any, **_options: Any) -> None:
        """Write a file as an entry."""
        with Path(filename).open("rb") as source, self.open(self._entry(arcname or filename), "w") as entry:
            while block := source.read(1 << 20):
                entry.write(block)

    @staticmethod
    def _entry(name: Any) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(str(name), (2000, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return entry
