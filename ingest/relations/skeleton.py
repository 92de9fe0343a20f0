"""The skeleton of a sentence: its names in coordinated groups, and the cue words and marks between them.

``嵊州市实施“双倍增”行动，依托甲大学、乙公司建设丙园`` becomes ``L DO G , BASE PE BUILD P``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from policygraph.ingest.coreference import anaphors
from policygraph.ingest.reading import Reading
from policygraph.ingest.relations.cues import cues, group

LETTERS = {
    "Enterprise": "E",
    "Program": "G",
    "Platform": "P",
    "Organization": "O",
    "Place": "L",
    "Industry": "I",
    "Honour": "H",
    "PolicyDocument": "D",
}
_CONNECTOR = re.compile(r"[“”‘’]{0,4}(?:（[^（）]{1,12}）)?[“”‘’]{0,4}(?:、|和|及|以及)[“”‘’]{0,4}")
_ADJOINED = re.compile(r"[“”‘’]{0,4}")  # “甲”“乙”, 《甲》《乙》
_WITH = re.compile(r"[“”‘’]{0,4}[与同][“”‘’]{0,4}")  # between parties it opens a new group, between things it lists
_ALIAS = re.compile(r"[“”‘’]{0,4}（[^（）]{0,40}）")
_ALIAS_WORD = re.compile(r"简称|下称|全称|原名|曾用名|以下|代码|股票|证券")
_THINGS = frozenset("GIHD")
_BESIDE = 6  # characters between a name and the 和 that joins it to another: 与当地的乙公司
_LONGEST = 200  # symbols of a sentence that are read together
_LONGEST_GROUP = 100  # names of a list that are linked as one


@dataclass(frozen=True, slots=True)
class Item:
    """One name or anaphor in the text."""

    start: int
    end: int
    entity: int
    letter: str
    anaphor: bool
    ending: str = ""  # the last two characters of its full name


@dataclass(frozen=True, slots=True)
class Symbol:
    """A group of coordinated names, or a cue word. `kind` is the letters of the group's types or the cue's kind."""

    kind: str
    start: int
    end: int
    word: str
    items: tuple[Item, ...] = ()

    def has(self, letters: str) -> bool:
        """Whether the group holds a name of one of these types."""
        return any(item.letter in letters for item in self.items)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The symbols of one sentence, with its span; `line` indexes the structure's lines."""

    start: int
    end: int
    line: int
    symbols: tuple[Symbol, ...]
    denies: bool = False  # whether a cue word of the kind NOT is among them


def items(reading: Reading) -> list[Item]:
    """Mentions and anaphors in order of the text."""
    letter = [LETTERS[entity.type] for entity in reading.entities]
    ending = [entity.names[0].rstrip("”》’")[-2:] for entity in reading.entities]

    def item(start: int, end: int, entity: int, *, anaphor: bool) -> Item:
        return Item(start, end, entity, letter[entity], anaphor, ending[entity])

    found = [item(m.start, m.end, m.entity, anaphor=False) for m in reading.mentions]
    found += [item(a.start, a.end, a.entity, anaphor=True) for a in anaphors(reading)]
    found = sorted((one for one in found if not _is_set_up(reading.text, one)), key=lambda item: item.start)
    return [one for one, behind in zip_longest(found, found[1:]) if not _is_outer(one, behind)]


def _is_set_up(text: str, one: Item) -> bool:
    """Whether a body ends the clause that tells how it was set up: 成立领导小组，印发…: who set it up goes on."""
    ends = text[one.end : one.end + 1] in {"，", "；", "。"}
    return (
        one.letter == "O"
        and not one.anaphor
        and ends
        and bool(_sets_up().search(text, max(one.start - 40, 0), one.start))
    )


def _is_outer(one: Item, behind: Item | None) -> bool:
    """Whether a place only says where the next one lies: 四川省成都市 does what it does, not 四川省."""
    return behind is not None and one.letter == behind.letter == "L" and one.end == behind.start


@cache
def _sets_up() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(group('sets-up'))})了?[^，。；：\n]{{0,30}}$")


def skeletons(reading: Reading) -> Iterator[Skeleton]:
    """The skeleton of each sentence that holds a name, in order."""
    found = items(reading)
    at = 0
    for line in reading.structure.lines:
        for sentence in line.sentences:
            while at < len(found) and found[at].start < sentence.start:
                at += 1
            first = at
            while at < len(found) and found[at].start < sentence.end:
                at += 1
            if at > first:
                symbols = list(_symbols(reading.text, sentence.start, sentence.end, found[first:at]))
                for part in _parts(symbols):
                    if not any(symbol.items for symbol in part):
                        continue
                    begun = part[0].start if part[0] is not symbols[0] else sentence.start
                    ended = part[-1].end if part[-1] is not symbols[-1] else sentence.end
                    denies = any(symbol.kind == "NOT" for symbol in part)
                    yield Skeleton(begun, ended, line.index, tuple(part), denies)


def _parts(symbols: list[Symbol]) -> Iterator[list[Symbol]]:
    """A sentence as it is; one that goes on for pages in parts that end with a mark, so that reading stays linear."""
    at = 0
    while len(symbols) - at > _LONGEST:
        ends = (k for k in range(at + _LONGEST, at + _LONGEST // 2, -1) if symbols[k - 1].kind in ",;:")
        end = next(ends, at + _LONGEST)
        yield symbols[at:end]
        at = end
    yield symbols[at:]


def _symbols(text: str, start: int, end: int, found: Sequence[Item]) -> Iterator[Symbol]:
    at = start
    row: list[Item] = []
    for item in found:
        if item.start < at:
            continue  # inside an alias already passed over
        if row and (len(row) == _LONGEST_GROUP or not _coordinated(text, at, item, row)):
            yield _group(text, row)
            row = []
        if not row:
            yield from _cue_symbols(text, at, item.start)
        row.append(item)
        at = item.end
        if alias := _ALIAS.match(text, at, end):
            inside = [other for other in found if alias.start() <= other.start < alias.end()]
            if _ALIAS_WORD.search(alias[0]) or (len(inside) == 1 and inside[0].entity == item.entity):
                at = alias.end()
    if row:
        yield _group(text, row)
    yield from _cue_symbols(text, at, end)


def _coordinated(text: str, at: int, item: Item, row: Sequence[Item]) -> bool:
    if item.start - at > 20:
        return False
    if _CONNECTOR.fullmatch(text, at, item.start):
        return True
    same = item.letter == row[-1].letter
    if same and item.letter == "O" and item.start == at:
        return True  # 省委省政府
    if same and text[at - 1] in "”》" and text[item.start] in "“《" and _ADJOINED.fullmatch(text, at, item.start):
        return True
    return item.letter in _THINGS and same and bool(_WITH.fullmatch(text, at, item.start))


def _group(text: str, row: Sequence[Item]) -> Symbol:
    letters = "".join(dict.fromkeys(item.letter for item in row))
    return Symbol(letters, row[0].start, row[-1].end, text[row[0].start : row[-1].end], tuple(row))


def _cue_symbols(text: str, start: int, end: int) -> Iterator[Symbol]:
    """The cue words between two names, or between a name and an end of the sentence."""
    table = cues()
    for match in table.pattern.finditer(text, start, end):
        word = match[0]
        kind = table.kind_of[word]
        if kind == "COOP" and word in group("and") and min(match.start() - start, end - match.end()) > _BESIDE:
            continue  # 便利度和舒适感: what it joins are no names
        if kind != "-":
            yield Symbol(kind, match.start(), match.end(), word)
