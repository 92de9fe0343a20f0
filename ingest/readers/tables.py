"""The tables beside the readers (``data/*.tsv``), read once and checked line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policygraph.schema import tables
from policygraph.schema.errors import VocabularyError


def rows(name: str, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row; comments and blank lines are left out.

    Raises `VocabularyError` for a row with fewer than `columns` cells.
    """
    for number, cells in tables.rows("policygraph.ingest.readers", name):
        if len(cells) < columns or not all(cell.strip() for cell in cells[:columns]):
            raise VocabularyError(f"{name}, line {number}: {columns} columns expected, got {cells!r}")
        yield number, cells


@cache
def patterns(name: str) -> dict[str, re.Pattern[str]]:
    """The regular expressions of a table of kind and pattern, one alternation for each kind."""
    parts: dict[str, list[str]] = {}
    for number, (kind, pattern, *_) in rows(name, 2):
        try:
            re.compile(pattern)
        except re.error as error:
            raise VocabularyError(f"{name}, line {number}: {pattern!r} is no regular expression ({error})") from error
        parts.setdefault(kind, []).append(f"(?:{pattern})")
    return {kind: re.compile("|".join(alternatives)) for kind, alternatives in parts.items()}


@cache
def words(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a table of kind and word, in the order of the table."""
    found: dict[str, list[str]] = {}
    for _, (kind, word, *_) in rows(name, 2):
        found.setdefault(kind, []).append(word)
    return {kind: tuple(values) for kind, values in found.items()}
