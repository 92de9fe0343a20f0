"""The work: one shard, from its inputs to its files. What it writes depends on its arguments alone."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.graph.alone import key_of, quads
from policygraph.graph.iris import Iris
from policygraph.ingest.lists import NO_LISTS, Lists
from policygraph.ingest.readers import Failure, Input, read_input
from policygraph.ingest.together import TOGETHER, together
from policygraph.schema.article import Article
from policygraph.schema.errors import PolicyGraphError, SourceError
from policygraph.schema.record import Record
from policygraph.shards.places import Folder, Telling, filesystem
from policygraph.shards.plan import Piece, Shard
from policygraph.shards.tables import FAILURES, RECORDS, Writer

KINDS = ("records", "quads", "failures")  # the folders of a shard's files
_MOST = 100  # items that are read at a time
SHOWN = 20  # failures of a shard that its marker names; the side table has all


@dataclass(frozen=True, slots=True)
class Work:
    """What all shards of a run share: where they go, and how articles are read."""

    output: str
    base: str
    home: str | None = None
    profile: str = "accurate"
    lists: Lists = NO_LISTS


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished shard holds. `failures` are the first of `failed`."""

    id: str
    articles: int
    failed: int
    failures: tuple[tuple[str, str], ...]
    files: dict[str, dict[str, Any]]  # size and SHA-256 by name

    def dump(self) -> str:
        """The marker of the shard, as JSON."""
        return json.dumps(
            {"id": self.id, "articles": self.articles, "failed": self.failed, "failures": self.failures,
             "files": self.files},
            ensure_ascii=False, indent=1,
        )  # fmt: skip

    @classmethod
    def load(cls, text: str | bytes) -> Done:
        """The shard that a marker tells of; raises `ValueError` for what is no marker."""
        try:
            value = json.loads(text)
            failures = tuple((str(name), str(reason)) for name, reason in value["failures"])
            files = {str(name): {"bytes": int(f["bytes"]), "sha256": str(f["sha256"])}
                     for name, f in value["files"].items()}  # fmt: skip
            return cls(str(value["id"]), int(value["articles"]), int(value["failed"]), failures, files)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no marker of a shard: {error!r}") from error

    def is_whole(self, sizes: dict[str, int]) -> bool:
        """Whether its files are there, with these sizes."""
        return all(sizes.get(name) == file["bytes"] for name, file in self.files.items())


def marker(id_: str) -> str:
    """The name of a shard's marker."""
    return f"shards/{id_}.json"


def finished(folder: Folder, id_: str, sizes: dict[str, int] | None = None) -> Done | None:
    """A shard that is finished, None for one that is not: without a marker, or with other files than it names."""
    text = folder.read(marker(id_))
    try:
        done = Done.load(text) if text else None
    except ValueError:  # a half marker; the shard is done again
        return None
    if done and sizes is None:  # of its own files: there may be a hundred thousand shards to list
        sizes = {name: size for name in done.files if (size := folder.size(name)) is not None}
    return done if done and done.is_whole(sizes or {}) else None


def sizes_of(folder: Folder) -> dict[str, int]:
    """The sizes of all tables and graphs in a folder of shards, by name."""
    return {name: size for within in KINDS for name, size in folder.sizes(within).items()}


def work(how: Work, shard: Shard) -> Done:
    """Read the inputs of a shard and write its files, the marker last; a shard that is finished is not read again."""
    folder = Folder.at(how.output)
    if known := finished(folder, shard.id):
        return known
    iris = Iris(how.base)
    with Telling(how.output), tempfile.TemporaryDirectory(prefix="policygraph-") as name:
        here = Path(name)
        files = {
            f"records/{shard.id}.parquet": here / "records",
            f"quads/{shard.id}.nq.gz": here / "quads",
            f"failures/{shard.id}.parquet": here / "failures",
        }
        with (
            Writer(here / "records", RECORDS) as records,
            Writer(here / "failures", FAILURES) as failures,
            (here / "quads").open("wb") as raw,
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as graph,
        ):
            shown = list[tuple[str, str]]()
            for item in _records(how, shard, iris):
                if isinstance(item, Failure) and item.passed_over:
                    continue
                if isinstance(item, Failure):
                    failures.write({"name": item.name, "reason": str(item.error), "shard": shard.id})
                    shown += [(item.name, str(item.error))] if len(shown) < SHOWN else []
                    continue
                article, record, lines = item
                records.write(_row(article, record))
                graph.writelines(f"{line}\n".encode() for line in lines)
        done = Done(shard.id, records.rows, failures.rows, tuple(shown), {n: _described(f) for n, f in files.items()})
        for target, file in files.items():
            folder.put(target, file)
        (here / "marker").write_text(done.dump(), encoding="utf-8")
        folder.put(marker(shard.id), here / "marker")
    return done


def _records(how: Work, shard: Shard, iris: Iris) -> Iterator[tuple[Article, Record, list[str]] | Failure]:
    for name, reason in shard.failed:
        yield Failure(name, SourceError(reason))
    everything = (item for piece in shard.pieces for item in _articles(piece))
    for some in together(everything, characters=TOGETHER, most=_MOST):
        found = [item for item in some if isinstance(item, Article)]
        records = iter(_read(how, found))
        for item in some:
            if isinstance(item, Failure):
                yield item
                continue
            name, record = _name(item), next(records)
            try:
                yield record if isinstance(record, Failure) else (item, record, [*quads(item, record, iris, how.home)])
            except PolicyGraphError as error:
                yield Failure(name, error)
            except Exception as error:  # noqa: BLE001 - one article of millions must not stop the others; it is told
                yield _broken(name, error)


def _read(how: Work, articles: list[Article]) -> list[Record | Failure]:
    """A record of each article, or why there is none."""
    from policygraph.ingest.pipeline import extract_many

    try:
        return list(extract_many(articles, profile=how.profile, lists=how.lists))
    except Exception as error:  # noqa: BLE001 - one article of millions must not stop the others; it is told
        if len(articles) > 1:
            return [found for article in articles for found in _read(how, [article])]
        name = _name(articles[0])
        return [Failure(name, error) if isinstance(error, PolicyGraphError) else _broken(name, error)]


def _name(article: Article) -> str:
    return article.source.path or article.id or article.source.title or article.text[:20]


def _broken(name: str, error: Exception) -> Failure:
    return Failure(name, SourceError(f"{name}: reading it failed ({error!r}); please report it"))


def _articles(piece: Piece) -> Iterator[Article | Failure]:
    """The articles of an input; what is not on this machine is copied here for the while."""
    try:
        if "://" not in piece.where:
            yield from read_input(Input(piece.name, Path(piece.where)))
            return
        with tempfile.TemporaryDirectory(prefix="policygraph-") as folder:
            file = Path(folder, "input" + "".join(Path(piece.name).suffixes[-2:])[-20:])
            system, path = filesystem(piece.where)
            system.get_file(path, str(file))
            yield from read_input(Input(piece.name, file))
    except PolicyGraphError as error:
        yield Failure(piece.name, error)
    except Exception as error:  # noqa: BLE001 - one input of millions must not stop the others; it is told
        yield Failure(piece.name, SourceError(f"{piece.name}: cannot be read ({error!r})"))


def _row(article: Article, record: Record) -> dict[str, Any]:
    source = article.source
    return {
        "key": key_of(article), "path": source.path, "title": source.title, "published": source.published,
        "content_hash": article.content_hash, "extractor": record.extractor, "record": record.model_dump_json(),
    }  # fmt: skip


def _described(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {"bytes": file.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
