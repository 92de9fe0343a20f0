"""Reader of Word documents (``.docx``): paragraphs, rows of tables and notes in the order of the document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from policygraph.ingest.readers.archive import DAMAGED, opened
from policygraph.ingest.readers.document import article_of_lines
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.numbering import Numbering
from policygraph.ingest.readers.tables import patterns
from policygraph.ingest.readers.wrapping import unwrapped
from policygraph.ingest.readers.xml import Element, local, parse_xml
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WRAPPERS = frozenset({"sdt", "sdtContent", "smartTag", "ins", "moveTo", "customXml", "hyperlink", "fldSimple", "r"})
_WRAPPERS |= {"ruby", "rubyBase", "dir", "bdo"}
_FORMULA = frozenset({"oMath", "oMathPara"})
_TITLES = frozenset({"title", "标题"})
_LARGE = 30  # half points from which letters in the middle of the top are a title: 15 pt (小三)
_TITLE_WITHIN, _TITLE_MOST = 12, 4
_NOTES = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says the same once more
_COLUMNS_MOST = 64  # that a cell may span; Word itself ends at 63
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.(?:document|template)\.macroEnabled(?:Template)?)\.main\+xml"
)
_PARTS = ("[Content_Types].xml", "word/document.xml")


def read_docx(item: Input) -> Iterator[Article]:
    """The article of a Word document; raises `SourceError` for a damaged one, or one without text."""
    import docx

    with opened(item, "the Word document") as archive:
        for part in (*_PARTS, *(name for name in archive.entries if name.endswith((".xml", ".rels")))):
            if part not in archive.entries:
                raise SourceError(f"{item.name}: the Word document is damaged (no {part}); save it again")
            parse_xml(archive.read(part), f"{item.name}/{part}")
        notes = {kind: archive.read(part) for kind, part in _NOTES.items() if part in archive.entries}
    try:
        document = docx.Document(io.BytesIO(_plain(item.data())))
        styles = {style.style_id: (style.name or "").lower() for style in document.styles}
        numbering = Numbering(document)
        body = document.element.body
    except (*DAMAGED, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"{item.name}: the Word document is damaged ({error!r}); save it again") from error
    lines = _Lines(styles, numbering)
    lines.block(body)
    said = [line for kind, part in notes.items() for line in _notes(part, kind, item.name)]
    yield article_of_lines([*unwrapped(lines.lines), *said], item, title="".join(lines.title) or None)


def _plain(data: bytes) -> bytes:
    """The document as one without macros and as no template, which differ in one line; the library reads no others."""
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        types = given.read(_PARTS[0])
        if not _OTHER.search(types):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for info in given.infolist():
                made.writestr(info, _OTHER.sub(_MAIN, types) if info.filename == _PARTS[0] else given.read(info))
    return out.getvalue()


class _Lines:
    """Collects the lines of a document, and those in the style of a title."""

    def __init__(self, styles: dict[str, str], numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.lines: list[str] = []
        self.title: list[str] = []
        self.last = -1
        self.kicker = 0  # whether the first line stands in the middle above the title, as in a newspaper

    def _is_title(self, element: Element, style: str, parts: list[str]) -> bool:
        """Whether a paragraph is the title, or goes on with it: by style, else large and in the middle of the top."""
        if self.title and (self.last != len(self.lines) or len(self.title) >= _TITLE_MOST):
            return False
        if style in _TITLES:
            return True
        if len(self.lines) > _TITLE_WITHIN or _is_about(parts[0]) or not _is_middle(element):
            return False
        sizes = [_value(run.find(f"{_W}rPr/{_W}sz")) for run in element.iter(f"{_W}r")]
        return any(size and size.isdecimal() and int(size[:4]) >= _LARGE for size in sizes)

    def block(self, parent: Element) -> None:
        """The paragraphs and tables of an element, in order."""
        for child in parent:
            tag = local(child)
            if tag == "p":
                self.paragraph(child)
            elif tag == "tbl":
                self.table(child)
            elif tag in _WRAPPERS:
                self.block(child)

    def paragraph(self, element: Element) -> None:
        """A paragraph, and after it the text boxes that hang on it."""
        style = self.styles.get(_value(element.find(f"{_W}pPr/{_W}pStyle")) or "", "")
        text = self.numbering.label(element) + paragraph_text(element)
        parts = [part for part in text.split("\n") if part.strip()]
        if parts and self._is_title(element, style, parts):
            if not self.title and self.kicker == len(self.lines) == 1:
                self.title.append(self.lines[0].strip())
            self.title.extend(part.strip() for part in parts)
            self.last = len(self.lines) + len(parts)
        elif not self.lines and parts and _is_middle(element) and not _is_about(parts[0]):
            self.kicker = len(parts)
        self.lines.extend(parts)
        for box in element.iter(f"{_W}txbxContent"):
            if not any(local(above) == "Fallback" for above in box.iterancestors()):
                self.block(box)

    def table(self, table: Element) -> None:
        """A table's rows, cells parted by tabs; a row of one cell is a box around paragraphs (专栏), read as they are.

        A cell that is joined with the one above it is empty, and so are the columns over which a cell goes on; the rows
        of a table in a cell follow the row.
        """
        for row in table.iterchildren(f"{_W}tr", f"{_W}sdt"):
            cells = [cell for cell in row.iter(f"{_W}tc") if _nearest_row(cell) is row or local(row) == "sdt"]
            if len(cells) == 1 and not _goes_on(cells[0]):
                self.block(cells[0])
                continue
            shown = ("" if _goes_on(cell) else _cell_text(cell) for cell in cells)
            spans = (_columns(cell) for cell in cells)
            self.lines.append("\t".join(text + "\t" * (span - 1) for text, span in zip(shown, spans, strict=True)))
            for cell in cells:
                for inner in cell.iterchildren(f"{_W}tbl"):
                    self.table(inner)


def _is_middle(element: Element) -> bool:
    return _value(element.find(f"{_W}pPr/{_W}jc")) == "center"


def _is_about(text: str) -> bool:
    """Whether a line says where the document comes from: a red head, a number, a label."""
    return any(patterns("layout.tsv")[kind].search(text) for kind in ("labelled", "red_head", "number"))


def paragraph_text(element: Element) -> str:
    """The text of a paragraph as it is shown: insertions in, deletions, field codes and text boxes out."""
    parts: list[str] = []
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        tag = local(node)
        if tag == "t":
            parts.append(node.text or "")
        elif tag == "tab":
            parts.append(" ")
        elif tag in {"br", "cr"}:
            parts.append("\n")
        elif tag == "noBreakHyphen":
            parts.append("-")
        elif tag in _FORMULA:
            parts.append("".join(text.text or "" for text in node.iter(f"{_M}t")))
        elif tag in _WRAPPERS and not _is_hidden(node):
            stack.extend(reversed(node))
    return "".join(parts)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and _value(mark) not in {"0", "false", "off"}


def _columns(cell: Element) -> int:
    """Over how many columns a cell goes."""
    span = _value(cell.find(f"{_W}tcPr/{_W}gridSpan")) or "1"
    return min(int(span), _COLUMNS_MOST) if span.isdecimal() and len(span) <= 4 and int(span) else 1


def _goes_on(cell: Element) -> bool:
    """Whether a cell is joined with the one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and _value(merged) != "restart"


def _cell_text(cell: Element) -> str:
    own = (part for part in cell.iter(f"{_W}p") if next(part.iterancestors(f"{_W}tc", _FALLBACK)) is cell)
    return " ".join(paragraph_text(part).replace("\n", " ") for part in own)


def _nearest_row(cell: Element) -> Element | None:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _notes(data: bytes, kind: str, name: str) -> list[str]:
    found = []
    for note in parse_xml(data, name).iterchildren(f"{_W}{kind}"):
        if note.get(f"{_W}type") in {None, "normal"}:
            text = " ".join(paragraph_text(p) for p in note.iter(f"{_W}p")).strip()
            if text:
                found.append(f"注：{text}")
    return found


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{_W}val")
