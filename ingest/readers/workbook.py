"""Reader of Excel workbooks (``.xlsx``): each row of a sheet is a line, its cells parted by tabs."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from policygraph.ingest.readers.archive import DAMAGED, opened
from policygraph.ingest.readers.document import article_of_lines
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

CELLS_MAX = 2_000_000
_PERCENT = re.compile(r"(?:0(?:\.(0+))?)%")
_SHEETS = "xl/worksheets/"
_UNRECKONED = re.compile(  # a cell with a formula and no value
    rb"<c [^>]{0,200}>\s*<f(?:[^>]{0,300}/>|[^>]{0,300}>[^<]{0,9000}</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_MONTH = re.compile(r"(?:\[[^\]]*\])?[yY]{2,4}[^dDhH]*[mM]{1,2}[^dDhH]*")  # a year and a month are shown, and no day
_UNNAMED = re.compile(r"(?:Sheet|工作表)\s*\d*", re.IGNORECASE)
_DAMAGED = (*DAMAGED, OSError, KeyError, TypeError, AttributeError, IndexError, SyntaxError)


def read_xlsx(item: Input) -> Iterator[Article | Failure]:
    """The article of a workbook: its visible sheets one after the other, each under its name.

    Formulas that were never reckoned, as programs write them, have no values: a failure counts them.

    Raises
    ------
    SourceError
        For a workbook that is damaged, empty or beyond the limits.
    """
    import openpyxl

    with opened(item, "the workbook") as archive:  # within the limits
        sheets = (archive.read(name) for name in archive.entries if name.startswith(_SHEETS))
        unreckoned = sum(len(_UNRECKONED.findall(sheet)) for sheet in sheets)
    try:
        book = openpyxl.load_workbook(io.BytesIO(item.data()), read_only=True, data_only=True)
        try:
            lines = list(_lines(book, item.name))
        finally:
            book.close()
    except (*_DAMAGED, etree.XMLSyntaxError) as error:
        raise SourceError(f"{item.name}: the workbook is damaged ({error!r}); save it again") from error
    yield article_of_lines(lines, item, title=_title(lines))
    if unreckoned:
        yield Failure(item.name, SourceError(
            f"{item.name}: {unreckoned} cells hold formulas without their results, which are missing; open it in Excel "
            "or WPS, save it and give it again"
        ))  # fmt: skip


def _title(lines: list[str]) -> str | None:
    """The first line without cells: that of the first sheet, in place of the sheet's name where it is longer."""
    alone = [line for line in lines[:2] if "\t" not in line]
    if len(alone) == 2 and len(alone[1]) > len(alone[0]):
        return alone[1]
    return next((line for line in lines if "\t" not in line), None)


def _lines(book: Any, name: str) -> Iterator[str]:
    cells = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        named = False
        for row in sheet.iter_rows():
            cells += len(row)
            if cells > CELLS_MAX:
                raise SourceError(f"{name}: holds more than {CELLS_MAX} cells; split it")
            texts = [_shown(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            if not any(texts):
                continue
            if not named and not _UNNAMED.fullmatch(sheet.title):
                yield sheet.title
            named = True
            yield texts[0] if len(texts) == 1 else "\t".join(texts)


def _shown(cell: Any) -> str:
    """The value of a cell as the sheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime) and _MONTH.fullmatch(cell.number_format or ""):
        return f"{value.year}年{value.month}月"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        percent = _PERCENT.search(cell.number_format or "")
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%"
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    return str(value).replace("\n", " ").replace("\t", " ").strip()
