"""A copy of the store that stands still, for workers in other processes; on one disk it takes no space of its own."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pyoxigraph as ox

from policygraph.explore.pool import NAME
from policygraph.explore.site import Site
from policygraph.graph.lock import WriteLock
from policygraph.schema.errors import WorkspaceLockedError

_BORN = time.time()  # what is older is not of this process, even if it bears its number, as in a container


def take(site: Site, target: Path) -> None:
    """Copy the store to a new folder; a store on disk is linked, file by file, one in memory is written out."""
    with site.reading() as workspace:
        store = workspace.store.local()
        try:
            store.backup(str(target))
            if site.writable:
                return
            shutil.rmtree(target)  # a backup of a store that is open for reading lacks what stands in its log only
            if _link(workspace.folder, target):
                return
        except (OSError, ValueError, RuntimeError):  # of a workspace that another process writes to
            pass
        shutil.rmtree(target, ignore_errors=True)
        copy = ox.Store(str(target))
        copy.bulk_extend(store)
        for graph in store.named_graphs():
            copy.add_graph(graph)
        copy.flush()


def _link(workspace: Path, target: Path) -> bool:
    """Link the files of the store that never change and copy the others; False while somebody writes."""
    try:
        lock = WriteLock(workspace)
    except (WorkspaceLockedError, OSError):
        return False
    try:
        target.mkdir()
        for file in (workspace / "store").iterdir():
            if file.suffix == ".sst":
                os.link(file, target / file.name)
            elif file.name not in {"LOCK", "LOG"} and not file.name.startswith("LOG.old"):
                shutil.copyfile(file, target / file.name)
    finally:
        lock.release()
    return True


def sweep(workspace: Path) -> None:
    """Remove what a site that did not end well left in the workspace."""
    for folder in workspace.glob(f"{NAME}*"):
        number = folder.name.removeprefix(NAME).partition("-")[0]
        if number.isdigit() and not _runs(int(number), folder):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int, folder: Path) -> bool:
    if process == os.getpid():
        return folder.stat().st_mtime >= _BORN
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
