"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

import codecs
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.readers.inputs import MAX_BYTES, Input
from policygraph.ingest.readers.looks import LOOKED_AT, is_sitemap_file, look
from policygraph.ingest.readers.tables import rows
from policygraph.schema.errors import NoArticleError, SourceError, VocabularyError

_HEAD = 64
_PARTS = (
    ("word/document.xml", ".docx"),
    ("xl/workbook.xml", ".xlsx"),
    ("OFD.xml", ".ofd"),
    ("ppt/presentation.xml", ".pptx"),
    ("content.xml", ".odt"),
)
_ZIP, _OLD, _TEXT, _NONE = ".zip", ".doc", ".txt", "-"


@dataclass(frozen=True, slots=True)
class Kind:
    """What bytes are: the ending under which they are read (None: they are not), a name, and the way out."""

    suffix: str | None
    name: str
    way_out: str


def kind_of(data: bytes) -> Kind | None:
    """The kind that the first bytes tell; None for text and for what is unknown.

    >>> kind_of(b"%PDF-1.7").suffix, kind_of("正文".encode())
    ('.pdf', None)
    """
    return next((kind for start, kind in _kinds() if data.startswith(start)), None)


def ending(item: Input) -> str:
    """The ending under which an input is read: that of its content where it can be told, else that of its name.

    Raises `SourceError` for what is known and not read, such as a picture or a sitemap, whatever its name says.
    """
    with item.open() as stream:
        head = stream.read(LOOKED_AT)
        kind = kind_of(head)
        if kind is None:
            return _of_text(head, item)
        if kind.suffix == _OLD:
            stream.seek(0)
            return _of_old(stream.read(MAX_BYTES), item)
        if kind.suffix != _ZIP:
            return kind.suffix or _of_packed(head, item)
        try:
            stream.seek(0)
            with zipfile.ZipFile(stream) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return item.suffix  # its own reader says what is wrong with it
    found = next((suffix for part, suffix in _PARTS if part in names), _ZIP)
    return item.suffix if item.suffix in _FAMILIES.get(found, ()) else found


def _of_text(head: bytes, item: Input) -> str:
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return item.suffix or _TEXT  # whose reader says that it is none
    refuse_sitemap(head, item.name)
    return look(head, item.suffix) or _TEXT


def _of_packed(head: bytes, item: Input) -> str:
    """The ending of a web archive that is packed; raises `SourceError` for all else that is not read."""
    if not is_packed_warc(head):
        refuse_binary(head, item.name, SourceError if item.suffix else NoArticleError)
    return ".warc.gz"


def is_packed_warc(data: bytes) -> bool:
    """Whether bytes are a web archive of which each record is packed by gzip."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data[:LOOKED_AT], _HEAD).startswith(b"WARC/")  # 31: gzip
    except zlib.error:
        return False


def _of_old(data: bytes, item: Input) -> str:
    """The ending of an old office file, told by the names of the streams in it."""
    for name, suffix in _STREAMS:
        if (name + "\0").encode("utf-16-le") in data:
            if suffix is None:
                raise SourceError(f"{item.name}: is encrypted with a password; save it without one")
            return item.suffix if item.suffix in _FAMILIES.get(suffix, ()) else suffix
    return item.suffix if any(item.suffix in _FAMILIES[family] for _, family in _STREAMS if family) else _OLD


def refuse_binary(data: bytes, name: str, refusal: type[SourceError] = SourceError) -> None:
    """Raises `refusal` for a PDF, a picture, an archive and the like, by name and with the way out."""
    if (kind := kind_of(data)) is not None:
        raise refusal(f"{name}: is {kind.name} inside, whatever its name says; {kind.way_out}")


def refuse_sitemap(data: bytes, name: str) -> None:
    """Raises `SourceError` for a sitemap."""
    if is_sitemap_file(data[:LOOKED_AT]):
        raise SourceError(f"{name}: is a sitemap, which names articles and holds none; give its web address")


_STREAMS = (
    ("EncryptedPackage", None), ("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
)  # fmt: skip
_FAMILIES = {
    ".doc": frozenset({".doc", ".wps"}), ".xls": frozenset({".xls", ".et"}), ".ppt": frozenset({".ppt"}),
    ".docx": frozenset({".docx", ".docm"}), ".xlsx": frozenset({".xlsx", ".xlsm"}), ".odt": frozenset({".odt", ".ods"}),
}  # fmt: skip
"""Endings of the same content: which of them a file bears makes no difference."""


@cache
def _kinds() -> tuple[tuple[bytes, Kind], ...]:
    found = []
    for number, (start, suffix, name, way_out, *_) in rows("kinds.tsv", 4):
        try:
            found.append((bytes.fromhex(start), Kind(None if suffix == _NONE else suffix, name, way_out)))
        except ValueError as error:
            raise VocabularyError(f"kinds.tsv, line {number}: {start!r} is not hexadecimal ({error})") from error
    return tuple(found)
