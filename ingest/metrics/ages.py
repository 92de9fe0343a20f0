"""Ages that are indicators: 人均预期寿命达到79.5岁, not 62岁的村民."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either

_ENDS = re.compile(r"[，。；、（）()\n]|$")
_REACH = 40


def is_lifetime(text: str, figure: Figure) -> bool:
    """Whether a number of years closes its clause and follows a word of lifetime or mean age in its sentence.

    In a table the name of its row says so.
    """
    if figure.cell:
        return bool(re.search(either("indicator_words", "lifetime"), figure.cell.name))
    end, start = figure.quantity.end, max(figure.sentence.start, figure.quantity.start - _REACH)
    return bool(_ENDS.match(text, end) and re.search(either("indicator_words", "lifetime"), text[start:end]))
