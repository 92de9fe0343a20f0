"""Which way the letters of a page stand: those of a table across the page are turned by a quarter, as is what rules it.

What the page itself says of its rotation tells how it is shown, not how its letters stand: a page that is shown askew
is read upright all the same.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

_ASKEW = 8.0  # degrees from the nearest quarter beyond which letters are a watermark
_QUARTER = 90
_ASKED = 3000  # letters of a page that tell its turn

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page must be turned, clockwise, so that most of its letters stand upright; its size as it is stored."""

    degrees: int
    width: float
    height: float

    @property
    def upright_height(self) -> float:
        """The height of the page once it is turned."""
        return self.height if self.degrees in {0, 180} else self.width

    def box(self, box: Box) -> Box:
        """A box (left, bottom, right, top) on the page once it is turned.

        >>> Turn(90, 600, 800).box((100, 200, 110, 300))
        (200, 490, 300, 500)
        """
        left, bottom, right, top = box
        if self.degrees == 90:
            return bottom, self.width - right, top, self.width - left
        if self.degrees == 180:
            return self.width - right, self.height - top, self.width - left, self.height - bottom
        if self.degrees == 270:
            return self.height - top, left, self.height - bottom, right
        return box


def turn_of(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Turn:
    """The turn of a page, from the angles of its letters."""
    count = text.count_chars()
    step = max(count // _ASKED, 1)
    angles = (quarter(text, index) for index in range(0, count, step))
    counts = Counter(angle for angle in angles if angle is not None)
    width, height = page.get_mediabox()[2:]
    return Turn(counts.most_common(1)[0][0] if counts else 0, width, height)


def quarter(text: pdfium.PdfTextPage, index: int) -> int | None:
    """The clockwise turn that sets a letter upright, in quarters of a circle; None for the letters of a watermark."""
    angle = math.degrees(raw.FPDFText_GetCharAngle(text, index))
    if angle < 0:  # a space that the library made up
        return None
    turn = round(angle / _QUARTER) * _QUARTER
    return None if abs(angle - turn) > _ASKEW else (-turn) % 360
