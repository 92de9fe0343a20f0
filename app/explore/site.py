"""The site: one workspace, opened once, and the pages that show it, all named in one table."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI, Request
from starlette.staticfiles import StaticFiles

from policygraph.explore import failures
from policygraph.explore.guard import Door, Guard
from policygraph.explore.intake import Intake
from policygraph.explore.making import Making
from policygraph.explore.memory import Memory
from policygraph.explore.pool import Limits
from policygraph.explore.renewal import PATIENCE_S, USUAL_S, Renewal
from policygraph.explore.turns import Turns
from policygraph.graph import damage
from policygraph.workspace import Workspace

Answer = TypeVar("Answer")
Item = TypeVar("Item")

# Each is a module of this package with a `router`; the order decides where two could answer one address.
ROUTERS = (
    "endpoint",  # first: programs ask it often, and each route before it is tried
    "home",
    "search",
    "targets",
    "indicators",
    "entities",
    "articles",
    "paths",
    "compare",
    "silence",
    "curate",
    "workspace",
    "colours",
    "admission",
    "description",
    "things",
)


class Site:
    """What all pages share. Ask the workspace inside `reading`, change it inside `writing`.

    Attributes
    ----------
    workspace
        Open for writing where `writable`; its ledger and store are shared by all threads.
    lang
        ``"zh"`` or ``"en"``: the language of who has not chosen one.
    title
        The name of the workspace's folder; "" for the usual ``workspace``.
    token
        What a visitor must know to come in; None: nothing.
    changed
        How many changes there were.
    """

    def __init__(self, workspace: Workspace, *, lang: str, token: str | None, writable: bool) -> None:
        self.workspace = workspace
        self.lang = lang
        self.token = token
        self.writable = writable
        folder = workspace.folder.resolve().name
        self.title = "" if folder == "workspace" else folder
        self.trying = threading.Lock()  # a rehearsal, and who writes beside readers, hold the ledger's own lock
        self._turns = Turns()
        self._changes = Turns()  # who changes the workspace waits for what a renewal just reads, no reader for either
        self.changed = self._read = 0
        self._memory = Memory(lambda: self.changed)
        self._records = Memory(lambda: self._read)
        self._derived: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._making = Making(self)
        self._renewal = Renewal(self._making.all)

    def version(self) -> Hashable:
        """Another value after every change of the graph."""
        return self.changed, self._making.tracked

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The workspace, while nobody changes it; raises `WorkspaceError` where a page of its files is damaged."""
        with self._turns.reading(), self._renewal.pinned(), damage.named():
            yield self.workspace

    @contextmanager
    def writing(self, *, articles: bool = True) -> Iterator[Workspace]:
        """The workspace for oneself; what pages show of it is then made again, and until it is, they show the last.

        `articles` says whether articles come, go or are read again; a decision leaves them as they are.
        """
        ledger, changed = self.workspace.ledger.connection, False
        try:
            with self._changes.writing(), self._turns.writing(), damage.named():
                before = ledger.total_changes
                try:
                    yield self.workspace
                finally:
                    changed = ledger.total_changes != before
                    self.changed += changed
                    self._read += changed and articles
        finally:
            if changed:
                self._renewal.ask()
        if changed:
            self._renewal.wait(PATIENCE_S, usual_s=USUAL_S)

    def still(self) -> AbstractContextManager[None]:
        """Inside, nobody changes the workspace; it keeps no reader waiting."""
        return self._changes.reading()

    def recall(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer called `name`, made once for each version of the workspace (see `Memory.recall`)."""
        return self._memory.recall(name, make)

    def recall_read(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """As `recall`, for what follows from the articles alone, whatever people decide."""
        return self._records.recall(name, make)

    def kept(self, name: Hashable, make: Callable[[], Answer]) -> Answer:
        """The answer called `name` as the last renewal gave it (see `Renewal.recall`): for what takes long to make."""
        return self._renewal.recall(name, make)

    def gently(self, items: Iterable[Item]) -> Iterable[Item]:
        """The items as they come, with rests for the sake of readers (see `Renewal.gently`)."""
        return self._renewal.gently(items)

    def derived(self, name: Hashable, sources: tuple[object, ...], make: Callable[[], Answer]) -> Answer:
        """The answer called `name`, made again where one of its sources is another object than the last time."""
        last = self._derived.get(name)
        if last is None or any(one is not two for one, two in zip(last[0], sources, strict=True)):
            self._derived[name] = last = sources, make()
        answer: Answer = last[1]
        return answer

    @property
    def counting(self) -> bool:
        """Whether what takes long is still being made for the first time."""
        return self._renewal.counting

    @property
    def behind(self) -> bool:
        """Whether lists do not show the latest change yet."""
        return self._renewal.behind

    def warm(self) -> None:
        """Bring tracking up to date and make what pages show, in the background."""
        self._renewal.ask()

    def close(self) -> None:
        """Close the workspace once nobody makes anything of it."""
        self._making.counter.close()
        self._renewal.close()
        self.workspace.close()


def create_app(
    folder: Path,
    *,
    lang: str = "zh",
    token: str | None = None,
    read_only: bool = False,
    hosts: Sequence[str] = (),
    limits: Limits | None = None,
    allow_origin: str | None = None,
) -> FastAPI:
    """The explorer of the workspace in a folder; it is opened now and closed when the server stops.

    Parameters
    ----------
    lang
        ``"zh"`` or ``"en"``: the language of visitors who have not chosen one.
    token
        What visitors must know to come in; None: nothing.
    read_only
        Leave the workspace free for others to write.
    hosts
        Names under which people reach the site, besides IP addresses and this machine's own.
    limits
        The bounds of each SPARQL query; None: the usual ones.
    allow_origin
        The origin of another site whose pages may ask ``/sparql``, or ``"*"``; None: no other site's.

    Raises
    ------
    WorkspaceError
        When there is no workspace, or it is damaged, or another process writes to it.
    """
    from policygraph.explore.queries import install as install_queries  # which knows the site

    site = Site(Workspace.open(folder, read_only=read_only), lang=lang, token=token, writable=not read_only)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        site.warm()
        try:
            yield
        finally:
            app.state.intake.close()
            queries.close()
            site.close()

    app = FastAPI(title="policygraph", lifespan=life, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site
    app.state.intake = Intake(site)
    app.state.allow_origin = allow_origin
    queries = install_queries(app, site, limits or Limits())
    app.add_middleware(Guard, door=Door(hosts, token, lang))
    failures.install(app)
    for name in ROUTERS:
        router: APIRouter = import_module(f"policygraph.explore.{name}").router
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(files("policygraph.explore").joinpath("data/static"))), "static")
    return app


def site_of(request: Request) -> Site:
    """The site that a request came to."""
    site: Site = request.app.state.site
    return site
