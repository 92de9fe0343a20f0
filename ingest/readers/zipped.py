"""Reader of ZIP archives: each document in it, in order of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from policygraph.ingest.readers.archive import opened
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.magic import ending
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError

Read = Callable[[Input], Iterator[Article | Failure]]


def read_zip(item: Input, wanted: frozenset[str], read: Read) -> Iterator[Article | Failure]:
    """The articles of an archive.

    Parameters
    ----------
    wanted
        Endings of the entries to read; the others (pictures, scripts, hidden files) are passed over.
    read
        How one entry is read; it may raise `PolicyGraphError`.

    Raises
    ------
    SourceError
        For an archive that is damaged, beyond the limits, or without a document.
    """
    with opened(item) as archive:
        empty = True
        for entry in sorted(archive.entries):
            path = PurePosixPath(entry.replace("\\", "/"))
            if path.suffix.lower() not in wanted or any(map(_is_hidden, path.parts)):
                continue
            empty = False
            name = f"{item.name}/{entry}"
            try:
                inner = Input(name, content=archive.read(entry))
                if ending(inner) == ".zip":  # also one that is called otherwise
                    raise SourceError(f"{name}: is an archive in an archive; unpack it and give what is in it")
                yield from read(inner)
            except PolicyGraphError as error:
                yield Failure(name, error)
        if empty:
            raise SourceError(f"{item.name}: holds no document; readable are {' '.join(sorted(wanted))}")


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part != "..")
