"""Turns: many read at the same time, one writes alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 0.5


class Turns:
    """Lets readers in together and a writer alone.

    A writer who waits has his turn as soon as nobody reads, and until then others may begin to read; once he has waited
    for `PATIENCE_S` they wait for him, so that somebody who reads long keeps neither the others nor him for long.

    Not reentrant: who reads must not ask to read or to write again before it is done.

    >>> turns = Turns()
    >>> with turns.reading():
    ...     pass
    >>> with turns.writing():
    ...     pass
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._waiting = 0
        self._pressing = 0  # those of who waits that have waited long
        self._writing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Inside, nobody writes."""
        with self._changed:
            self._changed.wait_for(self._may_read)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    def _may_read(self) -> bool:
        if self._writing or self._pressing:
            return False
        return self._readers > 0 or not self._waiting

    def _may_write(self) -> bool:
        return not (self._writing or self._readers)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Inside, nobody else reads or writes."""
        with self._changed:
            self._waiting += 1
            pressing = 0
            try:
                if not self._changed.wait_for(self._may_write, PATIENCE_S):
                    pressing = 1
                    self._pressing += pressing
                    self._changed.wait_for(self._may_write)
            finally:
                self._waiting -= 1
                self._pressing -= pressing
                self._changed.notify_all()
            self._writing = True
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()
