"""One writer at a time: an advisory lock that the system releases even after a crash."""

from __future__ import annotations

import os
import sys
import time
import weakref
from pathlib import Path
from typing import IO

from policygraph.schema.errors import WorkspaceLockedError

_FAR = 1 << 30  # the locked byte lies beyond the content, so that others can still read who holds the lock


class WriteLock:
    """Holds ``folder/lock`` for writing until `release`; raises `WorkspaceLockedError` when somebody else does."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / "lock").open("a+", encoding="utf-8")
        if not (_try_lock(self._file) or _try_lock(self._file, after_s=0.05)):  # a reader may just have probed it
            self._file.seek(0)
            holder = self._file.read(100).strip() or "another process"
            self._file.close()
            raise WorkspaceLockedError(
                f"workspace {str(folder)!r} is being written by {holder}; wait until it has finished, "
                "or give another --workspace"
            ).because("being_written", path=str(folder), holder=holder)
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}")
        self._file.flush()
        _held.add(self)

    def release(self) -> None:
        """Let others write; twice does no harm."""
        if not self._file.closed:
            self._file.truncate(0)
            _unlock(self._file)
            self._file.close()

    def leave(self) -> None:
        """Close the file without giving the lock free: a forked process shares it and must not keep it alive."""
        self._file.close()


_held: weakref.WeakSet[WriteLock] = weakref.WeakSet()


def _leave_all() -> None:
    for lock in list(_held):
        lock.leave()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all)


def is_locked(folder: Path) -> bool:
    """Whether somebody is writing to the folder now."""
    try:
        WriteLock(folder).release()
    except WorkspaceLockedError:
        return True
    except OSError:  # a folder that nobody may write to has no writer
        return False
    return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[str], *, after_s: float = 0) -> bool:
        time.sleep(after_s)
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[str], *, after_s: float = 0) -> bool:
        time.sleep(after_s)
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
