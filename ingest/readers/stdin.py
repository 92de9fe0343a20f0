"""Reader of standard input: JSON, JSON Lines, a page or text, by look."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.feed import articles_of_feed
from policygraph.ingest.readers.html import saved_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.json_articles import articles_of_json
from policygraph.ingest.readers.looks import LOOKED_AT, look
from policygraph.ingest.readers.magic import refuse_binary, refuse_sitemap
from policygraph.ingest.readers.plain import article_of_text
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError


def read_stdin(item: Input) -> Iterator[Article | Failure]:
    """What comes over standard input, told by its first characters."""
    data = item.data()
    refuse_binary(data, item.name)
    refuse_sitemap(data, item.name)
    told = look(data[:LOOKED_AT], "")
    if told == ".warc":
        raise SourceError(f"{item.name}: is a web archive; give it as a file")
    if told == ".rss":
        yield from articles_of_feed(data, item)
        return
    text = decode(data, item.name, markup=True).removeprefix("\ufeff")
    if told == ".html":
        yield from saved_page(text, item)
    elif told == ".json":
        yield from articles_of_json(text, item)
    else:
        yield article_of_text(text, item)
