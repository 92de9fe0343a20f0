"""A name seen whole once is known everywhere: every further place where it stands becomes a mention, too."""

from __future__ import annotations

from policygraph.ingest.names.places import places
from policygraph.ingest.names.refusal import verdict
from policygraph.ingest.reading import FoundMention, Reading

RULE = "known from elsewhere"
_LEAST_LENGTH = 3  # shorter names are parts of too many words
_LEAST_SURE = 0.5


def mark_known(reading: Reading) -> None:
    """Add the mentions of accepted names that the candidates missed; none overlaps one that is there."""
    names: dict[str, int] = {}
    for index, found_entity in enumerate(reading.entities):
        if found_entity.confidence >= _LEAST_SURE:
            for name in found_entity.names:
                if len(name) >= _LEAST_LENGTH:
                    names.setdefault(name, index)
    if not names:
        return
    taken = bytearray(len(reading.text))
    for mention in reading.mentions:
        taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    found: list[FoundMention] = []
    persons: dict[str, bool] = {}
    for start, end in places(reading.text, names):
        if not any(taken[start:end]):
            entity = names[reading.text[start:end]]
            kind = reading.entities[entity].type
            if verdict(reading, start, end, kind, persons) != kind:
                continue
            found.append(FoundMention(start, end, entity, RULE, reading.entities[entity].confidence))
    if found:
        reading.mentions = sorted([*reading.mentions, *found], key=lambda mention: mention.start)
