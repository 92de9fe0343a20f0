"""A workspace as it was known on a day: of the articles that were out by then, and nothing that was told later.

What a later article tells of names, copies and corrections is not known in it; what people decided holds. It is kept
below the workspace (`FOLDER`), so that the next question about the day is answered at once. Where few articles came
later, it is the workspace without them; else it is made anew of those that were out: both are the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from policygraph.graph import search, settings
from policygraph.graph.curation.log import FILE as CURATION_FILE
from policygraph.graph.ledger import FILE as LEDGER_FILE
from policygraph.graph.ledger import Entry
from policygraph.graph.lock import WriteLock, is_locked
from policygraph.graph.rdf import MAPPING_VERSION
from policygraph.graph.resolution.resolver import RESOLUTION_VERSION
from policygraph.graph.tracked import VERSION as TRACKING_VERSION
from policygraph.graph.tracking.dates import day as day_of
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.shelf import VERSION as SHELF_VERSION
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError
from policygraph.schema.record import Record

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

W = TypeVar("W", bound="Workspace")
FOLDER = "known"
_STAMP = "made-of"  # a file that says what a kept workspace was made of, written last
_MOST_KEPT = 3  # days; each takes about the space of the articles that it holds
_FEW = 0.2  # of the articles: so many later ones are taken out faster than the others are put in


@contextmanager
def known_on(workspace: W, day: str) -> Iterator[W]:
    """A workspace of what was known on a day; see `policygraph.graph.workspace.Workspace.known_on`."""
    on = day_of(day)
    kept = _kept(workspace, on)
    if kept is not None:
        with kept as then:
            yield then
        return
    with (
        tempfile.TemporaryDirectory(prefix="policygraph-") as folder,
        _made(workspace, on, Path(folder) / "ws") as then,
    ):
        yield then


def forget(folder: Path) -> None:
    """Delete what is kept of earlier days in a workspace's folder: an article that goes shall not stay in there."""
    for path in _days(folder / FOLDER):
        (path / _STAMP).unlink(missing_ok=True)  # a day that is just asked about is deleted by the next question
        if not is_locked(path):
            shutil.rmtree(path, ignore_errors=True)


def _kept(workspace: W, on: date) -> W | None:
    """The kept workspace of a day, made where there is none; None where another one works there or may not write."""
    home = workspace.folder / FOLDER
    try:
        home.mkdir(exist_ok=True)
        lock = WriteLock(home)
    except (OSError, PolicyGraphError):
        return None
    path, stamp = home / on.isoformat(), _stamp(workspace, on)
    try:
        if (path / _STAMP).exists() and (path / _STAMP).read_text(encoding="utf-8") == stamp:
            with suppress(PolicyGraphError):  # one that is damaged is made anew
                return _read_only(type(workspace).open(path))
        if path.exists() and is_locked(path):
            return None
        shutil.rmtree(path, ignore_errors=True)
        _make_room(home)
        then = _made(workspace, on, path)
        try:
            (path / _STAMP).write_text(stamp, encoding="utf-8")
        except BaseException:
            then.close()
            raise
        return then
    except OSError:
        return None
    finally:
        lock.release()


def _make_room(home: Path) -> None:
    """Delete the days that were made first, where there are too many."""
    for path in sorted(_days(home), key=lambda path: path.stat().st_mtime)[: -_MOST_KEPT + 1]:
        if not is_locked(path):
            shutil.rmtree(path, ignore_errors=True)


def _days(home: Path) -> list[Path]:
    return [path for path in home.iterdir() if path.is_dir()] if home.is_dir() else []


def _stamp(workspace: Workspace, on: date) -> str:
    """All that a workspace of a day depends on: its articles, what people decided, the settings and the program."""
    rows = workspace.ledger.connection.execute(
        "SELECT key, own_id, path, source, content_hash, extractor, changed FROM articles WHERE record IS NOT NULL "
        "AND state <> 'removing' ORDER BY key"
    )
    known = [row for row in rows.fetchall() if _is_out(json.loads(row[3]).get("published"), on)]
    versions = (RESOLUTION_VERSION, MAPPING_VERSION, TRACKING_VERSION, SHELF_VERSION, search.VERSION)
    decided = workspace.ledger.meta("curation") or ""
    made_of = json.dumps([versions, repr(_settings(workspace)), decided, known], ensure_ascii=False)
    return hashlib.sha256(made_of.encode("utf-8", "surrogatepass")).hexdigest()


def _settings(workspace: Workspace) -> settings.Settings:
    tables = tuple(str((workspace.folder / name).resolve()) for name in workspace.settings.indicators)
    return replace(workspace.settings, store=None, indicators=tables)


def _made(workspace: W, on: date, path: Path) -> W:
    """A new workspace of what was known on a day, open."""
    entries = workspace.articles()
    known = [entry for entry in entries if entry.state != "failed" and _is_out(entry.source.published, on)]
    copied = len(known) >= (1 - _FEW) * len(entries) and _copy(workspace, path)
    then = type(workspace).open(path, create=True, new=_settings(workspace))
    try:
        if copied:
            for key in sorted({entry.key for entry in then.articles()} - {entry.key for entry in known}):
                then.remove(key)
        else:
            then.add_many(_read(workspace, known))
            if (workspace.folder / CURATION_FILE).exists():
                shutil.copyfile(workspace.folder / CURATION_FILE, path / CURATION_FILE)
                then.apply_decisions()
    except BaseException:
        then.close()
        raise
    return _read_only(then)


def _read_only(then: W) -> W:
    then.past = True
    return then


def _copy(workspace: Workspace, path: Path) -> bool:
    """Copy a workspace with its store while nobody writes to it; False where that cannot be."""
    folder = workspace.folder
    if workspace.settings.store or not (folder / "store").is_dir():
        return False
    try:
        lock = None if workspace.writes else WriteLock(folder)
    except (OSError, PolicyGraphError):
        return False
    try:
        path.mkdir(parents=True)
        settings.write(path, _settings(workspace))
        with closing(sqlite3.connect(path / LEDGER_FILE)) as target:
            workspace.ledger.connection.backup(target)
        shutil.copytree(folder / "store", path / "store")
        if (folder / CURATION_FILE).exists():
            shutil.copyfile(folder / CURATION_FILE, path / CURATION_FILE)
    except (OSError, sqlite3.Error):
        shutil.rmtree(path, ignore_errors=True)
        return False
    finally:
        if lock:
            lock.release()
    return True


def _is_out(published: str | None, on: date) -> bool:
    return bool(published) and last_day(published or "") <= on


def _read(workspace: Workspace, entries: list[Entry]) -> Iterator[tuple[Article, Record]]:
    """Articles with what was read in them."""
    for entry in entries:
        record, text = workspace.ledger.record(entry.key), workspace.ledger.text(entry.key)
        if record is not None and text is not None:
            yield Article(id=entry.own_id, source=entry.source, text=text), record
