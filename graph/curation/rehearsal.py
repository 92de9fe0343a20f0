"""Rehearsal: what a decision would change, tried out in a transaction that is rolled back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policygraph.graph.curation.acts import Curator
from policygraph.graph.curation.log import Entry, parse, read
from policygraph.graph.curation.rulings import rulings
from policygraph.graph.ledger import Ledger, now
from policygraph.graph.listed import listed
from policygraph.graph.loading import Loader

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

_NAMED = "SELECT n.article, n.iri, n.name FROM json_each(?) g CROSS JOIN article_names n ON n.article = g.value"
_OF = "SELECT DISTINCT n.article FROM json_each(?) g CROSS JOIN article_names n ON n.iri = g.value"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity before or after a decision; `articles` holds the keys of those that name it."""

    iri: str
    type: str
    label: str
    names: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision does: the entities that it touches as they are and as they would be, and how many articles."""

    before: tuple[Entity, ...]
    after: tuple[Entity, ...]
    articles: int


class Rehearsal(Curator):
    """A curator whose acts are checked as usual and change nothing: `change` says what the last one would do."""

    change: Change

    def _log(self, do: str, fields: Mapping[str, Any]) -> Entry:
        entries = read(self.workspace.folder)
        entry = Entry(max((e.id for e in entries), default=0) + 1, do, now(), None, None, dict(fields))
        self.change = _try(self.workspace, [*entries, entry])
        return entry


class _Trial(Ledger):
    """A ledger inside one transaction that nobody commits; what would be steps of their own are parts of it."""

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        yield self.connection


def _try(workspace: Workspace, decisions: Sequence[Entry]) -> Change:
    """The difference that the decisions would make, on a connection of its own; the workspace hears nothing of it."""
    trial = _Trial(workspace.folder)
    connection = trial.connection
    try:
        connection.execute("BEGIN IMMEDIATE")
        applied = rulings(parse(trial.meta("curation") or ""))
        loader = Loader(trial, workspace.store, workspace.iris, workspace.settings.home or None, applied)
        loader.decide(rulings(decisions), "")
        keys = {row[0] for row in connection.execute("SELECT key FROM articles WHERE loaded = 0")}
        renamed = {row[0] for row in connection.execute("SELECT iri FROM entities WHERE loaded = 0")}
        ask = workspace.ledger.connection
        before, after = _uses(ask, keys), _uses(connection, keys)
        touched = {iri for _, iri, _ in before ^ after} | renamed
        states = (_states(ask, touched), _states(connection, touched))
        connection.execute("ROLLBACK")
    finally:
        trial.close()
    same = set(states[0]) & set(states[1])
    old, new = (tuple(entity for entity in found if entity not in same) for found in states)
    return Change(old, new, len(keys))


def _uses(connection: sqlite3.Connection, keys: set[str]) -> set[tuple[str, str, str]]:
    return set(connection.execute(_NAMED, (listed(keys),)).fetchall())


def _states(connection: sqlite3.Connection, iris: set[str]) -> list[Entity]:
    """The entities with these IRIs that are there, the one that most articles name first."""
    found = []
    for iri in sorted(iris):
        row = connection.execute(
            "SELECT type, label FROM entities WHERE iri = ? AND label IS NOT NULL", (iri,)
        ).fetchone()
        if row is None:
            continue
        names = connection.execute(
            "SELECT name FROM names WHERE iri = ? ORDER BY name <> ?, articles DESC, name", (iri, row[1])
        ).fetchall()
        articles = connection.execute(_OF, (listed([iri]),)).fetchall()
        found.append(Entity(iri, row[0], row[1], tuple(n for (n,) in names), tuple(sorted(key for (key,) in articles))))
    return sorted(found, key=lambda entity: (-len(entity.articles), entity.iri))
