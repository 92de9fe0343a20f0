"""A run: plans the shards of sources, has an engine do those that are not finished, and keeps the folder in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from policygraph.ingest.pipeline import version
from policygraph.schema.errors import ShardError
from policygraph.shards.engines import ENGINES
from policygraph.shards.places import PARTIAL, Folder
from policygraph.shards.plan import INPUTS, plan
from policygraph.shards.tables import library
from policygraph.shards.work import KINDS, Done, Work, finished, marker, sizes_of, work

MANIFEST = "manifest.json"
ENTITIES = ("entities.parquet", "entities.nq.gz")  # what the names of all shards mean, where it was worked out
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Result:
    """What a folder of shards holds after a run: shards done now, found finished, and those that are not."""

    done: tuple[Done, ...]
    known: tuple[Done, ...]
    unfinished: tuple[str, ...]

    @property
    def articles(self) -> int:
        """How many records the finished shards hold."""
        return sum(shard.articles for shard in self.done + self.known)

    @property
    def failed(self) -> int:
        """How many inputs of the finished shards could not be read."""
        return sum(shard.failed for shard in self.done + self.known)


def extract_shards(
    sources: Iterable[str],
    how: Work,
    *,
    engine: str = "local",
    workers: int = 1,
    most: int = INPUTS,
    done: Callable[[Done], None] | None = None,
) -> Result:
    """Read sources into a folder of shards; what an earlier run finished is not read again.

    Parameters
    ----------
    engine
        A name in `ENGINES`.
    most
        Inputs of one shard.
    done
        Hears of each shard when it is finished.

    Raises
    ------
    ShardError
        When a source or the folder cannot be used, the folder holds other sources, or a package is not installed.
    """
    sources = list(sources)
    folder = Folder.at(how.output)
    made_by = json.dumps([version(how.profile, how.lists), how.base, how.home])
    shards = plan(sources, made_by, most=most)
    sizes = sizes_of(folder)
    known = {shard.id: found for shard in shards if (found := finished(folder, shard.id, sizes))}
    waiting = [shard for shard in shards if shard.id not in known]
    library()
    working = ENGINES[engine](partial(work, how), waiting, workers)
    _enter(folder, [_absolute(source) for source in sources], [shard.id for shard in shards])  # no package is missing
    now: dict[str, Done] = {}
    for item in working:
        now[item.id] = item
        if done:
            done(item)
    missing = tuple(shard.id for shard in waiting if shard.id not in now)
    if not missing:
        _tidy(folder, {shard.id for shard in shards})
    return Result(tuple(now.values()), tuple(known.values()), missing)


def _absolute(place: str) -> str:
    return place if "://" in place else str(Path(place).resolve())


def manifest(folder: Folder) -> list[str]:
    """The ids of the shards that belong to a folder, in the order of their inputs; raises `ShardError` for none."""
    return _manifest(folder)[1]


def _manifest(folder: Folder) -> tuple[list[str], list[str]]:
    text = folder.read(MANIFEST)
    if text is None:
        raise ShardError(
            f"{folder.url}: is no folder of shards; policygraph extract SOURCE --engine local --output DIR makes one"
        ).because("no_shards", url=folder.url)
    try:
        value = json.loads(text)
        if value["format"] == FORMAT:
            return [str(source) for source in value["sources"]], [_id(id_) for id_ in value["shards"]]
    except (ValueError, KeyError, TypeError) as error:
        raise ShardError(
            f"{folder.url}: {MANIFEST} is damaged ({error!r}); run extract again into a new folder"
        ).because("bad_manifest", url=folder.url, error=repr(error)) from error
    raise ShardError(
        f"{folder.url}: has format {value['format']!r}, this version reads {FORMAT}; use the version that wrote it"
    ).because("shard_format", url=folder.url, found=value["format"], known=FORMAT)


def _id(value: object) -> str:
    """An id as it may stand in a file's name."""
    if not (isinstance(value, str) and len(value) == 16 and set(value) <= set("0123456789abcdef")):
        raise ValueError(f"{value!r} is no id of a shard")
    return value


def _enter(folder: Folder, sources: list[str], ids: list[str]) -> None:
    """Note in the manifest what belongs to the folder; one that holds other sources is left as it is."""
    before = _manifest(folder) if folder.read(MANIFEST) is not None else (sources, ids)
    if before[0] != sources:
        others = " ".join(before[0])
        raise ShardError(
            f"{folder.url}: holds the shards of other sources ({others}); choose another --output"
        ).because("other_sources", url=folder.url, sources=others)
    if before[1] != ids:
        for name in ENTITIES:
            folder.remove(name)
    with TemporaryDirectory(prefix="policygraph-") as name:
        file = Path(name, MANIFEST)
        file.write_text(
            json.dumps({"format": FORMAT, "sources": sources, "shards": ids}, ensure_ascii=False, indent=1),
            encoding="utf-8",
        )
        folder.put(MANIFEST, file)


def _tidy(folder: Folder, ids: set[str]) -> None:
    """Remove what a lost machine left half, and the shards of inputs that are not there any more, markers first."""
    markers = folder.sizes("shards")
    for name in [*markers, *sizes_of(folder)]:
        own = name.rpartition("/")[2].partition(".")[0]
        if name.endswith(PARTIAL) or (own not in ids and name in _names(own)):
            folder.remove(name)


def _names(id_: str) -> set[str]:
    """The names of all files of a shard."""
    endings = {"records": "parquet", "quads": "nq.gz", "failures": "parquet"}
    return {marker(id_), *(f"{kind}/{id_}.{endings[kind]}" for kind in KINDS)}
