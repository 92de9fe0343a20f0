"""All phrases of a stretch at once: what their words alone weigh, worked out once an article for all its figures.

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


def lattice(
    rows: Sequence[tuple[int, range]],
    firsts: Sequence[int],
    lasts: Sequence[int],
    measures: Measures,
    shape: Shape,
    *,
    side: str,
    whole: tuple[int, int],
) -> Lattice:
    """The pairs of a stretch.

    Parameters
    ----------
    rows
        Neighbouring first words, each with the last words that are near enough, beginning with itself.
    firsts, lasts
        What the first words weigh, and the last words from the first of all on.
    side
        ``l`` for a stretch before the figure, ``r`` for one behind it.
    whole
        First and last word of the stretch.
    """
    lengths = [len(js) for _, js in rows]
    offsets = [0, *accumulate(lengths)]
    low = rows[0][0]
    begun = np.repeat(np.arange(len(rows)), lengths)
    words = np.arange(offsets[-1]) - np.array(offsets)[begun]  # between the first and the last word of a pair
    ended = begun + words
    sizes = measures.ends[low + ended] - measures.starts[low + begun]
    points = np.array(firsts, dtype=np.int64)[begun] + np.array(lasts, dtype=np.int64)[ended]
    points += shape.size[side][sizes] + shape.words[words]
    for name, weights in shape.inside.items():
        count = measures.counts[name]
        points += weights[count[low + ended] - count[low + begun]]
    if low == whole[0]:
        wholes = [shape.whole[side, min(n, 4), low + n == whole[1]] for n in range(lengths[0])]
        points[: lengths[0]] += np.array(wholes, dtype=np.int64)
    return Lattice(low, len(lasts), offsets, ended, points)
