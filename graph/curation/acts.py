"""Acts: what a person asks, checked against the workspace, and written to the log in a form that lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policygraph.graph import names
from policygraph.graph.curation.log import Entry, append, read, to_undo
from policygraph.graph.iris import slug
from policygraph.schema.errors import CurationError, UnknownNameError
from policygraph.schema.vocabulary import called, vocabulary

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace


class Curator:
    """A person at a workspace that is open for writing. Every act is logged and applied at once.

    Entities are given by name or IRI. Each act raises `CurationError` when it makes no sense.
    """

    def __init__(self, workspace: Workspace, *, who: str | None = None, why: str | None = None) -> None:
        self.workspace = workspace
        self.who = who
        self.why = why

    def merge(self, entities: Sequence[str]) -> Entry:
        """Say that two or more entities of one type are one."""
        parties = self._parties(entities)
        types = {party["type"] for party in parties}
        if len(types) > 1:
            kinds = " ".join(f"{party['name']}={party['type']}" for party in parties)
            raise CurationError("types_differ", kinds=kinds)
        return self._log("merge", {"entities": parties})

    def keep_apart(self, entities: Sequence[str]) -> Entry:
        """Say that entities are different things, and must not be joined."""
        return self._log("apart", {"entities": self._parties(entities)})

    def split(self, entity: str, parts: Sequence[str] = (), articles: Sequence[str] = ()) -> Entry:
        """Take names, or what some articles say, out of an entity; they become one of their own."""
        party = self._party(entity)
        keys = [self.workspace.article(article).key for article in articles]
        nodes = self._nodes_called(party, parts)
        if keys:
            here = {(key, node) for key in keys for node in nodes if self._names_in(key, node)}
            if not here:
                raise CurationError("not_in_article", entity=party["name"], article="、".join(articles))
            nodes = sorted({node for _, node in here})
            return self._log("split", {"entity": party, "nodes": [], "from": nodes, "articles": keys})
        if not parts:
            raise CurationError("split_what", entity=party["name"], names="、".join(self._names(party)))
        wanted = {slug(part) for part in parts}
        if wanted >= {slug(name) for name in self._names(party)}:
            raise CurationError("split_all", entity=party["name"])
        whole = [n for n in nodes if {slug(name) for name in self._names({"nodes": [n]})} <= wanted]
        some = [n for n in nodes if n not in whole]
        own = [name for name in self._names(party) if slug(name) in wanted]
        return self._log("split", {"entity": party, "nodes": whole, "from": some, "names": own})

    def rename(self, entity: str, name: str) -> Entry:
        """Give an entity the name under which it is listed."""
        if not name.strip() or slug(name).startswith("x-"):
            raise CurationError("empty_name", value=name)
        return self._log("rename", {"entity": self._party(entity), "name": name.strip()})

    def retype(self, entity: str, type_: str) -> Entry:
        """Give an entity another type."""
        type_ = called(vocabulary().types, type_)
        if type_ not in vocabulary().types:
            raise CurationError("unknown_type", value=type_, known=" ".join(vocabulary().types))
        party = self._party(entity)
        if party["type"] == type_:
            raise CurationError("has_type", entity=party["name"], type=type_)
        return self._log("retype", {"entity": party, "type": type_})

    def reject(self, item: str) -> Entry:
        """Say that a metric or relation is wrong, or that an entity is none; it stays out of the graph."""
        return self._log("reject", {"item": self._item(item)})

    def confirm(self, item: str) -> Entry:
        """Say that a metric or relation is right, or that an entity is one."""
        return self._log("confirm", {"item": self._item(item)})

    def undo(self, number: int | None = None) -> Entry:
        """Take a decision back, the last one where no number is given; both stay in the log."""
        entry = to_undo(read(self.workspace.folder), number)
        return self._log("undo", {"undoes": entry.id, "undone": entry.do})

    def _log(self, do: str, fields: dict[str, Any]) -> Entry:
        entry = append(self.workspace.folder, do, fields, who=self.who, why=self.why)
        self.workspace.apply_decisions()
        return entry

    def _parties(self, entities: Sequence[str]) -> list[dict[str, Any]]:
        parties = [self._party(entity) for entity in entities]
        if len(parties) < 2:
            raise CurationError("one_entity", value="、".join(entities))
        seen: dict[str, str] = {}
        for party, given in zip(parties, entities, strict=True):
            node = party["nodes"][0]
            if node in seen:
                raise CurationError("same_already", one=seen[node], two=given)
            seen[node] = given
        return parties

    def _party(self, name: str) -> dict[str, Any]:
        """An entity as the log names it: its nodes, the one that gives the IRI first, its type and label."""
        iri, type_, label = self._entity(name)
        node = iri.removeprefix(self.workspace.settings.base)
        rows = self.workspace.ledger.connection.execute(
            "SELECT node FROM nodes WHERE entity = ? ORDER BY node <> entity, node", (node,)
        )
        return {"name": label, "type": type_, "nodes": [row[0] for row in rows]}

    def _entity(self, name: str) -> tuple[str, str, str]:
        found = self.workspace.find(name)
        if not found:
            try:
                nearest = names.unknown(self.workspace.ledger.connection, name).nearest
            except UnknownNameError as error:  # no names at all
                nearest = error.nearest
            raise CurationError("unknown", value=name, nearest="、".join(nearest) or "-")
        if len(found) > 1:
            raise CurationError("ambiguous", value=name, known="\n".join(f"  {i}  {label}" for i, _, label in found))
        return found[0]

    def _names(self, party: dict[str, Any]) -> list[str]:
        marks = ", ".join("?" * len(party["nodes"]))
        rows = self.workspace.ledger.connection.execute(
            f"SELECT DISTINCT value FROM node_uses WHERE what = 'name' AND node IN ({marks}) ORDER BY value",  # noqa: S608
            party["nodes"],
        )
        return [row[0] for row in rows]

    def _nodes_called(self, party: dict[str, Any], parts: Sequence[str]) -> list[str]:
        """The nodes of an entity that bear some of the names; all where none is asked for."""
        if not parts:
            return list(party["nodes"])
        known = {slug(name) for name in self._names(party)}
        for part in parts:
            if slug(part) not in known:
                raise CurationError(
                    "not_its_name", entity=party["name"], value=part, names="、".join(self._names(party))
                )
        wanted = {slug(part) for part in parts}
        return [n for n in party["nodes"] if wanted & {slug(x) for x in self._names({"nodes": [n]})}]

    def _names_in(self, key: str, node: str) -> bool:
        row = self.workspace.ledger.connection.execute(
            "SELECT 1 FROM node_entities WHERE article = ? AND node = ? LIMIT 1", (key, node)
        ).fetchone()
        return row is not None

    def _item(self, item: str) -> dict[str, Any]:
        """A metric or relation by its IRI or its end (``ARTICLE/metric/m3``), or an entity by name."""
        for kind in ("metric", "relation"):
            article, mark, id_ = item.removeprefix(self.workspace.iris.article("")).rpartition(f"/{kind}/")
            if mark:
                return self._read_item(article, kind, id_)
        party = self._party(item)
        return {"kind": "entity", **party}

    def _read_item(self, article: str, kind: str, id_: str) -> dict[str, Any]:
        key = self.workspace.article(article).key
        found = self.workspace.item(key, kind, id_)
        if found is None:
            raise CurationError("no_item", value=f"{article}/{kind}/{id_}")
        return {"kind": kind, "article": key, **found}
