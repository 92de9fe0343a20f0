"""The title of a page: what its tags hold, checked against the lines that the page shows above its first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from policygraph.ingest.readers.furniture import is_prose, kinds, same_title
from policygraph.ingest.readers.imprint import is_imprint
from policygraph.ingest.readers.page import Block, Page, hints
from policygraph.ingest.readers.tables import words

_SITE = re.compile(  # what parts a title from the name of its site; a long dash belongs to the title
    r"\s*(?:_+|\s[-–—]+\s|[|｜»›]|::|(?<=[\u4e00-\u9fff”》）)！？])[-–](?=[\u4e00-\u9fff])|-(?=[\u4e00-\u9fff]{2,12}网$))\s*"
    r"|\s{2,}|\s(?=[\u4e00-\u9fff]{2,12}(?:网|网站|门户|日报|在线)$)"
)
_LETTER, _CLOSING = re.compile(r"[^\W_]"), re.compile(r"[”’》）)」』】！？!?…\"']+")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>")
_SURE = 10  # so long a part of a <title> is the title though the page shows it nowhere
_LEAST = 6  # a shorter part of a <title> is a site's name or a column
_MOST = 150
_PLAIN_MOST, _PLAIN_ABOVE = 60, 3


def page_title(page: Page, given: Sequence[str], first: int) -> str | None:
    """The title, or None where nothing looks like one.

    Parameters
    ----------
    page
        The page.
    given
        What its meta tags give as title.
    first
        The index of the block with its first sentence.
    """
    whole = next((tidy("".join(map(str, node.itertext()))) for node in page.root.iter("title")), "")
    names = [tidy(value) for value in given]
    shown = [block for block in page.blocks[:first] if _may_be_title(block)]
    texts = [block.text for block in shown]
    for name in (*names, whole):
        if name and (name in texts or _on_two_lines(name, texts)):
            return name
    for name in (*names, whole):
        if near := [block for block in shown if same_title(block.text, name) or _holds(name, block.text)]:
            return tidy(max(near, key=lambda block: (not _is_linked(block), len(block.text))).text)
    if heading := _heading(shown):
        return tidy(heading.text)
    if names:
        return names[0]
    part = max((part.strip() for part in _SITE.split(whole)), key=len, default="")
    if len(part) >= _SURE:
        return part
    plain = [b for b in shown[-_PLAIN_ABOVE:] if not _is_linked(b) and len(b.text) <= _PLAIN_MOST]
    if plain:
        return plain[-1].text
    if len(part) >= _LEAST:
        return part
    return tidy(shown[-1].text) if shown and len(shown[-1].text) >= _LEAST else None


def tidy(text: str) -> str:
    """A title without tags that were escaped into it and with single spaces.

    >>> tidy("产业<br/>规划 &nbsp;".replace("&nbsp;", "\\xa0"))
    '产业规划'
    """
    return " ".join(_TAG.sub("", text).split()).rstrip(" -_|")


def _may_be_title(block: Block) -> bool:
    text = block.text
    return 4 <= len(text) <= _MOST and not is_prose(text) and not kinds(text) and not is_imprint(text)


def _is_linked(block: Block) -> bool:
    return block.linked * 2 > len(block.text)


def _heading(shown: Sequence[Block]) -> Block | None:
    """The heading nearest above the article, those of the first two levels before others."""
    titled = frozenset(words("hints.tsv")["title"])
    chief = [b for b in shown if b.heading in {1, 2} or (not b.heading and hints(b.element) & titled)]
    other = [b for b in shown[-_PLAIN_ABOVE * 2 :] if b.heading]
    plain = [b for b in (*chief,) if not _is_linked(b)]
    return next(reversed(plain or chief or other), None)


def _on_two_lines(name: str, texts: Sequence[str]) -> bool:
    whole = _letters(name)
    return any(_letters(one + other) == whole for one, other in pairwise(texts))


def _holds(name: str, text: str) -> bool:
    """Whether a <title> is this line with the name of the site before or behind it."""
    left, right = _letters(name), _letters(text)
    if len(right) < _LEAST or len(right) * 3 < len(left):
        return False
    if left.startswith(right):
        return _SITE.match(name[_offset(name, len(right)) :]) is not None
    return left.endswith(right) and _SITE.match(name[_offset(name, len(left) - len(right)) :]) is not None


def _offset(name: str, count: int) -> int:
    """The offset in `name` after its first `count` letters, closing marks included."""
    for offset, char in enumerate(name):
        if _LETTER.match(char):
            count -= 1
            if not count:
                rest = _CLOSING.match(name, offset + 1)
                return rest.end() if rest else offset + 1
    return len(name)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
