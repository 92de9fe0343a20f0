"""Phrases of four characters that tell how something is done and name nobody: 筑巢引凤建…, 串珠成链打造…."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.names.places import starts
from policygraph.ingest.tokens import tokenize

_FOUR = re.compile(r"[\u4e00-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class _Words:
    types: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    verbs: re.Pattern[str]
    light: frozenset[str]
    company: re.Pattern[str]


def is_motto(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the span, taken for a name of `kind`, is verb and object twice, before a verb or as a clause of its own.

    What the text calls a company elsewhere is none.

    >>> is_motto("引凤筑巢建基地", 0, 4, "Enterprise"), is_motto("海岳电机建基地", 0, 4, "Enterprise")
    (True, False)
    """
    words, name = _words(), text[start:end]
    if kind not in words.types or not _FOUR.fullmatch(name):
        return False
    alone = words.before.search(text[max(0, start - 1) : start]) and words.after.match(text[end : end + 1] or "\n")
    if not alone and not words.verbs.match(text, end):
        return False
    return _acts(name) and not any(words.company.match(text, at + len(name)) for at in starts(text, name))


@cache
def _acts(name: str) -> bool:
    """Whether both halves of four characters begin with a verb, and the second is no noun that the dictionary has."""
    halves = name[:2], name[2:]
    return all(_is_verb(half) for half in halves) and not _is_noun(halves[1])


def _is_verb(half: str) -> bool:
    whole = tokenize(half)
    first = tokenize(half[0])[0].tag
    return (len(whole) == 1 and whole[0].tag == "v") or first == "v" or half[0] in _words().light


def _is_noun(half: str) -> bool:
    """Whether a half is one word that names: 电机 and 发展, not 引凤."""
    whole = tokenize(half)
    return len(whole) == 1 and (whole[0].tag == "vn" or (whole[0].tag[0] in "nj" and not _is_verb(half)))


@cache
def _words() -> _Words:
    text = files("policygraph.ingest.names").joinpath("data/refusal.toml").read_text(encoding="utf-8")
    row = tomllib.loads(text)["motto"]
    return _Words(
        types=frozenset(row["types"].split()),
        before=re.compile(row["before"]),
        after=re.compile(row["after"]),
        verbs=re.compile("|".join(sorted(row["verbs"].split(), key=len, reverse=True))),
        light=frozenset(row["light"].split()),
        company=re.compile(row["company"]),
    )
