"""Sums of weights that are remembered from article to article, by what they stand for.

Much of what the model sees is the same for very many candidates of very many articles (a shape, a size, the word before
and the hint of a type). Its features are said and looked up once; afterwards a row of a table stands for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Part = tuple[Callable[..., Sequence[str]], *tuple[object, ...]]
"""What says some features, and what it says them of: plain values that know nothing of the article."""

_MANY = 100_000  # rows that are remembered


class Remembered:
    """A row for each part that was asked for; `table` has one column a class."""

    def __init__(self, index: Mapping[str, int], weights: NDArray[np.float32]) -> None:
        self.index, self.weights = index, weights
        self.known: dict[Part, int] = {}
        self.table = np.zeros((1024, weights.shape[1]), np.float32)

    def forget(self) -> None:
        """Drop what is remembered where it has grown large; the rows that were told are no longer good."""
        if len(self.known) > _MANY:
            self.known.clear()

    def row(self, part: Part) -> int:
        """The row of `table` that holds the sum of the weights of what `part` says."""
        number = self.known.get(part)
        return self._new(part) if number is None else number

    def _new(self, part: Part) -> int:
        number = self.known[part] = len(self.known)
        if number == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        say, *what = part
        index = self.index
        rows = [index[feature] for feature in say(*what) if feature in index]
        self.table[number] = np.add.reduce(self.weights[rows], axis=0)
        return number
