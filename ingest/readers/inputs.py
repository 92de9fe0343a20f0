"""Inputs: what a source names (files, folders, globs, standard input), opened so that nothing hangs or floods."""

from __future__ import annotations

import errno
import glob
import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from policygraph.schema.errors import NoArticleError, PolicyGraphError, SourceError

MAX_BYTES = 50 * 1024 * 1024
"""The most that is read of one article: a file, or a line of a ``.jsonl`` file. The longest plans hold about 1 MB."""

MAX_CHARACTERS = 500_000
"""The most characters of one article; reading and storing them takes less than 1 GiB of memory."""

STDIN = "-"
_WARC_GZ = ".warc.gz"
_WORKSPACE = frozenset({"workspace.toml", "articles.sqlite"})  # the files of a workspace's folder
_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that could not be read: its name as the user knows it, and why, with the way out."""

    name: str
    error: PolicyGraphError

    def __str__(self) -> str:
        return str(self.error)

    @property
    def passed_over(self) -> bool:
        """Whether it is no article and nobody said that it were: beside articles in a folder or an archive."""
        return isinstance(self.error, NoArticleError)

    @property
    def kind(self) -> str:
        """The ending of its name, by which many are told together; the name where it has none."""
        return ending(PurePath(self.name)) or self.name


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a file, bytes that came from an archive or the web, or standard input without either."""

    name: str
    path: Path | None = None
    content: bytes | None = None

    @property
    def suffix(self) -> str:
        """The ending in lower case with its dot, ``""`` where there is none; ``.warc.gz`` is one ending."""
        return ending(self.path or PurePosixPath(self.name if self.content is not None else ""))

    @property
    def shown_path(self) -> str | None:
        """The path as text for `Source.path`; None for standard input."""
        return None if self.path is None and self.content is None else self.name

    def open(self) -> BinaryIO:
        """A binary stream; raises `SourceError` for what is missing, forbidden or no regular file."""
        if self.content is not None:
            return io.BytesIO(self.content)
        if self.path is None:
            return sys.stdin.buffer
        try:
            # O_NONBLOCK: a FIFO that takes the place of a checked file must not hang the open
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        except OSError as error:
            raise SourceError(_why_not(self.name, error)) from error
        try:
            mode = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(mode):
                raise SourceError(f"{self.name}: is a {_kind(mode)}, not a file; save its content as a file first")
            return io.open(descriptor, "rb")  # noqa: UP020 - it takes over the descriptor
        except BaseException:
            os.close(descriptor)
            raise

    def data(self) -> bytes:
        """All bytes; raises `SourceError` when there are none or more than `MAX_BYTES`."""
        stream = self.open()
        try:
            data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise SourceError(_why_not(self.name, error)) from error
        finally:
            if self.path is not None:
                stream.close()
        if len(data) > MAX_BYTES:
            raise SourceError(too_large(self.name))
        if not data:
            raise SourceError(f"{self.name}: is empty (0 bytes); save the article again")
        return data


def ending(path: PurePath) -> str:
    """The ending of a name in lower case.

    >>> ending(PurePath("a.2025.TXT")), ending(PurePath("crawl.warc.gz"))
    ('.txt', '.warc.gz')
    >>> ending(PurePath("附件1.任务分工表")), ending(PurePath("规划2.0"))
    ('', '')
    """
    name = path.name.lower()
    if name.endswith(_WARC_GZ):
        return _WARC_GZ
    suffix = path.suffix.lower()
    # 附件1.任务分工表, 规划2.0: what follows the last dot belongs to the name
    return suffix if suffix.isascii() and " " not in suffix and not suffix[1:].isdigit() else ""


def too_large(name: str) -> str:
    """The message for an input beyond the limit."""
    return (
        f"{name}: holds more than {MAX_BYTES // 1024 // 1024} MB, the most that is read as one article; "
        "split it, or give one article a line as .jsonl"
    )


def too_long(name: str, characters: int) -> str:
    """The message for an article beyond `MAX_CHARACTERS`."""
    return (
        f"{name}: holds {characters} characters, and at most {MAX_CHARACTERS} are read as one article; "
        "split it by chapters into several files"
    )


def shown(path: Path) -> str:
    """The path as text that can be printed and stored, whatever bytes its name holds."""
    return os.fsencode(path).decode("utf-8", "replace")


def inputs(source: str, suffixes: frozenset[str], documents: frozenset[str]) -> Iterator[Input | Failure]:
    """What `source` names, in the order of names.

    A folder gives its files that end in one of `suffixes` or `documents`, those in folders below it too. All other
    files (pictures, scripts) are failures that are `passed_over`; of hidden files, workspaces and the folders that
    browsers save beside a page nothing is said.
    """
    if source == STDIN:
        yield Input("standard input")
        return
    if not source.strip():
        yield Failure(
            repr(source), SourceError("the source is empty; name a file, a folder, a pattern or - for standard input")
        )
        return
    path = Path(source)
    try:
        exists = path.is_symlink() or path.exists()
    except (OSError, ValueError) as error:  # a name too long, a NUL in it
        yield Failure(source, SourceError(f"{source!r}: is not a path that can be opened ({error}); check the name"))
        return
    if exists:
        yield from _path(path, suffixes, documents)
    elif _GLOB.isdisjoint(source):
        yield Failure(source, SourceError(f"{source}: no such file or folder; check the name"))
    else:
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - keeps the pattern's own form of paths
        for match in matches:
            yield from _path(Path(match), suffixes, documents)
        if not matches:
            yield Failure(source, SourceError(f"{source}: the pattern matches no file; check it, and quote it"))


def _path(path: Path, suffixes: frozenset[str], documents: frozenset[str]) -> Iterator[Input | Failure]:
    if not path.is_dir():
        yield Input(shown(path), path)
        return
    empty = True
    for found in _walk(path, suffixes | documents, set()):
        empty = empty and isinstance(found, Failure) and found.passed_over
        yield found
    if empty:
        kinds = " ".join(sorted(suffixes))
        yield Failure(shown(path), SourceError(f"{shown(path)}: the folder holds no article; readable are {kinds}"))


def _walk(folder: Path, wanted: frozenset[str], seen: set[tuple[int, int]]) -> Iterator[Input | Failure]:
    """Files of a folder and of those below; each folder once, so links in a circle end."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield Failure(shown(folder), SourceError(_why_not(shown(folder), error)))
        return
    names = {entry.name for entry in entries}
    if names >= _WORKSPACE:  # what it keeps is no article
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        found = Input(shown(entry), entry)
        try:
            is_folder, is_file = entry.is_dir(), entry.is_file()
        except OSError as error:  # a path that is too long
            yield Failure(found.name, SourceError(_why_not(found.name, error)))
            continue
        if is_folder:
            if not _beside_page(entry.name, names):
                yield from _walk(entry, wanted, seen)
        # without an ending it may be a pipe, or a link to nothing
        elif (end := found.suffix) in wanted and (end or is_file):
            yield found
        else:
            yield Failure(found.name, no_article(found.name))


def no_article(name: str) -> NoArticleError:
    """Why a file beside articles was passed over."""
    return NoArticleError(f"{name}: is no kind of file that holds articles; save the text as .txt if it is one")


def _beside_page(name: str, names: set[str]) -> bool:
    """Whether a folder holds the pictures and frames of a page that a browser saved beside it."""
    stem, _, ending = name.rpartition("_") if "_" in name else name.rpartition(".")
    return ending.lower() in {"files", "file"} and any(f"{stem}{end}" in names for end in (".html", ".htm", ".shtml"))


def _why_not(name: str, error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"{name}: may not be read; change its permissions or copy it to a folder of yours"
    if error.errno == errno.ENOENT:
        return f"{name}: no such file (deleted meanwhile, or a link to nothing); check the name"
    if error.errno == errno.ELOOP:
        return f"{name}: is a link in a circle; give the file itself"
    if error.errno == errno.ENAMETOOLONG:
        return f"{name}: its path is too long for this system; move it to a folder further up, or shorten the names"
    if error.errno in {errno.ENXIO, errno.ENODEV}:
        return f"{name}: is a device or socket, not a file; save its content as a file first"
    return f"{name}: cannot be read ({error.strerror or error}); copy it to a local disk and try again"


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device"
