"""Counterparts: which entity of one workspace is which of another, and what became one, or several, between the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policygraph.graph.catalogue import EntityEntry

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Counterparts:
    """The entities before and after by IRI, and which of them are one thing; an entity may meet several.

    Two meet where a place in an unchanged article names both, or where resolution gives both the same node.
    """

    before: Mapping[str, EntityEntry]
    after: Mapping[str, EntityEntry]
    forward: Mapping[str, frozenset[str]]
    back: Mapping[str, frozenset[str]]

    def merged(self) -> dict[str, list[str]]:
        """What became one: its IRI after, and the IRIs of those that it was before and that are nothing else now."""
        found = {iri: sorted(old for old in olds if len(self.forward[old]) == 1) for iri, olds in self.back.items()}
        return {iri: olds for iri, olds in found.items() if len(olds) > 1}

    def split(self) -> dict[str, list[str]]:
        """What became several: its IRI before, and the IRIs of those that were nothing else."""
        found = {iri: sorted(new for new in news if len(self.back[new]) == 1) for iri, news in self.forward.items()}
        return {iri: news for iri, news in found.items() if len(news) > 1}

    def same(self) -> Iterable[tuple[EntityEntry, EntityEntry]]:
        """The entities that are one thing before and after, and nothing else."""
        for iri, news in self.forward.items():
            (new,) = news if len(news) == 1 else (None,)
            if new is not None and len(self.back[new]) == 1:
                yield self.before[iri], self.after[new]


def counterparts(old: Workspace, new: Workspace) -> Counterparts:
    """Which entity of `old` is which of `new`."""
    before, after = ({entry.iri: entry for entry in workspace.entities()} for workspace in (old, new))
    pairs = _by_place(old, new, before.values(), after.values()) | _by_node(old, new)
    forward: dict[str, set[str]] = {}
    back: dict[str, set[str]] = {}
    for a, b in pairs:
        if a in before and b in after:
            forward.setdefault(a, set()).add(b)
            back.setdefault(b, set()).add(a)
    return Counterparts(before, after, _frozen(forward), _frozen(back))


def _by_place(
    old: Workspace, new: Workspace, before: Iterable[EntityEntry], after: Iterable[EntityEntry]
) -> set[tuple[str, str]]:
    contents = [{entry.id: entry.content_hash for entry in workspace.articles()} for workspace in (old, new)]
    common = {id_ for id_, content in contents[0].items() if contents[1].get(id_) == content}
    named = {place: entry.iri for entry in before for place in _places(entry, common)}
    return {(named[place], entry.iri) for entry in after for place in _places(entry, common) if place in named}


def _places(entry: EntityEntry, articles: set[str]) -> Iterable[tuple[str, int, int]]:
    return ((m.article, m.start_offset, m.end_offset) for m in entry.mentions if m.article in articles)


def _by_node(old: Workspace, new: Workspace) -> set[tuple[str, str]]:
    entities = [dict(_nodes(workspace)) for workspace in (old, new)]
    return {(iri, entities[1][node]) for node, iri in entities[0].items() if node in entities[1]}


def _nodes(workspace: Workspace) -> Iterable[tuple[str, str]]:
    rows = workspace.ledger.connection.execute("SELECT node, entity FROM nodes WHERE entity <> ''")
    return ((node, workspace.iris.base + entity) for node, entity in rows.fetchall())


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {iri: frozenset(found) for iri, found in sets.items()}
