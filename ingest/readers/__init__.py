"""Readers: from what a user names (file, folder, pattern, archive, standard input) to articles.

`READERS` is the table of kinds. A file is read as what its first bytes say it is; its ending counts where they say
nothing. A package adds kinds by entry points of the group ``policygraph.readers``, whose name is the suffix and whose
value a function from `Input` to an iterator of `Article` and `Failure`; it raises `SourceError` for an input that it
cannot read. It adds sources by the group ``policygraph.sources``: the name is the scheme of an address, the value a
function from the address to such an iterator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.ingest.readers.exported import SHEETS, read_exported
from policygraph.ingest.readers.html import read_html
from policygraph.ingest.readers.inputs import MAX_BYTES, MAX_CHARACTERS, Failure, Input, inputs, no_article, too_long
from policygraph.ingest.readers.json_articles import read_json, read_jsonl
from policygraph.ingest.readers.magic import ending
from policygraph.ingest.readers.plain import read_text
from policygraph.ingest.readers.stdin import read_stdin
from policygraph.ingest.readers.unnamed import read_unnamed
from policygraph.schema.article import Article
from policygraph.schema.errors import NoArticleError, PolicyGraphError, SourceError

if TYPE_CHECKING:
    from policygraph.ingest.web.options import Web

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,20})://")
Reader = Callable[[Input], Iterator[Article | Failure]]


def _pdf(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.pdf import read_pdf

    return read_pdf(item)


def _docx(item: Input) -> Iterator[Article]:
    from policygraph.ingest.readers.word import read_docx

    return read_docx(item)


def _xlsx(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.workbook import read_xlsx

    return read_xlsx(item)


def _ofd(item: Input) -> Iterator[Article]:
    from policygraph.ingest.readers.ofd import read_ofd

    return read_ofd(item)


def _office(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.libreoffice import read_by_libreoffice

    return read_by_libreoffice(item)


def _mht(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.mhtml import read_mht

    return read_mht(item)


def _feed(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.feed import read_feed

    return read_feed(item)


def _zip(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.readers.zipped import read_zip

    return read_zip(item, frozenset(readers()), DOCUMENTS | PERHAPS, read_input)


def _warc(item: Input) -> Iterator[Article | Failure]:
    from policygraph.ingest.web.warc import read_warc

    return read_warc(item, read_input)


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".json": read_json,
    ".jsonl": read_jsonl,
    ".html": read_html,
    ".htm": read_html,
    ".shtml": read_html,
    ".mht": _mht,
    ".mhtml": _mht,
    ".rss": _feed,
    ".atom": _feed,
    ".pdf": _pdf,
    ".docx": _docx,
    ".docm": _docx,
    ".xlsx": _xlsx,
    ".xlsm": _xlsx,
    ".ofd": _ofd,
    ".doc": _office,
    ".wps": _office,
    ".rtf": _office,
    ".xls": _office,
    ".et": _office,
    ".odt": _office,
    ".ods": _office,
    ".zip": _zip,
    ".warc": _warc,
    ".warc.gz": _warc,
}
"""Reader by ending; those of office files are imported when one is met."""

DOCUMENTS = frozenset({".rar", ".7z", ".gz", ".tgz", ".tar", ".eml", ".msg"})
DOCUMENTS |= {".ppt", ".pptx", ".pps", ".ppsx", ".dps", ".caj"}
"""Kinds that hold articles but that nobody reads yet: named as failures in a folder, where pictures are passed over."""

_SLIDES = frozenset({".ppt", ".pptx", ".pps", ".ppsx", ".dps"})
PERHAPS = frozenset({"", ".xml"})
"""Endings of files that may hold articles: without one they are what their content is, XML may be a feed."""

__all__ = [
    "DOCUMENTS", "MAX_BYTES", "PERHAPS", "READERS", "Failure", "Input", "Reader", "inputs_of", "read", "read_input",
    "readers",
]  # fmt: skip


def read(source: str, web: Web | None = None) -> Iterator[Article | Failure]:
    """The articles of a file, a folder (with those below it), a pattern, an address, or standard input (``-``).

    Parameters
    ----------
    source
        What the user typed.
    web
        How addresses are read; None: as a polite reader does.

    Yields
    ------
    Article or Failure
        A failure for each input that cannot be read; the others are read all the same.

    Examples
    --------
    >>> [str(item) for item in read("no-such-file.txt")]
    ['no-such-file.txt: no such file or folder; check the name']
    """
    if scheme := _scheme(source):
        try:
            yield from _by_scheme(scheme, source, web)
        except PolicyGraphError as error:
            yield Failure(source, error)
        return
    for item in inputs_of(source):
        if isinstance(item, Failure):
            yield item
            continue
        try:
            yield from read_input(item)
        except NoArticleError as error:  # who names a file wants it read
            yield Failure(item.name, SourceError(str(error)) if item.path == Path(source) else error)
        except PolicyGraphError as error:
            yield Failure(item.name, error)


def inputs_of(source: str) -> Iterator[Input | Failure]:
    """The inputs that a path names, not read yet; see `read`."""
    return inputs(source, frozenset(readers()), DOCUMENTS | PERHAPS)


def read_input(item: Input) -> Iterator[Article | Failure]:
    """The articles of one input; raises `SourceError` for one that cannot be read."""
    yield from _bounded(_reader(item, readers())(item), item.name)


def _bounded(items: Iterator[Article | Failure], name: str) -> Iterator[Article | Failure]:
    """The items; a failure in the place of an article that is too long to be read."""
    for item in items:
        if isinstance(item, Article) and len(item.text) > MAX_CHARACTERS:
            called = item.source.path or item.id or item.source.url or name
            yield Failure(called, SourceError(too_long(called, len(item.text))))
        else:
            yield item


@cache
def readers() -> dict[str, Reader]:
    """All readers by suffix: `READERS` and those that installed packages add, which win over ours."""
    table = dict(READERS)
    for point in entry_points(group="policygraph.readers"):
        table[point.name.lower()] = _loaded(point)
    return table


def _reader(item: Input, table: dict[str, Reader]) -> Reader:
    if item.path is None and item.content is None:
        return read_stdin
    suffix = item.suffix
    reader = table.get(suffix)
    if reader is None or reader is READERS.get(suffix):  # a package's own reader knows its files
        suffix = ending(item)
        reader = table.get(suffix)
        if suffix == ".txt" and not item.suffix:
            reader = read_unnamed
        elif suffix == ".html" and item.suffix in SHEETS:
            reader = read_exported
    if reader is None:
        if suffix in PERHAPS:
            raise no_article(item.name)
        if suffix in _SLIDES:
            raise SourceError(f"{item.name}: slides ({suffix}) are not read; save them as .pdf and give that")
        kinds = " ".join(sorted(table))
        raise SourceError(
            f"{item.name}: {suffix} files are not read; readable are {kinds}: save the text as one of them"
        )
    return reader


def _scheme(source: str) -> str | None:
    """The scheme of an address, None for a path."""
    match = _ADDRESS.match(source)
    return match[1].lower() if match else None


def _by_scheme(scheme: str, source: str, web: Web | None) -> Iterator[Article | Failure]:
    own = sources().get(scheme)
    if own is not None:
        return _bounded(own(source), source)
    if scheme in {"http", "https"}:
        from policygraph.ingest.web.options import Web
        from policygraph.ingest.web.reading import read_address

        return read_address(source, web or Web(), read_input)
    known = " ".join(f"{name}://" for name in sorted({"http", "https", *sources()}))
    raise SourceError(f"{source}: addresses of this kind are not read; readable are {known}")


@cache
def sources() -> dict[str, Callable[[str], Iterator[Article | Failure]]]:
    """The sources that installed packages add, by scheme."""
    return {point.name.lower(): _loaded(point) for point in entry_points(group="policygraph.sources")}


def _loaded(point: EntryPoint) -> Any:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise SourceError(
            f"the reader for {point.name!r} ({point.value}) cannot be loaded: {error}; reinstall or remove its package"
        ) from error
