"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

from functools import cache

from policygraph.ingest.readers.tables import rows
from policygraph.schema.errors import SourceError, VocabularyError


def refuse_binary(data: bytes, name: str) -> None:
    """Raises `SourceError` for a PDF, a picture, an archive and the like, by name and with the way out."""
    for start, kind, way_out in _kinds():
        if data.startswith(start):
            raise SourceError(f"{name}: is {kind} inside, whatever its name says; {way_out}")


@cache
def _kinds() -> tuple[tuple[bytes, str, str], ...]:
    found = []
    for number, (start, kind, way_out, *_) in rows("kinds.tsv", 3):
        try:
            found.append((bytes.fromhex(start), kind, way_out))
        except ValueError as error:
            raise VocabularyError(f"kinds.tsv, line {number}: {start!r} is not hexadecimal ({error})") from error
    return tuple(found)
