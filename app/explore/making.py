"""Making: what pages show is made again after a change, by a process of its own where that takes long."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.explore import warming
from policygraph.explore.counted import GRAPHS, Keeper
from policygraph.explore.counter import Counter, NotCountedError
from policygraph.graph import damage

if TYPE_CHECKING:
    from policygraph.explore.site import Site

_LOG = logging.getLogger("policygraph.explore")
LARGE = 600  # articles; from so many on a process of its own counts: readers would share Python's lock with it too long


class _ChangedMeanwhileError(Exception):
    """What was worked out is no longer so."""


class Making:
    """Makes what pages of a site show.

    Attributes
    ----------
    counter
        Has a large workspace counted in another process.
    tracked
        How often the graphs of tracking were brought up to date.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self.tracked = 0
        self.counter = Counter(site.workspace.folder, site.still, self._copy_store, site.gently)

    def all(self) -> None:
        """Make everything again. Who decides waits for a piece that reads the ledger, not for all of it."""
        site = self._site
        began = site.changed
        with damage.named():
            with site.still():
                warming.at_once(site)
            if not self.elsewhere() and site.writable:
                self._track(began)
            warming.everything(site, self._undisturbed)

    def elsewhere(self) -> bool:
        """Have the other process make what takes long, where it is much; False where that is to be made here."""
        site, workspace = self._site, self._site.workspace
        (articles,) = workspace.ledger.connection.execute("SELECT count(*) FROM articles").fetchone()
        if not site.writable or workspace.settings.store or articles < LARGE:
            return False
        began = site.changed
        with self._undisturbed():
            workspace.shelve()
        keeper = Keeper(site, date.today())

        def begun() -> None:
            nonlocal began
            began = site.changed

        try:
            with closing(self.counter.count(begun)) as answers:
                for name, items in answers:
                    if name == GRAPHS:
                        with suppress(_ChangedMeanwhileError), self._unchanged(began):
                            workspace.bring_tracking(dict(items))
                            self.tracked += 1
                    else:
                        keeper.keep(name, items)
        except (NotCountedError, OSError) as error:
            if self.counter.closed:
                raise
            _LOG.warning("%s; it is counted beside the readers", error)
            return False
        return True

    def _copy_store(self, target: Path) -> None:
        self._site.workspace.store.local().backup(str(target))

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Inside, nobody changes the ledger, and no rehearsal holds its lock."""
        with self._site.still(), self._site.trying:
            yield

    @contextmanager
    def _unchanged(self, began: int) -> Iterator[None]:
        """Inside, to write what follows from the workspace as it was; raises where it has changed since."""
        with self._undisturbed():
            if self._site.changed != began:
                raise _ChangedMeanwhileError
            yield

    def _track(self, began: int) -> None:
        """Bring the graphs of tracking up to date, unless a change comes between: the renewal after it does it then."""
        workspace = self._site.workspace
        before = workspace.ledger.connection.total_changes
        with suppress(_ChangedMeanwhileError):
            workspace.track(partial(self._unchanged, began))
        self.tracked += before != workspace.ledger.connection.total_changes
