"""Forms of names: what is left of a name when marks, type words, places and levels are dropped."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.divisions import lookup_county

_MARKS = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]")
_TAIL_BRACKET = re.compile(r"(?<=..)（[^（）]{1,30}）$")
_LEVEL_PLACE = re.compile(r"^(.{2,}?)(省|市|自治区|自治州|自治县|县|区|州|镇|乡)$")
_YEAR = re.compile(r"^\d{4}年(?:度)?")
_CORE_MIN = 2


@dataclass(frozen=True, slots=True)
class Ways:
    """The tables of ``aliases.toml``."""

    tails: dict[str, tuple[str, ...]]
    prefixes: tuple[str, ...]
    bodies: tuple[tuple[str, str], ...]
    home: frozenset[str]


@cache
def ways() -> Ways:
    """The tables, longest words first."""
    text = files("policygraph.ingest.names").joinpath("data", "aliases.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Ways(
        tails={kind: tuple(sorted(words.split(), key=len, reverse=True)) for kind, words in table["tails"].items()},
        prefixes=tuple(sorted(table["prefixes"]["words"].split(), key=len, reverse=True)),
        bodies=tuple(sorted(table["bodies"].items(), key=lambda pair: -len(pair[0]))),
        home=frozenset(table["home"]["words"].split()),
    )


def fold(name: str) -> str:
    """The name without quotation marks, title marks and white space.

    >>> fold("“上林英才”计划")
    '上林英才计划'
    """
    return _MARKS.sub("", name)


def bare(name: str, kind: str) -> str:
    """The folded name without its trailing type word and trailing bracket.

    >>> bare("“上林英才”计划", "Program"), bare("智能家电产业链", "Industry")
    ('上林英才', '智能家电')
    """
    core = _TAIL_BRACKET.sub("", fold(name))
    for tail in ways().tails.get(kind, ()):
        if core.endswith(tail) and len(core) - len(tail) >= _CORE_MIN:
            return core[: -len(tail)]
    return core


def body(name: str) -> str:
    """The usual short form of the name of a body.

    >>> body("慈溪市发展和改革局"), body("河南省人民政府")
    ('慈溪市发改局', '河南省政府')
    """
    short = fold(name).removeprefix("中共")
    for long, brief in ways().bodies:
        if long in short:
            short = short.replace(long, brief)
    return short


def place_stem(name: str) -> str:
    """A place without its level word: 慈溪 for 慈溪市; ethnic names of autonomous places go, too.

    >>> place_stem("慈溪市"), place_stem("恩施土家族苗族自治州"), place_stem("沧县")
    ('慈溪', '恩施', '沧县')
    """
    name = fold(name)
    for division in lookup_county(name):
        if division.name == name and division.shorts:
            return division.shorts[0]
    if match := _LEVEL_PLACE.match(name):
        return match[1]
    return name


def without_prefix(name: str, places: frozenset[str]) -> str:
    """The folded name without a leading place of `places`, level word or year."""
    core = _YEAR.sub("", fold(name))
    for length in range(min(len(core) - 2, 12), 1, -1):
        if core[:length] in places:
            return core[length:]
    for prefix in ways().prefixes:
        if core.startswith(prefix) and len(core) - len(prefix) >= _CORE_MIN:
            return core[len(prefix) :]
    return core
