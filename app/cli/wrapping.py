"""Cells of a table on a terminal, folded between words: Chinese has no spaces at which a line might end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import rjieba
from rich.cells import cell_len
from rich.console import Console, JustifyMethod, OverflowMethod
from rich.containers import Lines
from rich.text import Text

_OPENING = "“‘（《〈【「『([{"
_CLOSING = "”’）》〉】」』)]}，。、；：！？,.;:!?%‰％"
_LATIN = re.compile(r"[^\u2e80-\u9fff\uff00-\uffef“”‘’]+")  # also numbers with their signs: one piece up to the space


class Cell(Text):
    """Plain text that ends its lines between words where they are short enough for the width."""

    def wrap(
        self,
        console: Console,
        width: int,
        *,
        justify: JustifyMethod | None = None,
        overflow: OverflowMethod | None = None,
        tab_size: int = 8,
        no_wrap: bool | None = None,
    ) -> Lines:
        """The lines for a width; a word that is longer than that is folded as Rich does."""
        if any(cell_len(line) > width for line in self.plain.split("\n")):
            self.plain = "\n".join("\n".join(folded(line, width)) for line in self.plain.split("\n"))
        return super().wrap(console, width, justify=justify, overflow=overflow, tab_size=tab_size, no_wrap=no_wrap)


def folded(text: str, width: int) -> list[str]:
    """The lines of a text in terminal cells, ended between words; a word longer than a line is left as it is.

    >>> folded("智慧石泉城市运行中心", 14)
    ['智慧石泉城市', '运行中心']
    """
    if cell_len(text) <= width:
        return [text]
    lines = [""]
    for word in words(text):
        if lines[-1] and cell_len(lines[-1]) + cell_len(word.rstrip()) > width:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def words(text: str) -> Iterator[str]:
    """The pieces between which a line may end: words, each with the marks that belong to it and the space behind it."""
    held = ""
    for piece in _pieces(text):
        joined = held[-1:] in _OPENING or held[-1:].isdigit() or piece[0] in _CLOSING or piece[0].isspace()
        if held and not joined:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for latin in _LATIN.finditer(text):
        if latin.start() > at:
            yield from rjieba.cut(text[at : latin.start()])
        yield from re.findall(r"\s+|\S+", latin[0])
        at = latin.end()
    if at < len(text):
        yield from rjieba.cut(text[at:])
