"""Reader of HTML pages: body, title, subtitle, date, publisher."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any

from policygraph.ingest.place import place_of
from policygraph.ingest.readers.annexes import annexes
from policygraph.ingest.readers.dates import dates, parse_date
from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.furniture import Body, cut, is_prose, same_title
from policygraph.ingest.readers.imprint import Imprint, imprint, is_imprint
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.magic import refuse_binary
from policygraph.ingest.readers.page import LIST_LINKS, Page, body_blocks, first_prose, is_bare, lines, parse
from policygraph.ingest.readers.page_data import frames, linked_data
from policygraph.ingest.readers.page_title import page_title
from policygraph.ingest.readers.tables import patterns, words
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import SourceError

_UTC = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]00:?00)")
_BODY_MIN = 30  # characters of sentences below which a page holds no article
_ERROR_MAX = 400  # characters of sentences above which a page that speaks of errors is an article
_ERROR_SIGNS = 2  # kinds of signs of an error from which on it is none
_SHOWN = 60  # characters of those that the message shows
_ABOVE, _NEAR, _BELOW = 12, 40, 8  # lines about the article that may say date and publisher
_IN_ADDRESS = re.compile(r"/(?:t|content_|art/)?((?:19|20)\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_.-])")


class ListPageError(SourceError):
    """A page that lists articles and is none."""


def read_html(item: Input) -> Iterator[Article | Failure]:
    """The article of a saved page; raises `SourceError` for a page that holds none."""
    data = item.data()
    refuse_binary(data, item.name)
    yield from saved_page(decode(data, item.name, markup=True), item)


def saved_page(text: str, item: Input, address: str | None = None) -> Iterator[Article | Failure]:
    """The article of a page that somebody saved, and a failure where it looks like an error page of its site.

    `address` is where the page was, as the file around it says; what the page says of itself wins.
    """
    article, error = _read(text, item, address)
    yield article
    if error:
        yield Failure(item.name, error)


def article_of_page(text: str, item: Input) -> Article:
    """The article of a page that was fetched.

    An error page of its site is refused: it may stand where an article was that is known.
    """
    article, error = _read(text, item)
    if error:
        raise error
    return article


def _read(text: str, item: Input, given: str | None = None) -> tuple[Article, SourceError | None]:
    """The article of the page's text, and why it may be none."""
    page = parse(text)
    if page is not None and is_bare(page) and (places := frames(page.root)):
        place = places[0][:_SHOWN]
        raise SourceError(f"{item.name}: shows its text in a frame ({place}); open that, save it and give it")
    if page is None or not page.blocks:
        raise SourceError(f"{item.name}: the page shows no text (drawn by a script?); copy its text into a .txt file")
    tags = _tags(page)
    blocks = body_blocks(page)
    first = page.blocks.index(opening) if (opening := first_prose(blocks)) else len(page.blocks)
    title = page_title(page, tags.get("title", ()), first)
    body = cut(lines(blocks), title)
    _refuse_list(page, body, item.name)
    above, below = _near(page, body, title, first)
    found = imprint([*above, *body.lines[:12]], [*body.lines[12:][-8:], *below], body.title)
    published = next((day for value in tags.get("published", ()) if (day := _local_day(value))), None)
    address = next((url for url in tags.get("url", ()) if "://" in url), given)
    published = published or found.published or (_address_day(address) if address else None)
    publisher = found.publisher
    if "publisher" in tags and (publisher is None or publisher == found.issuer):
        publisher = tags["publisher"][0]
    source = Source(
        title=body.title,
        subtitle=body.subtitle,
        published=published,
        publisher=publisher,
        place=place_of(body.title, publisher, body.text),
        url=address,
        path=item.shown_path,
        **extras(found, body, body.lines),
    )
    return Article(source=source, text=body.text), _error_page(body, item.name)


def extras(found: Imprint, body: Body | None = None, lines: Sequence[str] = ()) -> dict[str, Any]:
    """What else the document says of itself, by field of `Source`; `lines` are those of its text."""
    author = found.author or ("；".join(body.bylines) if body and body.bylines else None)
    values = {
        "time": found.time,
        "issued": found.issued,
        "issuer": found.issuer,
        "author": author,
        "document_number": found.document_number,
        "index_number": found.index_number,
        "annexes": annexes(lines),
    }
    return {key: value for key, value in values.items() if value}


def _tags(page: Page) -> dict[str, list[str]]:
    """What the meta tags say, by field, in the order of the table of their names."""
    said: dict[str, str] = {}
    for tag in page.root.iter("meta"):
        name = (tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        if name and (content := (tag.get("content") or "").strip()):
            said.setdefault(name, content)
    tags = {kind: [said[name] for name in names if name in said] for kind, names in words("meta.tsv").items()}
    for link in page.root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            tags.setdefault("url", []).append(link.get("href", ""))
    for field, value in linked_data(page.root).items():
        tags.setdefault(field, []).append(value)
    return {kind: values for kind, values in tags.items() if values}


def _near(page: Page, body: Body, title: str | None, first: int) -> tuple[list[str], list[str]]:
    """The lines before the first sentence and after the article in which pages print date and source."""
    texts = [block.text for block in page.blocks]
    at = next((i for i in range(min(first, len(texts)) - 1, -1, -1) if title and same_title(texts[i], title)), None)
    start = max(first - _ABOVE if at is None else at, 0)
    before = texts[start:first][-_NEAR:]
    if at is None:
        before.reverse()  # without a title the nearest line counts
    above = [text for text in texts[max(start - 3, 0) : start] if is_imprint(text)]
    last = texts.index(body.lines[-1], first) if first < len(texts) and body.lines[-1] in texts[first:] else first
    below = [text for text in texts[last + 1 : last + 1 + _BELOW] if is_imprint(text)]
    return [title or "", *before, *above, *body.head], below


def _local_day(value: str) -> str | None:
    """The day of a tag's date in China: an instant in UTC may lie on the day before."""
    if match := _UTC.fullmatch(value.strip()):
        instant = datetime.datetime.fromisoformat(match[1]) + datetime.timedelta(hours=8)
        return instant.date().isoformat()
    return parse_date(value)


def _address_day(address: str) -> str | None:
    if match := _IN_ADDRESS.search(address):
        found = dates("-".join(match.groups()))
        return found[0].iso if found else None
    return None


def _refuse_list(page: Page, body: Body, name: str) -> None:
    """Raises `SourceError` for a page without sentences, or with as many lines of links among them as sentences."""
    prose = [line for line in body.lines if is_prose(line)]
    if sum(map(len, prose)) < _BODY_MIN:
        if page.links >= LIST_LINKS:
            raise ListPageError(f"{name}: holds no article but {page.links} links; save the pages that it links to")
        raise SourceError(f"{name}: holds no article (no sentences); save the page of the article itself")
    links = {block.text for block in page.blocks if block.linked * 2 > len(block.text)}
    listed = sum(1 for line in body.lines if line in links)
    if listed >= max(LIST_LINKS, len(prose) * 0.7):
        raise ListPageError(f"{name}: is a list of {listed} articles, no article; save the pages that it links to")


def _error_page(body: Body, name: str) -> SourceError | None:
    """What to say of a page that a site shows in the place of an article: not found, not logged in."""
    prose = [line for line in body.lines if is_prose(line)]
    if sum(map(len, prose)) > _ERROR_MAX:
        return None
    signs: dict[str, str] = {}
    for kind, pattern in patterns("errors.tsv").items():
        for line in [body.title or ""] if kind == "title" else body.lines:
            if pattern.search(line):
                signs.setdefault(kind, line)
    if len(signs) < _ERROR_SIGNS:
        return None
    shown = " / ".join(dict.fromkeys(signs.values()))[:_SHOWN]
    return SourceError(
        f"{name}: is an error page of its site, no article ({shown}); save the page of the article itself"
    )
