"""Two nodes compared: what speaks for one thing, what forbids it; every score is the sum of named features."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from policygraph.graph.resolution.generic import is_general
from policygraph.graph.resolution.nodes import ALIAS, FORMER, FULL
from policygraph.graph.resolution.parse import Name, parse, plain_text
from policygraph.graph.resolution.places import NATION, Home, codes_above, home_of, place_name, relation
from policygraph.graph.resolution.unread import CARRIERS
from policygraph.graph.resolution.words import is_department, words

SMALL = str.maketrans(dict.fromkeys("的之与和及暨"))  # words whose lack makes another spelling
_FEW = 3  # characters of a short name that may mean many things
_PLACE_DECIDES = {"Organization", "Platform", "Program", "PolicyDocument"}
_PREFIX_LEAST = 4
TITLE_LEAST = 4  # characters of a short title
_ABBREVIATED = 5  # characters of a body's abbreviated name without its place, at most
_LONG_SHORT = 5  # characters of another short name of general words that means but one thing in its place
_ENDS = 3  # characters of which two spellings share the first or the last
SPELLED, DIFFER = 8, 2  # characters of names whose spelling is compared, and by how many they may differ
_CROSS = {"same_name", "same_quoted", "bare_quoted"}
_GUESSED = {"Platform", "Program"}  # what a name in quotation marks alone is read as, without a word of its kind
_SHORTENING = {"abbreviated", "short_form", "loose_short_form", "part_of_title", "general_title", "beginning"}


UNDATED = "9999"  # the year of what has no date: later than all others


@dataclass(frozen=True)
class View:
    """A node with all that is known of it: names with their kinds, places and first year of its articles."""

    node: str
    type: str
    places: frozenset[str]
    names: tuple[tuple[str, str], ...]
    year: str = UNDATED

    @cached_property
    def homes(self) -> tuple[Home, ...]:
        """The places in which the names may be read."""
        return tuple(home_of(place_name(place)) for place in sorted(self.places) if place and "@" not in place)

    def home(self, name: str) -> Home:
        """The place in which a name is read: of several the one that it begins with, else the first."""
        plain = plain_text(name)
        own = (home for home in self.homes if plain.startswith(home.names))
        return next(own, self.homes[0] if self.homes else Home(None))

    @cached_property
    def above(self) -> frozenset[str]:
        """The codes of the divisions that hold its places."""
        return frozenset(code for place in self.places for code in codes_above(place))

    @cached_property
    def parsed(self) -> tuple[tuple[Name, str], ...]:
        """The names taken apart, each with its kind."""
        return tuple((parse(name, self.type, self.home(name)), kind) for name, kind in self.names)

    @cached_property
    def full(self) -> tuple[Name, ...]:
        """The names that stand for the thing alone."""
        return tuple(name for name, kind in self.parsed if kind == FULL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much speaks for two nodes being one; `features` say why, `against` what forbids it."""

    score: float
    features: tuple[str, ...] = ()
    against: str | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score nodes are joined, from which the link is firm, from which a person is asked; the margin."""

    merge: float
    firm: float
    suggest: float
    margin: float


def compare(a: View, b: View, together: Callable[[str, str], bool] = lambda _a, _b: False) -> Verdict:
    """Score two nodes. `together` tells whether both stand in one article; it is asked where that matters.

    >>> one = View("1", "Enterprise", frozenset({"35"}), (("海岳电机集团股份有限公司", "full"),))
    >>> two = View("2", "Enterprise", frozenset({"35"}), (("福建海岳电机", "full"),))
    >>> compare(one, two)
    Verdict(score=0.94, features=('same_core',), against=None)
    """
    table = _features()
    basis, renamed = _basis(a, b)
    if basis is None:
        return Verdict(0.0)
    against = "places" if _two_divisions(a, b) else None if renamed else contradiction(a, b)
    if against:
        return Verdict(0.0, (basis,), against)
    found = [basis]
    if a.type != b.type:
        if basis not in _CROSS and not (basis in {"introduced", "renamed"} and {a.type, b.type} <= CARRIERS):
            return Verdict(0.0)
        found.append("type_differs")
    where = _where(a, b)
    if basis == "general_title" and (where != "same" or _is_over(a, b) or _is_over(b, a)):
        return Verdict(0.0)
    if where != "same" and (a.type in _PLACE_DECIDES or basis not in _CROSS):
        found.append(f"place_{where}")
    if basis in _SHORTENING and together(a.node, b.node):
        found.append("together")
    if basis == "same_core" and a.type == b.type == "Enterprise" and together(a.node, b.node):
        found.append("beside")  # 襄源燃气 and its subsidiary 灯塔襄源燃气有限公司
    return Verdict(round(sum(table[name] for name in found), 4), tuple(found))


def contradiction(a: View, b: View) -> str | None:
    """What forbids that two nodes are one: other marks, years, places, or two legal names; None where nothing does."""
    if _two_divisions(a, b):
        return "places"
    said = {name.text for name, _ in a.parsed} & {name.text for name, _ in b.parsed}
    for one in a.full:
        for two in b.full:
            found = _clash(one, two)
            if found == "marks" and one.type == "PolicyDocument" and said & {one.text, two.text}:
                found = None  # 《补充通知》, which an article introduces as short for 《关于调整…的补充通知》
            if found:
                return found
            if _still_to_come(one, two, b.year) or _still_to_come(two, one, a.year):
                return "years"
    return None


@cache
def thresholds() -> Thresholds:
    """The numbers at the head of ``features.toml``."""
    table = _table()
    return Thresholds(table["merge"], table["firm"], table["suggest"], table["margin"])


@cache
def labels() -> dict[str, dict[str, str]]:
    """What each feature is called, by language."""
    return {name: {"zh": row["zh"], "en": row["en"]} for name, row in _table()["features"].items()}


@cache
def _features() -> dict[str, float]:
    return {name: row["score"] for name, row in _table()["features"].items()}


@cache
def _table() -> dict[str, Any]:
    source = files("policygraph.graph.resolution").joinpath("data/features.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _where(a: View, b: View) -> str:
    """The closest that any two places of two nodes lie, as `relation` says it."""
    if not a.places or not b.places:
        return "unknown"
    if not a.places.isdisjoint(b.places):
        return "same"
    within = NATION in a.places | b.places or a.above & b.places or b.above & a.places
    return "within" if within else "apart"


def _two_divisions(a: View, b: View) -> bool:
    """Whether two places are divisions with codes of their own, whatever their names: 淮安市 of 1999 and of today."""
    codes = [{place for place in view.places if place and place.isdecimal()} for view in (a, b)]
    return a.type == b.type == "Place" and all(codes) and codes[0].isdisjoint(codes[1])


def _clash(one: Name, two: Name) -> str | None:
    if one.text == two.text and one.years == two.years and relation(one.place, two.place) != "apart":
        return None
    if one.marks != two.marks:
        return "marks"
    if one.years and two.years and one.years != two.years:
        return "years"
    if _of_two_kinds(one, two):
        return "kinds"
    where = relation(one.place, two.place)
    if where == "within" and one.type != "Enterprise":
        return "places"
    if where == "apart" and not (one.type == "Enterprise" and one.rest == two.rest):
        return "places"
    if one.legal and two.legal and one.rest != two.rest:
        return "legal names"
    return None


def _of_two_kinds(one: Name, two: Name) -> bool:
    """Whether two things bear one name in quotation marks: “果链通”追溯平台 and “果链通”服务中心."""
    if one.type not in _GUESSED or not one.quoted or one.quoted != two.quoted or one.text[-2:] == two.text[-2:]:
        return False
    return one.quoted not in (one.core, two.core) and not _kind_words(one, two)


def _still_to_come(plan: Name, other: Name, year: str) -> bool:
    """Whether a plan begins so late that its name without years in an article of a year is another plan's."""
    if plan.type != "PolicyDocument" or not plan.years or other.years:
        return False
    first = min(plan.years)
    return first.isdecimal() and year < UNDATED and int(first) - int(year) > 1


def _is_over(plan: View, other: View) -> bool:
    """Whether a plan ended more than a year before the first article with a name without years."""
    years = {int(year) for name in plan.full for year in name.years if year.isdecimal()}
    dated = any(name.years for name in other.full)
    return bool(years) and not dated and other.year < UNDATED and int(other.year) > max(years) + 1


def _basis(a: View, b: View) -> tuple[str | None, bool]:
    """The strongest feature of any two names, and whether it is a renaming."""
    table, best, renamed = _features(), None, False
    for one, kind in a.parsed:
        for two, other in b.parsed:
            found = _pair(one, kind, two, other)
            if found and (best is None or table[found] > table[best]):
                best, renamed = found, found == "renamed"
    if best == "introduced" and _where(a, b) == "apart":
        best = "introduced_elsewhere" if a.type == "Enterprise" else best
    return best, renamed


def _pair(one: Name, kind: str, two: Name, other: str) -> str | None:
    """The feature that two names show."""
    if kind == other == FULL and _abbreviated(*sorted((one, two), key=lambda name: (len(name.rest), name.rest))):
        return "abbreviated"
    if one.generic or two.generic:
        placed = one.says_place or two.says_place
        least = _FEW if placed else TITLE_LEAST
        if one.text == two.text and len(one.text) >= least and one.type == two.type and kind != other:
            if FORMER in (kind, other):
                return "renamed"
            least = least if placed or one.type == "PolicyDocument" else _LONG_SHORT
            if {kind, other} == {ALIAS, FULL} and len(one.text) >= least:  # 《三年方案》, 水利博物馆
                return "introduced"
        if one.type == two.type == "PolicyDocument" and kind == other == FULL and _general_title(one, two):
            return "general_title"
        if one.place is None or one.place != two.place or one.core != two.core:
            return None
        return "renamed" if FORMER in (kind, other) else "same_core"
    if FORMER in (kind, other) and (one.text == two.text or _same_place_core(one, two)):
        return None if ALIAS in (kind, other) and len(one.text) < _FEW else "renamed"
    if (one.local or two.local) and one.place != two.place:
        return None
    if one.text == two.text:
        if kind == other == FULL:
            return "same_name"
        if kind == other == ALIAS:
            return "shared_short_name"
        return "introduced" if len(one.text) >= _FEW else "loose_short_form"
    if ALIAS in (kind, other):
        return None
    if one.type != two.type:
        if not one.quoted or one.quoted != two.quoted:
            return None
        return "same_quoted" if one.core == two.core else "bare_quoted" if _is_guessed(one, two) else None
    if one.rest == two.rest or one.core == two.core:
        return "same_core"
    if one.type == "Place":
        return "same_core" if _leveled(one.text, two.text) else None
    if one.quoted and one.quoted == two.quoted:
        bare = one.quoted in (one.core, two.core)  # “银龄暖窗”工程 beside “银龄暖窗”适老化改造工程
        return "same_quoted" if bare or _kind_words(one, two) else "loose_short_form"
    if one.quoted and two.quoted and (one.quoted == regionless(two) or two.quoted == regionless(one)):
        return "short_form"  # “暖夕阳”工程 beside “鲁西暖夕阳”工程
    return _shortened(*sorted((one, two), key=lambda name: (len(name.core), name.core)))


def _is_guessed(one: Name, two: Name) -> bool:
    """Whether one name stands in quotation marks alone, so that its type is a guess: “果链通” and “果链通”追溯平台."""
    bare = [name for name in (one, two) if name.text == name.quoted and len(name.text) >= _FEW]
    return len(bare) == 1 and {one.type, two.type} == _GUESSED


def regionless(name: Name) -> str | None:
    """What stands in quotation marks in a name, without a region at its beginning; None where there is none.

    >>> regionless(parse("“鲁西暖夕阳”工程", "Program", Home(None)))
    '暖夕阳'
    """
    region = next((word for word in words().regions if name.quoted and name.quoted.startswith(word)), None)
    rest = name.quoted[len(region) :] if region and name.quoted else ""
    return rest if len(rest) >= _FEW else None


def _leveled(one: str, two: str) -> bool:
    """Whether two names of a place differ by its level at the end: 云江 and 云江市."""
    short, long = sorted((one, two), key=len)
    return len(short) > 1 and long[: len(short)] == short and long[len(short) :] in words().levels


def _same_place_core(one: Name, two: Name) -> bool:
    return one.core == two.core and relation(one.place, two.place) != "apart" and one.type == two.type


def _kind_words(one: Name, two: Name) -> bool:
    """Whether the cores differ by a trailing word of kind or modifiers alone."""
    short, long = sorted((one.core, two.core), key=len)
    return _only_modifiers(short, long)


def _shortened(short: Name, long: Name) -> str | None:
    """Whether one name is a short form of another of the same type."""
    a, b, kind = short.core, long.core, short.type
    if len(a) == len(b) or len(a) < 2 or kind in {"Place", "Honour", "Industry"}:
        return _spelled(short, long)
    if kind == "Enterprise":
        if b.startswith(a):
            group = short.text.endswith("集团") and "集团" in long.text
            return "beginning" if (len(a) >= _PREFIX_LEAST or group) and not short.legal else "loose_short_form"
        return None
    if kind == "PolicyDocument":
        if len(a) < TITLE_LEAST or (short.place and not short.local):
            return _spelled(short, long)
        if ends_as(a, b) or (b.startswith(a) and b[len(a) :] in words().kinds):
            return "part_of_title"
        return "loose_short_form" if _initials(a, b) else _spelled(short, long)
    if kind == "Organization":
        return _spelled(short, long)
    if short.rest[-1] != long.rest[-1] or short.rest[:2] != long.rest[:2]:
        return None
    return "short_form" if _only_modifiers(a, b) else "loose_short_form" if _initials(a, b) else None


def ends_as(short: str, long: str) -> bool:
    """Whether a title ends as a longer one does, maybe with the kind of document in short.

    >>> [ends_as(short, "内河航运提质三年行动方案") for short in ("三年行动方案", "提质三年方案", "三年计划")]
    [True, True, False]
    """
    if long.endswith(short):
        return True
    stem, kind = kind_split(long)
    return any(short == end + less for less in lesser_kinds(kind) for end in (short.removesuffix(less),)
               if end and stem.endswith(end))  # fmt: skip


def kind_split(title: str) -> tuple[str, str]:
    """A title without the kind of document at its end, and that; "" where it has none.

    >>> kind_split("三年行动方案"), kind_split("三年跃升")
    (('三年', '行动方案'), ('三年跃升', ''))
    """
    kind = next((word for word in words().kinds if title.endswith(word)), "")
    return title.removesuffix(kind), kind


def lesser_kinds(kind: str) -> list[str]:
    """The kinds of document as which a kind is called in short: 方案 for 行动方案."""
    return [word for word in words().kinds if kind.endswith(word) and word != kind]


def _general_title(one: Name, two: Name) -> bool:
    """Whether a title of general words (三年方案), which is more than a kind of document, is the end of the other."""
    short, long = sorted((one, two), key=lambda name: (len(name.core), name.core))
    if not short.generic or short.place or len(short.core) < TITLE_LEAST or short.core == long.core:
        return False
    return bool(kind_split(short.core)[0]) and ends_as(short.core, long.core)


def _abbreviated(short: Name, long: Name) -> bool:
    """Whether a body's name is that of another of its place with characters left out: 市审批局, 市行政审批服务局."""
    if short.place is None or short.place != long.place or {short.type, long.type} != {"Organization"}:
        return False
    return is_abbreviation(short.rest) and len(short.rest) < len(long.rest) and in_order(short.rest, long.rest)


def is_abbreviation(rest: str) -> bool:
    """Whether a body's name without its place may be an irregular abbreviation, which no table of departments has.

    >>> [is_abbreviation(name) for name in ("数资局", "科技局", "管理局", "数据资源管理局")]
    [True, False, False, False]
    """
    if not _FEW <= len(rest) <= _ABBREVIATED or not rest.endswith(words().ends):
        return False
    return not is_department(rest) and not is_general(rest)


def in_order(short: str, long: str) -> bool:
    """Whether all characters of a body's name stand in another in their order, the last one at its end.

    >>> in_order("数资局", "数据资源管理局"), in_order("资数局", "数据资源管理局")
    (True, False)
    """
    rest = iter(long[:-1])
    return short[-1] == long[-1] and all(character in rest for character in short[:-1])


def _only_modifiers(short: str, long: str) -> bool:
    """Whether `short` is `long` without some of the modifiers of ``words.toml``.

    >>> _only_modifiers("骑田循环园", "骑田循环经济产业园"), _only_modifiers("碳汇服务平台", "碳普惠服务平台")
    (True, False)
    """
    reached = {(0, 0)}
    waiting = [(0, 0)]
    while waiting:
        i, j = waiting.pop()
        if (i, j) == (len(short), len(long)):
            return True
        steps = []
        if i < len(short) and j < len(long) and short[i] == long[j]:
            steps.append((i + 1, j + 1))
        steps += [(i, j + len(word)) for word in words().modifiers if long.startswith(word, j)]
        for step in steps:
            if step not in reached:
                reached.add(step)
                waiting.append(step)
    return False


def _initials(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in their order, beginning with the first."""
    rest = iter(long)
    return short[0] == long[0] and all(character in rest for character in short)


def _spelled(short: Name, long: Name) -> str | None:
    """Whether two long names differ by small words, or by little else."""
    a, b = short.core, long.core
    if len(a) < SPELLED or abs(len(a) - len(b)) > DIFFER or short.marks != long.marks:
        return None
    if a[:_ENDS] != b[:_ENDS] and a[-_ENDS:] != b[-_ENDS:]:
        return None
    if a.translate(SMALL) == b.translate(SMALL):
        return "spelling"
    return "near_spelling" if Indel.distance(a, b) <= DIFFER and fuzz.ratio(a, b) >= 90 else None
