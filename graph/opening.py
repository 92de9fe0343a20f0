"""A workspace on disk: one folder with settings, ledger and store, with one writer, kept in step and mended."""

from __future__ import annotations

import shutil
import warnings
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from policygraph.graph import search, settings
from policygraph.graph.curation import log as curation_log
from policygraph.graph.curation.rulings import rulings
from policygraph.graph.full_disk import want_of_space
from policygraph.graph.iris import Iris
from policygraph.graph.ledger import FILE as LEDGER_FILE
from policygraph.graph.ledger import Ledger
from policygraph.graph.loading import Loader
from policygraph.graph.lock import WriteLock, is_locked
from policygraph.graph.resolution.resolver import RESOLUTION_VERSION
from policygraph.graph.settings import Settings
from policygraph.graph.store import GraphStore, OxigraphStore, add_graph, change_graph, replace_graph
from policygraph.graph.terms import string
from policygraph.graph.tracked import Tracked, is_stale
from policygraph.schema.errors import CurationFileError, CurationFileWarning, UpgradeWarning, WorkspaceError
from policygraph.schema.namespace import PG

_QUICK = 20  # articles that are resolved or loaded anew within a moment


class Opened(Tracked):
    """The folder of a workspace with what lies in it. Open one with `open`; it is a context manager.

    `past` is whether it is what was known on a day, to which nothing can be added.
    """

    past = False

    def __init__(self, path: Path, ledger: Ledger, store: GraphStore, chosen: Settings, lock: WriteLock | None) -> None:
        self.folder = path
        self.settings = chosen
        self.iris = Iris(chosen.base)
        self.ledger = ledger
        self.store = store
        self._lock = lock
        applied = curation_log.parse(ledger.meta("curation") or "")
        self._loader = Loader(ledger, store, self.iris, chosen.home or None, rulings(applied))

    @classmethod
    def open(
        cls, path: Path | str, *, create: bool = False, read_only: bool = False, new: Settings | None = None
    ) -> Self:
        """Open the workspace in a folder, and mend its store where a crash left it out of step with the ledger.

        Parameters
        ----------
        create
            Make the workspace where there is none.
        read_only
            Write nothing. While another process writes, the graph is read from the ledger into memory.
        new
            The settings of a workspace that is made; an existing one keeps its own.

        Raises
        ------
        WorkspaceLockedError
            When another process writes to it.
        WorkspaceError
            When there is none, or it is damaged or not accessible.
        """
        folder = Path(path)
        if not settings.is_workspace(folder):
            if not create or read_only:
                error = WorkspaceError(f"{str(folder)!r} is no workspace; `policygraph build SOURCE` makes one there")
                raise error.because("no_workspace", path=str(folder))
            _make(folder, new or Settings())
        chosen = settings.read(folder)
        if not read_only:
            return cls._write(folder, chosen)
        if is_stale(folder, _decided(folder)):  # who may not write, or not now, reads what is there
            with suppress(WorkspaceError), cls._write(folder, chosen) as workspace:
                workspace.track()
        return cls._read(folder, chosen)

    @classmethod
    def _write(cls, folder: Path, chosen: Settings) -> Self:
        try:
            lock = WriteLock(folder)
        except OSError as error:
            raise want_of_space(folder, error) or WorkspaceError(
                f"workspace {str(folder)!r} cannot be written: {error}; ask for the right to write there"
            ) from error
        ledger = store = None
        try:
            ledger = Ledger(folder)
            store = store_of(folder, chosen)
            workspace = cls(folder, ledger, store, chosen, lock)
            workspace._mend()
        except BaseException:
            if store:
                store.close()
            if ledger:
                ledger.close()
            lock.release()
            raise
        return workspace

    @classmethod
    def _read(cls, folder: Path, chosen: Settings) -> Self:
        if not (folder / LEDGER_FILE).exists():
            raise WorkspaceError(f"{str(folder)!r} has no ledger {LEDGER_FILE}; restore it or build again")
        ledger = Ledger(folder, read_only=True)
        try:
            if ledger.meta("resolution") != RESOLUTION_VERSION:
                raise WorkspaceError(
                    f"workspace {str(folder)!r} was made by an earlier version; "
                    "`policygraph repair` brings it up to date"
                )
            if not is_locked(folder) and (chosen.store or (folder / "store").is_dir()):
                workspace = cls(folder, ledger, store_of(folder, chosen, read_only=True), chosen, None)
                if workspace._in_step():
                    return workspace
            workspace = cls(folder, ledger, OxigraphStore(), chosen, None)
            workspace._loader.copy_to_store()
            workspace.store.load(workspace.tracking().graphs().items())
        except BaseException:
            ledger.close()
            raise
        return workspace

    def _in_step(self) -> bool:
        mark = string(self._loader.marker())
        marked = self.store.query(f"ASK {{ GRAPH <{self.iris.meta}> {{ ?s pg:ledger {mark} }} }}")
        waiting = self.ledger.connection.execute("SELECT EXISTS (SELECT 1 FROM articles WHERE loaded = 0)").fetchone()
        return marked.truth and not waiting[0]

    def _mend(self) -> None:
        self._tell_of_upgrade()
        if self.ledger.meta("resolution") != RESOLUTION_VERSION:
            self._loader.resolve_again()
        self.apply_decisions()
        mark = self._mark(self._loader.marker())
        if not self.store.query(f"ASK {{ GRAPH <{self.iris.meta}> {{ {mark} }} }}").truth:
            if self.settings.store:
                self._claim()
            self._loader.forget_store()
            self.store.update(f"DROP ALL ;\n{replace_graph(self.iris.meta, [self._mark(self._unfinished())])}")
            if self.settings.store:
                self._try_default_graph()
            self._loader.load_pending(empty_store=True)
            self.store.update(add_graph(self.iris.meta, [mark]))  # at any time the graph says whose it is
            self.store.update(change_graph(self.store, self.iris.meta, [mark]))
        else:
            self._loader.load_pending()
        if self.ledger.meta("search") != search.VERSION:
            with self.ledger.transaction() as connection:
                search.fill(connection)
                self.ledger.set_meta("search", search.VERSION)

    def _tell_of_upgrade(self) -> None:
        """Warn of what is done anew for a new version of the program, where it takes more than a moment."""
        count = self.ledger.connection.execute("SELECT count(*) FROM articles WHERE record IS NOT NULL").fetchone()[0]
        if count <= _QUICK:
            return
        marks = self.store.query(f"SELECT ?mark {{ GRAPH <{self.iris.meta}> {{ ?s pg:ledger ?mark }} }}")
        known = {self._loader.marker(), self._unfinished()}
        if self.ledger.meta("resolution") != RESOLUTION_VERSION or any(str(row["mark"]) not in known for row in marks):
            warnings.warn(UpgradeWarning(str(self.folder), count), stacklevel=5)

    def _mark(self, text: str) -> str:
        return f"<{self.iris.base}workspace> <{PG}ledger> {string(text)}"

    def _unfinished(self) -> str:
        """What the store's own graph says while it is built: whose it is, and of no version yet."""
        return f"{self.ledger.meta('ledger')}/"

    def _claim(self) -> None:
        """See that a server's dataset is empty or our own before it is emptied; raises `WorkspaceError`."""
        rows = list(self.store.query(f"SELECT ?mark {{ GRAPH <{self.iris.meta}> {{ ?s pg:ledger ?mark }} }}"))
        if any(str(row["mark"]).startswith(self._unfinished()) for row in rows):
            return
        if rows or self.store.query("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }").truth:
            owner = "of another workspace" if rows else "that no policygraph put there"
            assert self.settings.store
            raise WorkspaceError(
                f"the store {self.settings.store.update} holds data {owner}, and a workspace needs a dataset of its "
                "own; name an empty one in workspace.toml, or empty this one (DROP ALL) if nobody needs its data"
            )

    def _try_default_graph(self) -> None:
        """See that the server keeps the default graph apart, so that what two graphs state counts once."""
        (row,) = self.store.query("SELECT (COUNT(*) AS ?n) { ?s pg:ledger ?mark }")
        if row["n"] != 1:
            self.store.update("DROP ALL")
            assert self.settings.store
            raise WorkspaceError(
                f"the store {self.settings.store.query} answers from all graphs at once and counts what two of them "
                "state twice; set the server to keep its default graph apart (for Oxigraph: without "
                "--union-default-graph), or choose one that does, see docs/server.md"
            )

    def apply_decisions(self) -> None:
        """Obey ``curation.jsonl`` as it stands now; raises `CurationFileError` where a line of it is broken."""
        decisions = curation_log.read(self.folder)
        text = curation_log.text_of(decisions)
        if text != (self.ledger.meta("curation") or ""):
            self._writer().decide(rulings(decisions), text)
            self._loader.load_pending()

    @classmethod
    def repair(cls, path: Path | str) -> int:
        """Move the store away and build it again from the ledger; the number of articles loaded."""
        folder = Path(path)
        chosen = settings.read(folder)
        lock = WriteLock(folder)
        try:
            if chosen.store:
                cls._disown(folder, chosen)
            elif (folder / "store").exists():
                shutil.rmtree(folder / "store")
        finally:
            lock.release()
        with cls._write(folder, chosen) as workspace:
            return sum(1 for entry in workspace.ledger.entries("state NOT IN ('removing', 'failed')"))

    @classmethod
    def _disown(cls, folder: Path, chosen: Settings) -> None:
        """Mark the graph in a server as unfinished, where it is ours, so that opening builds it again."""
        ledger = Ledger(folder)
        try:
            with cls(folder, ledger, store_of(folder, chosen), chosen, None) as workspace:
                workspace._claim()
                workspace.store.update(replace_graph(workspace.iris.meta, [workspace._mark(workspace._unfinished())]))
        finally:
            ledger.close()

    @property
    def writes(self) -> bool:
        """Whether it is open for writing."""
        return self._lock is not None

    def _writer(self) -> Loader:
        if self.past:
            raise WorkspaceError("what was known on a day is only read; add to the workspace itself")
        if self._lock is None:
            raise WorkspaceError(f"workspace {str(self.folder)!r} is open for reading only; open it for writing")
        return self._loader

    def close(self) -> None:
        """Close ledger and store and let others write; twice does no harm."""
        self.store.close()
        self.ledger.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def store_of(folder: Path, chosen: Settings, *, read_only: bool = False) -> GraphStore:
    """The store that a workspace's settings name: a server, or the one in its folder."""
    if chosen.store:
        from policygraph.graph.virtuoso_store import store_in

        return store_in(chosen.store)
    return OxigraphStore(folder / "store", read_only=read_only)


def _decided(folder: Path) -> str | None:
    """What people decided, as the ledger keeps it; None, with a warning, where it cannot be read."""
    try:
        return curation_log.text_of(curation_log.read(folder))
    except CurationFileError as error:
        warnings.warn(CurationFileWarning(error), stacklevel=4)
        return None


def _make(folder: Path, chosen: Settings) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        settings.write(folder, chosen)
    except OSError as error:
        raise WorkspaceError(
            f"a workspace cannot be made in {str(folder)!r}: {error}; choose another --workspace"
        ) from error
