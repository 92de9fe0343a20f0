"""Renewal: answers that take long are made again behind the readers, who are given the last ones until then."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from policygraph.explore.memory import Memory
from policygraph.ingest.uncollected import uncollected
from policygraph.schema.errors import PolicyGraphError

Answer = TypeVar("Answer")
Item = TypeVar("Item")
_LOG = logging.getLogger("policygraph.explore")
TIDY = 50  # renewals between two that are followed by a search for garbage through everything
PATIENCE_S = 5.0  # how long who changed something, or comes before the first answers are there, waits for them
USUAL_S = 1.0  # who changed something does not wait where the last renewal took longer
_WORK_S, _REST_S = 0.002, 0.006  # of a renewal that nobody waits for: readers have Python's lock three times as long


class StillCountingError(Exception):
    """A page needs what is still being made after the start."""


class Renewal:
    """Keeps answers, and makes them all again in a thread of its own whenever it is asked to.

    Parameters
    ----------
    make
        Asks `recall` for every answer that is worth having beforehand; runs in the thread.

    >>> numbers = iter(range(9))
    >>> renewal = Renewal(lambda: renewal.recall("number", lambda: next(numbers)) and None)
    >>> renewal.ask(), renewal.wait(9), renewal.recall("number", lambda: -1)
    (None, None, 0)
    >>> renewal.ask(), renewal.wait(9), renewal.recall("number", lambda: -1)
    (None, None, 1)
    """

    def __init__(self, make: Callable[[], None]) -> None:
        self._make = make
        self._memory = Memory(lambda: 0)
        self._mine = threading.local()  # in the thread of a renewal: the memory that it fills
        self._state = threading.Condition()
        self._asked = self._done = self._made = 0
        self._thread: threading.Thread | None = None
        self._error: Exception | None = None
        self._took_s = 0.0
        self._closed = False

    @property
    def counting(self) -> bool:
        """Whether the first answers are still being made."""
        return self._asked > 0 and self._done == 0

    @property
    def behind(self) -> bool:
        """Whether something was changed that the answers do not know yet."""
        return self._asked > self._done

    def recall(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer called `name` of the last renewal; made now where no renewal makes it.

        Raises
        ------
        StillCountingError
            When the first renewal does not come to it in time.
        """
        filling: Memory | None = getattr(self._mine, "memory", None)
        if filling is not None:
            answer = filling.recall(name, make)
            with self._state:
                self._state.notify_all()  # to those who wait for this one
            return answer
        memory: Memory = getattr(self._mine, "pinned", None) or self._memory
        if self.counting and not memory.has(name):
            with self._state:
                self._state.wait_for(lambda: not self.counting or memory.has(name), PATIENCE_S)
            if self.counting and not memory.has(name):
                raise StillCountingError
        return memory.recall(name, make)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Inside, this thread has the answers of one renewal, whatever ends meanwhile: they go together."""
        outer: Memory | None = getattr(self._mine, "pinned", None)
        self._mine.pinned = outer or self._memory
        try:
            yield
        finally:
            self._mine.pinned = outer

    def gently(self, items: Iterable[Item]) -> Iterable[Item]:
        """The items as they come; in a renewal that nobody waits for with rests between them, for readers to go on."""
        waited_for = self._took_s <= USUAL_S
        return items if waited_for or getattr(self._mine, "memory", None) is None else _with_rests(items)

    def ask(self) -> None:
        """Have everything made again; one renewal serves all who asked before it began."""
        with self._state:
            self._asked += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="renewal", daemon=True)
                self._thread.start()

    def wait(self, seconds: float = PATIENCE_S, *, usual_s: float = PATIENCE_S) -> None:
        """Wait until what was asked for is there, unless it took longer than usual before; raises what broke it."""
        if self._took_s > usual_s:
            return
        with self._state:
            wanted = self._asked
            self._state.wait_for(lambda: self._done >= wanted, seconds)
            error, self._error = self._error, None
        if error is not None:
            raise error

    def close(self) -> None:
        """Let a renewal that runs come to its end; nobody cares any more if it breaks off."""
        with self._state:
            self._closed = True
            self._asked = min(self._asked, self._done + 1)
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._state:
                if self._done >= self._asked:
                    self._thread = None
                    return
                serves = self._asked
            began = time.monotonic()
            fresh = self._memory if self._done == 0 else Memory(lambda: 0)
            error = None
            try:
                self._mine.memory = fresh
                with uncollected():
                    self._make()
            except Exception as caught:  # noqa: BLE001 - whatever it is, readers must not wait for ever
                known = isinstance(caught, PolicyGraphError)
                if not self._closed:
                    _LOG.error("pages could not be made beforehand: %s", caught, exc_info=None if known else caught)
                fresh, error = Memory(lambda: 0), caught  # pages make it, and tell what is wrong
            with self._state:
                self._memory, self._done, self._error = fresh, serves, error
                self._took_s = time.monotonic() - began
                self._state.notify_all()
            self._settle()

    def _settle(self) -> None:
        """Tell Python not to look through what has just been made for garbage: all readers wait while it does.

        What refers to itself and is left over stays until the next look through everything.
        """
        self._made += 1
        if self._made % TIDY == 1:
            gc.unfreeze()
            gc.collect()
        gc.freeze()


def _with_rests(items: Iterable[Item]) -> Iterator[Item]:
    until = time.perf_counter() + _WORK_S
    for item in items:
        yield item
        if time.perf_counter() >= until:
            time.sleep(_REST_S)
            until = time.perf_counter() + _WORK_S
