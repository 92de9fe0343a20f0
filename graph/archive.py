"""A workspace as one archive: what cannot be made again (ledger, decisions, settings, word lists), with digests.

The store is left out: it is derived, and built again from the ledger when the archive is unpacked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from policygraph.graph import settings
from policygraph.graph.curation import log
from policygraph.graph.full_disk import want_of_space
from policygraph.graph.ledger import FILE as LEDGER
from policygraph.graph.ledger import now
from policygraph.graph.scratch import scratch
from policygraph.schema.errors import WorkspaceError

MANIFEST = "manifest.json"
FORMAT = "policygraph-backup-1"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Packed:
    """What an archive holds: articles, bytes of its files before packing, and when it was made."""

    articles: int
    size: int
    made: str


def backup(folder: Path, target: Path) -> Packed:
    """Write a workspace into one ``.zip``, as it stands at one moment; others may read and write meanwhile.

    A word list that `workspace.toml` names outside the folder is not the workspace's own and is left out.

    Raises
    ------
    WorkspaceError
        When there is no workspace, its ledger is damaged, or the archive cannot be written; nothing half is left.
    """
    chosen = settings.read(folder)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with scratch(target.parent) as place:
            copy = place / LEDGER
            articles = _snapshot(folder / LEDGER, copy)
            files = {LEDGER: copy, **{name: folder / name for name in _texts(folder, chosen)}}
            packed = _pack(partial, files, articles)
        partial.replace(target)
    except OSError as error:
        raise WorkspaceError(
            f"the archive {str(target)!r} cannot be written: {error}; choose another place for it"
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return packed


def restore(archive: Path, folder: Path) -> Packed:
    """Unpack an archive as a workspace in a folder that is not there yet, or empty; the store is built on opening.

    Raises
    ------
    WorkspaceError
        When the archive is none, is damaged or holds what no backup has, or the folder is taken; the folder then stays
        as it was.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(
            f"{str(folder)!r} is there already and stays as it is; name another --workspace, or move it away first"
        )
    try:
        with zipfile.ZipFile(archive) as zipped:
            manifest = _manifest(zipped, archive)
            folder.parent.mkdir(parents=True, exist_ok=True)
            with scratch(folder.parent) as place:
                fresh = place / "workspace"
                for entry, expected in manifest["files"].items():
                    _unpack(zipped, entry, expected, fresh, archive)
                if settings.read(fresh).store:
                    _own_identity(fresh / LEDGER)
                if folder.exists():
                    folder.rmdir()
                shutil.move(fresh, folder)
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError) as error:
        raise want_of_space(folder.parent, error) or WorkspaceError(
            f"{str(archive)!r} cannot be unpacked: {error}; use another backup, nothing was changed"
        ) from error
    return Packed(manifest["articles"], sum(size for size, _ in manifest["files"].values()), manifest["made"])


def _snapshot(ledger: Path, copy: Path) -> int:
    """Copy the ledger as of one moment, and see that the copy is sound; the number of its articles."""
    try:
        uri = f"{ledger.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            fault = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if fault != "ok":
                raise sqlite3.DatabaseError(fault.replace("\n", "; "))
            count: int = target.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.Error as error:
        raise want_of_space(copy.parent, error) or WorkspaceError(
            f"the ledger {str(ledger)!r} cannot be copied: {error}; `policygraph check` says more, an earlier backup "
            "stays the one to restore"
        ) from error
    return count


def _own_identity(ledger: Path) -> None:
    """Make the ledger one of its own: a server's graph of the workspace that was packed is not taken for it."""
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'ledger'", (uuid.uuid4().hex,))


def _texts(folder: Path, chosen: settings.Settings) -> Iterator[str]:
    """The files beside the ledger that are the workspace's own, as relative names."""
    named = [name for _, files in chosen.lists for name in files] + list(chosen.indicators)
    for name in dict.fromkeys((settings.FILE, log.FILE, *named)):
        if _is_plain(name) and (folder / name).is_file():
            yield name


def _pack(target: Path, files: dict[str, Path], articles: int) -> Packed:
    listed: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, path in files.items():
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, zipped.open(name, "w", force_zip64=True) as sink:
                while block := source.read(_BLOCK):
                    sink.write(block)
                    digest.update(block)
                    size += len(block)
            listed[name] = (size, digest.hexdigest())
        made = now()
        manifest = {
            "format": FORMAT, "made": made, "by": f"policygraph {version('policygraph')}", "articles": articles,
            "files": listed,
        }  # fmt: skip
        zipped.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    with target.open("rb+") as made_now:
        _settle(made_now)
    return Packed(articles, sum(size for size, _ in listed.values()), made)


def _settle(file: IO[bytes]) -> None:
    """Have a file on the disk before it takes the place of another: the power may fail."""
    file.flush()
    os.fsync(file.fileno())


def _manifest(zipped: zipfile.ZipFile, archive: Path) -> dict[str, Any]:
    """What the archive says it holds, where it says it in our form and each file is a plain one below the workspace."""
    try:
        with zipped.open(MANIFEST) as source:
            manifest: dict[str, Any] = json.loads(source.read(_BLOCK))
        files = manifest["files"].items()
        sound = all(_is_plain(name) and size >= 0 and len(digest) == 64 for name, (size, digest) in files)
        sound = sound and isinstance(manifest["articles"], int) and isinstance(manifest["made"], str)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise WorkspaceError(
            f"{str(archive)!r} is no backup of policygraph: its {MANIFEST} is missing or broken; "
            "name a file that `policygraph backup` made"
        ) from error
    if manifest.get("format") != FORMAT:
        raise WorkspaceError(
            f"{str(archive)!r} has the form {manifest.get('format')!r}, this version unpacks {FORMAT!r}; "
            "use the policygraph that made it"
        )
    if not sound or not {settings.FILE, LEDGER} <= set(manifest["files"]):
        raise WorkspaceError(f"{str(archive)!r} holds what no backup does; it was not unpacked")
    return manifest


def _unpack(zipped: zipfile.ZipFile, name: str, expected: tuple[int, str], folder: Path, archive: Path) -> None:
    """Write one file, no longer than the archive says, and see that it is the one that was packed."""
    size, digest = expected
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with _named(zipped, name, archive) as source, target.open("wb") as sink:
        seen, left = hashlib.sha256(), size
        while block := source.read(min(_BLOCK, left + 1)):
            left -= len(block)
            if left < 0:
                break
            seen.update(block)
            sink.write(block)
        _settle(sink)
    if left or seen.hexdigest() != digest:
        raise WorkspaceError(f"{str(archive)!r}: {name} is damaged; use another backup, nothing was changed")


@contextmanager
def _named(zipped: zipfile.ZipFile, name: str, archive: Path) -> Iterator[Any]:
    try:
        source = zipped.open(name)
    except KeyError as error:
        raise WorkspaceError(f"{str(archive)!r}: {name} is missing; use another backup, nothing was changed") from error
    with source:
        yield source


def _is_plain(name: str) -> bool:
    """Whether a name leads to a file below the workspace, on every system.

    >>> [_is_plain(name) for name in ("lists/a.tsv", "../a.tsv", "/etc/a", "C:\\\\a")]
    [True, False, False, False]
    """
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:\0")
