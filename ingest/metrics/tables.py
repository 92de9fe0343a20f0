"""The word lists of the metric reader: tab-separated files in ``data/``, checked when first read."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from policygraph.schema.errors import VocabularyError


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The lines of ``data/<name>.tsv`` without comments and blank lines, each with exactly `columns` fields.

    Raises `VocabularyError` with file and line for a line of another width.

    >>> rows("numerals", 3)[0]
    ('零', 'digit', '0')
    """
    table = files("policygraph.ingest.metrics").joinpath(f"data/{name}.tsv").read_text(encoding="utf-8")
    found = []
    for number, line in enumerate(table.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = tuple(line.split("\t"))
        if len(fields) != columns:
            raise VocabularyError(
                f"{name}.tsv, line {number}: {len(fields)} fields in {line!r}, {columns} are wanted, tab between them"
            )
        found.append(fields)
    return tuple(found)


@cache
def words(name: str) -> dict[str, tuple[str, ...]]:
    """The cues of ``data/<name>.tsv``: a line is a class, a tab, its words between spaces; lines of a class add up."""
    table: dict[str, tuple[str, ...]] = {}
    for kind, cues in rows(name, 2):
        table[kind] = table.get(kind, ()) + tuple(cues.split())
    return table


@cache
def _variants() -> tuple[re.Pattern[str], dict[int, str]]:
    table = {ord(variant): usual for variant, usual in rows("variants", 2)}
    return re.compile(f"[{''.join(map(chr, table))}]"), table


def plain(text: str) -> str:
    """`text` with traditional characters of numbers, units and periods in their usual form, one for one.

    >>> plain("三萬五千個")
    '三万五千个'
    """
    seen, table = _variants()
    return text.translate(table) if seen.search(text) else text


def either(table: str, *kinds: str) -> str:
    """A pattern of all words of some classes of a table, the longest first.

    >>> re.search(either("period_words", "open"), "截至目前")[0]
    '截至目前'
    """
    found = words(table)
    return "|".join(re.escape(w) for w in sorted((w for k in kinds for w in found[k]), key=lambda w: (-len(w), w)))
