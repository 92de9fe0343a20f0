"""The inputs of a command: reads the sources one after another, names what fails, counts it, and goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from policygraph.cli.messages import failed
from policygraph.cli.output import talk
from policygraph.ingest.readers import Failure, Input, read
from policygraph.ingest.web.options import Web
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

_MANY = frozenset({".zip", ".warc", ".warc.gz"})  # how many articles they hold is known once they are read


class Inputs:
    """Iterate over the articles of `sources`; `failed` counts the inputs that could not be read so far."""

    def __init__(self, sources: Iterable[str], web: Web | None = None) -> None:
        self.sources = tuple(sources)
        self.web = web
        self.failed = 0

    def __iter__(self) -> Iterator[Article]:
        for source in self.sources:
            yield from self.read(source)

    def read(self, source: str) -> Iterator[Article]:
        """The articles of one source; what fails is named and counted."""
        for item in read(source, self.web):
            if isinstance(item, Failure):
                self.failed += 1
                talk(failed(item.name, item.error))
            else:
                yield item


def stem(article: Article, taken: set[str]) -> str:
    """A file name without ending for an article: that of its file, else its id; numbered where it is taken already."""
    path = article.source.path
    name = Path(path).stem if path and path != "-" else (article.id or "article")
    if name in taken and article.id:
        name = f"{name}-{article.id}"
    name = "".join("_" if char in '/\\:*?"<>|' or not char.isprintable() else char for char in name)[:150] or "article"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique


def count(sources: Iterable[str]) -> int | None:
    """How many articles the sources name, by files and lines; None where nobody can know before reading."""
    named = _named(sources)
    if named is None:
        return None
    total = 0
    for item in named:
        suffix = item.suffix if isinstance(item, Input) else ""
        if suffix in _MANY:
            return None
        total += _lines(item) if isinstance(item, Input) and suffix == ".jsonl" else 1
    return total


def _lines(item: Input) -> int:
    """The lines of a file that hold something; one where it cannot be opened, which reading it will say."""
    try:
        with closing(item.open()) as stream:
            return sum(1 for line in stream if line.strip())
    except (SourceError, OSError):
        return 1


def missing(sources: Iterable[str]) -> list[Failure]:
    """Why the sources name nothing at all that could be read; empty where one of them may."""
    failures = []
    for item in _named(sources) or ():
        if not isinstance(item, Failure):
            return []
        failures.append(item)
    return failures


def _named(sources: Iterable[str]) -> Iterator[Input | Failure] | None:
    from policygraph.ingest.readers import DOCUMENTS, readers
    from policygraph.ingest.readers.inputs import STDIN, inputs

    several = tuple(sources)
    if any(source == STDIN or "://" in source for source in several):
        return None
    suffixes = frozenset(readers())
    return (item for source in several for item in inputs(source, suffixes, DOCUMENTS))
