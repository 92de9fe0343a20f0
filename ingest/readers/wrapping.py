"""Hard-wrapped lines joined to paragraphs: without a space between hanzi, with one between words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from policygraph.ingest.readers.tables import patterns

_WORD = re.compile(r"[A-Za-z0-9,;.)%]")
_WORD_START = re.compile(r"[A-Za-z0-9(]")
_FIGURE = re.compile(r"[^\x00-\x7f]\d+$")
_FIGURE_ON = re.compile(r"(?<![\d.,])\d[\d.,]*(?:%|[^\x00-\x7f])")  # 达到120 | 0家
_CLOSED = re.compile(r"[。；：！？][”’》）)]*$")
_INDENT = "\u3000\u3000"
_LONG = 18  # letters from which a line may break off
_WRAPPED_ROWS = 4  # so many lines of nearly the same width show that a text was wrapped
_SLACK = 2  # letters by which a full line may fall short (marks may not start the next one)
_SHORT = 0.5  # the share of the width from which a line may break off inside a sentence
_WIDTH_LEAST = 24


def join(one: str, other: str, *, wrapped: bool = True) -> str:
    """Two lines as one, or two parts of one line where they are not `wrapped`.

    >>> join("加快建", "设"), join("Adverse Drug", "Reaction"), join("达到120", "0家")
    ('加快建设', 'Adverse Drug Reaction', '达到1200家')
    """
    one, other = one.rstrip(), other.lstrip()
    if one.endswith("-") and other[:1].islower():
        return one[:-1] + other
    if wrapped and _FIGURE.search(one[-20:]) and _FIGURE_ON.match(other):  # Chinese text breaks inside a figure, too
        return one + other
    space = " " if one and other and _WORD.match(one[-1]) and _WORD_START.match(other[0]) else ""
    return one + space + other


def opens(line: str) -> bool:
    """Whether a line opens a numbered paragraph (一、 （一） 1. 附件)."""
    return patterns("layout.tsv")["numbered"].match(line.lstrip()) is not None


def closes(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return _CLOSED.search(line.rstrip()) is not None


def breaks_off(one: str, other: str) -> bool:
    """Whether a line stops inside a sentence that the next one may go on with."""
    marks = patterns("layout.tsv")
    return (
        len(one) >= _LONG
        and not closes(one)
        and not opens(other)
        and not marks["title_end"].search(one)
        and not any(map(marks["labelled"].search, (one, other)))
    )


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Paragraphs of lines that were wrapped at one width, each line saved as a paragraph; other lines as they are.

    >>> unwrapped(["短行。", "也是短行。"])
    ['短行。', '也是短行。']
    """
    width = width_of(lines)
    if width is None:
        return list(lines)
    found: list[str] = []
    last = "\t"
    for line in lines:
        full = letters(last) >= width - _SLACK - (0 if not last[-1:].isascii() else 6)
        if (
            "\t" not in last + line
            and not line.startswith(_INDENT)
            and (
                (full and not (opens(line) and closes(last)))
                or (letters(last) > width * _SHORT and breaks_off(last, line))
            )
        ):
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
        last = line
    return found


def width_of(lines: Sequence[str]) -> int | None:
    """The width at which lines were wrapped: the longest that several lines reach and break off inside a sentence."""
    counts = Counter(letters(line) for line in lines)
    for width in sorted(counts, reverse=True):
        if width < _WIDTH_LEAST:
            break
        if sum(counts[width - less] for less in range(_SLACK + 1)) >= _WRAPPED_ROWS:
            full = [line for line in lines if width - _SLACK <= letters(line) <= width]
            if 2 * sum(1 for line in full if not closes(line)) >= len(full):
                return width
    return None


def letters(line: str) -> int:
    """The width of a line in hanzi, half ones counted as half."""
    return round(sum(0.5 if char.isascii() else 1 for char in line.rstrip()))
