"""Zip archives from strangers: opened within bounds, or refused before they fill memory or disk.

Office files (``.docx``, ``.xlsx``) are zip archives, too: `check` them before a library opens them.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from policygraph.schema.errors import SourceError

MOST_FILES = 2_000
MOST_BYTES = 500_000_000  # of all files together, unpacked
MOST_RATIO = 200  # unpacked to packed; text packs ten to twenty times
_SMALL = 1_000_000  # bytes; below, any ratio will do: a page of blanks packs well
_PIECE = 64 * 1024


def check(source: Path | IO[bytes], *, most_bytes: int = MOST_BYTES) -> None:
    """Raise `SourceError` for a file that is no zip archive, or one that would unpack beyond the bounds."""
    with _opened(source, most_bytes):
        pass


def unpack(source: Path | IO[bytes], folder: Path, *, most_bytes: int = MOST_BYTES) -> Iterator[Path]:
    """Write the files of an archive into a folder, one after another; the path of each.

    Folders, links and what would land outside of `folder` are left out. The bounds are those of the bytes that really
    come out, whatever the archive says of itself.

    Raises
    ------
    SourceError
        When the archive is damaged or encrypted, or unpacks beyond the bounds; what was written before stays.
    """
    left = most_bytes
    with _opened(source, most_bytes) as archive:
        for number, entry in enumerate(archive.infolist()):
            name = safe_name(entry.filename)
            if entry.is_dir() or name is None or stat.S_ISLNK(entry.external_attr >> 16):
                continue
            target = folder / f"{number:04}" / name  # two of one name stay apart
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(entry) as packed, target.open("wb") as file:
                    while piece := packed.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise _too_large(most_bytes)
                        file.write(piece)
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
                what = f"{entry.filename[:100]!r} in the archive cannot be unpacked: {error}"
                raise SourceError(f"{what}; pack it again without a password") from error
            yield target


def safe_name(name: str) -> str | None:
    """The last part of a name in an archive; None where there is none to use.

    >>> safe_name("a/../../etc/passwd"), safe_name("通知.docx"), safe_name(".."), safe_name("x\\\\y.txt")
    ('passwd', '通知.docx', None, 'y.txt')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*')[-120:].strip(" .")
    return clean or None


@contextmanager
def _opened(source: Path | IO[bytes], most_bytes: int) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise SourceError(f"no zip archive: {error}; pack the files again, or add them without packing") from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise SourceError(f"{len(entries)} files in one archive; at most {MOST_FILES}: pack them in parts")
        total = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries)
        if total > most_bytes:
            raise _too_large(most_bytes)
        if total > _SMALL and total > MOST_RATIO * max(packed, 1):
            raise SourceError(
                f"the archive would grow {total // max(packed, 1)} times when it is unpacked, as no text does; "
                "add the files without packing"
            )
        yield archive


def _too_large(most: int) -> SourceError:
    return SourceError(f"the archive unpacks to more than {most // 1_000_000} MB; pack the files in parts")
