"""Things taken together: the steps in which articles are read and stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import TypeVar

Item = TypeVar("Item")
TOGETHER = 8000  # characters that the tagger is given at a time: it reads many sentences at once faster


def together(items: Iterable[Item], *, characters: float = inf, most: float = inf) -> Iterator[list[Item]]:
    """The items in order, in lists of at least so many characters of text, or of so many items where that is sooner.

    What has no `text`, as an article that could not be read, adds no characters.

    >>> list(together("abcde", most=2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    some: list[Item] = []
    length = 0
    for item in items:
        some.append(item)
        length += len(getattr(item, "text", "")) + 1
        if length >= characters or len(some) >= most:
            yield some
            some, length = [], 0
    if some:
        yield some
