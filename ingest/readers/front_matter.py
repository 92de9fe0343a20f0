"""The head of a Markdown file between two lines of dashes, in which its source is stated (title: …, date: …)."""

from __future__ import annotations

import re

from policygraph.ingest.readers.dates import parse_date

_HEAD = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^([A-Za-z_]{2,20})[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_FIELDS = {
    "title": "title",
    "date": "published",
    "published": "published",
    "source": "publisher",
    "publisher": "publisher",
    "author": "author",
    "url": "url",
    "link": "url",
}


def front_matter(text: str) -> dict[str, str]:
    """What the head of a text states, by field of `Source`; empty for a text without one.

    >>> front_matter("---\\ntitle: '低空经济规划'\\ndate: 2025-03-04 10:00\\n---\\n正文")
    {'title': '低空经济规划', 'published': '2025-03-04'}
    """
    head = _HEAD.match(text)
    said: dict[str, str] = {}
    for name, value in _LINE.findall(head[1]) if head else ():
        field = _FIELDS.get(name.lower())
        shown = value.strip().strip("\"'")
        known = parse_date(shown) if field == "published" else shown
        if field and known:
            said.setdefault(field, known)
    return said
