"""Reader of PDF files with a text layer: rows in reading order, joined to paragraphs, without running heads and feet.

Scans are named as such, not read: they hold pictures of letters. Charts are pictures too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from policygraph.ingest.readers.document import article_of_lines
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.pdf_grids import grids
from policygraph.ingest.readers.pdf_paragraphs import paragraphs, title_rows, title_text
from policygraph.ingest.readers.pdf_rows import Row, rows
from policygraph.ingest.readers.pdf_runs import runs
from policygraph.ingest.readers.pdf_turn import turn_of
from policygraph.ingest.readers.running import without_running
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

PAGES_MAX = 3000
LETTERS_MAX = 5_000_000
SECONDS_MAX = 120.0
_LETTERS_LEAST = 10  # a page with fewer letters and a picture is a scan
_PICTURE = 0.5  # the share of a page that the picture of a scan covers
_STRANGE_MAX = 0.2  # the share of letters without meaning from which a text layer is none


def read_pdf(item: Input) -> Iterator[Article | Failure]:
    """The article of a PDF, and a failure that names those of its pages that are scans.

    Raises
    ------
    SourceError
        For a scan, a file that is encrypted or damaged, and one beyond the limits.
    """
    document = _open(item)
    try:
        count = len(document)
        if not count:
            raise SourceError(f"{item.name}: the PDF has no pages; save it again")
        if count > PAGES_MAX:
            raise SourceError(f"{item.name}: has {count} pages, more than {PAGES_MAX}; split it")
        pages, scans = _pages(document, item.name)
    finally:
        document.close()
    _refuse_unread(pages, scans, item.name)
    body = [row for page in without_running(pages) for row in page]
    title = title_rows(body)
    yield article_of_lines(paragraphs(body, title), item, title=title_text(body, title))
    if scans:
        numbers = ", ".join(map(str, scans[:20])) + (" …" if len(scans) > 20 else "")
        name = f"{item.name}#page={scans[0]}"
        yield Failure(
            name, SourceError(f"{item.name}: pages {numbers} are pictures without text and were not read; {_OCR}")
        )


_OCR = "look for a text version, or run text recognition first (such as ocrmypdf -l chi_sim) and give the result"


def _open(item: Input) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(item.data())
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == raw.FPDF_ERR_PASSWORD:
            raise SourceError(f"{item.name}: the PDF asks for a password; save a copy without one") from error
        if code == raw.FPDF_ERR_SECURITY:
            raise SourceError(f"{item.name}: the PDF is encrypted in a way that is not read; save a copy") from error
        raise SourceError(
            f"{item.name}: the PDF is damaged ({error}); download it again, or open it and print it as a new PDF"
        ) from error


def _pages(document: pdfium.PdfDocument, name: str) -> tuple[list[tuple[float, list[Row]]], list[int]]:
    """Height and rows of each page, and the numbers of those that are pictures."""
    pages: list[tuple[float, list[Row]]] = []
    scans: list[int] = []
    letters = 0
    until = time.monotonic() + SECONDS_MAX
    for index in range(len(document)):
        try:
            page = document[index]
            text = page.get_textpage()
        except pdfium.PdfiumError as error:
            raise SourceError(f"{name}: page {index + 1} is damaged ({error}); download the PDF again") from error
        letters += text.count_chars()
        if letters > LETTERS_MAX or time.monotonic() > until:
            bound = f"{LETTERS_MAX} characters" if letters > LETTERS_MAX else f"{SECONDS_MAX:.0f} seconds"
            raise SourceError(f"{name}: takes more than {bound} at page {index + 1} of {len(document)}; split it")
        turn = turn_of(page, text)
        ruled = grids(page, turn)
        found = rows(runs(text, turn, [rule for grid in ruled for rule in grid.rules()]), ruled)
        for row in found:
            row.page = index
        if sum(len(row.text) for row in found) < _LETTERS_LEAST and _is_picture(page):
            scans.append(index + 1)
        pages.append((turn.upright_height, found))
        text.close()
        page.close()
    return pages, scans


def _is_picture(page: pdfium.PdfPage) -> bool:
    area = page.get_width() * page.get_height() or 1.0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) >= _PICTURE * area:
            return True
    return False


def _refuse_unread(pages: Sequence[tuple[float, list[Row]]], scans: Sequence[int], name: str) -> None:
    text = "".join(row.text for _, rows_ in pages for row in rows_)
    if len(text) < _LETTERS_LEAST * len(pages) and scans and len(scans) * 2 >= len(pages):
        raise SourceError(f"{name}: is a scan ({len(scans)} of {len(pages)} pages are pictures without text); {_OCR}")
    if not text.strip():
        raise SourceError(f"{name}: shows no text (empty pages, or letters drawn as shapes); {_OCR}")
    strange = sum(1 for char in text if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " ")
    if strange - text.count("\t") > _STRANGE_MAX * len(text):
        raise SourceError(f"{name}: its fonts do not say which letters they draw; {_OCR}")
