"""The structure of a text: lines with heading levels, sentences, clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

_MARKS = "，；：、"
_OPEN, _CLOSE = "“‘《（「『【〔", "”’》）」』】〕"
_HEADINGS = (  # level by the form of the number, outermost first
    (1, re.compile(r"第[一二三四五六七八九十百]{1,8}[章编部]|[一二三四五六七八九十]{1,8}、")),
    (2, re.compile(r"第[一二三四五六七八九十百]{1,8}节|（[一二三四五六七八九十]{1,8}）")),
    (3, re.compile(r"第[一二三四五六七八九十百]{1,8}条|\d{1,2}[.．、](?!\d)|[①-⑳]")),
    (4, re.compile(r"（\d{1,2}）|\d{1,2}）")),
)
_LEAD = re.compile(  # ——钢铁。 or 西宁市：
    r"(?:[—－]{1,2}(?=[^，。；：:]{2,20}[。：:])|(?=[^\W\d_]{2,12}[：:]))([^，。；：:]+)"
)
_Part = TypeVar("_Part", "Line", "Sentence", "Clause")
_START = attrgetter("start")
LONGEST_SENTENCE = 4000
"""Characters after which a sentence is taken to end with its clause; what people write ends within 600."""

_TITLE_MAX = 30  # the words before the first full stop of a numbered line count as its title up to this length


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch between commas, semicolons, colons or sentence ends, without the mark that closes it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch up to 。！？ or the end of the line, the mark included; `clauses` cover it in order."""

    start: int
    end: int
    clauses: tuple[Clause, ...]

    def clause_at(self, offset: int) -> Clause:
        """The clause that holds `offset`."""
        return _last_before(self.clauses, offset)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph.

    `level` is 1–4 for a numbered line (一、 （一） 1. （1）), 0 for the title, None for plain text. `title` is the span
    of a numbered line's heading words. `parents` are the indices of the numbered lines that govern this one,
    outermost first. `lead` is the span of the words that a line without a number opens with as its heading (——钢铁。).
    """

    index: int
    start: int
    end: int
    level: int | None
    title: tuple[int, int] | None
    parents: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    lead: tuple[int, int] | None = None

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`."""
        return _last_before(self.sentences, offset)


@dataclass(frozen=True, slots=True)
class Structure:
    """The lines of a text, with look-ups by offset."""

    lines: tuple[Line, ...]

    def line_at(self, offset: int) -> Line:
        """The line that holds `offset`."""
        return _last_before(self.lines, offset)

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds `offset`."""
        return self.line_at(offset).sentence_at(offset)

    def clause_at(self, offset: int) -> Clause:
        """The clause that holds `offset`."""
        return self.sentence_at(offset).clause_at(offset)


def _last_before(parts: Sequence[_Part], offset: int) -> _Part:
    return parts[max(bisect_right(parts, offset, key=_START) - 1, 0)]


def structure(text: str) -> Structure:
    """The lines, sentences and clauses of a normalised text.

    >>> s = structure("一、总体要求\\n（一）目标。到2025年，建成2家。")
    >>> [line.level for line in s.lines], s.lines[1].parents
    ([1, 2], (0,))
    """
    lines: list[Line] = []
    stack: list[tuple[int, int]] = []
    start = 0
    for index, body in enumerate(text.split("\n")):
        level, title = _heading(body, start)
        if level is None and index == 0 and 0 < len(body) <= 60 and not body.endswith("。"):
            level, title = 0, (start, start + len(body))
        if level:
            while stack and stack[-1][0] >= level:
                stack.pop()
        parents = tuple(i for _, i in stack)
        if level:
            stack.append((level, index))
        lead = _lead(body, start)
        lines.append(Line(index, start, start + len(body), level, title, parents, _sentences(body, start), lead))
        start += len(body) + 1
    return Structure(tuple(lines))


def marks(text: str) -> int:
    """How many marks between clauses stand in a text.

    >>> marks("全年，产值：2亿元；")
    3
    """
    return text.count("，") + text.count("；") + text.count("：")


def _heading(body: str, start: int) -> tuple[int | None, tuple[int, int] | None]:
    for level, pattern in _HEADINGS:
        if match := pattern.match(body):
            stop = body.find("。", match.end())
            end = stop if stop >= 0 else len(body)
            if end - match.end() <= _TITLE_MAX:
                return level, (start + match.end(), start + end)
            return level, None
    return None, None


def _lead(body: str, start: int) -> tuple[int, int] | None:
    match = _LEAD.match(body)
    return (start + match.start(1), start + match.end(1)) if match else None


def _sentences(body: str, start: int) -> tuple[Sentence, ...]:
    sentences, clauses = [], []
    sentence_start = clause_start = 0
    depth = 0
    for i, char in enumerate(body):
        if _endless(char, i - sentence_start):
            clauses.append(Clause(start + clause_start, start + i + (char not in _MARKS)))
            sentences.append(Sentence(start + sentence_start, start + i + 1, tuple(clauses)))
            clauses, depth = [], 0
            sentence_start = clause_start = i + 1
        elif char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(depth - 1, 0)
        elif char in "。！？" and (depth == 0 or _far(body, i)):
            clauses.append(Clause(start + clause_start, start + i))
            sentences.append(Sentence(start + sentence_start, start + i + 1, tuple(clauses)))
            clauses, depth = [], 0
            sentence_start = clause_start = i + 1
        elif char in "，；：" and depth == 0:
            clauses.append(Clause(start + clause_start, start + i))
            clause_start = i + 1
    if sentence_start < len(body) or not sentences:
        clauses.append(Clause(start + clause_start, start + len(body)))
        sentences.append(Sentence(start + sentence_start, start + len(body), tuple(clauses)))
    return tuple(sentences)


def _endless(char: str, length: int) -> bool:
    """Whether a sentence of this length ends with a character for want of a full stop: with a mark, later with any."""
    return length >= LONGEST_SENTENCE and (char in _MARKS or length >= 2 * LONGEST_SENTENCE)


def _far(body: str, at: int) -> bool:
    """Whether what is open at a full stop never closes nearby: a stray mark, not a quotation."""
    return not any(mark in body[at + 1 : at + 200] for mark in _CLOSE)
