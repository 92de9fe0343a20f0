"""Mending: names that were read with words before them that are not theirs, and places with a word read as companies.

Such words are a place and a verb (衡阳筹划……), what tells of a former name (原名……), or a heading (新闻链接……).
"""

from __future__ import annotations

import re

from policygraph.graph.resolution.generic import is_general
from policygraph.graph.resolution.parse import parse, plain_text
from policygraph.graph.resolution.places import Home, prefix
from policygraph.graph.resolution.unread import CHANGING
from policygraph.graph.resolution.words import is_department, ties, words
from policygraph.schema.record import Entity, Mention, Record

_TITLED = {"Program", "PolicyDocument", "Platform"}
_AND = re.compile("(.{3,10})[和与、及](.{3,10})")
_ONCE = "原"
_LEAST = 4  # characters that are left of a name


def mended(record: Record, home: Home) -> Record:
    """The record with such names cut to what they are; a company that is none goes, unless something is said of it."""
    used = {m.subject for m in record.metrics} | {r.subject for r in record.relations}
    used |= {r.object for r in record.relations}
    kept = [e for e in record.entities if e.id in used or not _is_no_company(e, home)]
    entities = [part for entity in kept for part in _parts(_cut(_freed(entity, record.text), home))]
    return record.model_copy(update={"entities": tuple(entities)})


def _is_no_company(entity: Entity, home: Home) -> bool:
    """Whether a "company" is a place and a general word: 贵港物流 in 成为观察贵港物流的一扇窗."""
    if entity.type != "Enterprise" or len(entity.names) > 1:
        return False
    name = parse(entity.names[0], entity.type, home)
    return name.place is not None and not name.local and name.core == name.rest and is_general(name.rest)


def _parts(entity: Entity) -> list[Entity]:
    """The bodies of a name that is two: 市卫健委和市人社局."""
    match = _AND.fullmatch(entity.names[0]) if entity.type == "Organization" else None
    if match is None or not all(part and is_department(part[1:]) for part in match.groups()):
        return [entity]
    found = []
    for number in (1, 2):
        at, name = match.start(number), match[number]
        mentions = tuple(
            m.model_copy(update={"name": name, "start_offset": m.start_offset + at,
                                 "end_offset": m.start_offset + at + len(name)})
            for m in entity.mentions if m.name == entity.names[0]
        )  # fmt: skip
        id_ = entity.id if number == 1 else f"{entity.id}.and"
        found.append(entity.model_copy(update={"id": id_, "names": (name,), "mentions": mentions}))
    return found


def _freed(entity: Entity, text: str) -> Entity:
    """The entity without what tells of a former name, or heads a line, at the beginning of its names."""
    if entity.type not in CHANGING:
        return entity
    lengths = {m.name: _foreign(m, entity.type, text) for m in entity.mentions}
    if not any(lengths.values()):
        return entity
    rests = {name[length:] for name, length in lengths.items() if length}
    names = (next((rest for rest in rests if name.endswith(rest)), name) for name in entity.names)
    return entity.model_copy(
        update={
            "names": tuple(dict.fromkeys(names)),
            "mentions": tuple(_later(m, lengths) for m in entity.mentions),
        }
    )


def _foreign(mention: Mention, kind: str, text: str) -> int:
    """How many characters at the beginning of a mention are no part of the name.

    A cue of a former name never is; 原 is none behind a bracket, and a heading is none where the article has the
    company without it, too: 解码海洋科技有限公司 may be called so.
    """
    name = mention.name
    cue = ties().former.match(name)
    if cue and len(name) - cue.end() >= _LEAST:
        return cue.end()
    if kind != "Enterprise" or not name.endswith(words().full_forms):
        return 0
    if name.startswith(_ONCE) and text[: mention.start_offset].endswith(("（", "(")):
        return len(_ONCE)
    blank = max(name.rfind(" "), name.rfind("\u3000")) + 1  # the reporter's name before it
    length = blank or len(next((word for word in words().headings if name.startswith(word)), ""))
    rest = name[length:]
    alone = length and len(rest) >= _LEAST and text.count(rest) > text.count(name)
    return length if alone and not is_general(parse(rest, kind, Home(None)).core) else 0


def _cut(entity: Entity, home: Home) -> Entity:
    if entity.type not in _TITLED:
        return entity
    lengths = {name: begun(name, home) for name in dict.fromkeys((*entity.names, *(m.name for m in entity.mentions)))}
    if not any(lengths.values()):
        return entity
    names = tuple(dict.fromkeys(name[lengths[name] :] for name in entity.names))
    return entity.model_copy(update={"names": names, "mentions": tuple(_later(m, lengths) for m in entity.mentions)})


def begun(name: str, home: Home) -> int:
    """How many characters at the beginning of a name are a place and a verb, and do not belong to it.

    >>> from policygraph.graph.resolution.places import home_of
    >>> begun("衡阳筹划“衡岳减碳”专项行动", home_of("衡阳市")), begun("推进计划", home_of("衡阳市"))
    (4, 0)
    """
    text = plain_text(name)
    if name[:2] != text[:2]:
        return 0
    found = next(((own, text[len(own) :]) for own in home.names if text.startswith(own)), None)
    if found is None:
        table = prefix(text, home.ref and home.ref[:2])
        found = (text[: -len(table[1])], table[1]) if table and table[1] else None
    if found is None:
        return 0
    place, rest = found
    verb = next((word for word in words().verbs if rest.startswith(word)), "")
    length = len(place) + len(verb)
    return length if verb and len(text) - length >= _LEAST and name.startswith(place + verb) else 0


def _later(mention: Mention, lengths: dict[str, int]) -> Mention:
    cut = lengths[mention.name]
    return mention.model_copy(update={"name": mention.name[cut:], "start_offset": mention.start_offset + cut})
