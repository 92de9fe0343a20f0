"""Reader of web archives (``.warc``, ``.warc.gz``): each page that was fetched well."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, BinaryIO

from policygraph.ingest.readers.html import ListPageError
from policygraph.ingest.readers.inputs import MAX_BYTES, Failure, Input, too_large
from policygraph.ingest.web.fetching import Page
from policygraph.ingest.web.reading import articles_of
from policygraph.ingest.web.warc_ends import cut_at
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError

_FETCH_AGAIN = "fetch the pages with gzip"
_WAYS = {"br": "run pip install brotli and give the archive again"}
_DOCUMENTS = ("html", "pdf", "officedocument", "msword", "ofd", "text/plain")


def read_warc(item: Input, read: Callable[[Input], Iterator[Article | Failure]]) -> Iterator[Article | Failure]:
    """The articles of an archive, one record held at a time; pages that only list others are passed over.

    Raises
    ------
    SourceError
        For an archive that is damaged, or holds no page.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    pages = 0
    with closing(item.open()) as stream:
        try:
            for record in ArchiveIterator(stream):
                page = _page(record)
                if page is None:
                    continue
                if len(page.content) <= MAX_BYTES and _is_cut_off(record):
                    break
                pages += 1
                if packed := _unread_packing(record):
                    yield Failure(page.url, SourceError(
                        f"{page.url}: is packed by {packed}, which is not read here; {_WAYS.get(packed, _FETCH_AGAIN)}"
                    ))  # fmt: skip
                    continue
                if len(page.content) > MAX_BYTES:
                    yield Failure(page.url, SourceError(too_large(page.url)))
                    continue
                try:
                    yield from articles_of(page, read)
                except ListPageError:
                    continue
                except PolicyGraphError as error:
                    yield Failure(page.url, error)
        except (ArchiveLoadFailed, AttributeError, EOFError, zlib.error, ValueError, OSError) as error:
            _refuse_cut(stream, item.name, pages)
            raise SourceError(
                f"{item.name}: the web archive is damaged after {pages} pages ({error}); fetch it again"
            ) from error
        _refuse_cut(stream, item.name, pages)
    if not pages:
        raise SourceError(f"{item.name}: the web archive holds no page; give one with responses")


def _refuse_cut(stream: BinaryIO, name: str, pages: int) -> None:
    if (cut := cut_at(stream)) is not None:
        raise SourceError(
            f"{name}: the web archive ends inside the record that begins at byte {cut}, after {pages} pages; "
            "that record and all after it are missing: download or fetch it again"
        )


def _page(record: Any) -> Page | None:
    """The page of a record; None for requests, errors, pictures."""
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    kind = (headers.get_header("content-type") or "").lower()
    if not any(word in kind for word in _DOCUMENTS):
        return None
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    return Page(url.strip("<>"), kind, record.content_stream().read(MAX_BYTES + 1))


def _unread_packing(record: Any) -> str | None:
    """The packing of a page that the reader of archives cannot unpack; None for one that it can, or none."""
    from warcio.bufferedreaders import BufferedReader

    packing = str(record.http_headers.get_header("content-encoding") or "identity").strip().lower()
    return None if packing in {"identity", "x-gzip", *BufferedReader.get_supported_decompressors()} else packing


def _is_cut_off(record: Any) -> bool:
    """Whether the file ended before the page that was read: half a page is no article."""
    return record.rec_headers.get_header("Content-Length") is None or record.raw_stream.limit > 0
