"""Names in a row that share out the figures in a row behind them: 甲公司、乙公司分别签约1亿元和2亿元."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.respective import groups
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.reading import FoundMention, Reading

_SHORT = 9  # characters of an indicator between a name and its figure
_MARK = re.compile("[，。；、：]")
_OPENING = frozenset("“《")
_DESCRIBED = frozenset({"Enterprise", "Platform", "Program"})
_BEARERS = frozenset({"Place", "Enterprise", "Platform", "Program", "Industry"})


def shared_bearers(
    reading: Reading, figures: Sequence[Figure], mentions: Sequence[FoundMention]
) -> dict[int, dict[int, FoundMention | None]]:
    """For each figure that is one of a row, by its start: the entities of each list of as many names before it.

    The mention is given for the entity whose turn it is, None for the others of its list.
    """
    found: dict[int, dict[int, FoundMention | None]] = {}
    for group, row in _pairs(reading, figures, mentions):
        for turn, figure in enumerate(group):
            mine: dict[int, FoundMention | None] = {mention.entity: None for mention in row}
            found.setdefault(figure.quantity.start, {}).update(mine | {row[turn].entity: row[turn]})
    return found


def turns(reading: Reading, figures: Sequence[Figure], mentions: Sequence[FoundMention]) -> dict[int, int]:
    """Whose each figure of a row surely is, by its start: 甲市、乙市产值分别达到2亿元、3亿元 says it.

    Nothing but the indicator stands between names and figures, and the names are what is spoken of, not what it is
    done to (对东盟、欧盟出口分别增长…).
    """
    found: dict[int, int] = {}
    for group, row in _pairs(reading, figures, mentions):
        between, toward = _said()
        if (
            reading.entities[row[0].entity].type in _BEARERS
            and between.fullmatch(reading.text, row[-1].end, group[0].quantity.start)
            and not toward.match(reading.text, max(row[0].start - 1, 0))
        ):
            found |= {figure.quantity.start: name.entity for figure, name in zip(group, row, strict=True)}
    return found | _each_with_its_name(reading, figures, mentions) | _described(reading, figures, mentions)


def _described(reading: Reading, figures: Sequence[Figure], mentions: Sequence[FoundMention]) -> dict[int, int]:
    """Whom a figure describes that stands right before its name: 排名第8位的某集团, 总投资5亿元的某项目."""
    named = {m.start: m.entity for m in mentions if reading.entities[m.entity].type in _DESCRIBED}
    named |= {start - 1: entity for start, entity in named.items() if reading.text[start - 1 : start] in _OPENING}
    spans = ((f.quantity.start, f.quantity.end) for f in figures)
    return {start: named[end + 1] for start, end in spans if reading.text.startswith("的", end) and end + 1 in named}


def _each_with_its_name(
    reading: Reading, figures: Sequence[Figure], mentions: Sequence[FoundMention]
) -> dict[int, int]:
    """The names that stand between two figures of a clause, each at its own: 其中甲县3.1万人、乙县2.6万人."""
    starts = [mention.start for mention in mentions]
    beside, _ = _joined()
    found: dict[int, int] = {}

    def last(start: int, end: int) -> FoundMention | None:
        """The one name in a span, if nothing but a short indicator stands behind it."""
        inside = [m for m in mentions[bisect_left(starts, start) : bisect_left(starts, end)] if m.end <= end]
        near = inside and end - inside[-1].end <= _SHORT and not _MARK.search(reading.text, inside[-1].end, end)
        return inside[-1] if near and reading.entities[inside[-1].entity].type in _BEARERS else None

    for group in groups(figures):
        for one, other in pairwise(group):
            first = last(group[0].sentence.start, one.quantity.start)
            second = last(one.quantity.end, other.quantity.start)
            if first is None or second is None or first.entity == second.entity:
                continue
            alike = reading.entities[first.entity].type == reading.entities[second.entity].type
            if alike and beside.fullmatch(reading.text, one.quantity.end, second.start):
                found[other.quantity.start] = second.entity
    return found


def _pairs(
    reading: Reading, figures: Sequence[Figure], mentions: Sequence[FoundMention]
) -> Iterator[tuple[list[Figure], list[FoundMention]]]:
    """The rows of figures with each row of as many names before them in the sentence."""
    starts = [mention.start for mention in mentions]
    for group in groups(figures):
        if len(group) < 2 or not _in_a_row(reading.text, group):
            continue
        first = bisect_left(starts, group[0].sentence.start)
        last = bisect_left(starts, group[0].quantity.start)
        yield from ((group, row) for row in rows_of(reading, mentions[first:last]) if len(row) == len(group))


def _in_a_row(text: str, group: Sequence[Figure]) -> bool:
    """Whether nothing but marks stands between the figures."""
    spans = [(figure.quantity.start, figure.quantity.end) for figure in group]
    _, apart = _joined()
    return all(apart.fullmatch(text, end, start) for (_, end), (start, _) in pairwise(spans))


def rows_of(reading: Reading, mentions: Sequence[FoundMention]) -> list[list[FoundMention]]:
    """The runs of names of one type that only 、 or 和 keeps apart, each of another entity."""
    found: list[list[FoundMention]] = []
    beside, _ = _joined()
    for mention in mentions:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and reading.entities[last.entity].type == reading.entities[mention.entity].type
            and mention.entity not in {one.entity for one in found[-1]}
            and beside.fullmatch(reading.text, last.end, mention.start)
        ):
            found[-1].append(mention)
        else:
            found.append([mention])
    return found


@cache
def _joined() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand between two names of a row, and between two figures of a row."""
    join = either("role_words", "join")
    return re.compile(rf"[”》）)]?(?:{join})[“《（(]?"), re.compile(rf"[、，]?(?:{join})?")


@cache
def _said() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands between names and figures of which each has its own, and what before names that are only objects."""
    each, cause = either("role_words", "respectively"), either("role_words", "cause")
    aside = rf"受[^，。；]{{1,20}}(?:{cause})，[^，。；]{{0,12}}"
    between = rf"[^，。；：]{{0,24}}(?:{aside})?(?:{each})[^，。；：]{{0,6}}"
    return re.compile(between), re.compile(either("role_words", "toward"))
