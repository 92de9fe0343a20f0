"""A name seen whole once is known everywhere: every further place where it stands becomes a mention, too."""

from __future__ import annotations

import re

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
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    found: list[FoundMention] = []
    persons: dict[str, bool] = {}
    for match in pattern.finditer(reading.text):
        if not any(taken[match.start() : match.end()]):
            entity = names[match[0]]
            kind = reading.entities[entity].type
            if verdict(reading, match.start(), match.end(), kind, persons) != kind:
                continue
            found.append(FoundMention(match.start(), match.end(), entity, RULE, reading.entities[entity].confidence))
    if found:
        reading.mentions = sorted([*reading.mentions, *found], key=lambda mention: mention.start)
