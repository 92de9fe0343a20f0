"""Titles of documents where no marks stand: what 《》 names once is known without them, and what a notice issues.

A document is often named with 《》 in one place and without them in its heading, where lines are cut at any character
and 的 comes and goes; a title such as 关于促进…的若干意见 begins like a sentence, so that neither rules nor tagger see
where it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygraph.ingest.names.lexicon import heads

_MARKED = re.compile(r"《([^《》]{8,90})》")
_NOTICE = re.compile(
    r"^[^《》。\n]{0,45}?(?:印发|下发|发布)(?P<name>[^《》“”。；，、\n]{6,60}?(?P<tail>（[^（）\n]{1,12}）)?)的通知",
    re.MULTILINE,
)
_SPACE = re.compile(r"\s+")


def titles(text: str) -> Iterator[tuple[int, int]]:
    """The spans of titles without marks.

    >>> text = "澜州市政府关于印发澜州市节水管理办法（试行）的通知"
    >>> [text[start:end] for start, end in titles(text)]
    ['澜州市节水管理办法（试行）']
    >>> text = "关于促进奶业\\n健康发展的意见\\n《关于促进奶业健康发展的意见》已经同意。"
    >>> [text[start:end] for start, end in titles(text)]
    ['关于促进奶业\\n健康发展的意见']
    """
    yield from _issued(text)
    yield from _named_elsewhere(text)


def _issued(text: str) -> Iterator[tuple[int, int]]:
    endings = tuple(word for word, head in heads().items() if "PolicyDocument" in head.hints and len(word) > 1)
    for match in _NOTICE.finditer(text):
        name = match["name"].removesuffix(match["tail"] or "")
        if name.endswith(endings) and not any(name[:-4].count(word) for word in ("方案", "办法", "意见", "细则")):
            yield match.span("name")


def _named_elsewhere(text: str) -> Iterator[tuple[int, int]]:
    """Every place outside 《》 of a title that stands in 《》 somewhere, whatever white space runs through it."""
    at = [i for i, char in enumerate(text) if not char.isspace()]
    packed = "".join(text[i] for i in at)
    wanted: dict[str, None] = {}
    for match in _MARKED.finditer(text):
        title = _SPACE.sub("", match[1])
        wanted[title] = None
        before, mark, last = title.rpartition("的")
        if mark and len(last) <= 6:
            wanted[before + last] = None  # …若干意见 for …的若干意见
    for title in sorted(wanted, key=len, reverse=True):
        start = packed.find(title)
        while start >= 0:
            end = start + len(title)
            if packed.rfind("《", 0, start) <= packed.rfind("》", 0, start):
                yield at[start], at[end - 1] + 1
            start = packed.find(title, end)
