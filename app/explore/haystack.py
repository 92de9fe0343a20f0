"""Many short texts as one long one: which of them hold a word is found in a pass of the machine's own, not of ours."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

_MARK = "\x00"  # behind each text; no folded name has one


class Haystack:
    """Texts that words are looked for in.

    >>> names = Haystack(["研发投入", "人均收入", "收入"])
    >>> list(names.holding("收入")), list(names.holding("收", "均")), list(names.holding())
    ([1, 2], [1], [0, 1, 2])
    """

    def __init__(self, texts: Iterable[str]) -> None:
        held = [text.replace(_MARK, "") + _MARK for text in texts]
        self._text = "".join(held)
        self._starts = list(accumulate(map(len, held), initial=0))[: len(held)]

    def holding(self, *words: str) -> Iterator[int]:
        """The numbers of the texts that hold all words, in order, found one by one; without a word all."""
        wanted = sorted(filter(None, words), key=len)
        if not wanted:
            yield from range(len(self._starts))
            return
        if any(_MARK in word for word in wanted):
            return
        word, text, starts = wanted.pop(), self._text, self._starts
        at = text.find(word)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            end = starts[number + 1] if number + 1 < len(starts) else len(text)
            if not wanted or all(text.find(other, starts[number], end) >= 0 for other in wanted):
                yield number
            at = text.find(word, end) if end < len(text) else -1
