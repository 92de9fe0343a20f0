"""Uploads: files that people add in the browser, kept in the workspace under names that are safe; never run."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import IO

from policygraph.explore.words import Words
from policygraph.ingest.readers import readers
from policygraph.ingest.readers.inputs import ending

FOLDER = "uploads"  # in the workspace
MOST_FILES, MOST_MB = 200, 50  # of one upload, and of each file
_STRANGE = set("<>:\"/\\|?*[]{}`$&;'")  # what a shell, a pattern or another system could take for something else
_LONGEST = 180  # bytes of a name
_CHUNK = 1 << 20


class RefusedError(Exception):
    """A file is not taken; the message says why."""


def kinds() -> str:
    """The endings of files that can be read."""
    return " ".join(sorted(readers()))


def clean(name: str) -> str:
    """A name for a file of ours: no folder, nothing hidden, nothing that means something to a shell.

    >>> clean("../../etc/规划[2025].TXT"), clean("C:\\\\a\\\\报告.html"), clean(".hidden.md")
    ('规划_2025_.txt', '报告.html', 'hidden.md')
    >>> clean("a\\x00\\u202eb.txt")
    'a__b.txt'
    >>> len(clean("字" * 300 + ".txt").encode()) < 200
    True
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    safe = "".join("_" if c in _STRANGE or not c.isprintable() else c for c in last).strip(" .")
    stem, dot, end = safe.rpartition(".")
    if not dot:
        stem, end = safe, ""
    short = stem.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip(" .") or "_"
    return f"{short}.{end.lower()[:10]}" if dot else short


def keep(folder: Path, name: str, stream: IO[bytes], lang: str) -> Path:
    """Store one file in the uploads of a workspace and give its path; one of another content gets a name of its own.

    Raises
    ------
    RefusedError
        For a kind that is not read, an empty file, one beyond `MOST_MB`, and where the disk refuses.
    """
    say, safe = Words(lang), clean(name)
    kind = ending(Path(safe))
    if kind not in readers():
        raise RefusedError(say("workspace.kind" if kind else "workspace.no_kind", kind=kind, kinds=kinds()))
    data = bytearray()
    while chunk := stream.read(_CHUNK):
        data += chunk
        if len(data) > MOST_MB << 20:
            raise RefusedError(say("workspace.large", most=MOST_MB))
    if not data:
        raise RefusedError(say("workspace.empty_file"))
    place = folder.resolve() / FOLDER
    try:
        place.mkdir(exist_ok=True)
        return _store(place, safe, bytes(data))
    except OSError as error:
        raise RefusedError(say("workspace.disk", error=error.strerror or error)) from error


def _store(place: Path, name: str, data: bytes) -> Path:
    path, kind = place / name, ending(Path(name))
    number = 1
    while True:
        try:
            with path.open("xb") as file:
                file.write(data)
            return path
        except FileExistsError:
            if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
                return path
        number += 1
        path = place / f"{name.removesuffix(kind)}-{number}{kind}"


def is_upload(folder: Path, path: str | None) -> bool:
    """Whether a path is that of a file which `keep` stored."""
    return path is not None and Path(path).parent == folder.resolve() / FOLDER
