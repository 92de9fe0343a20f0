"""Reader of feeds saved as files (RSS, Atom): the entries that bring their own text."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from policygraph.ingest.readers.dates import parse_date
from policygraph.ingest.readers.html import saved_page
from policygraph.ingest.readers.inputs import Failure, Input
from policygraph.ingest.readers.page import parse
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

_ZONED = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)?\s*(?:Z|GMT|UTC?|[+-]\d\d:?\d\d)\s*$", re.IGNORECASE)
_CHINA = datetime.timedelta(hours=8)  # ahead of the parsed instants, which are in UTC
_SUMMARY_LEAST = 200  # characters from which on a description is the article; shorter ones are its beginning
_CUT_OFF = ("…", "...", "[…]", "[...]", "[&#8230;]", "阅读全文", "查看全文", "查看详情")


def parsed_feed(content: bytes, name: str) -> Any:
    """The feed as feedparser reads it; raises `SourceError` for one that cannot be read at all."""
    import feedparser

    parsed = feedparser.parse(io.BytesIO(content))
    if parsed.bozo and not parsed.entries:
        raise SourceError(f"{name}: the feed is damaged ({parsed.get('bozo_exception')}); check its address")
    return parsed


def entry_day(entry: Any) -> str | None:
    """The day that an entry states, in China where it states an instant."""
    instant = entry.get("published_parsed") or entry.get("updated_parsed")
    stated = str(entry.get("published") or entry.get("updated") or "")
    if instant and _ZONED.search(stated):
        return (datetime.datetime(*instant[:6]) + _CHINA).date().isoformat()
    return parse_date(stated) or (f"{instant[0]:04}-{instant[1]:02}-{instant[2]:02}" if instant else None)


def read_feed(item: Input) -> Iterator[Article | Failure]:
    """An article for each entry with its own full text, and one failure that counts those without.

    Raises
    ------
    SourceError
        For a feed that is damaged or without an entry.
    """
    yield from articles_of_feed(item.data(), item)


def articles_of_feed(data: bytes, item: Input) -> Iterator[Article | Failure]:
    """What `read_feed` gives, from the bytes of `item`."""
    feed = parsed_feed(data, item.name)
    if not feed.entries:
        raise SourceError(f"{item.name}: is a feed without an entry; give its web address")
    without: list[int] = []
    for number, entry in enumerate(feed.entries, 1):
        # called as a line of a .jsonl file is; standard input has no path that could be numbered
        inner = Input(f"{item.name}:{number}", content=None if item.shown_path is None else b"")
        try:
            full = _full(entry)
            if full is None:
                without.append(number)
            else:
                yield from _articles(entry, full, inner)
        except SourceError as error:
            yield Failure(inner.name, error)
    if without:
        called = f"{item.name}:{without[0]}"
        yield Failure(called, SourceError(
            f"{called}: {len(without)} of {len(feed.entries)} entries of the feed hold only a link or the beginning of "
            f"their article, and from a file no link is followed; give the feed's web address "
            f"({_own_address(feed)}) in place of the file, or save the pages that it links to in a folder and give that"
        ))  # fmt: skip


def _full(entry: Any) -> str | None:
    """The text of an entry as HTML; None where it holds only a link or the beginning."""
    contents = [_html(each) for each in entry.get("content", ())]
    if contents and (longest := max(contents, key=len)) and _holds_all(longest, 1):
        return longest
    summary = _html(entry.get("summary_detail") or {"value": entry.get("summary", "")})
    return summary if _holds_all(summary, _SUMMARY_LEAST) else None


def _html(detail: Any) -> str:
    value = str(detail.get("value") or "")
    if "html" in str(detail.get("type") or "html"):
        return value
    return "".join(f"<p>{escape(line)}</p>" for line in value.split("\n"))


def _holds_all(text: str, least: int) -> bool:
    page = parse(f"<html><body>{text}</body></html>") if text.strip() else None
    shown = "".join(block.text for block in page.blocks).strip() if page else ""
    return len(shown) >= least and not shown.endswith(_CUT_OFF)


def _articles(entry: Any, text: str, item: Input) -> Iterator[Article | Failure]:
    """The entry read as the page that it is in little; what the feed says of it wins."""
    title = " ".join(str(entry.get("title") or "").split())
    page = f"<html><head><title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{text}</body></html>"
    link = str(entry.get("link") or "")
    address = link if link.startswith(("http://", "https://")) else None
    for found in saved_page(page, item, address):
        if isinstance(found, Failure):
            yield found
            continue
        known = {
            "title": title or found.source.title,
            "published": entry_day(entry) or found.source.published,
            "publisher": " ".join(str(entry.get("source", {}).get("title") or "").split()) or found.source.publisher,
        }
        own_id = None if address else str(entry.get("id") or "") or None
        yield found.model_copy(update={"id": own_id, "source": found.source.model_copy(update=known)})


def _own_address(feed: Any) -> str:
    links = feed.feed.get("links", ())
    own = next((str(link.get("href")) for link in links if link.get("rel") == "self" and link.get("href")), None)
    return own or str(feed.feed.get("link") or "which it does not state")
