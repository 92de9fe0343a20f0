"""A name seen whole once is known everywhere: every further place where it stands becomes a mention, too."""

from __future__ import annotations

from bisect import bisect_left

from policygraph.ingest.names.places import places
from policygraph.ingest.names.refusal import verdict
from policygraph.ingest.names.selection import Choice
from policygraph.ingest.reading import FoundMention, Reading

RULE = "known from elsewhere"
_LEAST_LENGTH = 3  # shorter names are parts of too many words
_WHOLE = 4  # characters of a name that holds what was taken for another
_LEAST_SURE = 0.5


def without_parts(text: str, choices: list[Choice]) -> list[Choice]:
    """`choices` without those that lie within a longer name that was chosen elsewhere: 河港区 in 南排河港区.

    >>> chosen = [Choice(2, 5, "Place", 0.6, 0), Choice(8, 13, "Platform", 0.9, 1)]
    >>> [choice.type for choice in without_parts("南排河港区忙。扩南排河港区。", chosen)]
    ['Platform']
    """
    whole = {text[c.start : c.end] for c in choices if c.end - c.start >= _WHOLE and c.probability >= _LEAST_SURE}
    spans = {(c.start, c.end) for c in choices}
    starts = sorted(choices, key=lambda c: c.start)
    at = [c.start for c in starts]
    gone: set[int] = set()
    for start, end in places(text, whole) if whole else ():
        if (start, end) in spans:
            continue
        near = starts[max(bisect_left(at, start) - 1, 0) : bisect_left(at, end)]
        inside = [c for c in near if c.start < end and start < c.end]
        if all(start <= c.start and c.end <= end for c in inside):
            gone |= {id(c) for c in inside}
    alone = {text[c.start : c.end] for c in choices if id(c) not in gone}  # 上海, in 上海张江 and elsewhere
    return [c for c in choices if id(c) not in gone or text[c.start : c.end] in alone]


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
