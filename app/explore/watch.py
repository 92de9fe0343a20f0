"""A watch over what must end in time: one thread for all, which wakes when the first of them is due."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(eq=False, slots=True)
class Turn:
    """What is being done; `late` once it was stopped."""

    due: float
    stop: Callable[[], None]
    late: bool = False


class Watch:
    """Stops what takes longer than it may. A thread for each would cost more than most queries do.

    >>> watch, stopped = Watch(), threading.Event()
    >>> with watch.over(9, stopped.set) as turn:
    ...     pass
    >>> turn.late, stopped.is_set()
    (False, False)
    >>> with watch.over(0, stopped.set) as turn:
    ...     stopped.wait(9), turn.late
    (True, True)
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._turns: set[Turn] = set()
        self._wakes = 0.0  # when the thread looks again; later turns need not wake it
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, seconds: float, stop: Callable[[], None]) -> Iterator[Turn]:
        """Inside, `stop` is called once the seconds are over."""
        turn = Turn(time.monotonic() + seconds, stop)
        with self._changed:
            self._turns.add(turn)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
            elif turn.due < self._wakes:
                self._changed.notify()
        try:
            yield turn
        finally:
            with self._changed:
                self._turns.discard(turn)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for turn in [turn for turn in self._turns if turn.due <= now]:
                    self._turns.discard(turn)
                    turn.late = True
                    turn.stop()
                if not self._turns:
                    self._thread = None
                    return
                self._wakes = min(turn.due for turn in self._turns)
                self._changed.wait(self._wakes - now)
