"""From an address to articles: a page, a document, or what a feed, list or sitemap names."""

from __future__ import annotations

import mimetypes
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.feeds import is_feed, is_sitemap
from policygraph.ingest.readers.html import ListPageError, article_of_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.looks import KINDS
from policygraph.ingest.readers.magic import is_packed_warc, kind_of
from policygraph.ingest.web.fetching import Fetcher, Page
from policygraph.ingest.web.links import Link, feed_links, page_links, sitemap_links
from policygraph.ingest.web.options import Web
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
_UNTOLD = "application/octet-stream"
_MAPS_MOST = 50
_GZIP = b"\x1f\x8b"
ReadInput = Callable[[Input], Iterator[Article | Failure]]


def read_address(address: str, web: Web, read: ReadInput) -> Iterator[Article | Failure]:
    """The articles at an address.

    Parameters
    ----------
    address
        A page, a document, a feed, a sitemap, or a page that lists articles.
    web
        Limits and politeness.
    read
        How a document that was fetched (PDF, Word) is read.

    Yields
    ------
    Article or Failure
        `Source.url` is where the article was; a failure for each page that cannot be read.
    """
    with Fetcher(web) as fetcher:
        try:
            page = _unpacked(fetcher.get(address, fresh_s=0.0), web)
            links = _links(page, fetcher)
            if links is None:
                yield from articles_of(page, read)
                return
        except ListPageError:
            links = page_links(_text(page), page.url)
            if not links:
                yield Failure(address, SourceError(f"{address}: lists no articles; give the address of an article"))
        except PolicyGraphError as error:
            yield Failure(address, error)
            return
        yield from _each(links, fetcher, read)


def _unpacked(page: Page, web: Web) -> Page:
    """A page without the gzip in which sites keep their sitemaps (sitemap.xml.gz); raises `SourceError`."""
    if not page.content.startswith(_GZIP) or is_packed_warc(page.content):
        return page
    unpacker = zlib.decompressobj(wbits=31)  # 31: with gzip's header
    try:
        content = unpacker.decompress(page.content, web.max_bytes)
    except zlib.error as error:
        raise SourceError(f"{page.url}: is damaged ({error}); try again later") from error
    if not unpacker.eof:
        most = web.max_bytes // 1024
        raise SourceError(f"{page.url}: is cut off, or unpacks to more than {most} KB; download it and give the file")
    return Page(page.url, page.content_type, content)


def _links(page: Page, fetcher: Fetcher) -> Iterable[Link | Failure] | None:
    """What a feed or sitemap names; None for a page."""
    if is_feed(page.content):
        return feed_links(page.content, page.url)
    return _of_sitemap(page, fetcher) if is_sitemap(page.content) else None


def _of_sitemap(page: Page, fetcher: Fetcher) -> Iterator[Link | Failure]:
    """The links of a sitemap and of those that it names; one that cannot be read does not spoil the others."""
    links, maps = sitemap_links(page.content, page.url)
    yield from links
    for place in maps[:_MAPS_MOST]:
        try:
            inner = _unpacked(fetcher.get(place, fresh_s=0.0), fetcher.web)
            found = sitemap_links(inner.content, inner.url)[0]
        except PolicyGraphError as error:
            yield Failure(place, error)
            continue
        yield from found


def _each(links: Iterable[Link | Failure], fetcher: Fetcher, read: ReadInput) -> Iterator[Article | Failure]:
    """The article of each link, up to the most that the options allow."""
    seen: set[str] = set()
    for link in links:
        if isinstance(link, Failure):
            yield link
            continue
        if link.url in seen:
            continue
        if len(seen) >= fetcher.web.most:
            return
        seen.add(link.url)
        try:
            for item in articles_of(fetcher.get(link.url), read):
                yield _named(item, link) if isinstance(item, Article) else item
        except PolicyGraphError as error:
            yield Failure(link.url, error)


def _named(article: Article, link: Link) -> Article:
    """The article with what the list says where the page does not."""
    known = {"title": article.source.title or link.title, "published": article.source.published or link.published}
    return article.model_copy(update={"source": article.source.model_copy(update=known)})


def articles_of(page: Page, read: ReadInput) -> Iterator[Article | Failure]:
    """The article of a page, or those of a document; raises `PolicyGraphError` where there is none."""
    kind = kind_of(page.content)
    if kind is None and "html" in (page.content_type or "html"):
        yield _placed(article_of_page(_text(page), Input(page.url, content=page.content)), page.url)
        return
    for item in read(Input(_named_as(page), content=page.content)):
        yield _placed(item, page.url) if isinstance(item, Article) else item


def _named_as(page: Page) -> str:
    """The address without its query and with an ending: its own where that is one of a kind, else that of its type."""
    parts = urlsplit(page.url)
    address, own = parts._replace(query="").geturl(), PurePosixPath(parts.path.lower()).suffix
    kind = page.content_type.partition(";")[0].strip().lower()
    told = mimetypes.guess_extension(kind) or ""
    if own in KINDS or (own and told not in KINDS and kind != _UNTOLD):
        return address
    return address + (told if told in KINDS else ".txt")


def _placed(article: Article, url: str) -> Article:
    return article.model_copy(update={"source": article.source.model_copy(update={"url": url, "path": None})})


def _text(page: Page) -> str:
    match = _CHARSET.search(page.content_type)
    return decode(page.content, page.url, declared=match[1] if match else None, markup=True)
