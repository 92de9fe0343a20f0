"""What stands around an article on a page (menus, buttons, editors, link lists) told from the article itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from policygraph.ingest.readers.dates import dates
from policygraph.ingest.readers.imprint import is_imprint, is_stamp, labelled
from policygraph.ingest.readers.tables import patterns

_LINE_MAX = 160  # a longer line is no furniture
_MENU = re.compile(r"(?:^|[|｜丨·•/>»\s])[^|｜丨·•/>»\s。，；]{1,12}(?=\s*[|｜丨·•])")
_QUESTION_MIN = 40
_MARKS = "。！？；，、："
LISTED = re.compile(  # an entry of a list of articles or posts: a date behind its title
    r"(?<![\d-])\d\d-\d\d\s+\d\d:\d\d|[（(\[]?(?<![\d.-])(?:(?:19|20)\d\d[-/.])?[01]?\d[-/.][0-3]?\d[)）\]]?\s*$"
)
_TAIL = re.compile(  # what may stand below the last sentence of a document
    r"^\W*(?:附\s*件|附\s*表|附\s*录|（此件|\(此件|抄送|主送|联系人|注\s*[:：])|(?:19|20)\d\d\s*年\s*\d|[二一][〇○零OＯ九]"
)
_ENTRIES = 3  # so many stamps among the sentences make a page of entries
_ENDING = frozenset({"end", "legal", "action", "editor", "nav", "crumb", "counter"})
_AFTER_MAX = {"editor": 0.1, "action": 0.1, "counter": 0.1, "nav": 0.25, "crumb": 0.25, "end": 0.35, "legal": 0.25}
"""Up to which share of the sentences may follow a mark of each kind when that mark ends the article."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its text, whether it is mostly links, and its heading level (0: none)."""

    text: str
    link: bool = False
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    """An article cut out of its page.

    `head` are the lines between title and article that say where it comes from, `bylines` name its writers.
    """

    title: str | None
    subtitle: str | None
    head: tuple[str, ...]
    lines: tuple[str, ...]
    bylines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and subtitle first, one paragraph a line."""
        return "\n".join([*filter(None, (self.title, self.subtitle)), *self.lines])


@lru_cache(maxsize=8192)  # each line is asked about several times
def kinds(text: str) -> frozenset[str]:
    """The kinds of furniture that a line shows; none for a long line.

    >>> [sorted(kinds(line)) for line in ("首页 | 新闻 | 政务 | 互动", "[打印本页] [关闭窗口]", "新增企业3家。")]
    [['nav'], ['action'], []]
    """
    if len(text) > _LINE_MAX:
        return frozenset()
    found = {kind for kind, pattern in patterns("furniture.tsv").items() if pattern.search(text)}
    if len(_MENU.findall(text)) >= 3 and "。" not in text:
        found.add("nav")
    return frozenset(found)


def is_prose(text: str) -> bool:
    """Whether a line reads as sentences: long enough, with the marks that sentences have."""
    if len(text.strip()) < 18 or (len(text) <= _LINE_MAX and LISTED.search(text)):
        return False
    marks = sum(map(text.count, _MARKS))
    if marks < 2 and len(text) < _QUESTION_MIN and text.rstrip().endswith(("？", "！", "：")):
        return False  # a title or a heading
    return (text.rstrip("”’）)\"' ")[-1:] in "。！？；：" and marks >= 1) or (marks >= 2 and len(text) >= 30)


def cut(lines: Sequence[Line], title: str | None = None) -> Body:
    """The article among the lines of a page (or of the part of a page that holds it).

    Parameters
    ----------
    lines
        Lines without blank ones.
    title
        The title where the page names it elsewhere; else it is looked for above the line of date and source.
    """
    marks = [kinds(line.text) for line in lines]
    weights = [_weight(line, mark) for line, mark in zip(lines, marks, strict=True)]
    first = next((index for index, weight in enumerate(weights) if weight), len(lines))
    found, subtitle, start, head = _opening(lines, marks, first, title)
    end = min(_ending(marks, weights, first), _entry_end(lines, weights, first))
    body, bylines = [], []
    for index in range(start, end):
        text = lines[index].text
        if index < first and (marks[index] & _ENDING or is_imprint(text) or lines[index].link):
            continue
        if "byline" in marks[index] and not weights[index]:
            bylines.append(text)
        elif marks[index] & _ENDING and not weights[index]:
            continue
        elif not (lines[index].link and _link_list(lines, index)):
            body.append(text)
    tail = _tail(body)
    return Body(found, subtitle, head, tuple(tail), tuple(bylines))


def _weight(line: Line, marks: frozenset[str]) -> int:
    """The characters of a line of sentences, 0 for any other line."""
    if line.link or not is_prose(line.text) or marks & {"end", "legal", "nav", "crumb"} or is_imprint(line.text):
        return 0
    return len(line.text)


def _opening(
    lines: Sequence[Line], marks: Sequence[frozenset[str]], first: int, title: str | None
) -> tuple[str | None, str | None, int, tuple[str, ...]]:
    """Title, subtitle, the index where the article starts, and the lines of the imprint."""
    at = None
    if title:
        at = next((i for i in range(min(first + 1, len(lines))) if same_title(lines[i].text, title)), None)
    dated = [i for i in range(first) if is_imprint(lines[i].text) and (dates(lines[i].text) or labelled(lines[i].text))]
    if at is None and not title:
        at = _title_above(lines, marks, next((i for i in dated if dates(lines[i].text)), next(iter(dated), first)))
    head = tuple(lines[i].text for i in dated)
    if at is None:
        start = dated[-1] + 1 if dated and title else next((i for i in range(first) if not marks[i] & _ENDING), first)
        return title, None, start, head
    text = title or lines[at].text
    subtitle = None
    start = at + 1
    while start < len(lines) and same_title(lines[start].text, text):
        start += 1
    stop = next((i for i in dated if i >= start), None)
    if start < first and (lines[start].text.startswith(("—", "－", "--", "（")) or stop == start + 1):
        candidate = lines[start].text
        if not marks[start] & _ENDING and not is_imprint(candidate) and not lines[start].link and len(candidate) <= 80:
            subtitle, start = candidate, start + 1
    return text, subtitle, start, head


def _title_above(lines: Sequence[Line], marks: Sequence[frozenset[str]], below: int) -> int | None:
    """The index of the title: the first of the plain lines that stand right above line `below`."""
    at = None
    for index in range(below - 1, max(below - 5, -1), -1):
        line = lines[index]
        if marks[index] & _ENDING or line.link or is_imprint(line.text) or len(line.text) > 100:
            break
        at = index
        if not line.text.startswith(("—", "－", "--", "（", "(")) and line.heading:
            break
    return at


def same_title(one: str, other: str) -> bool:
    """Whether two titles are equal but for spaces, quotation marks and a site's name behind one of them."""
    left, right = _plain(one), _plain(other)
    return left == right or (
        min(len(left), len(right)) >= 8
        and (left.startswith(right) or right.startswith(left))
        and abs(len(left) - len(right)) <= 2
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _ending(marks: Sequence[frozenset[str]], weights: Sequence[int], first: int) -> int:
    """The index after the last line of the article: at the first mark that few sentences follow."""
    total = sum(weights) or 1
    after = total - sum(weights[: first + 1])
    for index in range(first + 1, len(marks)):
        after -= weights[index]
        if weights[index]:
            continue
        limit = max((_AFTER_MAX[kind] for kind in marks[index] & _ENDING), default=-1.0)
        if after <= limit * total:
            return index
    return len(marks)


def _entry_end(lines: Sequence[Line], weights: Sequence[int], first: int) -> int:
    """Where the first of several dated entries (a blog's front page, a forum's thread) ends; else the number of lines.

    A stamp stands above an entry with its title, or below it.
    """
    stamps = [index for index in range(first + 1, len(lines)) if not weights[index] and is_stamp(lines[index].text)]
    if not stamps:
        return len(lines)
    end = stamps[0]
    if sum(weights[end:]) > _AFTER_MAX["end"] * sum(weights) and len(stamps) < _ENTRIES:
        return len(lines)
    above = any(is_stamp(line.text) for line in lines[:first])
    return end - 1 if above and not weights[end - 1] and end - 1 > first else end


def _link_list(lines: Sequence[Line], at: int) -> bool:
    """Whether a line of links is one of a list of them: three in a row."""
    near = range(max(at - 2, 0), min(at + 3, len(lines)))
    row = 0
    for index in near:
        row = row + 1 if lines[index].link else 0
        if row >= 3:
            return True
    return False


def _tail(body: list[str]) -> list[str]:
    """`body` without what trails behind its last sentence, unless that is a signature, a list of annexes or a table."""
    end = len(body)
    while end and (is_imprint(body[end - 1]) and not _TAIL.search(body[end - 1])):
        end -= 1
    return body[:end]
