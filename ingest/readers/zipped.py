"""Reader of ZIP archives: each document in it, in order of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from policygraph.ingest.readers.archive import opened
from policygraph.ingest.readers.inputs import Failure, Input, no_article
from policygraph.ingest.readers.inputs import ending as suffix
from policygraph.ingest.readers.magic import ending
from policygraph.schema.article import Article
from policygraph.schema.errors import NoArticleError, PolicyGraphError, SourceError

Read = Callable[[Input], Iterator[Article | Failure]]


def read_zip(
    item: Input, suffixes: frozenset[str], documents: frozenset[str], read: Read
) -> Iterator[Article | Failure]:
    """The articles of an archive.

    Parameters
    ----------
    suffixes, documents
        Endings of the entries to read, as for a folder; of hidden ones nothing is said.
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
            if any(map(_is_hidden, path.parts)):
                continue
            name = f"{item.name}/{entry}"
            try:
                if suffix(path) not in suffixes | documents:
                    raise no_article(name)
                inner = Input(name, content=archive.read(entry))
                if ending(inner) == ".zip":  # also one that is called otherwise
                    raise SourceError(f"{name}: is an archive in an archive; unpack it and give what is in it")
                yield from read(inner)
                empty = False
            except NoArticleError as error:
                yield Failure(name, error)
            except PolicyGraphError as error:
                empty = False
                yield Failure(name, error)
        if empty:
            raise SourceError(f"{item.name}: holds no document; readable are {' '.join(sorted(suffixes))}")


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part != "..")
