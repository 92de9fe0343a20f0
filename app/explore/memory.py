"""What pages remember between two changes of the workspace: answers that take long and are asked often."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class Memory:
    """Keeps answers as long as the version of the workspace stays the same; the latest `most` of them.

    >>> version = [1]
    >>> memory = Memory(lambda: version[0])
    >>> memory.recall("sum", lambda: 1 + 1), memory.recall("sum", lambda: 0)
    (2, 2)
    >>> version[0] = 2
    >>> memory.recall("sum", lambda: 3)
    3
    """

    def __init__(self, version: Callable[[], Hashable], *, most: int = 256) -> None:
        self._version = version
        self._most = most
        self._lock = threading.RLock()
        self._making: dict[Hashable, threading.Lock] = {}
        self._known: dict[Hashable, tuple[Hashable, Any]] = {}

    def recall(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer called `name`, made anew where the workspace has changed since; two never make it together."""
        found = self._find(name)
        if found is not None:
            return found[1]  # type: ignore[no-any-return]  # what `make` of this name gave before
        with self._lock:
            making = self._making.setdefault(name, threading.Lock())
        with making:
            found = self._find(name)
            if found is not None:
                return found[1]  # type: ignore[no-any-return]
            answer = make()
            with self._lock:
                self._known.pop(name, None)
                self._known[name] = (self._version(), answer)
                while len(self._known) > self._most:
                    oldest = next(iter(self._known))
                    del self._known[oldest]
                    self._making.pop(oldest, None)
            return answer

    def has(self, name: Hashable) -> bool:
        """Whether the answer called `name` is here."""
        return self._find(name) is not None

    def _find(self, name: Hashable) -> tuple[Hashable, Any] | None:
        with self._lock:
            found = self._known.get(name)
            return found if found is not None and found[0] == self._version() else None
