"""Documents that tests make: PDFs written by hand, OFD packages, Word files, each from Chinese lines."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from policygraph.ingest.readers import Failure, read
from policygraph.schema.article import Article

WIDTH, HEIGHT = 595, 842
LINE = 24.0


@dataclass(frozen=True)
class Text:
    """A text at a place of a page, in points from its lower left; a tab leaves room for two thirds of a letter."""

    x: float
    y: float
    text: str
    size: float = 12.0
    matrix: str = "1 0 0 1"  # how its letters stand: "0 1 -1 0" reads upwards


@dataclass(frozen=True)
class Sheet:
    """A page: its texts, whether a picture covers it, and how it is turned."""

    texts: Sequence[Text] = ()
    picture: bool = False
    rotate: int = 0
    rules: Sequence[tuple[float, float, float, float]] = field(default=())


def pdf(sheets: Iterable[Sheet], *, encrypted: bool = False) -> bytes:
    """A PDF whose letters are those of Adobe's GB1 collection: no font is in it, its text layer is all there."""
    sheets = list(sheets)
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(sheets))), len(sheets)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor << /Type "
        b"/FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 880 /StemV 80 >> >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Length 1 >>\nstream\n\x80\nendstream",
    ]
    for sheet in sheets:
        drawn = [
            b"BT /F1 %g Tf %s %g %g Tm [%s] TJ ET" % (t.size, t.matrix.encode(), t.x, t.y, _parts(t.text))
            for t in sheet.texts
        ]
        drawn += [b"%g %g m %g %g l S" % rule for rule in sheet.rules]
        if sheet.picture:
            drawn.append(b"q %d 0 0 %d 0 0 cm /Im1 Do Q" % (WIDTH, HEIGHT))
        stream = b"\n".join(drawn)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R /Resources << /Font << "
            b"/F1 3 0 R >> /XObject << /Im1 5 0 R >> >> >>" % (WIDTH, HEIGHT, sheet.rotate, len(objects) + 2)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    extra = b""
    if encrypted:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32))
        extra = b"/Encrypt %d 0 R /ID [<00112233> <00112233>]" % len(objects)
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, start)
    return bytes(out)


def set_lines(lines: Iterable[str], *, x: float = 90, top: float = 760, size: float = 12) -> list[Text]:
    """Lines one below the other; one that begins with wide spaces is moved in by them."""
    texts = []
    for number, line in enumerate(lines):
        text = line.lstrip("\u3000")
        texts.append(Text(x + (len(line) - len(text)) * size, top - number * LINE, text, size))
    return texts


def wrapped(paragraph: str, letters: int) -> list[str]:
    """A paragraph as it is set: two letters in, `letters` a line."""
    text = "\u3000\u3000" + paragraph
    return [text[start : start + letters] for start in range(0, len(text), letters)]


def _parts(text: str) -> bytes:
    return b" -667 ".join(b"<%s>" % _hex(part) for part in text.split("\t"))


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


OFD = "http://www.ofdspec.org/2016"


def ofd(pages: Sequence[Sequence[tuple[float, float, str, float]]], **extra: bytes) -> bytes:
    """An OFD package; each text is x, y (millimetres from the upper left), words and size."""
    files: dict[str, bytes] = {
        "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="{OFD}" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".encode(),
        "Doc_0/Document.xml": (
            f'<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297'
            "</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
            + "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
            + "</ofd:Pages></ofd:Document>"
        ).encode(),
    }
    for number, texts in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{i}" Boundary="{x} {y} {len(words) * size} {size}" Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size * 0.85}" DeltaX="g {len(words) - 1} {size}">{escape(words)}</ofd:TextCode>'
            "</ofd:TextObject>"
            for i, (x, y, words, size) in enumerate(texts)
        )
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'<ofd:Page xmlns:ofd="{OFD}"><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        ).encode()
    return zipped({**files, **extra})


def zipped(files: dict[str, bytes]) -> bytes:
    """A ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def only(source: Path) -> Article:
    """The one article of a source."""
    (found,) = read(str(source))
    assert isinstance(found, Article), found
    return found


def refused(source: Path) -> str:
    """What is said of a source that cannot be read."""
    (found,) = read(str(source))
    assert isinstance(found, Failure), found
    return str(found)
