"""A folder for what is made before it takes its place: gone afterwards, and where a process was killed, by the next."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from policygraph.graph.lock import WriteLock, is_locked

PREFIX = ".policygraph-"
_LOCK = "lock"


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """A new folder in `beside`, on one disk with what will be moved out of it; those that killed processes left go."""
    for left in beside.glob(f"{PREFIX}*"):
        if (left / _LOCK).is_file() and not is_locked(left):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=PREFIX, ignore_cleanup_errors=True) as name:
        lock = WriteLock(Path(name))
        try:
            yield Path(name)
        finally:
            lock.release()
