"""The workspace as people use it: all of `policygraph.graph.Workspace`, and reading and exporting too."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policygraph.graph.ledger import Entry
from policygraph.graph.loading import Outcome
from policygraph.graph.workspace import Workspace as GraphWorkspace
from policygraph.ingest.processes import reading_pool
from policygraph.ingest.together import TOGETHER, together
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record

if TYPE_CHECKING:
    from policygraph.exports.page import Page
    from policygraph.graph.selection import Selection
    from policygraph.ingest.lists import Lists
    from policygraph.ingest.readers import Failure
    from policygraph.ingest.web.options import Web

_BATCH = 50  # articles stored in one step: what an interruption can lose, and what is stored when all are read
_CHUNK = 32  # articles that a process reads at a time, at most; with more, one still reads when the others are done
_AHEAD = 100  # articles that are read while a batch is stored
PROFILE = "accurate"


@dataclass(slots=True)
class Summary:
    """What a build did.

    `failures` holds input and reason; `silent` the articles in which nothing was found; `copies` the inputs with the
    very text of another input of this build, and that other: they count as one article. `passed` counts the files that
    lie beside articles and are none, by their endings, and by their names where they have none.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """How many inputs failed."""
        return len(self.failures)


class Workspace(GraphWorkspace):
    """Articles in; graph, answers and pages out. Open one with `policygraph.open`."""

    @property
    def profile(self) -> str:
        """How articles are read where nothing else is asked for: as workspace.toml says, ``"accurate"`` by default."""
        return self.settings.profile if self.settings.profile != "default" else PROFILE

    def build(
        self,
        sources: Iterable[str | Path],
        *,
        workers: int = 1,
        force: bool = False,
        profile: str | None = None,
        web: Web | None = None,
        done: Callable[[str], None] | None = None,
        storing: Callable[[], AbstractContextManager[object]] = nullcontext,
        pool: Executor | None = None,
        lengthy: Callable[[str, int], None] | None = None,
    ) -> Summary:
        """Read sources and store what they say.

        Parameters
        ----------
        sources
            Files, folders (recursive), patterns, addresses, or ``-`` for standard input.
        workers
            Processes that read articles; this process stores.
        force
            Read unchanged articles again, too.
        profile
            ``"accurate"`` or ``"fast"``; None: as workspace.toml says.
        web
            How addresses are read; None: as a polite reader does.
        done
            Hears the name of each input when it is finished.
        storing
            Makes what is entered around each step that changes the workspace, so that others may use it in between.
        pool
            Where files are opened and articles read, in place of this process and of workers that end with this build:
            what a damaged file does to a parser, it does there.
        lengthy
            Hears the name and the number of characters of an article so long that it is read in parts, before it is.

        Returns
        -------
        Summary
            One bad input never spoils the others: it is in `Summary.failures` and in the ledger.
        """
        from policygraph.ingest.pipeline import version

        lists = self.lists()
        chosen = profile or self.profile
        summary = Summary()
        tell = done or _nobody
        extractor = version(chosen, lists)
        articles = _announced(self._new(sources, extractor, force, summary, tell, storing, pool, web), lengthy)
        with closing(_records(articles, chosen, lists, workers, pool)) as items:
            self._store_read(items, summary, tell, storing)
        return summary

    def load_shards(self, url: str, *, force: bool = False, done: Callable[[str], None] | None = None) -> Summary:
        """Store what a folder of shards holds (see `policygraph.shards`); nothing is read from sources.

        Parameters
        ----------
        url
            A local folder, or an address that fsspec reaches.
        force, done
            As in `build`.

        Raises
        ------
        ShardError
            When there is no folder of shards, or it cannot be reached.
        """
        from policygraph.shards.loading import load

        summary, tell = Summary(), done or _nobody
        self._store_read(self._loaded(load(url), force, summary, tell), summary, tell, nullcontext)
        return summary

    def _loaded(
        self, items: Iterator[tuple[Article, Record] | Failure], force: bool, summary: Summary,
        tell: Callable[[str], None],
    ) -> Iterator[tuple[Article, Record]]:  # fmt: skip
        """The records that must be stored; failures and unchanged ones are counted on the way."""
        for item in items:
            if not isinstance(item, tuple):
                summary.failures.append((item.name, str(item.error)))
                self.fail(Article(source=Source(path=item.name), text=""), str(item.error))
                tell(item.name)
            elif not force and self.is_current(item[0], item[1].extractor):
                summary.unchanged += 1
                tell(_name(item[0]))
            else:
                yield item

    def reread(
        self,
        *,
        workers: int = 1,
        force: bool = False,
        profile: str | None = None,
        done: Callable[[str], None] | None = None,
    ) -> Summary:
        """Read the stored texts again that another version of the extractor read; their sources are not needed.

        What was read again is stored batch by batch, so that an interrupted run goes on where it stopped.

        Parameters
        ----------
        workers, profile, done
            As in `build`.
        force
            Read all stored texts again, also those that this version read.
        """
        from policygraph.ingest.pipeline import version

        lists = self.lists()
        chosen = profile or self.profile
        extractor = version(chosen, lists)
        summary, tell = Summary(), done or _nobody
        entries = list(self.ledger.entries("record IS NOT NULL AND state <> 'removing'"))
        old = [entry for entry in entries if force or entry.extractor != extractor]
        summary.unchanged = len(entries) - len(old)
        with closing(_records(self._stored(old), chosen, lists, workers, None)) as items:
            self._store_read(items, summary, tell, nullcontext)
        for entry in old:
            if entry.error:  # its source could not be read since; that stays known
                self.fail(self._article(entry), entry.error)
        return summary

    def outdated(self, profile: str | None = None) -> int:
        """How many articles another version of the extractor read, or this one with another profile or other lists."""
        from policygraph.ingest.pipeline import version

        chosen = profile or self.profile
        return sum(
            1 for _ in self.ledger.entries("record IS NOT NULL AND extractor <> ?", [version(chosen, self.lists())])
        )

    def missing_files(self, sources: Iterable[str | Path]) -> list[str]:
        """Paths of articles that came from a folder among `sources` and whose file is not there any more.

        A folder that is away itself, such as a drive that is not mounted, says nothing of its files.
        """
        folders = [Path(source) for source in sources if Path(source).is_dir()]
        paths = (entry.path for entry in self.ledger.entries("record IS NOT NULL AND path IS NOT NULL"))
        return sorted(
            path for path in paths
            if path and any(Path(path).is_relative_to(folder) for folder in folders) and not _is_there(path)
        )  # fmt: skip

    def _stored(self, entries: Iterable[Entry]) -> Iterator[Article]:
        for entry in entries:
            yield self._article(entry)

    def _article(self, entry: Entry) -> Article:
        return Article(id=entry.own_id, source=entry.source, text=self.ledger.text(entry.key) or "")

    def _store_read(
        self, items: Iterator[tuple[Article, Record]], summary: Summary, tell: Callable[[str], None],
        storing: Callable[[], AbstractContextManager[object]],
    ) -> None:  # fmt: skip
        # nobody else uses the workspace between the steps: the store may load while the next articles are read
        behind = self._writer().delivery.behind() if storing is nullcontext else nullcontext()
        with behind:
            for batch in together(items, most=_BATCH):
                with storing():
                    outcomes = self.add_many(batch, force=True)
                for (article, record), outcome in zip(batch, outcomes, strict=True):
                    _count(summary, article, record, outcome)
                    tell(_name(article))

    def lists(self) -> Lists:
        """The user's word lists that workspace.toml names; raises `ListError` for a bad line, with file and line."""
        from policygraph.ingest.lists import read_lists

        return read_lists(dict(self.settings.lists), self.folder)

    def _new(
        self, sources: Iterable[str | Path], extractor: str, force: bool, summary: Summary,
        tell: Callable[[str], None], storing: Callable[[], AbstractContextManager[object]],
        pool: Executor | None, web: Web | None,
    ) -> Iterator[Article]:  # fmt: skip
        """The articles that must be read; failures and unchanged ones are counted on the way."""
        from policygraph.ingest.readers import Failure, read

        first: dict[tuple[str, str], str] = {}  # who came with a key and a text
        for source in sources:
            for item in pool.submit(read_all, str(source), web).result() if pool else read(str(source), web):
                if isinstance(item, Failure) and item.passed_over:
                    summary.passed[item.kind] += 1
                    continue
                if isinstance(item, Failure):
                    summary.failures.append((item.name, str(item.error)))
                    with storing():
                        self.fail(Article(source=Source(path=item.name), text=""), str(item.error))
                    tell(item.name)
                    continue
                self._follow(item, storing)
                name, key = _name(item), self.key(item)
                if other := first.get((key, item.content_hash)):
                    summary.copies.append((name, other))
                    tell(name)
                    continue
                first[key, item.content_hash] = name
                if force or not self.is_current(item, extractor):
                    yield item
                else:
                    summary.unchanged += 1
                    tell(name)

    def _follow(self, article: Article, storing: Callable[[], AbstractContextManager[object]]) -> None:
        """Note the new path of an article whose file was moved: it has the same text, and its old path is gone."""
        if path := article.source.path:
            gone = (key for key, old in self.ledger.same_content(article) if not _is_there(old))
            if key := next(gone, None):
                with storing():
                    self.ledger.move(key, path)

    def export(
        self, form: str, target: str | Path, selection: Selection | None = None, *, lang: str = "zh", **chosen: Any
    ) -> None:
        """Write the graph, or a part of it, in a format of `policygraph.exports.FORMATS`.

        Parameters
        ----------
        selection
            Which part; or, instead, its fields by name: ``ws.export("html", "b.html", entity="海岳电机", hops=1)``.

        Raises
        ------
        ExportError
            For an unknown format, or where nothing can be written.
        PolicyGraphError
            For a selection that asks for what does not exist; see `policygraph.graph.selection`.
        """
        from policygraph.exports import export
        from policygraph.graph.selection import Selection

        export(self, form, Path(target), selection or Selection(**chosen), lang=lang)

    def page(self, selection: Selection | None = None, *, lang: str = "zh", **chosen: Any) -> Page:
        """The interactive page of the graph, or of the part chosen as in `export`; a notebook shows it as it is."""
        from policygraph.exports.page import workspace_page
        from policygraph.graph.selection import Selection

        return workspace_page(self, selection or Selection(**chosen), lang=lang)


def _announced(articles: Iterator[Article], lengthy: Callable[[str, int], None] | None) -> Iterator[Article]:
    """The articles; each that takes long to read is announced."""
    from policygraph.ingest.parts import is_long

    for article in articles:
        if lengthy is not None and is_long(article.text):
            lengthy(_name(article), len(article.text))
        yield article


def _records(
    articles: Iterator[Article], profile: str, lists: Lists, workers: int, given: Executor | None
) -> Generator[tuple[Article, Record], None, None]:
    """Article and record, in order; with several workers a bounded number of chunks is under way at a time."""
    from policygraph.ingest.pipeline import extract_many

    if workers <= 1 and given is None:
        for chunk in together(articles, characters=TOGETHER, most=_CHUNK):
            yield from zip(chunk, extract_many(chunk, profile=profile, lists=lists), strict=True)
        return
    with nullcontext(given) if given else reading_pool(workers) as pool:
        under_way: deque[tuple[list[Article], Future[list[Record]]]] = deque()
        try:
            waiting = 0
            for chunk in together(articles, characters=TOGETHER, most=_CHUNK):
                under_way.append((chunk, pool.submit(read_chunk, chunk, profile, lists)))
                waiting += len(chunk)
                while waiting > _AHEAD and len(under_way) > 2 * workers:
                    part = under_way.popleft()
                    waiting -= len(part[0])
                    yield from _finished(part)
            while under_way:
                yield from _finished(under_way.popleft())
        finally:
            for _, future in under_way:
                future.cancel()


def _finished(part: tuple[list[Article], Future[list[Record]]]) -> Iterator[tuple[Article, Record]]:
    articles, future = part
    yield from zip(articles, future.result(), strict=True)


def read_all(source: str, web: Web | None = None) -> list[Article | Failure]:
    """The articles of a source; what a worker process runs."""
    from policygraph.ingest.readers import read

    return list(read(source, web))


def _is_there(path: str) -> bool:
    """Whether the file of an article exists, or the archive or file of many articles (`a.jsonl:3`) that it was in."""
    file = Path(re.sub(r":\d+$", "", path))
    return Path(path).exists() or file.exists() or any(parent.is_file() for parent in file.parents)


def read_chunk(articles: list[Article], profile: str, lists: Lists) -> list[Record]:
    """The records of a few articles; what a worker process runs."""
    from policygraph.ingest.pipeline import extract_many

    return list(extract_many(articles, profile=profile, lists=lists))


def _count(summary: Summary, article: Article, record: Record, outcome: Outcome) -> None:
    if outcome.state == "failed":
        summary.failures.append((_name(article), outcome.error or ""))
    elif outcome.state == "replaced":
        summary.updated += 1
    else:
        summary.added += 1
    if not (record.entities or record.metrics or record.relations):
        summary.silent.append(_name(article))


def _name(article: Article) -> str:
    return article.source.path or article.id or article.source.url or article.source.title or article.text[:20]


def _nobody(_name: str) -> None:
    """Hear nothing."""
