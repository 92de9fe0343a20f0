"""Reader of pages that a browser saved as one file (``.mht``, ``.mhtml``), a MIME message that holds the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.html import saved_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

_NESTING_MOST = 32
"""Parts that hold parts; a saved page has one or two, and the parser takes time with the product of depth and lines."""

_NESTING = re.compile(rb"(?:^|[\r\n])content-type:\s*(?:multipart|message)/", re.IGNORECASE)
_PAGES_MOST = 30  # the page and its frames; beyond those are advertisements
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def read_mht(item: Input) -> Iterator[Article | Failure]:
    """The article of a page saved as one file; where the page is a mere frame, that of the first frame with one.

    Raises
    ------
    SourceError
        For a file that holds no page, or one that holds no article.
    """
    data = item.data()
    if len(_NESTING.findall(data)) > _NESTING_MOST:
        raise SourceError(
            f"{item.name}: holds more than {_NESTING_MOST} parts in parts, as no saved page does; "
            "save it again as .html"
        )
    message = BytesParser(policy=compat32).parsebytes(data)
    pages = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    if not pages:
        raise SourceError(f"{item.name}: holds no page, or only a part of one was saved; save it again as .html")
    why: SourceError | None = None
    for part in pages[:_PAGES_MOST]:
        try:
            yield from _article(part, message, item)
            return
        except SourceError as error:
            why = why or error  # what is wrong with the page itself, not with its frames
    if why:
        raise why


def _article(part: Message, message: Message, item: Input) -> Iterator[Article | Failure]:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        raise SourceError(f"{item.name}: holds no page, or only a part of one was saved; save it again as .html")
    text = decode(
        content, item.name, declared=part.get_param("charset") and str(part.get_param("charset")), markup=True
    )
    said = (part.get("Content-Location"), message.get("Snapshot-Content-Location"), message.get("Content-Location"))
    address = next((str(url).strip() for url in said if url and _ADDRESS.fullmatch(str(url).strip())), None)
    return saved_page(text, item, address)
