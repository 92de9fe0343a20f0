"""Rosters of people with their offices: 组长：邓岭省教育厅厅长, 王刚自然资源厅党组书记杨林水利厅厅长.

A notice that sets up a leading group lists dozens of them, often without a gap between name, body and office, so that
the body seems to begin with the person. Where several people stand so, each name is told from the body behind it: by
the words with which bodies begin (``data/rosters.toml``) and the names of places.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.evidence import TYPES, Floats
from policygraph.ingest.names.people import surnames
from policygraph.schema.divisions import lookup_county

_LEAST = 3  # people with a surname make a roster
_BODY = 0.9  # how likely what stands between a person and an office is what its words say
_LONGEST = 60  # characters of a person and a body
_NAME = range(2, 6)  # characters of a name, as in 旦巴旺久
_PLACE = range(9, 1, -1)
_MARKS = "；，。、（"
_BORDERS = f"\n：{_MARKS}"
_GAP = " \t\u3000"
_NO_GAP = str.maketrans("", "", _GAP)
_HAN = re.compile(r"[\u4e00-\u9fff]{2,5}")
_SPACED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff][{_GAP}]{{1,3}}[\u4e00-\u9fff]|[\u4e00-\u9fff]{{2,5}})[{_GAP}]+(?=[\u4e00-\u9fff]|$)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a roster and the body behind the name, half-open; the body ends where the office begins."""

    person: tuple[int, int]
    body: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Words:
    office: re.Pattern[str]
    opens: re.Pattern[str]
    body: re.Pattern[str]
    never: frozenset[str]
    never_glued: frozenset[str]


@lru_cache(maxsize=4)
def entries(text: str) -> tuple[Entry, ...]:
    """The people of rosters, in order; none where fewer than three stand in the text.

    >>> text = "组长：邓岭省教育厅厅长成员：王刚自然资源厅党组书记杨林水利厅厅长"
    >>> [(text[slice(*entry.person)], text[slice(*entry.body)]) for entry in entries(text)]
    [('邓岭', '省教育厅'), ('王刚', '自然资源厅'), ('杨林', '水利厅')]
    """
    found = tuple(_entries(text))
    named = {text[slice(*entry.person)] for entry in found if text[entry.person[0]] in surnames()}
    return found if len(named) >= _LEAST else ()


def without_people(text: str, candidates: list[Candidate], probabilities: Floats) -> tuple[list[Candidate], Floats]:
    """Candidates and probabilities without the people of rosters, and with the bodies behind them.

    What was taken for a person and a body together (王刚水利厅) is the body alone.
    """
    people = entries(text)
    if not people:
        return candidates, probabilities
    told = {entry.body: kind for entry in people if (kind := _kind(text[slice(*entry.body)]))}
    spans = {(candidate.start, candidate.end): i for i, candidate in enumerate(candidates)}
    new = [Candidate(*span, {"roster"}) for span in told if span not in spans]
    spans |= {(candidate.start, candidate.end): i for i, candidate in enumerate(new, len(candidates))}
    unnamed = np.zeros((len(new), probabilities.shape[1]), np.float32)
    unnamed[:, 0] = 1.0
    result = np.concatenate([probabilities, unnamed])
    for span, i in spans.items():
        if (rest := behind_person(people, *span)) is not None:
            if (j := spans.get(rest)) is not None:
                _give(result, result[i, 1:].copy(), j)
            result[i] = 0.0
            result[i, 0] = 1.0
    for span, kind in told.items():
        gain = np.zeros(len(TYPES), np.float32)
        gain[TYPES.index(kind)] = _BODY
        _give(result, gain, spans[span])
    return [*candidates, *new], result


def _give(result: Floats, gain: Floats, j: int) -> None:
    """Change `result`: candidate `j` gains these probabilities of the types as far as it is no name yet."""
    total = float(gain.sum())
    share = min(total, float(result[j, 0]))
    if total > 0.0:
        result[j, 1:] += gain * (share / total)
        result[j, 0] -= share


def _kind(body: str) -> str:
    """The type of what stands between a person and an office, where its words tell it."""
    if _words().body.fullmatch(body):
        return "Organization"
    return "Place" if any(division.name == body for division in lookup_county(body)) else ""


def behind_person(people: Sequence[Entry], start: int, end: int) -> tuple[int, int] | None:
    """What is left of a span behind a person whom it touches; None where it touches none.

    >>> people = [Entry((0, 2), (2, 5))]
    >>> behind_person(people, 0, 5), behind_person(people, 0, 2), behind_person(people, 2, 5)
    ((2, 5), (2, 2), None)
    """
    first = bisect_left(people, end, key=lambda entry: entry.person[0]) - 1
    if first < 0 or people[first].person[1] <= start:
        return None
    last = people[first].person[1]
    return last, max(end, last)


def _entries(text: str) -> Iterator[Entry]:
    """Every person between a border and an office."""
    border = 0
    for office in _words().office.finditer(text):
        start = max(
            border, office.start() - _LONGEST, 1 + max(text.rfind(mark, border, office.start()) for mark in _BORDERS)
        )
        if entry := _entry(text, start, office.start()):
            yield entry
        border = office.end()


def _entry(text: str, start: int, end: int) -> Entry | None:
    """The person with whom the words up to an office begin: spaced (李　岩　　省教育厅), or right before a body."""
    words = text[start:end]
    at = start + len(words) - len(words.lstrip(_GAP))
    words = text[at:end]
    if spaced := _SPACED.match(words):
        name = spaced["name"]
        told = name[0] in surnames() or _opens(words[spaced.end() :])
        return (
            Entry((at, at + len(name)), (at + spaced.end(), end))
            if told and _is_name(name) and not _opens(words)
            else None
        )
    bordered = text[at - 1 : at] not in _MARKS
    for size in _NAME:
        name = words[:size]
        told = bordered or name[:1] in surnames()
        if size < len(words) and told and _is_name(name) and _opens(words[size:]) and not _opens(words):
            return Entry((at, at + size), (at + size, end)) if _words().never_glued.isdisjoint(name) else None
    return None


def _is_name(words: str) -> bool:
    name = words.translate(_NO_GAP)
    return _HAN.fullmatch(name) is not None and _words().never.isdisjoint(name) and not lookup_county(name)


def _opens(words: str) -> bool:
    """Whether words begin like the name of a body or a place."""
    if _words().opens.match(words):
        return True
    return any(
        division.name == words[:size] or division.level in ("province", "city")
        for size in _PLACE
        if size <= len(words)
        for division in lookup_county(words[:size])
    )


@cache
def _words() -> _Words:
    table = tomllib.loads(files("policygraph.ingest.names").joinpath("data/rosters.toml").read_text(encoding="utf-8"))

    def either(field: str) -> str:
        return "|".join(sorted(table[field].split(), key=len, reverse=True))

    fields = either("fields")
    return _Words(
        office=re.compile(f"(?:{either('before')}){{0,4}}(?:{either('offices')})(?![会室])"),
        opens=re.compile(
            f"(?:{either('levels')})(?:{either('behind_level')}|{fields})|{fields}|{either('central')}|自治区"
        ),
        body=re.compile(table["body"]),
        never=frozenset(table["never"]),
        never_glued=frozenset(table["never_glued"]),
    )
