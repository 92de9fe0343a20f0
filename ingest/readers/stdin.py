"""Reader of standard input: JSON, JSON Lines, a page or text, by look."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.html import saved_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.json_articles import articles_of_json, articles_of_lines
from policygraph.ingest.readers.magic import refuse_binary
from policygraph.ingest.readers.plain import article_of_text
from policygraph.schema.article import Article

_MARKUP = re.compile(
    r"(?:<\?xml[^>]{0,400}>\s{0,40})?<(?:!doctype\s+html|html|head|body|div|p|article)\b", re.IGNORECASE
)
_OBJECT = re.compile(r'(?:\[\s{0,400})?\{\s{0,400}(?:"|\})')


def read_stdin(item: Input) -> Iterator[Article | Failure]:
    """What comes over standard input, told by its first characters."""
    data = item.data()
    refuse_binary(data, item.name)
    text = decode(data, item.name, markup=True).removeprefix("\ufeff")
    if _MARKUP.match(text.lstrip()):
        yield from saved_page(text, item)
    elif not _OBJECT.match(text.lstrip()):
        yield article_of_text(text, item)
    elif _is_lines(text):
        yield from articles_of_lines(io.BytesIO(data), item)
    else:
        yield from articles_of_json(text, item)


def _is_lines(text: str) -> bool:
    """Whether each of the first lines is an object of its own."""
    lines = [line for line in text.lstrip().split("\n")[:3] if line.strip()]
    return len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines)
