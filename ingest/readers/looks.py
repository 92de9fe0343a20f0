"""What a text is by its first characters: a page, JSON, a web archive, a feed, or plain text."""

from __future__ import annotations

import re

from policygraph.ingest.readers.feeds import is_feed, is_sitemap

LOOKED_AT = 4096
"""Bytes that are looked at."""

_BEFORE = r"\A\s*(?:<\?xml[^>]{0,400}>\s*)?(?:<!--.{0,1000}?-->\s*)?"
_PAGE = re.compile(_BEFORE + r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(_BEFORE + r"<(?:!doctype\s+html|html|head|body|div|p|article|table|h[1-6])\b", re.I | re.DOTALL)
_OFFICE_XML = re.compile(r"<\?mso-application\s+progid=[\"'](Word|Excel)\.")  # what Office 2003 calls XML
_FEED = re.compile(r"\A\s*<(?:\?xml|rss|feed|rdf:RDF|(?:[a-z]+:)?(?:urlset|sitemapindex))\b", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}:[ \t\r\n]")  # the first line of a message
_TAG = re.compile(r"<[A-Za-z/!]")
_OBJECT = re.compile(r'\A\s*(?:\[\s*)?\{\s*(?:"|\})')
_PRETTY = re.compile(r"\A\s*(?:\{|\[\s*\{?)\s*\n")  # over several lines, as no line of JSON Lines is
_JSON = re.compile(r'\A\s*(?:\{|"|\[\s*(?:[\[\]{"\d-]|$))')
_LATER_OBJECT = re.compile(r"^[ \t]{0,40}\{", re.MULTILINE)
_MARKS = str.maketrans("", "", "\0\ufeff\xff\xfe\xef\xbb\xbf")
_PAGES, _TEXTS, _JSONS = (frozenset(ends.split()) for ends in (".html .htm .shtml", ".txt .md", ".json .jsonl"))
_OFFICE, _PACKED = (
    frozenset(ends.split()) for ends in (".pdf .docx .docm .xlsx .xlsm .ofd .odt .ods", ".zip .warc .warc.gz")
)
_OLD = frozenset({".doc", ".wps", ".rtf", ".xls", ".et"})
_FEEDS, _SAVED = frozenset({".rss", ".atom"}), frozenset({".mht", ".mhtml"})
KINDS = _PAGES | _TEXTS | _FEEDS | _SAVED | _JSONS | _OFFICE | _PACKED | _OLD
"""Endings of the kinds that are read; what has another one keeps it unless its content is plain."""


def is_feed_file(head: bytes) -> bool:
    """Whether a file that begins with `head` is a feed, and no page that speaks of one."""
    return bool(_FEED.match(head.decode("latin-1").translate(_MARKS))) and is_feed(head)


def is_sitemap_file(head: bytes) -> bool:
    """Whether a file that begins with `head` is a sitemap, which names articles and holds none."""
    return bool(_FEED.match(head.decode("latin-1").translate(_MARKS))) and is_sitemap(head)


def look(head: bytes, suffix: str) -> str:
    """The ending under which the text that begins with `head` is read, its name ending in `suffix`.

    >>> [look(b"<html><p>", end) for end in (".json", ".doc", ".htm")]
    ['.html', '.html', '.htm']
    >>> [look("2025年，全市".encode(), end) for end in (".json", ".warc", ".md")]
    ['.txt', '.txt', '.md']
    """
    text = head.decode("latin-1").translate(_MARKS)  # all that is looked for is ASCII
    if text.startswith("WARC/"):
        return ".warc"
    if is_feed_file(head):
        return suffix if suffix in _FEEDS else ".rss"
    if program := _OFFICE_XML.search(text):
        return ".xls" if program[1] == "Excel" else ".doc"
    if _PAGE.match(text) or (suffix not in _TEXTS and _MARKUP.match(text)):  # Markdown may begin with a tag
        return suffix if suffix in _PAGES else ".html"
    if suffix and suffix not in KINDS:  # a table, a program: what it may be is not for us to guess
        return suffix
    if _OBJECT.match(text):
        return suffix if suffix in _JSONS and not _PRETTY.match(text) else ".json"
    if not suffix:
        return suffix
    if suffix in _SAVED and _HEADER.match(text):
        return suffix
    if suffix in _JSONS:
        return suffix if text.isascii() or _JSON.match(text) or _LATER_OBJECT.search(text) else ".txt"
    if suffix in _PAGES:
        return suffix if _TAG.search(text) or not text.strip() else ".txt"
    return suffix if suffix in _TEXTS else ".txt"
