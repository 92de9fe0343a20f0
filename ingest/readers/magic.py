"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cache

from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.tables import rows
from policygraph.schema.errors import SourceError, VocabularyError

_HEAD = 64
_PARTS = (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("OFD.xml", ".ofd"))
_ZIP, _TEXT, _NONE = ".zip", ".txt", "-"
_BINARY = frozenset({".pdf", ".docx", ".xlsx", ".ofd", ".zip", ".doc", ".wps", ".xls", ".et"})
"""Endings of files that are no text: what has such a name and no such content is read as text or page."""


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
    """The ending under which an input is read: that of its content where it can be told, else that of its name."""
    with item.open() as stream:
        head = stream.read(_HEAD)
        kind = kind_of(head)
        if kind is None:
            return _TEXT if item.suffix in _BINARY and b"\0" not in head else item.suffix
        if kind.suffix is None:
            return item.suffix
        if kind.suffix != _ZIP:
            return item.suffix if _is_family(item.suffix, kind.suffix) else kind.suffix
        try:
            stream.seek(0)
            with zipfile.ZipFile(stream) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            return item.suffix  # its own reader says what is wrong with it
    return next((suffix for part, suffix in _PARTS if part in names), _ZIP)


def refuse_binary(data: bytes, name: str) -> None:
    """Raises `SourceError` for a PDF, a picture, an archive and the like, by name and with the way out."""
    if (kind := kind_of(data)) is not None:
        raise SourceError(f"{name}: is {kind.name} inside, whatever its name says; {kind.way_out}")


_FAMILIES = {".doc": frozenset({".doc", ".wps", ".xls", ".et", ".ppt", ".dps"})}
"""Endings that share their first bytes: the name says which of them a file is."""


def _is_family(suffix: str, kind: str) -> bool:
    return suffix in _FAMILIES.get(kind, ())


@cache
def _kinds() -> tuple[tuple[bytes, Kind], ...]:
    found = []
    for number, (start, suffix, name, way_out, *_) in rows("kinds.tsv", 4):
        try:
            found.append((bytes.fromhex(start), Kind(None if suffix == _NONE else suffix, name, way_out)))
        except ValueError as error:
            raise VocabularyError(f"kinds.tsv, line {number}: {start!r} is not hexadecimal ({error})") from error
    return tuple(found)
