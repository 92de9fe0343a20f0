"""The word lists of the metric reader: tab-separated files in ``data/``, checked when first read."""

from __future__ import annotations

import re
from functools import cache

from policygraph.schema import tables


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The lines of ``data/<name>.tsv`` without comments and blank lines, each with exactly `columns` fields.

    Raises `VocabularyError` with file and line for a line of another width.

    >>> rows("numerals", 3)[0]
    ('零', 'digit', '0')
    """
    return tuple(tuple(fields) for _, fields in tables.rows("policygraph.ingest.metrics", f"{name}.tsv", columns))


@cache
def words(name: str) -> dict[str, tuple[str, ...]]:
    """The cues of ``data/<name>.tsv``: a line is a class, a tab, its words between spaces; lines of a class add up."""
    table: dict[str, tuple[str, ...]] = {}
    for kind, cues in rows(name, 2):
        table[kind] = table.get(kind, ()) + tuple(cues.split())
    return table


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The words of each class of a table as a pattern that finds any of them.

    >>> patterns("status_cues")["target"].search("今年力争达到")[0]
    '力争'
    """
    return {kind: re.compile(either(name, kind)) for kind in words(name)}


def either(table: str, *kinds: str) -> str:
    """A pattern of all words of some classes of a table, the longest first.

    >>> re.search(either("period_words", "open"), "截至目前")[0]
    '截至目前'
    """
    found = words(table)
    return "|".join(re.escape(w) for w in sorted((w for k in kinds for w in found[k]), key=lambda w: (-len(w), w)))
