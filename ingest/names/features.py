"""What the model sees of a candidate: readable features, one string each."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.lexicon import cues, known
from policygraph.ingest.names.remembered import Part
from policygraph.ingest.reading import Reading
from policygraph.schema.divisions import upper_names

_LEVELS = (
    "国家级",
    "省级",
    "市级",
    "区级",
    "县级",
    "国家",
    "省",
    "市",
    "区",
    "县",
    "自治区",
    "全国",
    "全省",
    "全市",
    "州",
    "镇",
)
_RESPONSIBLE = (
    "责任单位",
    "牵头单位",
    "配合单位",
    "责任部门",
    "牵头部门",
    "配合部门",
    "主办单位",
    "协办单位",
    "实施单位",
)
_OPENS = frozenset("，。；：\n")
_CLAUSE_ENDS = frozenset("，。；：！？\n")
_LINE_SEEN = 400


@dataclass(slots=True)
class Described:
    """The features of some candidates, said once where candidates share them: each row lists its parts by number.

    Part n is ``own[n]``, features of this article alone, or below 0 ``shared[-1 - n]``, which any article may say.
    """

    own: list[list[str]] = field(default_factory=list)
    shared: list[Part] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)

    @classmethod
    def of(cls, features: Sequence[list[str]]) -> Described:
        """What `features` says again: one part for each candidate."""
        return cls(own=list(features), rows=[[number] for number in range(len(features))])

    def features(self) -> list[list[str]]:
        """The features of each candidate, in order."""
        said = [*self.own, *(say(*what) for say, *what in reversed(self.shared))]
        return [[feature for number in row for feature in said[number]] for row in self.rows]


def describe(frame: Frame, seen: Seen, candidates: Sequence[Candidate]) -> Described:
    """The features of each candidate, in order."""
    described = Described()
    own, shared, rows = described.own, described.shared, described.rows
    at, text, counts, conjunctions, generic = frame.at, seen.text, seen.counts, seen.conjunctions, seen.generic
    numbers: dict[tuple[Any, ...], int] = {}
    initials = "".join([tag[0] for tag in frame.tags])

    def new(asked: tuple[Any, ...]) -> int:
        """The number of a part that no candidate before has."""
        part: Part | list[str] = asked if asked[0] in _SHARED else asked[0](*asked[1:])
        if isinstance(part, tuple):
            shared.append(part)
            number = -len(shared)
        else:
            own.append(part)
            number = len(own) - 1
        numbers[asked] = number
        return number

    number_of = numbers.get
    for c in candidates:
        start, end = c.start, c.end
        surface = text[start:end]
        i, j = at[start], at[end - 1]
        length, tokens = end - start, j - i + 1
        head, hint = (c.head.word, c.head.hint) if c.head else ("-", "-")
        kinds = frozenset(c.kinds)
        times = min(counts[surface], 4)
        named = generic[j + 1] - generic[i]
        pattern = initials[i : min(j + 1, i + 6)]
        parts: tuple[tuple[Any, ...], ...] = (
            (seen.start, start, length > 1),
            (seen.end, end, min(length, 3), tokens > 1),
            (seen.start_for, start, hint),
            (seen.end_for, j, hint),
            (of_pattern, hint, pattern, conjunctions[j + 1] > conjunctions[i]),
            (of_size, hint, min(length, 20), min(tokens, 9), min(tokens - named, 2), named > 0, times),
            (of_kinds, kinds, head, hint),
            (seen.kinds_before, kinds, i),
        )
        row = []
        for part in parts:
            number = number_of(part)
            row.append(new(part) if number is None else number)
        row.append(len(own))
        own.append(seen.rest(c, surface, head, hint))
        rows.append(row)
    return described


class Seen:
    """What one text says of the starts, ends and surroundings of its candidates, all of which it was shown."""

    def __init__(self, reading: Reading, frame: Frame, candidates: Sequence[Candidate]) -> None:
        self.frame, self.text = frame, frame.text
        self.counts = Counter([self.text[c.start : c.end] for c in candidates])
        self.industries = {
            surface.removesuffix(tail)
            for surface in self.counts
            for tail in ("产业", "产业链", "集群")
            if surface.endswith(tail)
        }
        self.projects = {surface[:-2] for surface in self.counts if surface.endswith("项目")}
        self.shapes = _line_shapes(reading)
        self.line_starts = [line.start for line in reading.structure.lines]
        self.places = upper_names()
        self.verbs = _verbs(frame)
        self.responsible = _responsible(frame)
        general = cues().generic
        self.generic = _sums(word in general for word in frame.words)
        self.conjunctions = _sums(tag == "c" for tag in frame.tags)
        self.singles = _sums(len(word) == 1 for word in frame.words)
        self.digits = _sums(map(str.isdigit, self.text))

    def _before(self, i: int) -> tuple[str, str]:
        return (self.frame.words[i - 1], self.frame.tags[i - 1]) if i else ("^", "^")

    def _after(self, j: int) -> tuple[str, str]:
        words, tags = self.frame.words, self.frame.tags
        return (words[j + 1], tags[j + 1]) if j + 1 < len(words) else ("$", "$")

    def before2(self, i: int) -> str:
        """The two words before word `i`."""
        words = self.frame.words
        return f"{words[i - 2]},{words[i - 1]}" if i > 1 else f"^,{words[0]}" if i else "^,^"

    def after2(self, j: int) -> str:
        """The two words behind word `j`."""
        words = self.frame.words
        return f"{words[j + 1]},{words[j + 2]}" if j + 2 < len(words) else f"{self._after(j)[0]},$"

    def last2(self, j: int, longer: bool) -> str:
        """Word `j` with the one before it, where a name is `longer` than one word."""
        words = self.frame.words
        return f"{words[j - 1] if longer else '-'},{words[j]}"

    def start(self, start: int, longer: bool) -> list[str]:
        """What the first word and the words before it say; `longer` than one character."""
        words, text = self.frame.words, self.text
        i = self.frame.at[start]
        before, before_tag = self._before(i)
        tag = self.frame.tags[i]
        found = [
            f"first={words[i]}",
            f"first tag={tag}",
            f"before={before}",
            f"before tag={before_tag}",
            f"before tag,first tag={before_tag},{tag}",
            f"before2={self.before2(i)}",
            f"begin2={text[start : start + 1 + longer]}",
            f"begin1={text[start]}",
            f"shape={self.shape(start)}",
            f"verb={self.verbs[i][0]}",
        ]
        if tag[0] == "v":
            found.append(f"verb first,before tag={before_tag}")
        return found

    def start_for(self, start: int, hint: str) -> Part:
        """What the words before a name and its first word say of this hint of type."""
        i = self.frame.at[start]
        before, tag = self._before(i)
        first = self.frame.tags[i][0] == "v"
        places = self.frame.words[i] in self.places, i > 0 and before in self.places
        return of_start, hint, tag, self.shape(start), *self.verbs[i], i in self.responsible, first, *places

    def end(self, end: int, length: int, longer: bool) -> list[str]:
        """What the last word and the words behind it say; `length` up to three characters, `longer` than one word."""
        words, text = self.frame.words, self.text
        j = self.frame.at[end - 1]
        after, after_tag = self._after(j)
        tag = self.frame.tags[j]
        return [
            "bias",
            f"last={words[j]}",
            f"last2={self.last2(j, longer)}",
            f"last tag={tag}",
            f"after={after}",
            f"after tag={after_tag}",
            f"after2={self.after2(j)}",
            f"last tag,after tag={tag},{after_tag}",
            f"end3={text[end - length : end]}",
            f"end2={text[end - min(length, 2) : end]}",
            f"end1={text[end - 1]}",
        ]

    def end_for(self, j: int, hint: str) -> Part:
        """What the word behind a name says of this hint of type."""
        return of_end, hint, self._after(j)[0]

    def kinds_before(self, kinds: frozenset[str], i: int) -> Part:
        """The word before a candidate with each rule that proposes it."""
        return of_kinds_before, kinds, self._before(i)[0]

    def rest(self, c: Candidate, surface: str, head: str, hint: str) -> list[str]:
        """What only this candidate has."""
        frame, text = self.frame, self.text
        i, j = frame.at[c.start], frame.at[c.end - 1]
        found = [f"surface={surface}"] if len(surface) <= 8 else []
        if listed := known().get(surface):
            found.append(f"known={listed}")
        if c.classes:
            found += [f"classes={c.classes}", f"classes,hint={c.classes},{hint}"]
        if c.group >= 0:
            found.append("in list")
        if "“" in surface:
            opens, closes = surface[0] == "“", surface[-1] == "”"
            where = "whole" if opens and closes else "start" if opens else "end" if closes else "inside"
            found += [
                f"quoted={where}",
                f"quoted,hint={where},{hint}",
                f"quoted,before={where},{self._before(i)[0]}",
                f"quoted,after={where},{self._after(j)[0]}",
            ]
        elif text[c.start - 1 : c.start] == "“" and text[c.end : c.end + 1] == "”":
            found.append("between quotes")
        if "的" in surface:
            found.append(f"的,hint={hint}")
        if "（" in surface:
            found.append(f"bracket,hint={hint}")
        if frame.words[i] in self.places:
            found.append(f"place first,whole={i == j}")
        if divisions := self.places.get(surface):
            found += ["division", f"division={divisions[0].level},{divisions[0].name == surface}"]
        if surface.startswith(_LEVELS):
            level = next(level for level in _LEVELS if surface.startswith(level))
            found += [f"level={level},{hint}", f"level,head={level},{head}"]
            found.append(f"level,after tag={level},{self._after(j)[1]}")
        if surface in self.industries:
            found.append("also with 产业")
        if surface in self.projects:
            found.append("also with 项目")
        if c.start and text[c.start - 1] in _OPENS:
            found.append(f"opens clause,after tag={self._after(j)[1]}")
        if self.digits[c.end] > self.digits[c.start]:
            found.append(f"digits,hint={hint}")
        found.append(f"singles={min(self.singles[j + 1] - self.singles[i], 4)},{min(j - i + 1, 5)}")
        if c.start != frame.starts[i]:
            found.append("starts inside a token")
        if c.end != frame.ends[j]:
            found.append("ends inside a token")
        return found

    def shape(self, start: int) -> str:
        """The shape of the line that holds a place."""
        return self.shapes[bisect_right(self.line_starts, start) - 1]


def _sums(flags: Iterable[bool]) -> list[int]:
    """How many of the flags before each place, and before the end, are set."""
    return list(accumulate(flags, initial=0))


def of_start(
    hint: str, tag: str, shape: str, verb: str, distance: str, responsible: bool, first: bool, place: bool, after: bool
) -> list[str]:
    """What the place of a name says of a hint of type.

    `tag` is that of the word before, `shape` that of the line, `verb` the last one and how far back; `responsible` in
    brackets of such a list, `first` where the name begins with a verb, `place` with a place, `after` behind one.
    """
    found = [
        f"hint,before tag={hint},{tag}",
        f"hint,shape={hint},{shape}",
        f"verb,hint={verb},{hint}",
        f"verb distance={distance},{hint}",
    ]
    more = {"responsible": responsible, "verb first": first, "place first": place, "place before": after}
    return [*found, *(f"{name},hint={hint}" for name, holds in more.items() if holds)]


def of_end(hint: str, after: str) -> list[str]:
    """What the word behind a name says of this hint of type."""
    return [f"hint,after={hint},{after}"]


def of_kinds_before(kinds: frozenset[str], before: str) -> list[str]:
    """The word before a candidate with each rule that proposes it."""
    return [f"kind,before={kind},{before}" for kind in kinds]


@lru_cache(maxsize=65536)
def of_pattern(hint: str, pattern: str, conjunction: bool) -> list[str]:
    """What the word classes of a name say."""
    found = [f"pattern={pattern}", f"hint,pattern={hint},{pattern}"]
    return [*found, f"conjunction,hint={hint}"] if conjunction else found


@lru_cache(maxsize=65536)
def of_size(hint: str, length: int, tokens: int, special: int, general: bool, times: int) -> list[str]:
    """What the size of a name and how often it stands in the text say.

    `special` words are not general ones, up to two; `general` tells whether there is a general one.
    """
    size = (
        "1" if length < 2 else str(length) if length < 9 else "9+" if length < 13 else "13+" if length < 20 else "20+"
    )
    named = "all" if not special else "but one" if special == 1 else "some" if general else "none"
    return [
        f"size={size}",
        f"hint,size={hint},{size}",
        f"tokens={tokens}",
        f"generic={named}",
        f"hint,generic={hint},{named}",
        f"times={times}",
        f"hint,times={hint},{min(times, 3)}",
    ]


@lru_cache(maxsize=65536)
def of_kinds(kinds: frozenset[str], head: str, hint: str) -> list[str]:
    """What the rules that propose a name and its head say."""
    found = [f"head={head}", f"hint={hint}", f"kinds={'+'.join(sorted(kinds))}"]
    return found + [feature for kind in kinds for feature in (f"kind={kind}", f"kind,hint={kind},{hint}")]


_SHARED = frozenset((of_pattern, of_size, of_kinds))  # what is said of plain values at once


def _line_shapes(reading: Reading) -> list[str]:
    """A word for each line: title, heading, responsibility list, short, plain."""
    shapes = []
    text = reading.text
    for line in reading.structure.lines:
        body = text[line.start : line.start + _LINE_SEEN]
        body = body[: line.end - line.start]
        if line.level == 0:
            shape = "title"
        elif any(word in body[:20] for word in _RESPONSIBLE):
            shape = "responsible"
        elif line.level and line.title and line.title[1] >= line.end - 1:
            shape = "heading"
        elif len(body) < 30 and "。" not in body:
            shape = "short"
        else:
            shape = "plain"
        shapes.append(shape)
    return shapes


def _verbs(frame: Frame) -> list[tuple[str, str]]:
    """For each token, the last verb before it in its clause, and how far back that is."""
    found: list[tuple[str, str]] = []
    verb, at = "-", -9
    for i, word in enumerate(frame.words):
        back = i - at
        found.append((verb, "1" if back == 1 else "2" if back == 2 else "3+" if back < 6 else "6+"))
        if word in _CLAUSE_ENDS:
            verb, at = "-", -9
        elif frame.tags[i][0] == "v" and len(word) > 1:
            verb, at = word, i
    return found


def _responsible(frame: Frame) -> set[int]:
    """Tokens inside brackets that list who is responsible."""
    inside: set[int] = set()
    for opening, closing in frame.partner.items():
        if opening < closing and frame.words[opening] in "（【〔":
            beginning = frame.text[frame.ends[opening] : frame.ends[opening] + 8]
            if any(word in beginning for word in _RESPONSIBLE):
                inside.update(range(opening + 1, closing))
    return inside
