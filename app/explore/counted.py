"""What a process of its own counts where that takes long: the answers as lists, and what pages are given of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from policygraph.explore import known
from policygraph.graph.links import Links
from policygraph.graph.tracking.board import Loaded
from policygraph.graph.tracking.graph import outdated

if TYPE_CHECKING:
    from policygraph.explore.site import Site

GRAPHS = "graphs"  # of tracking, those that are not in step: for the store, not for pages


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a list; `key` tells its items apart."""

    name: str
    items: Iterable[Any]
    key: Callable[[Any], str]


def answers(site: Site, *, graphs: bool) -> Iterator[Answer]:
    """All of them, the claims first; `graphs` says whether those of tracking may be out of step."""
    board = known.tracking(site)
    loaded, first = board.load(), itemgetter(0)
    yield Answer("claims", loaded.claims, attrgetter("iri"))
    yield Answer("names", sorted(loaded.names.items()), first)
    yield Answer("labels", sorted(loaded.labels.items()), first)
    yield Answer("places", sorted(loaded.places), str)
    yield Answer("nothing", loaded.nothing, first)
    yield Answer("lines", known.lines(site), attrgetter("row.target.iri"))
    yield Answer("entities", known.entities(site), attrgetter("iri"))
    yield Answer("indicators", known.indicators(site).values(), attrgetter("core"))
    table = known.links(site).table
    yield Answer("links", [(iri, dict(sorted(table[iri].items()))) for iri in sorted(table)], first)
    yield Answer("silences", known.silences(site), attrgetter("what"))
    if graphs:
        wanted = outdated(site.workspace.ledger, board.graphs())
        yield Answer(GRAPHS, wanted.items(), first)


class Keeper:
    """Keeps answers for the pages of a site as they come; `day` is the one as of which they were counted."""

    def __init__(self, site: Site, day: date) -> None:
        self._site = site
        self._day = day.isoformat()
        self._parts: dict[str, list[Any]] = {}

    def keep(self, name: str, items: list[Any]) -> None:
        """Keep one; the first five are kept together, as the board that they make."""
        site, parts = self._site, self._parts
        if name in {"claims", "names", "labels", "places", "nothing"}:
            parts[name] = items
            if len(parts) == 5:
                names, labels = dict(parts["names"]), dict(parts["labels"])
                loaded = Loaded(parts["claims"], names, labels, frozenset(parts["places"]), parts["nothing"])
                site.kept("tracking", lambda: site.workspace.tracking(loaded))
        elif name == "lines":
            site.kept(("lines", self._day), lambda: items)
        elif name == "silences":
            site.kept(("silences", self._day), lambda: items)
        elif name == "entities":
            site.kept(("entities", None), lambda: items)
        elif name == "indicators":
            site.kept("indicators", lambda: site.derived("by core", (items,), lambda: {one.core: one for one in items}))
        elif name == "links":
            table = site.derived("links", (items,), lambda: dict(items))
            site.kept("links", lambda: Links(site.workspace.store, table))
