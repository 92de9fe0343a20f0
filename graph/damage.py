"""Damage that shows only when a page of a file is read: what SQLite and Oxigraph raise then, as an error of ours."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from policygraph.graph.store import damaged
from policygraph.schema.errors import WorkspaceError

_SQLITE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR})


def damage(error: BaseException) -> WorkspaceError | None:
    """The error for a damaged ledger or store; None where something else went wrong.

    >>> damage(RuntimeError("Corruption: block checksum mismatch")).reason
    'store_damaged'
    >>> damage(RuntimeError("no event loop")) is None
    True
    """
    if isinstance(error, RuntimeError) and "Corruption" in str(error):
        return damaged(error)
    if isinstance(error, sqlite3.DatabaseError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _SQLITE:
        return WorkspaceError(
            f"the ledger is damaged: {error}; `policygraph check` says where, `policygraph restore` unpacks a backup"
        ).because("ledger_damaged", error=str(error))
    return None


@contextmanager
def named() -> Iterator[None]:
    """Inside, damage is raised as `WorkspaceError`."""
    try:
        yield
    except (RuntimeError, sqlite3.DatabaseError) as error:
        found = damage(error)
        if found is None:
            raise
        traceback.clear_frames(error.__traceback__)  # an answer of Oxigraph's may only be dropped in its own thread
        raise found from error
