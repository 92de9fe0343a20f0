"""Names that an article ties to others and the extractor passed by: its text says 从前的名字——禾仓锌业, no mention."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from policygraph.graph.resolution.words import taking, ties
from policygraph.schema.record import Entity, Mention

_NAME = re.compile(r"[—–:：“《「\s]{0,8}([\u4e00-\u9fffA-Za-z0-9]{3,24}?)(?=[”》」]?[，。；、（）()\n])")
_NO_NAME = re.compile("[的了是在把被和与及或等一]")
CARRIERS = {"Organization", "Platform", "Enterprise"}  # a centre or a station is easily read as any of them
CHANGING = {"Enterprise", "Platform", "Organization", "Program"}  # what changes its name
_SHORT = re.compile(
    r"[（(](?P<cue>[\u4e00-\u9fff]{2,4})[：:]?[“《「]?(?P<name>[^“”《》（）()，。、]{2,12})[”》」]?[）)]"
)
_OLD = re.compile(r"(?:^|[，。；：、\s.．\d”’）)月日年起])(?P<name>[\u4e00-\u9fffA-Za-z]{3,16})(?:现|已|正式|也|拟)?$")
_ASIDE = re.compile(  # 氢研院（2025年6月更名为…
    r"(?:^|[，。；：、\s])(?P<name>[\u4e00-\u9fffA-Za-z]{3,16})[（(](?:[^（()），。；]{0,10}[年月起日])?(?:正式|已|现)?$",
    re.MULTILINE,
)
_DATED = re.compile(  # 跑单证的汉兴外综，去年8月更名为…
    r"(?:^|[，。；：、\s的])(?P<name>(?:(?!的)[\u4e00-\u9fffA-Za-z]){3,12})，"
    r"(?:(?:(?:19|20)\d\d|去|今|前|当|同)年)?(?:\d{1,2}月)?(?:\d{1,2}日)?[初底末中]?(?:正式|已|现)?$",
    re.MULTILINE,
)
_BEFORE = 100  # characters back to the name that was changed
_CLOSE = 14  # characters between a name and 更名为


def unread_names(text: str, entities: Sequence[Entity]) -> list[tuple[str, Mention, bool | None]]:
    """The names that a text gives by a cue and that no entity has: entity id and mention.

    With them stands whether it is the new name of a renaming, the old one (False), or a short name (None).

    >>> one = Entity(id="e1", type="Enterprise", names=("铄源循环",),
    ...              mentions=(Mention(name="铄源循环", start_offset=0, end_offset=4),))
    >>> [(i, m.name, new) for i, m, new in unread_names("铄源循环扩产。它从前的名字——禾仓锌业，已不用。", [one])]
    [('e1', '禾仓锌业', False)]
    """
    mentions = sorted(((m, e) for e in entities for m in e.mentions), key=lambda pair: pair[0].start_offset)
    found: list[tuple[str, Mention, bool | None]] = []
    for cue, new in ((ties().former, False), (ties().renamed, True)):
        for match in cue.finditer(text):
            if len(match[0]) < 2:
                continue
            if following := _following(match.end(), mentions):
                if new and (before := _former(text, match.start(), mentions)):
                    found.append((following.id, before, False))
                continue
            name = _NAME.match(text, match.end())
            bracketed = text[match.start() - 1 : match.start()] in {"（", "("}  # 经营主体（原称市场主体） is of nobody
            owner = _owner(match.start(), mentions, 1 if bracketed else _CLOSE if new else _BEFORE)
            if name is None or owner is None or _NO_NAME.search(name[1]) or name[1] in owner.names:
                continue
            if owner.type == "Enterprise" or text[match.end() : name.start(1)] or name[1][-1] == owner.names[0][-1]:
                mention = Mention(
                    name=name[1], start_offset=name.start(1), end_offset=name.end(1), rule="rename", confidence=0.8
                )
                found.append((owner.id, mention, new))
    for match in _took().finditer(text):  # 去年8月，青禾电机改用这个新名字
        old, owner = match["name"], _owner(match.start(), mentions, _BEFORE)
        if owner and not _NO_NAME.search(old) and old not in owner.names and not _covered(match, mentions):
            start, end = match.span("name")
            mention = Mention(name=old, start_offset=start, end_offset=end, rule="rename", confidence=0.8)
            found.append((owner.id, mention, False))
    return found + [(id_, mention, None) for id_, mention in _introduced(text, mentions)]


def _covered(match: re.Match[str], mentions: Sequence[tuple[Mention, Entity]]) -> bool:
    start, end = match.span("name")
    return any(m.end_offset > start and m.start_offset < end for m, _ in mentions)


@cache
def _took() -> re.Pattern[str]:
    """The old name in 去年8月，B改用这个新名字, where the extractor passed it by."""
    return re.compile(rf"[，。；：、\s](?P<name>[\u4e00-\u9fffA-Za-z]{{3,12}}?)(?:{taking().pattern})")


def _introduced(text: str, mentions: Sequence[tuple[Mention, Entity]]) -> Iterator[tuple[str, Mention]]:
    """Short names that a bracket behind a name introduces, and that no mention covers."""
    for mention, entity in mentions:
        match = _SHORT.match(text, mention.end_offset)
        if (
            match is None
            or not ties().introduced.fullmatch(match["cue"])
            or _follows(match.start("name") - 1, mentions)
        ):
            continue
        if match["name"] not in entity.names:
            start, end = match.span("name")
            yield entity.id, Mention(name=match["name"], start_offset=start, end_offset=end, rule="introduced")


def _former(text: str, end: int, mentions: Sequence[tuple[Mention, Entity]]) -> Mention | None:
    """The name that gives way to the one behind 更名为, where the extractor passed it by: 今年6月，峡润供水更名为…."""
    match = (
        _OLD.search(text, max(0, end - 24), end)
        or _ASIDE.search(text, max(0, end - 32), end)
        or _reformed().search(text, max(0, end - 40), end)
        or _DATED.search(text, max(0, end - 32), end)
    )
    if match is None or any(m.end_offset > match.start("name") and m.start_offset < end for m, _ in mentions):
        return None
    start, stop = match.span("name")
    if _NO_NAME.search(match["name"]):
        return None
    return Mention(name=match["name"], start_offset=start, end_offset=stop, rule="rename", confidence=0.8)


@cache
def _reformed() -> re.Pattern[str]:
    """A name that is changed with a reform: 9月，河口公路完成改制，更名为…."""
    before = r"(?:^|[，。；：、\s.．\d”’）)月日年起])(?P<name>(?![月日年])[\u4e00-\u9fffA-Za-z]{3,12}?)"
    by = r"(?:完成|实施|启动|经|因|正式|顺利)?"
    return re.compile(rf"{before}{by}(?:{ties().reformed.pattern})[^，。；]{{0,6}}，(?:正式|现|并|随后|同时)?$")


def _following(end: int, mentions: Sequence[tuple[Mention, Entity]]) -> Entity | None:
    at = bisect_left(mentions, end, key=lambda pair: pair[0].start_offset)
    near = at < len(mentions) and mentions[at][0].start_offset <= end + 3
    return mentions[at][1] if near else None


def _follows(end: int, mentions: Sequence[tuple[Mention, Entity]]) -> bool:
    return _following(end, mentions) is not None


def _owner(start: int, mentions: Sequence[tuple[Mention, Entity]], reach: int) -> Entity | None:
    """The last entity of a kind that changes names before a cue."""
    for mention, entity in reversed(mentions):
        if mention.end_offset <= start and entity.type in CHANGING:
            return entity if start - mention.end_offset <= reach else None
    return None
