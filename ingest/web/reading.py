"""From an address to articles: a page, a document, or what a feed, list or sitemap names."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.html import ListPageError, article_of_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.magic import kind_of
from policygraph.ingest.web.fetching import Fetcher, Page
from policygraph.ingest.web.links import Link, feed_links, is_feed, is_sitemap, page_links, sitemap_links
from policygraph.ingest.web.options import Web
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,30})", re.IGNORECASE)
_MAPS_MOST = 50
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
            page = fetcher.get(address, fresh_s=0.0)
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


def _links(page: Page, fetcher: Fetcher) -> Iterable[Link] | None:
    """What a feed or sitemap names; None for a page."""
    if is_feed(page.content):
        return feed_links(page.content, page.url)
    return _of_sitemap(page, fetcher) if is_sitemap(page.content) else None


def _of_sitemap(page: Page, fetcher: Fetcher) -> Iterator[Link]:
    links, maps = sitemap_links(page.content, page.url)
    yield from links
    for place in maps[:_MAPS_MOST]:
        inner = fetcher.get(place, fresh_s=0.0)
        yield from sitemap_links(inner.content, inner.url)[0]


def _each(links: Iterable[Link], fetcher: Fetcher, read: ReadInput) -> Iterator[Article | Failure]:
    """The article of each link, up to the most that the options allow."""
    seen: set[str] = set()
    try:
        for link in links:
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
    except PolicyGraphError as error:  # a sitemap of an index
        yield Failure("sitemap", error)


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
    name = urlsplit(page.url).path
    ending = mimetypes.guess_extension(page.content_type.partition(";")[0].strip()) or ".txt"
    named = page.url if "." in name.rpartition("/")[2] else page.url + ending
    for item in read(Input(named, content=page.content)):
        yield _placed(item, page.url) if isinstance(item, Article) else item


def _placed(article: Article, url: str) -> Article:
    return article.model_copy(update={"source": article.source.model_copy(update={"url": url, "path": None})})


def _text(page: Page) -> str:
    match = _CHARSET.search(page.content_type)
    return decode(page.content, page.url, declared=match[1] if match else None, markup=True)
