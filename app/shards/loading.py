"""Loading: shards into a workspace, whose graph is then that of a build from the same articles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from policygraph.graph.alone import key_of
from policygraph.ingest.readers import Failure
from policygraph.schema.article import Article
from policygraph.schema.errors import ShardError, SourceError
from policygraph.schema.record import Record
from policygraph.shards.places import Folder
from policygraph.shards.run import manifest
from policygraph.shards.tables import FAILURES, RECORDS, rows
from policygraph.shards.work import Done, finished, sizes_of

Item = tuple[Article, Record] | Failure


def load(url: str) -> Iterator[Item]:
    """The articles with their records in a folder of shards, in the order of their inputs.

    Yields
    ------
    (Article, Record) or Failure
        A failure for each input that could not be read, for a shard that is not finished, and for one that is damaged.

    Raises
    ------
    ShardError
        When there is no folder of shards, or it cannot be reached.
    """
    folder = Folder.at(url)
    ids = manifest(folder)
    sizes = sizes_of(folder)
    for id_ in ids:
        done = finished(folder, id_, sizes)
        if done is None:
            yield _failure(folder, id_, "is not finished; run extract again, it goes on where it stopped")
            continue
        try:
            yield from _shard(folder, done)
        except ShardError as error:
            yield Failure(_name(folder, id_), error)


def articles_of(folder: Folder, id_: str) -> Iterator[tuple[str, Record]]:
    """Key and record of each article of a shard; raises `ShardError` for a shard that is not whole."""
    done = finished(folder, id_)
    items = _shard(folder, done) if done else iter([_failure(folder, id_, "is not finished; run extract again")])
    for item in items:
        if isinstance(item, tuple):
            yield key_of(item[0]), item[1]
        elif done is None or item.name == _name(folder, id_):
            raise ShardError(str(item.error))


def _shard(folder: Folder, done: Done) -> Iterator[Item]:
    with TemporaryDirectory(prefix="policygraph-") as name:
        files = {}
        for target, known in done.files.items():
            kind = target.partition("/")[0]
            if kind == "quads" or target != f"{kind}/{done.id}.parquet":
                continue
            files[kind] = Path(name, kind)
            folder.fetch(target, files[kind])
            with files[kind].open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != known["sha256"]:
                    yield _failure(folder, done.id, f"{target} is damaged; remove it and run extract again")
                    return
        if set(files) != {"records", "failures"}:
            yield _failure(folder, done.id, "its marker is damaged; remove it and run extract again")
            return
        for row in rows(files["failures"], FAILURES):
            yield Failure(str(row["name"]), SourceError(str(row["reason"])))
        for row in rows(files["records"], RECORDS):
            try:
                record = Record.model_validate_json(row["record"] or "")
            except ValidationError as error:
                yield _failure(folder, done.id, f"holds a bad record ({error.errors()[0]['msg']}); run extract again")
                continue
            yield Article(id=record.id, source=record.source, text=record.text), record


def _failure(folder: Folder, id_: str, what: str) -> Failure:
    name = _name(folder, id_)
    return Failure(name, SourceError(f"{name}: {what}"))


def _name(folder: Folder, id_: str) -> str:
    return f"{folder.url}/{id_}"
