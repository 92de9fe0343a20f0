"""What the words between two names of an article say: one thing, an old name and a new one, or two things."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from policygraph.graph.resolution.unread import CARRIERS, CHANGING
from policygraph.graph.resolution.words import taking, ties
from policygraph.schema.record import Entity, Mention

_NEAR = 24  # characters between two names that a cue ties
_OPEN = re.compile(r"[（(]\s*([^（）()]{0,12}?)[“《「]?$")
_WAS = re.compile(r"(?:就|便|正|也|本)是[^，。；]{0,14}的[“《「]?$")
_FROM = re.compile(r"由(?:原来?的?|原先的)?[“《「]?$")  # A由B更名而来
_NAME_FROM = re.compile(r"(?:名字|名称|新名|此名)[^，。；]{0,6}由[“《「]?$")  # 这个名字由B改来
_CLOSE = "”》」）)，,、；;"
_MARKS = "[“《「—–：:，,（( 是叫]*"
_LEADS_ON = re.compile(_MARKS)
_WAS_OF = re.compile(rf"(?:[^“《「—–：:，,。；（(、]{{0,10}}的)?{_MARKS}")  # 前身是养鱼起家的B


@dataclass(slots=True)
class Draft:
    """An entity while names are moved between entities."""

    entity: Entity
    names: list[str]
    mentions: list[Mention]
    former: set[str] = field(default_factory=set)


def tied(drafts: dict[str, Draft], text: str) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """What cues between neighbouring mentions say: entity merged into entity, and pairs that are two things."""
    cues = ties()
    merged: dict[str, str] = {}
    apart: set[tuple[str, str]] = set()
    order = sorted(
        ((mention, draft) for draft in drafts.values() for mention in draft.mentions),
        key=lambda pair: (pair[0].start_offset, pair[0].end_offset),
    )
    for number, ((one, a), (two, b)) in enumerate(pairwise(order)):
        between = text[one.end_offset : two.start_offset]
        if a is b or not between or len(between) > _NEAR or "\n" in between or "。" in between:
            told = _ends_with(cues.former, between, _WAS_OF) or _is_told(between, text, two.end_offset)
            if told and a is b and len(between) <= _NEAR:  # A（原名B）, both read as names of one thing
                a.former.add(two.name)
                continue
            former_of = _subject_before(order, number + 1) if told else None
            if former_of and former_of is not b:
                _note_former(merged, former_of, b)
            continue
        may_be_one = a.entity.type == b.entity.type or _is_misread(a, b)
        bracket = _OPEN.search(between)
        one_kind = a.entity.type == b.entity.type or "Place" not in {a.entity.type, b.entity.type}
        closed = text[two.end_offset : two.end_offset + 1] in _CLOSE
        if one_kind and bracket and cues.introduced.search(bracket[1]) and closed:
            join(merged, gone=b, kept=a)
        elif may_be_one and _ends_with(cues.renamed, between, _LEADS_ON):
            _note_former(merged, b, a)
        elif may_be_one and (
            (bracket and bracket[1].strip("：:") == "原")
            or _ends_with(cues.former, between, _WAS_OF)
            or _is_told(between, text, two.end_offset)
            or (_FROM.search(between) and _come().match(text, two.end_offset))
        ):
            _note_former(merged, a, b)
        elif cues.apart.search(between):
            apart.add((a.entity.id, b.entity.id))
    return merged, apart


def _ends_with(cue: re.Pattern[str], between: str, leads_on: re.Pattern[str]) -> bool:
    """Whether a cue stands before the second name, with nothing between them but what `leads_on`."""
    return any(leads_on.fullmatch(between, match.end()) for match in cue.finditer(between))


def _is_told(between: str, text: str, end: int) -> bool:
    """Whether a story tells of a former name: 它就是襄陵钢铁，今年1月改用新名, 去年襄陵钢铁改用这个新名字."""
    close = end + text.startswith(("”", "》", "」"), end)
    if _NAME_FROM.search(between) and _come().match(text, end):
        return True
    return bool(taking().match(text, close) or (_WAS.search(between) and _changed().match(text, end)))


@cache
def _come() -> re.Pattern[str]:
    """What follows the old name in A由B更名而来."""
    return re.compile(rf"[”》」]?(?:{ties().came.pattern})(?:而来|而成|来)?的?(?=[，。；、—–）)])")


@cache
def _changed() -> re.Pattern[str]:
    """What follows the old name in 它就是人们叫了二十年的B，今年1月改用新名."""
    return re.compile(rf"[”》」]?，[^。；\n]{{0,16}}(?:{ties().changed.pattern})")


def _subject_before(order: list[tuple[Mention, Draft]], number: int) -> Draft | None:
    """The last entity before mention `number` that can have had its name."""
    mention, draft = order[number]
    for before, other in reversed(order[max(number - 6, 0) : number]):
        if mention.start_offset - before.end_offset > 4 * _NEAR:
            return None
        if other is not draft and (other.entity.type == draft.entity.type or _is_misread(other, draft)):
            return other
    return None


def _is_misread(known: Draft, name: Draft) -> bool:
    """Whether a renaming may tie two names of different types: a station easily reads as a body or as a carrier."""
    types = {known.entity.type, name.entity.type}
    return types <= CARRIERS or (known.entity.type in CHANGING and name.entity.type == "Industry")


def _note_former(merged: dict[str, str], new: Draft, old: Draft) -> None:
    if join(merged, gone=old, kept=new):
        new.former |= set(old.names)


def join(merged: dict[str, str], *, gone: Draft, kept: Draft) -> bool:
    """Note that one entity is another; False where that is said already or would go round in a circle."""
    if gone.entity.id in merged or last(merged, kept.entity.id) == gone.entity.id:
        return False
    merged[gone.entity.id] = kept.entity.id
    return True


def last(merged: dict[str, str], id_: str) -> str:
    """The entity that one becomes in the end."""
    while id_ in merged:
        id_ = merged[id_]
    return id_


def merge(drafts: dict[str, Draft], gone: str, kept: str) -> None:
    """Give an entity the names and mentions of one that is the same, and drop that."""
    old, new = drafts.pop(gone), drafts[kept]
    new.names += [name for name in old.names if name not in new.names]
    new.mentions += old.mentions
    new.former |= old.former
