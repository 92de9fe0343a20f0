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
from policygraph.ingest.readers.inputs import Input
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

CELLS_MAX = 2_000_000
_PERCENT = re.compile(r"(?:0(?:\.(0+))?)%")
_UNNAMED = re.compile(r"(?:Sheet|工作表)\s*\d*", re.IGNORECASE)
_DAMAGED = (*DAMAGED, OSError, KeyError, TypeError, AttributeError, IndexError, SyntaxError)


def read_xlsx(item: Input) -> Iterator[Article]:
    """The article of a workbook: its visible sheets one after the other, each under its name.

    Raises
    ------
    SourceError
        For a workbook that is damaged, empty or beyond the limits.
    """
    import openpyxl

    with opened(item, "the workbook"):
        pass  # within the limits
    try:
        book = openpyxl.load_workbook(io.BytesIO(item.data()), read_only=True, data_only=True)
        try:
            lines = list(_lines(book, item.name))
        finally:
            book.close()
    except (*_DAMAGED, etree.XMLSyntaxError) as error:
        raise SourceError(f"{item.name}: the workbook is damaged ({error!r}); save it again") from error
    title = next((line for line in lines if "\t" not in line), None)
    yield article_of_lines(lines, item, title=title)


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
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        percent = _PERCENT.search(cell.number_format or "")
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%"
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    return str(value).replace("\n", " ").replace("\t", " ").strip()
