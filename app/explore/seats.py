"""Seats: how many queries run at a time; who takes long steps aside, so that short ones need not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from policygraph.explore.watch import Watch


class Seats:
    """A few seats, and a few places aside for those who sit longer than `long_s`.

    >>> seats, second = Seats(1, aside=1, long_s=0), threading.Event()
    >>> with seats.taken(second.set):
    ...     with seats.taken(lambda: None):  # the seat is free again
    ...         second.is_set()
    True
    """

    def __init__(self, seats: int, *, aside: int, long_s: float) -> None:
        self._free = threading.Semaphore(seats)
        self._aside = threading.Semaphore(aside)
        self._long_s = long_s
        self._watch = Watch()

    @contextmanager
    def taken(self, move: Callable[[], None]) -> Iterator[None]:
        """Inside, one has a seat, or a place aside: `move` is called on the way there."""
        self._free.acquire()
        given_up = False

        def step_aside() -> None:
            nonlocal given_up
            if self._aside.acquire(blocking=False):
                given_up = True
                move()
                self._free.release()

        try:
            with self._watch.over(self._long_s, step_aside):
                yield
        finally:
            (self._aside if given_up else self._free).release()
