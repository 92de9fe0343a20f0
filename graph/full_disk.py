"""A full disk told from damage: what helps against the one, such as another ledger, makes the other worse."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from policygraph.schema.errors import WorkspaceError

_SIGNS = ("No space left", "not enough space", "Disk quota exceeded", "disk is full")
_PERHAPS = "disk I/O error"  # what SQLite says of a log that it cannot lay out, too
_LEAST = 1 << 20  # bytes: with fewer the log of a ledger has no room


def is_full(place: Path, error: Exception) -> bool:
    """Whether an error on the disk of `place` comes from want of space."""
    if any(sign in str(error) for sign in _SIGNS):
        return True
    with suppress(OSError):
        return _PERHAPS in str(error) and shutil.disk_usage(place).free < _LEAST
    return False


def want_of_space(place: Path, error: Exception) -> WorkspaceError | None:
    """The error to raise where the disk of a workspace is full; None where something else is wrong."""
    if not is_full(place, error):
        return None
    return WorkspaceError(
        f"the disk of {str(place)!r} is full ({error}); free some space and give the same command again, "
        "nothing is lost"
    )
