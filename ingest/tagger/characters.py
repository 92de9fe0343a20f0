"""Characters as the tagger sees them: each code point folded to one code point, then numbered."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.radicals import radicals

UNKNOWN = 0
"""The number of a character that the model does not know."""

_LINE_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")


@lru_cache(maxsize=65536)
def _folded(character: str) -> str:
    """One code point for one code point: radicals and full-width forms become ordinary ones."""
    if character in _LINE_BREAKS:
        return "\n"
    # Full-width punctuation stays: in Chinese text it is the ordinary form and tells a list from a number.
    if plain := radicals().get(ord(character)):
        return plain
    if unicodedata.category(character)[0] not in "LNZ":
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """The text with CJK radicals, full-width letters, digits and spaces made ordinary; its length does not change.

    Examples
    --------
    >>> fold("⼭东省２０２５年")
    '山东省2025年'
    >>> len(fold("㈠ﬁ①x")) == len("㈠ﬁ①x")
    True
    """
    return "".join(map(_folded, text))


def numbered(text: str, vocabulary: Mapping[str, int]) -> NDArray[np.int64]:
    """The numbers of the characters of a folded text; those not in the vocabulary get `UNKNOWN`.

    Examples
    --------
    >>> numbered("山东x", {"山": 1, "东": 2}).tolist()
    [1, 2, 0]
    """
    return np.fromiter(map(vocabulary.get, text, repeat(UNKNOWN)), dtype=np.int64, count=len(text))


def padded(rows: Sequence[NDArray[np.int64]], width: int) -> NDArray[np.int64]:
    """Rows of numbers as one matrix, filled with zeros on the right.

    Examples
    --------
    >>> padded([np.array([1, 2, 3]), np.array([4])], 3).tolist()
    [[1, 2, 3], [4, 0, 0]]
    """
    matrix = np.zeros((len(rows), width, *rows[0].shape[1:]) if rows else (0, width), dtype=np.int64)
    for i, row in enumerate(rows):
        matrix[i, : len(row)] = row
    return matrix
