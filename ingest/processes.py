"""Processes that read articles for this one, and end when it ends, even when it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext


def reading_pool(workers: int, context: BaseContext | None = None) -> ProcessPoolExecutor:
    """A pool of `workers` processes that outlive this one by moments at most; to be closed like any other."""
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)


def _follow_parent() -> None:
    """Go on when the terminal interrupts all processes, as the one that stores stops the others; end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
