"""Two nodes compared: what speaks for one thing, what forbids it; every score is the sum of named features."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from policygraph.graph.resolution.nodes import ALIAS, FORMER, FULL
from policygraph.graph.resolution.parse import Name, parse, plain_text
from policygraph.graph.resolution.places import NATION, Home, codes_above, home_of, place_name, relation
from policygraph.graph.resolution.shortened import TITLE_LEAST, abbreviated, general_title, kind_words, shortened
from policygraph.graph.resolution.unread import CARRIERS
from policygraph.graph.resolution.words import words

_FEW = 3  # characters of a short name that may mean many things
_PLACE_DECIDES = {"Organization", "Platform", "Program", "PolicyDocument"}
_LONG_SHORT = 5  # characters of another short name of general words that means but one thing in its place
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
    return one.quoted not in (one.core, two.core) and not kind_words(one, two)


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
    if kind == other == FULL and abbreviated(*sorted((one, two), key=lambda name: (len(name.rest), name.rest))):
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
        if one.type == two.type == "PolicyDocument" and kind == other == FULL and general_title(one, two):
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
        return "same_quoted" if bare or kind_words(one, two) else "loose_short_form"
    if one.quoted and two.quoted and (one.quoted == regionless(two) or two.quoted == regionless(one)):
        return "short_form"  # “暖夕阳”工程 beside “鲁西暖夕阳”工程
    return shortened(*sorted((one, two), key=lambda name: (len(name.core), name.core)))


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
