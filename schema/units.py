"""The one table of units, ``data/units.tsv``: how they are written, what they are in records, which of them convert."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

_NONE = "-"


@dataclass(frozen=True, slots=True)
class Written:
    """A written form of a unit: an amount times `factor` is in `unit`, that of a record; `kind` is what it makes."""

    form: str
    unit: str
    factor: Decimal
    kind: str


@dataclass(frozen=True, slots=True)
class Converting:
    """A unit of a family; `factor` is its size in the family's base unit."""

    unit: str
    family: str
    factor: float


@cache
def units() -> tuple[tuple[Written, ...], tuple[Converting, ...]]:
    """The forms that are read and the units that convert, in the order of the table.

    Raises
    ------
    VocabularyError
        For a bad line, with its number.
    """
    written: dict[str, Written] = {}
    converting: dict[str, Converting] = {}
    for number, (form, unit, factor, kind, family, size) in rows("policygraph.schema", "units.tsv", 6):
        where = f"units.tsv, line {number}"
        try:
            if kind != _NONE:
                written[form] = Written(form, unit, _positive(factor), kind)
            if family != _NONE:
                if form in converting:
                    raise VocabularyError(f"{where}: {form!r} stands twice")
                _positive(size)
                converting[form] = Converting(form, family, float(size))
        except (ValueError, InvalidOperation) as error:
            raise VocabularyError(
                f"{where}: a factor of {form!r} is no positive number: {factor!r}, {size!r}"
            ) from error
    return tuple(written.values()), tuple(converting.values())


def _positive(number: str) -> Decimal:
    value = Decimal(number)
    if not value.is_finite() or value <= 0:
        raise ValueError(number)
    return value
