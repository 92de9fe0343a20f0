"""What a name is made of: its place, what it is about, its legal form, and the marks that tell it from its kin."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from policygraph.graph.resolution.generic import is_generic
from policygraph.graph.resolution.places import NATION, Home, level, prefix
from policygraph.graph.resolution.words import branches, departments, words
from policygraph.schema import traditional
from policygraph.schema.divisions import lookup_county
from policygraph.schema.zones import KINDS, short_zone

_MARKS = re.compile(r"[\s“”‘’\"'「」『』《》〈〉·、，。（）()\[\]【】〔〕—–\-]")
_QUOTED = re.compile(r"[“「『\"‘']([^“”「」『』\"‘’']{2,20})[”」』\"’']")
_BRACKET = re.compile(r"[（(]([^（）()]{1,30})[）)]$")
_PHASE = re.compile(r"第?([一二三四五六七八九十\d]{1,6})(?:期|阶段|标段|批)")
_VERSION = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)版|(\d{1,4}\.\d{1,4})|(升级版|加强版|试行版)")
_YEARS = re.compile(r"(\d{4})(?:年)?(?:[—–\-~至到]+(\d{4})年?)?|[“”]?十[一二三四五六]五[“”]?")
_PLAN_YEARS = re.compile(r"(?:\d{4}年?)?\d{4}年?度?|十[一二三四五六]五(?:时期)?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?[A-Za-z]*")
_UNLISTED = re.compile(r"^([\u4e00-\u9fff]{2,3}[市县])(?=..)")
_PLACED = {"Organization", "PolicyDocument"}  # whose names begin with a place even where no table lists it
_ZONE_LEAST = 4  # characters of a zone's own name with its kind
_LEAST = 2  # characters that must be left of a name without its place


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart.

    `text` is the name without marks, in simplified characters; `place` what its beginning names, `local` whether that
    was a bare level (市科技局); `rest` the text behind the place; `core` the rest without form and type word;
    `quoted` the part in quotation marks; `marks` what tells it from its kin (phase, version, a review); `years` what
    it covers; `legal` a company's full name; `generic` a name that says what, but not which.
    """

    type: str
    raw: str
    text: str
    place: str | None
    local: bool
    rest: str
    core: str
    quoted: str | None
    marks: frozenset[str]
    years: frozenset[str]
    legal: bool
    generic: bool

    @property
    def says_place(self) -> bool:
        """Whether the name itself says its place (陈仓站), so that it is more than the general word behind it."""
        return self.place is not None and not self.local and self.text != self.rest


@lru_cache(maxsize=16384)
def parse(name: str, kind: str, home: Home) -> Name:
    """Take a name apart as an article of `home` means it.

    >>> from policygraph.graph.resolution.places import home_of
    >>> n = parse("福建海岳电机集团股份有限公司", "Enterprise", home_of("福建省"))
    >>> n.place, n.core, n.legal
    ('35', '海岳电机', True)
    >>> parse("市发改委", "Organization", home_of("郴州市")).core
    '发改部门'
    >>> parse("《“无废城市”建设实施方案》", "PolicyDocument", home_of("滁州市")).core
    '无废城市建设实施方案'
    >>> sorted(parse("科创走廊二期工程", "Program", home_of(None)).marks)
    ['第二期']
    """
    plain = plain_text(name)
    title = _title(name) if kind == "PolicyDocument" else name
    text = plain_text(title)
    if kind == "Organization" and text.startswith("中共") and len(text) > 4:
        text = text[2:]
    if kind == "Organization":
        text = next((form.format(**m.groupdict()) for p, form in branches() if (m := p.match(text))), text)
    place, rest, local = _placed(text, kind, home)
    if place == text[: -len(rest)] and title.startswith(("“", "「", "『")):
        place, rest = None, text  # “无废城市” is no city
    years, marks = _years(title), _marks(text)
    quoted = _QUOTED.search(name)
    core = _core(rest, kind)
    return Name(
        type=kind, raw=name, text=plain, place=place, local=local, rest=rest, core=core,
        quoted=plain_text(quoted[1]) if quoted else None, marks=marks, years=years,
        legal=kind == "Enterprise" and plain.endswith(words().full_forms),
        generic=is_generic(_PHASE.sub("", rest) or rest, kind),
    )  # fmt: skip


@lru_cache(maxsize=16384)
def plain_text(name: str) -> str:
    """A name without marks, in half width, lower case and simplified characters.

    >>> plain_text("「智慧樞紐」計劃"), plain_text("《慈溪市规划（2021—2025年）》")
    ('智慧枢纽计划', '慈溪市规划20212025年')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(traditional.every())
    return _MARKS.sub("", folded) or folded


def _placed(text: str, kind: str, home: Home) -> tuple[str | None, str, bool]:
    """The place that a name begins with, the rest, and whether the place was a bare level."""
    if kind == "Place":
        return _zone(text)
    if kind in {"Industry", "Honour"}:
        return None, text, False
    for own in home.names:  # before the table: of two places with one name the article's own is meant
        if text.startswith(own) and len(text) - len(own) >= _LEAST - 1 and own not in text[len(own) :]:
            inner = prefix(text[len(own) :], home.ref) if home.ref else None
            return (inner[0], inner[1], False) if inner else (home.ref, text[len(own) :], False)
    found = prefix(text, home.ref)
    if found and (len(found[1]) >= _LEAST or kind == "Organization"):
        return found[0], found[1], False
    above = level(text, home)
    if above and (kind != "Enterprise" or above[0] != NATION):
        return above[0], above[1], above[0] != NATION
    match = _UNLISTED.match(text) if kind in _PLACED and not text.startswith(words().not_levels) else None
    if match and not match[1].endswith(words().not_cities):
        return match[1], text[match.end() :], False
    if kind == "Organization" and text.endswith("部") and text[:-1] in departments():
        return NATION, text, False
    return None, text, False


def _zone(text: str) -> tuple[str | None, str, bool]:
    """A zone by its own name, without the place that it lies in and its kind in short: 江屿经开区."""
    short = short_zone(text)
    if not text.endswith("区") or (short == text and not short.endswith(tuple(KINDS))):
        return None, text, False
    for length in (4, 3, 2):
        own = short[length:]
        if own not in KINDS and len(own) > _ZONE_LEAST and len(found := lookup_county(short[:length])) == 1:
            return found[0].code, own, False
    return None, short, False


def _title(name: str) -> str:
    """The title of the document that a name means: that in 《》 where it only issues another, without brackets."""
    title = name.strip().removeprefix("《").removesuffix("》")
    table = words()
    for wrapper in table.wrappers:
        at = title.find(wrapper)
        if at >= 0 and title.endswith("的通知"):
            title = title[at + len(wrapper) : -3]
            break
    return title.strip("〈〉《》")


def _core(rest: str, kind: str) -> str:
    table = words()
    if kind == "Organization":
        return _body(rest)
    if kind == "PolicyDocument":
        core = _PLAN_YEARS.sub("", rest)
        for filler in table.fillers:
            core = core.replace(filler, "")
        return core or rest
    core = departments().get(rest, rest) if kind == "Platform" else rest
    endings = (*table.full_forms, *table.short_forms) if kind == "Enterprise" else table.tails.get(kind, ())
    again = True
    while again:
        again = False
        for ending in endings:
            if core.endswith(ending) and len(core) - len(ending) >= _LEAST:
                core, again = core[: -len(ending)], kind == "Enterprise"
                break
    return core


def _body(rest: str) -> str:
    """A department by what it looks after: 发展和改革委员会, 发改委 and 发改局 of one place are one."""
    known = departments()
    if rest in known:
        return f"{known[rest]}部门"
    for end in words().ends:
        stem = rest.removesuffix(end)
        if stem != rest and stem in known:
            return f"{known[stem]}部门"
    return rest.replace("管理委员会", "管委会").replace("委员会", "委") if len(rest) > 3 else rest


def _marks(text: str) -> frozenset[str]:
    """Phase, version, numbers and words that make another thing of a name."""
    found = {f"第{match[1]}期" for match in _PHASE.finditer(text)}
    rest = _PHASE.sub("", text)
    found |= {match[0] for match in _VERSION.finditer(rest)}
    rest = _YEARS.sub("", _VERSION.sub("", rest))
    found |= {match[0] for match in _NUMBER.finditer(rest)}
    for word in words().apart:
        if word in rest:
            found.add(word)
            rest = rest.replace(word, "")
    return frozenset(found)


def _years(title: str) -> frozenset[str]:
    """The years that a title names: 2021 and 2025, or the number of a five-year plan."""
    found: set[str | None] = set()
    for match in _YEARS.finditer(title):
        found |= {match[1], match[2]} - {None} if match[1] else {match[0].strip("“”")}
    return frozenset(str(year) for year in found)
