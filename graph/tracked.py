"""The part of a workspace that asks what came of targets."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.graph.iris import Iris
from policygraph.graph.ledger import FILE, Ledger
from policygraph.graph.lock import WriteLock, is_locked
from policygraph.graph.resolution.resolver import RESOLUTION_VERSION
from policygraph.graph.settings import Settings
from policygraph.graph.store import GraphStore

if TYPE_CHECKING:
    from policygraph.graph.tracking.board import Loaded, Tracking
    from policygraph.graph.tracking.rows import Row

MARK, VERSION = "tracking", "9"  # in the ledger's meta: the graphs of tracking are up to date, by this version


class Tracked:
    """Targets against results, for a workspace that has ledger, store and settings."""

    folder: Path
    settings: Settings
    iris: Iris
    ledger: Ledger
    store: GraphStore
    _lock: WriteLock | None

    def tracking(self, loaded: Loaded | None = None) -> Tracking:
        """What tracking answers: targets, series, comparisons, what was never reported.

        `loaded` is what another board read of the ledger, which is then not read again.
        """
        from policygraph.graph.tracking.board import Tracking

        keep = self._lock is not None
        return Tracking(self.ledger, self.store, self.iris, self.settings, self.folder, keep=keep, loaded=loaded)

    def targets(
        self,
        *,
        as_of: str | None = None,
        place: str | None = None,
        subject: str | None = None,
        status: str | None = None,
    ) -> list[Row]:
        """The targets against their results; see `policygraph.graph.tracking.board.Tracking.targets`."""
        from policygraph.graph.notebook import Targets

        return Targets(self.tracking().targets(as_of=as_of, place=place, subject=subject, status=status))

    def track(self, storing: Callable[[], AbstractContextManager[object]] = nullcontext) -> None:
        """Bring the graphs of tracking up to date; asking does so by itself. Nothing happens when they are.

        `storing` makes what is entered around each step that writes to the ledger.
        """
        if self._lock is not None and self.ledger.meta(MARK) != VERSION:
            from policygraph.graph.tracking.graph import write

            board = self.tracking()
            with storing():
                board.claims  # noqa: B018 - puts them on the shelf
            wanted = board.graphs()
            with storing():
                write(self.ledger, self.store, wanted, mark=(MARK, VERSION))

    def shelve(self) -> None:
        """Have the claims of all articles on the shelf."""
        from policygraph.graph.tracking import shelf

        shelf.fill(self.ledger, self.store, self.iris)

    def bring_tracking(self, graphs: dict[str, list[str]]) -> None:
        """Write the graphs of tracking that are not in step, and note that all are now."""
        from policygraph.graph.tracking.graph import replace

        replace(self.ledger, self.store, graphs, mark=(MARK, VERSION))


def is_stale(folder: Path, decided: str | None) -> bool:
    """Whether resolution, tracking or decisions lag behind, and this user could bring them up to date now.

    `decided` is what people decided, as the ledger keeps it; None where that is not known.
    """
    if not (folder / FILE).exists() or is_locked(folder) or not os.access(folder, os.W_OK):
        return False
    ledger = Ledger(folder, read_only=True)
    try:
        resolved = ledger.meta("resolution")
        if resolved is not None and decided is not None and decided != (ledger.meta("curation") or ""):
            return True
        return resolved is not None and (resolved != RESOLUTION_VERSION or ledger.meta(MARK) != VERSION)
    finally:
        ledger.close()
