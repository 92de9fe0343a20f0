"""What an opening of the store on a full disk leaves: files that nothing names, more of them with each further try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from policygraph.graph.full_disk import is_full

_KEPT = {"LOCK", "LOG"}  # opened again under the same name; the log before it is put aside with each try


@contextmanager
def taken_back(store: Path) -> Iterator[None]:
    """Remove the files that an opening wrote before it failed for want of space; the error goes on.

    Opening writes new tables and a list of all tables (``MANIFEST``), and only then names that list in ``CURRENT``.
    While ``CURRENT`` and the list that it names are what they were, nothing needs the files that are new.
    """
    names, named = _names(store), _named(store)
    try:
        yield
    except OSError as error:
        if is_full(store, error) and _named(store) == named:
            for name in _names(store) - names:
                if name not in _KEPT:
                    (store / name).unlink(missing_ok=True)
        raise


def _names(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()} if store.is_dir() else set()


def _named(store: Path) -> tuple[bytes, int]:
    """What ``CURRENT`` says and the length of the list that it names; nothing and 0 where there is none."""
    current, length = b"", 0
    with suppress(OSError):
        current = (store / "CURRENT").read_bytes()
        length = (store / current.decode("ascii", "replace").strip()).stat().st_size
    return current, length
