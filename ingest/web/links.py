"""Where the articles are: the entries of a feed, of a sitemap, of a list page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html as lxml_html

from policygraph.ingest.readers.feed import entry_day, parsed_feed
from policygraph.ingest.readers.xml import local, parse_xml

_TITLE_LEAST = 8  # letters of the name of an article in a list; shorter ones are menus
_HANZI = re.compile("[\u3400-\u9fff]")
_PAGES = re.compile(r"\.(?:s?html?|jhtml|aspx?|php|jsp|pdf|docx?|wps|ofd|xlsx?)$|/$|/[^./]*\d[^./]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address, with title and day where the list names them."""

    url: str
    title: str | None = None
    published: str | None = None


def feed_links(content: bytes, url: str) -> Iterator[Link]:
    """The entries of a feed, in its order. Raises `SourceError` for one that cannot be read at all."""
    for entry in parsed_feed(content, url).entries:
        if address := entry.get("link"):
            yield Link(_absolute(url, address), (entry.get("title") or "").strip() or None, entry_day(entry))


def sitemap_links(content: bytes, url: str) -> tuple[list[Link], list[str]]:
    """The pages of a sitemap, the latest first, and the sitemaps that an index names. Raises `SourceError`."""
    pages: list[tuple[str, str]] = []
    maps: list[str] = []
    for node in parse_xml(content, url):
        values = {local(child): (child.text or "").strip() for child in node}
        if place := values.get("loc"):
            if local(node) == "sitemap":
                maps.append(_absolute(url, place))
            else:
                pages.append((values.get("lastmod", ""), _absolute(url, place)))
    pages.sort(key=lambda page: page[0], reverse=True)
    return [Link(address) for _, address in pages], maps


def page_links(text: str, url: str) -> list[Link]:
    """The articles that a list page of a site links to, in its order: named by a title, on the same site.

    >>> page_links("<ul><li><a href='/a/1.html'>云汀市发布低空经济规划</a></li></ul>", "http://example.org/list/")
    [Link(url='http://example.org/a/1.html', title='云汀市发布低空经济规划', published=None)]
    """
    try:
        root = lxml_html.document_fromstring(text)
    except (lxml_html.etree.ParserError, ValueError):
        return []
    host = _site(url)
    found: dict[str, Link] = {}
    for anchor in root.iter("a"):
        name = " ".join((anchor.get("title") or "".join(map(str, anchor.itertext()))).split())
        try:
            address = urljoin(url, (anchor.get("href") or "").strip())
            parts = urlsplit(address)
        except ValueError:
            continue
        address = parts._replace(fragment="").geturl()
        if parts.scheme not in {"http", "https"} or _site(address) != host or address == url:
            continue
        if len(name) >= _TITLE_LEAST and _HANZI.search(name) and _PAGES.search(parts.path):
            found.setdefault(address, Link(address, name))
    return list(found.values())


def _absolute(url: str, address: str) -> str:
    """The address as the page at `url` means it; one that is none stays as it is, and fetching it says so."""
    try:
        return urljoin(url, address)
    except ValueError:
        return address


def _site(url: str) -> str:
    return urlsplit(url).netloc.lower().removeprefix("www.")
