"""A quantity: an amount at one place of a text, with unit, comparator and range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from policygraph.ingest.metrics.numerals import Number


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text, half-open ``[start, end)`` with comparator words that touch it.

    `kind` is that of the unit (``money``, ``percent``, ``point``, ``multiple``, ``person``, ``counter``, ``dimension``,
    ``duration``, ``age``, ``temperature``), or ``fraction`` (per cent), ``fold`` (翻番), ``rank``, ``coverage``,
    ``ordinal``, ``number`` (no unit). `value` is exact, in `unit`. `core` is the span of number and unit alone.
    `chinese` marks numerals without an Arabic digit, `bare` scale words alone (百万). `ceiling` is what a vague amount
    stays below (3000多: 4000), `ratio` the exact upper and lower part of a fraction, `parts` the amounts and units of a
    duration of several (一年零三个月).
    """

    start: int
    end: int
    core: tuple[int, int]
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: str
    comparator: str = "="
    chinese: bool = False
    bare: bool = False
    number_end: int = 0  # where the numeral ends, before the unit
    form: str = ""  # how a number that is no plain number and unit was written: tenths, half, fraction, ...
    ceiling: Decimal | None = None
    ratio: tuple[Decimal, Decimal] | None = None
    parts: tuple[tuple[Decimal, str], ...] = ()

    @classmethod
    def of(
        cls,
        number: Number,
        start: int,
        end: int,
        unit: str,
        kind: str,
        *,
        value: Decimal | None = None,
        value_max: Decimal | None = None,
        comparator: str = "=",
        form: str = "",
        ceiling: Decimal | None = None,
        ratio: tuple[Decimal, Decimal] | None = None,
    ) -> Self:
        """What `number` means at ``[start, end)``; `value` is that of the numeral where none is given."""
        amount = number.value if value is None else value
        span = (start, end)
        whole = (number.chinese, number.bare, number.end)
        return cls(start, end, span, amount, value_max, unit, kind, comparator, *whole, form, ceiling, ratio)
