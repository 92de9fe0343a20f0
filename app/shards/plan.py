"""The plan: which inputs make which shard. The same inputs, read by the same version, make the same shards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from policygraph.ingest.readers import DOCUMENTS, PERHAPS, Failure, inputs_of, readers
from policygraph.ingest.readers.inputs import STDIN, ending
from policygraph.schema.errors import ShardError, SourceError
from policygraph.shards.places import filesystem

INPUTS = 500  # files of a shard, unless the user says otherwise
_BYTES = 64 * 1024 * 1024  # of the inputs of a shard; a larger file is a shard of its own
_MAGIC = frozenset("*?[")
_CHANGED = ("ETag", "etag", "mtime", "LastModified", "last_modified", "modified")  # what file systems call it
_WEB = ("http:", "https:")


@dataclass(frozen=True, slots=True)
class Piece:
    """One input: its name as the user knows it, where any machine finds it, and what tells that it changed."""

    name: str
    where: str
    size: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """Inputs that are read together; `failed` are inputs that do not exist, with the reason."""

    id: str
    pieces: tuple[Piece, ...]
    failed: tuple[tuple[str, str], ...] = ()

    def dump(self) -> str:
        """The shard as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def plan(sources: Iterable[str], made_by: str, *, most: int = INPUTS) -> list[Shard]:
    """The shards of `sources`, in their order.

    Parameters
    ----------
    made_by
        What reads them: version, profile, word lists, base IRI. Another one makes other shards.
    most
        Inputs of one shard.
    """
    shards, now, size, failed = [], list[Piece](), 0, list[tuple[str, str]]()
    for item in _pieces(sources):
        if isinstance(item, Failure):
            if not item.passed_over:
                failed.append((item.name, str(item.error)))
            continue
        if now and (len(now) >= most or size + item.size > _BYTES):
            shards.append(_shard(now, made_by))
            now, size = [], 0
        now.append(item)
        size += item.size
    if now:
        shards.append(_shard(now, made_by))
    if failed:  # they are told once
        shards.append(_shard([], made_by, failed))
    return shards


def _shard(pieces: list[Piece], made_by: str, failed: Iterable[tuple[str, str]] = ()) -> Shard:
    shard = Shard("", tuple(pieces), tuple(failed))
    digest = hashlib.sha256(f"{made_by}\x00{shard.dump()}".encode("utf-8", "surrogatepass")).hexdigest()
    return replace(shard, id=digest[:16])


def _pieces(sources: Iterable[str]) -> Iterator[Piece | Failure]:
    suffixes = frozenset(readers()) | DOCUMENTS | PERHAPS
    for source in sources:
        if source == STDIN or source.lower().startswith(_WEB):
            raise ShardError(
                f"{source}: shards are made of files; save it as a file, or run extract without --engine"
            ).because("no_files", source=source)
        if "://" in source:
            yield from _remote(source, suffixes)
            continue
        for item in inputs_of(source):
            yield item if isinstance(item, Failure) else _local(item.name, item.path or Path(source))


def _local(name: str, path: Path) -> Piece:
    where = str(path.resolve())
    try:
        status = path.stat()
    except OSError:  # reading it says why
        return Piece(name, where)
    return Piece(name, where, status.st_size, str(status.st_mtime_ns))


def _remote(source: str, suffixes: frozenset[str]) -> Iterator[Piece | Failure]:
    """The inputs below an address, in the order of names; hidden files and other kinds are passed over."""
    system, path = filesystem(source)
    try:
        if not _MAGIC.isdisjoint(path):
            found = system.glob(path, detail=True)
        elif system.isfile(path):
            yield _piece(system, path, system.info(path))
            return
        else:
            found = system.find(path, detail=True)
    except OSError as error:
        raise ShardError(f"{source}: cannot be listed ({error}); check the address and the rights").because(
            "unreachable", url=source, error=error
        ) from error
    named = [
        (name, entry)
        for name, entry in sorted(found.items())
        if entry.get("type") == "file" and ending(Path(name)) in suffixes
    ]
    inner = [(name, entry) for name, entry in named if not any(p.startswith(".") for p in name[len(path) :].split("/"))]
    for name, entry in inner:
        yield _piece(system, name, entry)
    if not inner:
        yield Failure(source, SourceError(f"{source}: holds no article; check the address"))


def _piece(system: object, path: str, entry: dict[str, object]) -> Piece:
    url = system.unstrip_protocol(path)  # type: ignore[attr-defined]
    stamp = next((str(entry[key]) for key in _CHANGED if entry.get(key)), "")
    return Piece(url, url, int(str(entry.get("size") or 0)), stamp)
