"""The inputs of a command: reads the sources one after another, names what fails, counts it, and goes on."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from policygraph.cli.messages import failed, passed_over
from policygraph.cli.output import talk
from policygraph.ingest.readers import Failure, Input, read
from policygraph.ingest.web.options import Web
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError

_NAME_BYTES = 200  # file systems take 255 with the ending, a hanzi is three
_MANY = frozenset({".zip", ".warc", ".warc.gz"})  # how many articles they hold is known once they are read


class Inputs:
    """Iterate over the articles of `sources`; `failed` counts the inputs that could not be read so far.

    `passed` counts what lies beside them and is no article, by `Failure.kind`.
    """

    def __init__(self, sources: Iterable[str], web: Web | None = None) -> None:
        self.sources = tuple(sources)
        self.web = web
        self.failed = 0
        self.passed = Counter[str]()

    def __iter__(self) -> Iterator[Article]:
        for source in self.sources:
            yield from self.read(source)

    def read(self, source: str) -> Iterator[Article]:
        """The articles of one source; what fails is named and counted."""
        for item in read(source, self.web):
            if not isinstance(item, Failure):
                yield item
            elif item.passed_over:
                self.passed[item.kind] += 1
            else:
                self.failed += 1
                talk(failed(item.name, item.error))

    def tell_passed(self, *, quiet: bool) -> None:
        """Say what was passed over, if anything was."""
        if self.passed:
            talk(passed_over(self.passed), quiet=quiet)


def stem(article: Article, taken: set[str]) -> str:
    """A file name without ending for an article, numbered where it is taken already.

    It is that of its file, else its id, else its address in readable letters.

    >>> from policygraph.schema.article import Source
    >>> url = "https://www.example.cn/%E6%94%BF%E7%AD%96/info.jsp?id=12&page=3"
    >>> stem(Article(source=Source(url=url), text="x"), set())
    'www.example.cn_政策_info.jsp_id=12_page=3'
    """
    path, url = article.source.path, article.source.url
    name = Path(path).stem if path and path != "-" else (article.id or _of_address(url or "") or "article")
    if name in taken and article.id:
        name = f"{name}-{article.id}"
    name = _fitting(name) or "article"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique


def _of_address(url: str) -> str:
    """Host, path and query of an address, unquoted, without the ending of a page."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    with suppress(UnicodeError):
        host = host.encode("ascii").decode("idna")
    path = re.sub(r"\.(?:s?html?|pdf|docx?|xlsx?|ofd|wps)$", "", unquote(parts.path), flags=re.IGNORECASE)
    return "_".join(part for part in (host, *path.split("/"), *unquote(parts.query).split("&")) if part)


def _fitting(name: str) -> str:
    """The name without what file systems refuse; one that is too long is cut, and told apart by a digest."""
    name = "".join("_" if char in '/\\:*?"<>|' or not char.isprintable() else char for char in name).strip(". ")
    if len(name.encode("utf-8")) <= _NAME_BYTES:
        return name
    short = name.encode("utf-8")[: _NAME_BYTES - 9].decode("utf-8", "ignore")
    return f"{short}-{hashlib.sha256(name.encode('utf-8')).hexdigest()[:8]}"


def count(sources: Iterable[str]) -> int | None:
    """How many articles the sources name, by files and lines; None where nobody can know before reading."""
    named = _named(sources)
    if named is None:
        return None
    total = 0
    for item in named:
        if isinstance(item, Failure) and item.passed_over:
            continue
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
        if not item.passed_over:
            failures.append(item)
    return failures


def _named(sources: Iterable[str]) -> Iterator[Input | Failure] | None:
    from policygraph.ingest.readers import inputs_of
    from policygraph.ingest.readers.inputs import STDIN

    several = tuple(sources)
    if any(source == STDIN or "://" in source for source in several):
        return None
    return (item for source in several for item in inputs_of(source))
