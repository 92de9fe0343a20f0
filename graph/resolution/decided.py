"""What people decided inside of articles: names that mean something else here, and names that mean nothing."""

from __future__ import annotations

from dataclasses import replace

from policygraph.graph.resolution.index import Decisions
from policygraph.graph.resolution.nodes import NodeEntry, nodes
from policygraph.graph.resolution.within import Reading
from policygraph.schema.record import Entity, Record


def obey(reading: Reading, article: str, decisions: Decisions) -> Reading:
    """The reading of an article after people's decisions about its own entities."""
    if not (decisions.moved or decisions.parted or decisions.rejected):
        return reading
    record, decided = reading.record, dict(reading.decided)
    for entry in list(nodes(reading, article)):
        if entry.node in decisions.rejected:
            record = _without(record, entry.entity)
            continue
        if new := decisions.moved.get((article, entry.node)):
            decided[entry.entity] = new
        parted = [name for name, _ in entry.names if (entry.node, name) in decisions.parted]
        if parted and len(parted) < len(entry.names):
            record = _part(record, entry, parted)
            decided[f"{entry.entity}.own"] = decisions.parted[entry.node, parted[0]]
    return replace(reading, record=record, decided=decided)


def _part(record: Record, entry: NodeEntry, names: list[str]) -> Record:
    """Make an entity of its own of some names of another."""
    entities: list[Entity] = []
    for entity in record.entities:
        if entity.id != entry.entity:
            entities.append(entity)
            continue
        rest = tuple(name for name in entity.names if name not in names)
        for id_, own in ((entity.id, rest), (f"{entity.id}.own", tuple(names))):
            mentions = tuple(m for m in entity.mentions if m.name in own)
            entities.append(entity.model_copy(update={"id": id_, "names": own, "mentions": mentions}))
    return record.model_copy(update={"entities": tuple(entities)})


def _without(record: Record, id_: str) -> Record:
    """The record without an entity, and without the relations that it has a part in; its metrics lose their subject."""
    return record.model_copy(
        update={
            "entities": tuple(e for e in record.entities if e.id != id_),
            "relations": tuple(r for r in record.relations if id_ not in (r.subject, r.object)),
            "metrics": tuple(m.model_copy(update={"subject": None}) if m.subject == id_ else m for m in record.metrics),
        }
    )
