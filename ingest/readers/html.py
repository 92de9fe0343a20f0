"""Reader of HTML pages: body, title, subtitle, date, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygraph.ingest.place import place_of
from policygraph.ingest.readers.dates import dates, parse_date
from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.furniture import Body, cut, is_prose, kinds, same_title
from policygraph.ingest.readers.imprint import Imprint, imprint, is_imprint
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.magic import refuse_binary
from policygraph.ingest.readers.page import Block, Page, body_blocks, hints, lines, parse
from policygraph.ingest.readers.tables import words
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import SourceError

_SITE = re.compile(r"\s*(?:_+|\s[-–—]+\s|[|｜]|(?<=[^-–—])[-–](?=[^-–—]))\s*")
_BODY_MIN = 30  # characters of sentences below which a page holds no article
_LIST_LINKS = 8  # a page with so many lines of links to its few sentences is a list
_NEAR = 40  # lines around the title that may say date and publisher
_IN_ADDRESS = re.compile(r"/(?:t|content_|art/)?((?:19|20)\d\d)[-/_]?([01]\d)[-/_]?([0-3]\d)(?=[/_.-])")


def read_html(item: Input) -> Iterator[Article]:
    """The article of a saved page; raises `SourceError` for a page that holds none."""
    data = item.data()
    refuse_binary(data, item.name)
    yield article_of_page(decode(data, item.name, markup=True), item)


def article_of_page(text: str, item: Input) -> Article:
    """The article of the page's text."""
    page = parse(text)
    if page is None or not page.blocks:
        raise SourceError(f"{item.name}: the page shows no text (drawn by a script?); copy its text into a .txt file")
    tags = _tags(page)
    title = _title(page, tags)
    blocks = body_blocks(page)
    body = cut(lines(blocks), title)
    _refuse_list(page, body, blocks, item.name)
    near = _near(page, body, title)
    found = imprint(near, body.lines[-8:], title)
    published = next((day for value in tags.get("published", ()) if (day := parse_date(value))), None)
    address = next((url for url in tags.get("url", ()) if "://" in url), None)
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
        **extras(found, body),
    )
    return Article(source=source, text=body.text)


def extras(found: Imprint, body: Body | None = None) -> dict[str, str]:
    """What else the document says of itself, by field of `Source`."""
    author = found.author or ("；".join(body.bylines) if body and body.bylines else None)
    values = {
        "time": found.time,
        "issued": found.issued,
        "issuer": found.issuer,
        "author": author,
        "document_number": found.document_number,
        "index_number": found.index_number,
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
    return {kind: values for kind, values in tags.items() if values}


def _title(page: Page, tags: dict[str, list[str]]) -> str | None:
    """The title as the page shows it: a heading or titled element that the <title> or a meta tag begins with."""
    whole = next((" ".join("".join(node.itertext()).split()) for node in page.root.iter("title")), "")
    named = [" ".join(value.split()) for value in (*tags.get("title", ()), whole) if value.strip()]
    titled = frozenset(words("hints.tsv")["title"])
    shown = [
        block
        for block in page.blocks
        if 4 <= len(block.text) <= 120 and not kinds(block.text) and not is_imprint(block.text)
    ]
    for name in named:
        matches = [block for block in shown if _begins(name, block.text)]
        if matches:
            best = max(matches, key=lambda b: (len(_plain(b.text)), b.heading > 0, bool(hints(b.element) & titled)))
            return best.text
    headings = [block for block in shown if block.heading == 1 and not block.linked]
    if len(headings) == 1 and not is_prose(headings[0].text):
        return headings[0].text
    for name in named:
        if short := _without_site(name):
            return short
    return None


def _begins(name: str, text: str) -> bool:
    """Whether a page's <title> is this line, or this line followed by the name of the site."""
    left, right = _plain(name), _plain(text)
    if not right or len(right) < 4:
        return False
    return left == right or (
        left.startswith(right)
        and len(right) * 3 >= len(left)
        and _SITE.match(name[_at(name, len(right)) :]) is not None
    )


def _at(name: str, count: int) -> int:
    """The offset in `name` after its first `count` characters that are no spaces or marks."""
    for offset, char in enumerate(name):
        if re.match(r"[^\W_]", char):
            count -= 1
            if not count:
                rest = re.match(r"[”’》）)」』】！？!?…]+", name[offset + 1 :])
                return offset + 1 + (rest.end() if rest else 0)
    return len(name)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _without_site(name: str) -> str | None:
    """The longest part of a <title> between the marks that set off the site's name."""
    parts = [part for part in _SITE.split(name) if part.strip()]
    return max(parts, key=len) if parts else None


def _near(page: Page, body: Body, title: str | None) -> list[str]:
    """The lines about the title: where pages print date and source; the article's own first lines among them."""
    texts = [block.text for block in page.blocks]
    first = next(
        (i for i, block in enumerate(page.blocks) if block.text == (body.lines[0] if body.lines else None)), len(texts)
    )
    at = None
    if title:
        at = next((i for i in range(min(first, len(texts) - 1), -1, -1) if same_title(texts[i], title)), None)
    start = max(at if at is not None else first - 12, 0)
    before = texts[max(start - 3, 0) : start]
    around = [text for text in before if is_imprint(text)]
    return [title or "", *texts[start:first], *around, *body.head, *body.lines[:12]][: _NEAR + 12]


def _address_day(address: str) -> str | None:
    if match := _IN_ADDRESS.search(address):
        found = dates("-".join(match.groups()))
        return found[0].iso if found else None
    return None


def _refuse_list(page: Page, body: Body, blocks: list[Block], name: str) -> None:
    prose = sum(len(line) for line in body.lines if is_prose(line))
    links = sum(1 for line in lines(blocks) if line.link)
    if prose >= _BODY_MIN and links < max(_LIST_LINKS, prose // 60):
        return
    if page.links >= _LIST_LINKS:
        raise SourceError(f"{name}: holds no article but a list of {page.links} links; save the pages that it links to")
    if prose < _BODY_MIN:
        raise SourceError(f"{name}: holds no article (no sentences); save the page of the article itself")
