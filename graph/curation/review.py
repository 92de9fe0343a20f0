"""Review: the log as it stands, and which of its decisions found nothing in the workspace to apply to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policygraph.graph.curation.log import Entry, active, read
from policygraph.graph.curation.rulings import marks_of, metric_mark, relation_mark

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision and what became of it: ``applies``, ``idle`` (nothing there that it is about), or ``undone``."""

    entry: Entry
    state: str

    def about(self) -> str:
        """What the decision is about, in the names of its day."""
        fields = self.entry.fields
        if "entities" in fields:
            return " | ".join(str(party.get("name", party["nodes"][0])) for party in fields["entities"])
        if "entity" in fields:
            party = fields["entity"]
            what = (
                fields.get("name") or fields.get("type") or "、".join(fields.get("names", fields.get("articles", ())))
            )
            return f"{party.get('name', party['nodes'][0])} → {what or '、'.join(fields.get('nodes', ()))}"
        if "item" in fields:
            return _item(fields["item"])
        return f"#{fields['undoes']}"


def review(workspace: Workspace) -> list[Standing]:
    """All decisions of a workspace, oldest first."""
    entries = read(workspace.folder)
    standing = {entry.id for entry in active(entries)}
    found = []
    for entry in entries:
        if entry.do == "undo":
            state = "applies"
        elif entry.id not in standing:
            state = "undone"
        else:
            state = "applies" if _applies(workspace, entry) else "idle"
        found.append(Standing(entry, state))
    return found


def _applies(workspace: Workspace, entry: Entry) -> bool:
    fields = entry.fields
    if "entities" in fields:
        return sum(any(_is_there(workspace, node) for node in party["nodes"]) for party in fields["entities"]) > 1
    if entry.do == "split":
        return any(_is_there(workspace, node) for node in (*fields["nodes"], *fields.get("from", ())))
    if "entity" in fields:
        return any(_is_there(workspace, node) for node in fields["entity"]["nodes"])
    item = fields["item"]
    if item["kind"] == "entity":
        return entry.do == "reject" or any(_is_there(workspace, node) for node in item["nodes"])
    article = workspace.ledger.entry(str(item.get("article", "")))
    record = workspace.ledger.record(article.key) if article else None
    if article is None or record is None:
        return False
    reading = workspace.reading(article.key, record)
    marks = {metric_mark(article.key, m) for m in reading.metrics}
    marks |= {relation_mark(article.key, reading, r) for r in reading.relations}
    return bool(marks & set(marks_of(item)))


def _is_there(workspace: Workspace, node: str) -> bool:
    row = workspace.ledger.connection.execute(
        "SELECT 1 FROM nodes WHERE entity <> '' AND (node = ?1 OR substr(node, 1, length(?1) + 1) = ?1 || '~') LIMIT 1",
        (node,),
    ).fetchone()
    return row is not None


def _item(item: dict[str, Any]) -> str:
    if item["kind"] == "metric":
        return f"{item.get('article')}: {item.get('indicator')} {item.get('value')}{item.get('unit')}"
    if item["kind"] == "relation":
        return f"{item.get('article')}: {item.get('subject')} {item.get('predicate')} {item.get('object')}"
    return str(item.get("name", ""))
