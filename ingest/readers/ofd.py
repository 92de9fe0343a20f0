"""Reader of OFD documents (GB/T 33190): the text objects of each page, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from policygraph.ingest.readers.archive import Archive, opened
from policygraph.ingest.readers.document import article_of_lines
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.pdf_paragraphs import paragraphs, title_rows, title_text
from policygraph.ingest.readers.pdf_rows import rows
from policygraph.ingest.readers.pdf_runs import Run
from policygraph.ingest.readers.running import Page, without_running
from policygraph.ingest.readers.xml import Element, local, parse_xml
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

PAGES_MAX = 3000
_HEIGHT = 297.0  # of a page that does not say: A4, in millimetres
_NUMBERS_MAX = 20_000


def read_ofd(item: Input) -> Iterator[Article]:
    """The article of an OFD document; raises `SourceError` for a damaged one, and one without text (a scan)."""
    with opened(item, "the OFD document") as archive:
        pages = [page for root in _roots(archive) for page in _pages(archive, root)]
    if not any(found for _, found in pages):
        raise SourceError(f"{item.name}: is a scan (pages without text); look for a text version")
    for number, (_, found) in enumerate(pages):
        for row in found:
            row.page = number
    body = [row for page in without_running(pages) for row in page]
    title = title_rows(body)
    yield article_of_lines(paragraphs(body, title), item, title=title_text(body, title))


def _roots(archive: Archive) -> list[str]:
    """The entries of the documents that the package holds."""
    root = _xml(archive, "OFD.xml")
    found = [_resolved("OFD.xml", node.text or "") for node in root.iter() if local(node) == "DocRoot"]
    if not found:
        raise SourceError(f"{archive.name}: the OFD document names no content; save it again")
    return found


def _pages(archive: Archive, root: str) -> Iterator[Page]:
    document = _xml(archive, root)
    height = _box_height(document)
    places = [node.get("BaseLoc", "") for node in document.iter() if local(node) == "Page"]
    if len(places) > PAGES_MAX:
        raise SourceError(f"{archive.name}: has {len(places)} pages, more than {PAGES_MAX}; split it")
    for place in places:
        page = _xml(archive, _resolved(root, place))
        own = _box_height(page) or height or _HEIGHT
        yield own, rows(list(_runs(page, own)), ())


def _runs(page: Element, height: float) -> Iterator[Run]:
    for node in page.iter():
        if local(node) != "TextObject":
            continue
        box = _numbers(node.get("Boundary", ""))
        size = next(iter(_numbers(node.get("Size", ""))), 0.0)
        if len(box) != 4 or node.get("Visible") == "false":
            continue
        left, top, width, tall = box
        scale = (_numbers(node.get("CTM", "")) or [1.0])[0] or 1.0
        codes = [child for child in node if local(child) == "TextCode" and (child.text or "").strip()]
        for code in codes:
            text = " ".join((code.text or "").split())
            x = next(iter(_numbers(code.get("X", ""))), 0.0) * scale + _indent(code, size * scale)
            y = next(iter(_numbers(code.get("Y", ""))), 0.0) * scale
            start = left + x
            end = left + width if len(codes) == 1 else start + _width(code, text, size * scale)
            letter = size * scale if 0 < size * scale < tall else tall
            base = height - (top + (y if len(codes) > 1 else min(y or tall, tall)))
            yield Run(text, start, base, max(end, start), base + letter)


def _indent(code: Element, size: float) -> float:
    """The width of the spaces that a code begins with: how a paragraph is indented."""
    text = code.text or ""
    spaces = len(text) - len(text.lstrip())
    return sum((_steps(code, text) + [size] * spaces)[:spaces])


def _width(code: Element, text: str, size: float) -> float:
    """The width of a code: its steps, and its last letter."""
    steps = _steps(code, text)
    return sum(steps) + size if steps else len(text) * size


def _steps(code: Element, text: str) -> list[float]:
    """The steps from letter to letter."""
    parts = code.get("DeltaX", "").split()[:_NUMBERS_MAX]
    steps: list[float] = []
    while parts:
        if parts[0] == "g" and len(parts) >= 3:  # a count and a step for all of them
            count, step = _numbers(" ".join(parts[1:3])) or (0.0, 0.0)
            steps += [step] * min(int(count), len(text))
            parts = parts[3:]
        else:
            steps += _numbers(parts[0])
            parts = parts[1:]
    return steps


def _box_height(element: Element) -> float | None:
    box = next((node.text for node in element.iter() if local(node) == "PhysicalBox"), None)
    numbers = _numbers(box or "")
    return numbers[3] if len(numbers) == 4 and numbers[3] > 0 else None


def _numbers(text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split()[:_NUMBERS_MAX]]
    except ValueError:
        return []
    return found if all(abs(number) < 1e6 for number in found) else []


def _xml(archive: Archive, entry: str) -> Element:
    if entry not in archive.entries:
        raise SourceError(f"{archive.name}: the OFD document is damaged or encrypted (no {entry}); save it again")
    return parse_xml(archive.read(entry), f"{archive.name}/{entry}")


def _resolved(base: str, place: str) -> str:
    """The entry that `place` names, from the folder of `base` unless it begins at the root.

    >>> _resolved("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), _resolved("Doc_0/Document.xml", "/a.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'a.xml')
    """
    place = place.strip().replace("\\", "/")
    path = PurePosixPath(place.lstrip("/")) if place.startswith("/") else PurePosixPath(base).parent / place
    return str(path)
