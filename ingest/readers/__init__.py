"""Readers: from what a user names (file, folder, pattern, standard input) to articles.

`READERS` is the table of kinds. A package adds kinds by entry points of the group ``policygraph.readers``, whose name
is the suffix and whose value a function from `Input` to an iterator of `Article` and `Failure`; it raises `SourceError`
for an input that it cannot read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import entry_points

from policygraph.ingest.readers.html import read_html
from policygraph.ingest.readers.inputs import MAX_BYTES, Failure, Input, inputs
from policygraph.ingest.readers.json_articles import read_json, read_jsonl
from policygraph.ingest.readers.plain import read_text
from policygraph.ingest.readers.stdin import read_stdin
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError

Reader = Callable[[Input], Iterator[Article | Failure]]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
}

DOCUMENTS = frozenset({".pdf", ".doc", ".docx", ".wps", ".ofd", ".rtf", ".xls", ".xlsx", ".et", ".mht", ".mhtml"})
"""Kinds that hold articles but that nobody reads yet: named as failures in a folder, where pictures are passed over."""

__all__ = ["DOCUMENTS", "MAX_BYTES", "READERS", "Failure", "Input", "Reader", "read", "readers"]


def read(source: str) -> Iterator[Article | Failure]:
    """The articles of a file, a folder (with those below it), a pattern, or standard input (``-``), in order of names.

    Parameters
    ----------
    source
        What the user typed.

    Yields
    ------
    Article or Failure
        A failure for each input that cannot be read; the others are read all the same.

    Examples
    --------
    >>> [str(item) for item in read("no-such-file.txt")]
    ['no-such-file.txt: no such file or folder; check the name']
    """
    table = readers()
    for item in inputs(source, frozenset(table), DOCUMENTS):
        if isinstance(item, Failure):
            yield item
            continue
        try:
            yield from _reader(item, table)(item)
        except PolicyGraphError as error:
            yield Failure(item.name, error)


@cache
def readers() -> dict[str, Reader]:
    """All readers by suffix: `READERS` and those that installed packages add, which win over ours."""
    table = dict(READERS)
    for point in entry_points(group="policygraph.readers"):
        try:
            table[point.name.lower()] = point.load()
        except (ImportError, AttributeError) as error:
            raise SourceError(
                f"the reader for {point.name!r} ({point.value}) cannot be loaded: {error}; "
                "reinstall or remove its package"
            ) from error
    return table


def _reader(item: Input, table: dict[str, Reader]) -> Reader:
    if item.path is None:
        return read_stdin
    reader = table.get(item.suffix)
    if reader is None:
        kinds = " ".join(sorted(table))
        what = f"{item.suffix} files are" if item.suffix else "files without an ending are"
        raise SourceError(f"{item.name}: {what} not read; readable are {kinds}: save the text as one of them")
    return reader
