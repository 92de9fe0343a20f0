"""The runs of text on a page of a PDF: characters that stand beside each other, with their boxes.

Coordinates are those of the page with its letters upright (see `Turn`), in points from its lower left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from policygraph.ingest.readers.pdf_turn import Turn, quarter

_WORD = re.compile(r"[A-Za-z0-9]")
_BESIDE = 1.0  # gaps up to this share of the letters' height are inside a run
_SEEN = 0.4  # a gap from this share on is a space between hanzi, too
_OPEN = 0.2  # a gap from this share on may hold marks that the file draws later, in another font
_BACK = 0.6  # so far back a letter starts a new run (the producer went elsewhere)
_SAME_LINE = 0.5  # the share of the lower letter's height that two letters of a line share
_SPACES = 3  # so many spaces part columns that were typed, not laid out

_LEAST = 0.01  # points: what a damaged font gives no height is no reason to divide by nothing


@dataclass(slots=True)
class Gap:
    """Room inside a run: where in its text, between which places, and what another run draws there."""

    at: int
    left: float
    right: float
    marks: str = ""


@dataclass(slots=True)
class Run:
    """Text with its box."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    hanzi: float = 0.0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def size(self) -> float:
        """The width of its hanzi, which is the size of their font; the height of its letters where it has none.

        Heights are those of boxes that each font sets as it likes.
        """
        return self.hanzi or max(self.top - self.bottom, _LEAST)

    def shares_line(self, other: Run) -> bool:
        """Whether two runs stand on one line."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared > _SAME_LINE * min(self.size, other.size)


Rule = tuple[float, float, float]
"""An upright rule between the cells of a table: its place, bottom and top."""


def runs(text: pdfium.PdfTextPage, turn: Turn, rules: Sequence[Rule] = ()) -> list[Run]:
    """The runs of a page in the order of its content; none crosses one of `rules`."""
    found: list[Run] = []
    gap = False
    spaces = 0
    for char, generated, box in _characters(text, turn):
        if char.isspace():
            gap = True
            spaces += not generated
            continue
        last = found[-1] if found else None
        if last is None or spaces >= _SPACES or not _continues(last, box) or _parted(last, box, rules):
            found.append(Run(char, box.left, box.bottom, box.right, box.top, _hanzi(char, box)))
        else:
            apart = box.left - last.right > _SEEN * last.size
            if box.left - last.right > _OPEN * last.size:
                last.gaps.append(Gap(len(last.text), last.right, box.left))
            if gap and (apart or (_WORD.match(last.text[-1]) and _WORD.match(char))):
                last.text += " "
            last.text += char
            last.hanzi = max(last.hanzi, _hanzi(char, box))
            last.left, last.right = min(last.left, box.left), max(last.right, box.right)
            last.bottom, last.top = min(last.bottom, box.bottom), max(last.top, box.top)
        gap, spaces = False, 0
    return _filled(found)


def _filled(found: list[Run]) -> list[Run]:
    """The runs; one that stands in a gap of another is put into it, as quotes of a Latin font drawn after the line."""
    open_ = [run for run in found if run.gaps]
    kept = []
    for run in found:
        gap = next(
            (gap for host in open_ if host is not run and host.shares_line(run) if (gap := _around(host, run))), None
        )
        if gap:
            gap.marks += run.text
        else:
            kept.append(run)
    for run in open_:
        for gap in reversed(run.gaps):
            if gap.marks:
                run.text = run.text[: gap.at] + gap.marks + run.text[gap.at :].removeprefix(" ")
    return kept


def _around(host: Run, run: Run) -> Gap | None:
    near = _OPEN * host.size
    return next((gap for gap in host.gaps if gap.left - near <= run.left and run.right <= gap.right + near), None)


def _continues(run: Run, box: Run) -> bool:
    size = max(run.size, box.size)
    return run.shares_line(box) and -_BACK * size <= box.left - run.right <= _BESIDE * size


def _hanzi(char: str, box: Run) -> float:
    return box.right - box.left if "\u3400" <= char <= "\u9fff" else 0.0


def _parted(run: Run, box: Run, rules: Sequence[Rule]) -> bool:
    middle = (box.top + box.bottom) / 2
    near = box.size / 4
    return any(run.right - near <= x <= box.left + near and low < middle < high for x, low, high in rules)


def _characters(text: pdfium.PdfTextPage, turn: Turn) -> Iterator[tuple[str, bool, Run]]:
    """Character, whether the library made it up (a space between far letters), and box."""
    box = raw.FS_RECTF()
    high = 0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code < 0xDC00:  # a pair stands as two characters
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if not code or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        generated = raw.FPDFText_IsGenerated(text, index) == 1
        if not generated and quarter(text, index) is None:  # a watermark
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, box):
            continue
        sides = (box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))
        yield chr(code), generated, Run("", *turn.box(sides))
