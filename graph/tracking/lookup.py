"""Indicators by any of their names: the table of indicators as tracking asks it."""

from __future__ import annotations

from collections.abc import Iterable

from policygraph.graph.indicators import Indicator
from policygraph.graph.tracking.core import spelled
from policygraph.graph.tracking.words import words

_MEASURES = ("level", "share", "coverage", "rank", "growth")


class Lookup:
    """Finds the indicator that a core means.

    >>> row = Indicator("技术合同成交额", "", ("技术市场成交额",), "元", 1, "")
    >>> Lookup([row]).canonical("技术市场成交额"), Lookup([row]).canonical("养老床位")
    ('技术合同成交额', '养老床位')
    """

    def __init__(self, table: Iterable[Indicator]) -> None:
        self._rows: dict[str, Indicator] = {}
        self._canonical: dict[str, str] = {}
        for row in table:
            stands = spelled(row.name)
            for name in (row.name, *row.synonyms):
                for measure in _MEASURES:
                    core = spelled(name, measure)
                    self._rows.setdefault(core, row)
                    self._canonical.setdefault(core, stands)

    def indicator(self, core: str) -> Indicator | None:
        """The indicator that a core names, None for one that is not in the table."""
        return self._rows.get(core)

    def canonical(self, core: str) -> str:
        """The core that stands for all names of an indicator; one that is not in the table stands for itself."""
        return self._canonical.get(core, core)

    def direction(self, core: str) -> int:
        """1 where more is better, -1 where less is: by the table, else by the words of the indicator."""
        row = self._rows.get(core)
        if row:
            return row.direction
        return -1 if any(word in core for word in words().lower) else 1

    def flows(self, core: str) -> bool:
        """Whether the indicator is an amount that flows through a period, so that half a year is none of the year."""
        return any(word in core for word in words().flows)
