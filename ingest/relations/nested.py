"""Parts by their names: 澜州科技大市场桥东分市场 is part of 澜州科技大市场, whatever the sentence says."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.ingest.names.forms import fold
from policygraph.ingest.names.wholes import whole_of
from policygraph.ingest.reading import FoundRelation, Reading

_SURE = 0.9


def nested(reading: Reading) -> Iterator[FoundRelation]:
    """The part-of relations that names state, each at the first mention of the part."""
    owners = {(entity.type, fold(name)): i for i, entity in enumerate(reading.entities) for name in entity.names}
    seen: set[int] = set()
    for mention in reading.mentions:
        entity = reading.entities[mention.entity]
        found = whole_of(reading.text[mention.start : mention.end])
        if found is None or mention.entity in seen or entity.type != "Platform":
            continue
        whole = owners.get((entity.type, found[0]))
        if whole is not None and whole != mention.entity:
            seen.add(mention.entity)
            yield FoundRelation(
                mention.entity,
                "partOf",
                whole,
                mention.start,
                mention.end,
                "relations.nested",
                found[1],
                round(min(_SURE, mention.confidence), 4),
            )
