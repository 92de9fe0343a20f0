"""All phrases of an article's stretches at once: what their words alone weigh, worked out once for all its figures.

A phrase is a pair of its first and its last word. The pairs of a stretch lie in rows, one for each first word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from policygraph.ingest.metrics.shapes import INSIDE, Ints, Shape
from policygraph.ingest.tokens import Token


class Edge(NamedTuple):
    """A span with the words that begin and end where it does, each -1 where there is none."""

    start: int
    end: int
    first: int
    last: int


class Measures:
    """Where the words of one article begin and end, and how many words of each class stand before each of them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.starts: Ints = np.array([token.start for token in tokens], dtype=np.int64)
        self.ends: Ints = np.array([token.end for token in tokens], dtype=np.int64)
        self.counts: dict[str, Ints] = {}
        for name, tags in INSIDE.items():
            within = [token.tag[:1] in tags or token.text in tags for token in tokens]
            self.counts[name] = np.array([0, *accumulate(within)], dtype=np.int64)

    def edges(self, start: int, end: int) -> Edge:
        """The words at both edges of a span."""
        first, last = int(self.starts.searchsorted(start)), int(self.ends.searchsorted(end))
        begins = first < len(self.starts) and self.starts[first] == start
        ends = last < len(self.ends) and self.ends[last] == end
        return Edge(start, end, first if begins else -1, last if ends else -1)


@dataclass(frozen=True, slots=True)
class Lattice:
    """The pairs of a stretch, row after row.

    `first` is the first word of the first row, `width` the number of last words from there on; `offsets` tells where
    each row begins, and the end. `lasts` holds the last word of each pair, counted from `first`, `points` what the
    words weigh.
    """

    first: int
    width: int
    offsets: list[int]
    lasts: Ints
    points: Ints

    def pair(self, index: int) -> tuple[int, int]:
        """The first and the last word of the pair with this number."""
        row = bisect_right(self.offsets, index) - 1
        return self.first + row, self.first + int(self.lasts[index])

    def number(self, first: int, last: int) -> int:
        """The number of the pair of these words, or -1."""
        pairs = self.beginning(first)
        number = (pairs.start or 0) + last - first
        return number if first <= last and number < pairs.stop else -1

    def beginning(self, word: int) -> slice:
        """The pairs whose first word this is."""
        row = word - self.first
        return slice(*self.offsets[row : row + 2]) if 0 <= row < len(self.offsets) - 1 else slice(0)

    def holds(self, word: int) -> bool:
        """Whether a word stands among those of the pairs."""
        return self.first <= word < self.first + self.width


class Rows(NamedTuple):
    """The pairs of the stretch of words ``[first, last]`` that are near enough.

    `begin` is the first word of the first row; the rows follow word by word, `lengths` tells how many pairs each has.
    """

    first: int
    last: int
    begin: int
    lengths: list[int]

    @property
    def width(self) -> int:
        """The number of last words from `begin` on."""
        return len(self.lengths) - 1 + self.lengths[-1]


def lattices(
    asked: Sequence[Rows], firsts: Ints, lasts: Ints, measures: Measures, shape: Shape, *, side: str
) -> list[Lattice]:
    """The pairs of some stretches, in order.

    Parameters
    ----------
    firsts, lasts
        What each word of the article weighs as the first and as the last one of a phrase.
    side
        ``l`` for stretches before their figure, ``r`` for those behind it.
    """
    counts = [len(rows.lengths) for rows in asked]
    lengths = np.array([length for rows in asked for length in rows.lengths], dtype=np.int64)
    heads = [word for rows in asked for word in range(rows.begin, rows.begin + len(rows.lengths))]
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    begun = np.repeat(np.array(heads, dtype=np.int64), lengths)
    words = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)  # between the first and the last word of a pair
    ended = begun + words
    points = firsts[begun] + lasts[ended] + shape.words[words]
    points += shape.size[side][measures.ends[ended] - measures.starts[begun]]
    for name, weights in shape.inside.items():
        before = measures.counts[name]
        points += weights[before[ended] - before[begun]]
    bounds = np.array([rows[:3] for rows in asked], dtype=np.int64).reshape(-1, 3)
    first, last, begin = np.repeat(bounds, np.diff(offsets[[0, *accumulate(counts)]]), axis=0).T
    opening = np.flatnonzero(begun == first)
    ends_with = (ended[opening] == last[opening]).astype(np.int64)
    points[opening] += shape.whole[side][np.minimum(words[opening], 4), ends_with]
    within = ended - begin
    places = offsets.tolist()
    found, row = [], 0
    for rows, count in zip(asked, counts, strict=True):
        start, end = places[row], places[row + count]
        own = [place - start for place in places[row : row + count + 1]]
        found.append(Lattice(rows.begin, rows.width, own, within[start:end], points[start:end]))
        row += count
    return found
