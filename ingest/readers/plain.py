"""Readers of plain text and Markdown.

The text of a file is kept as given. Only where it was saved from a page, with the page's menus, buttons and link lists
around the article, those go and title, subtitle and paragraphs stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygraph.ingest.place import place_of
from policygraph.ingest.radicals import without_radicals
from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.front_matter import front_matter
from policygraph.ingest.readers.furniture import Body, Line, cut, is_prose, kinds
from policygraph.ingest.readers.html import extras
from policygraph.ingest.readers.imprint import before_label, imprint
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.magic import refuse_binary
from policygraph.ingest.readers.text_title import LOOKED_AT, title_of
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import SourceError

_HEAD, _TAIL = 30, 15
_PAGE_KINDS = frozenset({"nav", "crumb", "action", "legal", "end"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_text(item: Input) -> Iterator[Article | Failure]:
    """The article of a text file."""
    data = item.data()
    refuse_binary(data, item.name)
    text = decode(data, item.name)
    yield article_of_text(text, item)


def article_of_text(text: str, item: Input) -> Article:
    """The article of a text, cut out of the page that it was saved from where it was."""
    text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise SourceError(f"{item.name}: holds nothing but white space; save the article again")
    shown = [Line(line) for raw in text.split("\n") if (line := " ".join(raw.split()))]
    if is_saved_page(shown):
        body = cut(shown)
        if any(map(is_prose, body.lines)):
            return _article(item, body.text, body.title, body)
    return _article(item, text, None, None)


def _article(item: Input, text: str, title: str | None, body: Body | None) -> Article:
    said = front_matter(text) | ({"title": title} if title else {})
    source = source_of_text(text, Source.model_validate({**said, "path": item.shown_path}), body)
    return Article(source=source, text=text)


def source_of_text(text: str, given: Source, body: Body | None = None) -> Source:
    """`given` with what it leaves open filled from the text: title, date, publisher, place and the like."""
    if given.title and (title_alone := before_label(given.title)):  # saved in one line with its imprint
        given = given.model_copy(update={"title": title_alone})
    if given.title and given.published and given.publisher and given.place and body is None:
        return given
    text = without_radicals(text)
    lines = [line for line in text.split("\n") if line.strip()]
    head = [*(body.head if body else ()), *lines[:_HEAD]]
    if lines and len(lines[0]) > LOOKED_AT:  # title and imprint run into the first paragraph
        head.insert(0, lines[0][:LOOKED_AT])
    title, subtitle = (given.title, given.subtitle) if given.title else title_of(lines)
    if body is not None:
        subtitle = body.subtitle
    found = imprint(head, lines[_HEAD:][-_TAIL:], title)
    publisher = given.publisher or found.publisher
    filled = {
        **extras(found, body, lines),
        "title": title or found.title,
        "subtitle": subtitle,
        "published": found.published,
        "publisher": found.publisher,
        "url": found.url,
        "place": given.place or place_of(title, publisher, text),
    }
    said = given.model_dump(exclude_none=True)
    return Source.model_validate({**{key: value for key, value in filled.items() if value}, **said})


def is_saved_page(lines: list[Line]) -> bool:
    """Whether a text carries a page's furniture: two kinds of it that no article holds."""
    seen: set[str] = set()
    for line in (*lines[:60], *lines[60:][-60:]):
        seen |= kinds(line.text) & _PAGE_KINDS
        if len(seen) >= 2:
            return True
    return False


def storable(text: str) -> str:
    """The text with one replacement mark (U+FFFD) for each character that XML, UTF-8 or a terminal cannot hold.

    Lone surrogates and control characters are exchanged one for one, so offsets stay.

    >>> storable("a\\x00b\\ud800c") == "a\\ufffdb\\ufffdc"
    True
    """
    return _ILLEGAL.sub("\ufffd", text)
