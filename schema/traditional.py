"""Traditional characters and the simplified ones for which they stand, one for one (``data/traditional.tsv``)."""

from __future__ import annotations

from functools import cache

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows

_TABLE = "traditional.tsv"


@cache
def always() -> dict[int, str]:
    """A table for `str.translate`: characters that simplified text does not have."""
    return {ord(old): new for old, new, *others in _pairs() if not others}


@cache
def with_others() -> dict[int, str]:
    """A table for `str.translate`: characters that simplified text has, too, such as 後; to be used among others."""
    return {ord(old): new for old, new, *others in _pairs() if others}


@cache
def every() -> dict[int, str]:
    """Both tables in one, to compare names.

    >>> "「智慧樞紐」計劃".translate(every())
    '“智慧枢纽”计划'
    """
    return always() | with_others()


def _pairs() -> list[list[str]]:
    found = []
    for number, fields in rows("policygraph.schema", _TABLE, 2, 3):
        if len(fields[0]) != 1 or len(fields[1]) != 1:
            raise VocabularyError(f"{_TABLE}, line {number}: {fields!r} is no pair of characters")
        found.append(fields)
    return found
