"""A bound on the tables that the embedded store keeps open, and so on memory that would grow with the store.

RocksDB holds the index of each table that is open in memory, one to three MiB for one of 64 MiB, and keeps as many open
as Oxigraph allows: the process's limit of open files when the store is opened, less 48. There is no other setting.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

TABLES = 128
"""Tables that stay open; a store of 10,000 articles has fewer. What is closed is opened again when it is asked for."""

_SPARED = 48  # files that Oxigraph leaves to the rest of the program
_ROOM = 64  # files that opening the store may need itself


@contextmanager
def few_tables() -> Iterator[None]:
    """Within this, a store that is opened keeps no more than `TABLES` tables open.

    >>> with few_tables():
    ...     pass
    """
    try:
        import resource
    except ImportError:  # Windows, where Oxigraph asks for no limit
        yield
        return
    most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = TABLES + _SPARED
    if 0 <= most <= wanted or _open_files() + _ROOM > wanted:
        yield
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _open_files() -> int:
    """The files that this process has open; none are counted where the system does not list them."""
    try:
        return len(os.listdir("/dev/fd"))  # noqa: PTH208 - names are counted, not opened
    except OSError:
        return 0
