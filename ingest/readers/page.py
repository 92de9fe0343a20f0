"""HTML pages: the lines of a page, the element that holds the article, and what its tags say of its source.

The parser is lxml's HTML parser: it runs no script, loads nothing, and knows no entities but those of HTML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from lxml import etree
from lxml import html as lxml_html

from policygraph.ingest.readers.cells import columns, is_data
from policygraph.ingest.readers.furniture import LISTED, Line, is_prose, kinds
from policygraph.ingest.readers.imprint import is_imprint
from policygraph.ingest.readers.page_data import hidden_text
from policygraph.ingest.readers.tables import words

Element = etree._Element

_UNSEEN = frozenset({"script", "style", "noscript", "iframe", "frame", "object", "embed", "applet", "svg", "canvas"})
_UNSEEN |= {"select", "option", "button", "textarea", "input", "template", "head", "map", "audio", "video", "nav"}
_UNSEEN |= {"title", "link", "meta"}
_INLINE = frozenset({"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i"})
_INLINE |= {"ins", "kbd", "label", "mark", "nobr", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub"}
_INLINE |= {"sup", "tt", "u", "var", "wbr"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_HANZI = re.compile("[\u3400-\u9fff]")
_UPRIGHT_LEAST = 3
LIST_LINKS = 8
"""So many lines of links make a page without sentences a list."""

_BLANK = " \u3000\u200b\ufeff"
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
_NOT_BODY_MAX = 0.4  # the share of a page's sentences beyond which a class name such as "share" is not believed
_ARTICLE_MIN = 100  # characters of sentences that are left when the comments go
_ONE_CHILD = 0.85  # the share of its parent's weight with which an element holds the article alone


@dataclass(eq=False, slots=True)
class Block:
    """A line of a page with the element that it stands in and the characters of it that are links."""

    text: str
    element: Element
    linked: int
    heading: int


@dataclass(slots=True)
class Page:
    """A parsed page."""

    root: Element
    blocks: list[Block] = field(default_factory=list)

    @property
    def links(self) -> int:
        """The number of lines that are mostly links."""
        return sum(1 for block in self.blocks if _is_link(block))


def parse(text: str) -> Page | None:
    """The page, or None where there is nothing that a parser can hold on to."""
    cleaned = _DECLARED.sub("", text).translate(_CONTROL)
    try:
        root = lxml_html.document_fromstring(
            cleaned, parser=lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    page = Page(root, _upright(_blocks(root)))
    if is_bare(page) and (held := hidden_text(root)):
        body = root.find("body")
        for node in lxml_html.fragments_fromstring(held.translate(_CONTROL)):
            (root if body is None else body).append(node)
        page.blocks = _upright(_blocks(root))
    return page


def is_bare(page: Page) -> bool:
    """Whether a page shows neither an article nor a list of them: what it tells may be in a frame or a script."""
    return first_prose(page.blocks) is None and page.links < LIST_LINKS


def _upright(blocks: list[Block]) -> list[Block]:
    """The blocks; words whose letters stand one below the other (今/日/推/荐) are one line."""
    found: list[Block] = []
    for single, run in groupby(blocks, key=lambda block: _HANZI.fullmatch(block.text) is not None):
        some = list(run)
        if single and len(some) >= _UPRIGHT_LEAST:
            text = "".join(block.text for block in some)
            some = [Block(text, some[0].element, sum(block.linked for block in some), some[0].heading)]
        found += some
    return found


_DECLARED = re.compile(r"^\s*<\?xml[^>]*>|<!DOCTYPE[^\[>]{0,300}\[[^\]]{0,20000}\]\s*>", re.IGNORECASE)
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 65533, *range(55296, 57344)))


def body_blocks(page: Page) -> list[Block]:
    """The lines of the element that holds the article, without the parts that its class names call something else."""
    total = sum(_prose(block) for block in page.blocks)
    dropped = _not_body(page, total)
    weights: dict[Element, float] = {}
    children: dict[Element, list[Element]] = {}
    for block in page.blocks:
        weight = _prose(block) if block.element not in dropped else 0.0
        element: Element | None = block.element if weight else None
        while element is not None:
            parent = element.getparent()
            if element not in weights and parent is not None:
                children.setdefault(parent, []).append(element)
            weights[element] = weights.get(element, 0.0) + weight
            element = parent
    best = _descend(page.root, weights, children)
    inside = set(best.iter())
    return [block for block in page.blocks if block.element in inside and block.element not in dropped]


def lines(blocks: list[Block]) -> list[Line]:
    """The blocks as lines."""
    return [Line(block.text, _is_link(block) or _is_entry(block), block.heading) for block in blocks]


def first_prose(blocks: list[Block]) -> Block | None:
    """The first line of sentences."""
    return next((block for block in blocks if _prose(block)), None)


def _is_entry(block: Block) -> bool:
    """Whether a line is an entry of a list of articles or posts: a title with a date, linked or with a time of day."""
    match = LISTED.search(block.text)
    return match is not None and "\t" not in block.text and (block.linked > 0 or ":" in match[0])


def _descend(root: Element, weights: dict[Element, float], children: dict[Element, list[Element]]) -> Element:
    """From the root to the smallest element that holds the article: down while one child weighs nearly as much."""
    element = root
    while True:
        inner = max(children.get(element, ()), key=lambda child: weights[child], default=None)
        if inner is None or inner.tag == "p" or weights[inner] < _ONE_CHILD * weights[element]:
            return element
        element = inner


def _prose(block: Block) -> float:
    if _is_link(block) or not is_prose(block.text) or kinds(block.text) & {"legal", "end", "nav", "crumb"}:
        return 0.0
    if is_imprint(block.text):
        return 0.0
    return float(len(block.text) - block.linked)


def _is_link(block: Block) -> bool:
    return block.linked * 2 > len(block.text)


def _not_body(page: Page, total: float) -> set[Element]:
    """All elements inside those that their class or id names a menu, a comment, a list of links."""
    names, talk = (frozenset(words("hints.tsv")[kind]) for kind in ("not_body", "comments"))
    prose: dict[Element, float] = {}
    for block in page.blocks:
        element: Element | None = block.element
        weight = _prose(block)
        while element is not None:
            prose[element] = prose.get(element, 0.0) + weight
            element = element.getparent()
    dropped: set[Element] = set()
    for element, weight in prose.items():
        said = hints(element)
        aside = weight <= total * _NOT_BODY_MAX and (element.tag in {"footer", "aside"} or said & names)
        if aside or (said & talk and total - weight >= _ARTICLE_MIN):
            dropped.update(element.iter())
    return dropped


def hints(element: Element) -> frozenset[str]:
    """The words in the class and id of an element, in lower case."""
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return frozenset(word.lower() for word in _WORD.findall(named))


class _Lines:
    """Collects the lines of a page in reading order; a row of a table of data is one line, its cells parted by tabs."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[Block] = []
        self.parts: list[tuple[str, bool]] = []
        self.within = [root]
        self.headings = [0]
        self.tables: list[dict[Element, int] | None] = []  # the columns of the cells; None where it is layout
        self.place = 0  # the column of the last cell of the row
        self.links = 0

    def start(self, element: Element, tag: str) -> None:
        """An element opens."""
        if tag == "a":
            self.links += 1
        if tag == "table":
            self.flush()
            self.tables.append(columns(element) if is_data(element) else None)
        elif tag in {"td", "th"} and (places := self._in_row()):
            place = places.get(element, 0)
            self.parts.append((_TAB * (place - self.place), False))
            self.place = place
        elif self._breaks(tag):
            self.flush()
        if tag not in _INLINE and tag != "br":
            self.within.append(element)
        if tag in _HEADINGS:
            self.headings.append(_HEADINGS[tag])
        self.text(element.text)

    def end(self, tag: str) -> None:
        """An element closes."""
        if tag == "table":
            self.flush()
            self.tables.pop()
        elif tag != "br" and self._breaks(tag):
            self.flush()
        if tag not in _INLINE and tag != "br":
            self.within.pop()
        if tag in _HEADINGS:
            self.headings.pop()
        if tag == "a":
            self.links -= 1

    def text(self, text: str | None) -> None:
        """Text follows."""
        if text:
            self.parts.append((text, self.links > 0))

    def flush(self) -> None:
        """What was collected becomes a line."""
        text = _SPACES.sub(" ", "".join(part for part, _ in self.parts))
        text = re.sub(rf" ?{_TAB} ?", "\t", text).strip(_BLANK).rstrip(_BLANK + "\t")
        self.place = 0
        if text.strip():
            linked = sum(len(part.strip()) for part, link in self.parts if link)
            self.blocks.append(Block(text, self.within[-1], min(linked, len(text)), max(self.headings)))
        self.parts.clear()

    def _in_row(self) -> dict[Element, int] | None:
        """The columns of the cells of the table of data that is open."""
        return self.tables[-1] if self.tables else None

    def _breaks(self, tag: str) -> bool:
        return tag not in _INLINE and (tag == "tr" or not self._in_row())


def _blocks(root: Element) -> list[Block]:
    lines = _Lines(root)
    skip: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skip is None and (not tag or tag in _UNSEEN or _HIDDEN.search(element.get("style", ""))):
                skip = element
            if skip is None:
                lines.start(element, tag)
        elif skip is None:
            lines.end(tag)
            lines.text(element.tail)
        elif element is skip:
            skip = None
            lines.text(element.tail)
    lines.flush()
    return lines.blocks


_TAB = "\x1f"
