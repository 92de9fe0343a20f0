"""Forms of names: what is left of a name when marks, type words, places and levels are dropped."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from policygraph.schema.divisions import lookup_county

_MARKS = re.compile(r"[\s“”‘’\"'「」『』《》〈〉]")
_TAIL_BRACKET = re.compile(r"(?<=..)（[^（）]{1,30}）$")
_LEVEL_PLACE = re.compile(r"^(.{2,}?)(省|市|自治区|自治州|自治县|县|区|州|镇|乡)$")
_LEVELS = frozenset("省市县区州")
_YEAR = re.compile(r"^\d{4}年(?:度)?")
_CORE_MIN = 2
_SHORT_PREFIX = ("现代", "特色", "大")  # one character may follow: 现代茶产业


@dataclass(frozen=True, slots=True)
class Ways:
    """The tables of ``aliases.toml``."""

    tails: dict[str, tuple[str, ...]]
    prefixes: tuple[str, ...]
    no_level: frozenset[str]
    industry: tuple[str, ...]
    bodies: tuple[tuple[str, str], ...]
    home: frozenset[str]
    wholes: tuple[tuple[str, str], ...]  # ending of a part, ending of what it is part of


@cache
def ways() -> Ways:
    """The tables, longest words first."""
    text = files("policygraph.ingest.names").joinpath("data", "aliases.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Ways(
        tails={kind: tuple(sorted(words.split(), key=len, reverse=True)) for kind, words in table["tails"].items()},
        no_level=frozenset(table["prefixes"]["no_level"].split()),
        prefixes=tuple(sorted(table["prefixes"]["words"].split(), key=len, reverse=True)),
        industry=tuple(sorted(table["prefixes"]["industry"].split(), key=len, reverse=True)),
        bodies=tuple(sorted(table["bodies"].items(), key=lambda pair: -len(pair[0]))),
        home=frozenset(table["home"]["words"].split()),
        wholes=tuple(table["wholes"].items()),
    )


@lru_cache(maxsize=16384)
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
    least = 1 if kind == "Industry" else _CORE_MIN  # 茶产业
    for tail in ways().tails.get(kind, ()):
        if core.endswith(tail) and len(core) - len(tail) >= least:
            core = core[: -len(tail)]
            break
    return core


def document(name: str) -> str:
    """What two forms of a document's name share: no marks, issuer, year in front, trailing bracket, 的 and 若干.

    >>> document("重庆市人民政府关于促进就业的若干意见（试行）") == document("《关于促进就业的意见》")
    True
    """
    core = _TAIL_BRACKET.sub("", _YEAR.sub("", fold(name)))
    at = core.find("关于")
    return re.sub("的|若干", "", core[at:] if at > 0 else core)


def industry(name: str) -> str:
    """The bare name of an industry without modifiers in front: 物流 for 现代物流业."""
    core = bare(name, "Industry")
    for prefix in ways().industry:
        if core.startswith(prefix) and len(core) > len(prefix) + (prefix not in _SHORT_PREFIX):
            return core[len(prefix) :]
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


_ZONE = re.compile(r"(?:开发|高新|新|试验|实验|保税|示范|合作|港|经开|湾|地|片|园|自贸|经济|试点|先行)区$|自由贸易港")
_LEVEL = re.compile(r"(?:自治[区州县旗]|特别行政区)")
_SEGMENT = re.compile(r"(.{1,20}?(?:特别行政区|自治区|自治州|自治县|地区|省|市|县|区|州|盟|旗|镇|乡|街道))(?=.{2})")


def chain(name: str) -> list[str]:
    """The links of a chain of places, outermost first; the name itself where it is none.

    >>> chain("江苏省镇江市丹徒区"), chain("湖南湘潭"), chain("长三角")
    (['江苏省', '镇江市', '丹徒区'], ['湖南', '湘潭'], ['长三角'])
    >>> chain("广西壮族自治区"), chain("广西壮族自治区南宁市")
    (['广西壮族自治区'], ['广西壮族自治区', '南宁市'])
    """
    rest, links = fold(name), []
    while not any(division.name == rest for division in lookup_county(rest)):
        for length in range(min(11, len(rest) - 2), 1, -1):
            if any(d.level in ("province", "city") or d.name == rest[:length] for d in lookup_county(rest[:length])):
                tail = rest[length:]
                if _LEVEL.fullmatch(tail):  # 延边自治州 is one place
                    continue
                place = bool(lookup_county(tail)) or _LEVEL_PLACE.match(tail) is not None
                if rest[:length].endswith(("省", "市", "县")) or (place and not _ZONE.search(tail)):
                    links.append(rest[:length])
                    rest = tail
                    break
        else:
            match = _SEGMENT.match(rest)
            if (
                match is None
                or len(match[1]) < 3
                or len(match[1]) == len(rest)
                or (_ZONE.search(rest) and match[1][-1] in "区州镇")
            ):
                break
            links.append(match[1])
            rest = rest[len(match[1]) :]
    return [*links, rest]


def without_prefix(name: str, places: frozenset[str]) -> str:
    """The folded name without a leading place of `places`, level word or year."""
    core = _YEAR.sub("", fold(name))
    for length in range(min(len(core) - 2, 12), 1, -1):
        if core[:length] in places:
            level = core[length : length + 1] in _LEVELS and core[length : length + 2] not in ways().no_level
            return core[length + (level and bool(lookup_county(core[: length + 1]))) :]  # 利川, in 利川市茶叶试验站
    for prefix in ways().prefixes:
        if core.startswith(prefix) and len(core) - len(prefix) >= _CORE_MIN:
            return core[len(prefix) :]
    return core
