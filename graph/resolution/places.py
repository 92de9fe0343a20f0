"""Places as resolution sees them: the code of a division, else a name; and what lies in what.

A place reference is a GB/T 2260 code (``"3302"``), `NATION`, the folded name of a place that no table lists, or
None. ``"市@云江市"`` is the level above or below a place without a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from policygraph.graph.iris import slug
from policygraph.graph.resolution.words import is_department, words
from policygraph.schema.divisions import Division, by_code, lookup, lookup_county, parents, upper_names

NATION = "CN"
_LONGEST = 12  # characters of a division's name
_SAME, _WITHIN, _APART, _UNKNOWN = "same", "within", "apart", "unknown"


@dataclass(frozen=True, slots=True)
class Home:
    """The place that an article speaks for: its reference and the names that mean it."""

    ref: str | None
    names: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def home_of(name: str | None) -> Home:
    """The home with a name as articles give it.

    >>> home_of("慈溪市"), home_of("云江市").ref, home_of(None).ref
    (Home(ref='330282', names=('慈溪市', '慈溪')), '云江市', None)
    """
    if not name:
        return Home(None)
    if name in {"中国", "全国"}:
        return Home(NATION, ("中国",))
    division = division_of(name)
    if division is None:
        stem = name.rstrip("省市县区州盟旗镇乡") if len(name) > 2 else name
        return Home(slug(name), tuple(dict.fromkeys((name, stem if len(stem) > 1 else name))))
    return Home(division.code, tuple(dict.fromkeys((division.name, *division.shorts))))


@lru_cache(maxsize=8192)
def division_of(name: str, near: str | None = None) -> Division | None:
    """The division with a name or a chain of names; of several the one nearest to the place `near`, None if unclear."""
    chain = prefix(name, near, least=0)
    if chain and not chain[1]:
        return by_code(chain[0])
    found = lookup(name)
    return _nearest(found, near)


def prefix(text: str, near: str | None, *, least: int = 1) -> tuple[str, str] | None:
    """The place that a name begins with, as ``(code, rest)``; None where it begins with none.

    A full name always counts; a short form (福建 for 福建省) only of a place that contains `near` or lies in it.

    >>> prefix("福建省中小电机创新研究院", None), prefix("东方电气集团", "51")
    (('35', '中小电机创新研究院'), None)
    """
    names, code, rest = upper_names(), "", text
    while True:
        for length in range(min(_LONGEST, len(rest) - least), 1, -1):
            found = [d for d in names.get(rest[:length], ()) if d.code.startswith(code)]
            if not found:
                continue
            division = _nearest(tuple(found), code or near)
            if division is None:
                continue
            if rest[:length] != division.name and relation(division.code, code or near) not in {_SAME, _WITHIN}:
                continue
            code, rest = division.code, rest[length:]
            break
        else:
            return (code, rest) if code else None


def level(text: str, home: Home) -> tuple[str, str] | None:
    """The place that a level at the beginning of a name means (市科技局, 全省…), as ``(place, rest)``.

    >>> level("省生态环境厅", home_of("郴州市")), level("市科技局", home_of("慈溪市"))
    (('43', '生态环境厅'), ('330282', '科技局'))
    """
    table = words()
    if text.startswith(table.not_levels) and not is_department(text[1:]):  # 市民 is none, 市民政局 is
        return None
    for word in table.bodies_of_state:
        if text.startswith(word):
            return NATION, text
    for word in table.nation:
        if text.startswith(word) and len(text) > len(word):
            return NATION, text[len(word) :]
    for word in table.levels:
        if text.startswith(word) and len(text) > len(word):
            return _meant(word.lstrip("全我本该"), home), text[len(word) :]
    return None


def relation(a: str | None, b: str | None) -> str:
    """How two places lie: ``same``, ``within`` (one holds the other), ``apart``, or ``unknown``.

    >>> relation("3302", "330282"), relation("3302", "3301"), relation("3302", None)
    ('within', 'apart', 'unknown')
    """
    if a is None or b is None:
        return _UNKNOWN
    if a == b:
        return _SAME
    if NATION in (a, b):
        return _WITHIN
    if a.isdecimal() and b.isdecimal():
        return _WITHIN if a.startswith(b) or b.startswith(a) else _APART
    return _APART


def place_name(ref: str) -> str:
    """A place reference as a segment of an IRI: the division's name, below its parent where the name is not unique."""
    if ref == NATION:
        return "中国"
    division = by_code(ref) if ref.isdecimal() else None
    if division is None:
        return ref
    others = lookup_county(division.name) if len(ref) <= 6 else lookup(division.name)
    if sum(1 for other in others if other.name == division.name) <= 1:
        return division.name
    above = parents(division)
    return "".join(d.name for d in above[-1:]) + division.name


def _meant(word: str, home: Home) -> str:
    """The place in the chain from `home` upward whose name ends with a level."""
    ref = home.ref
    if ref and ref.isdecimal():
        division = by_code(ref)
        chain = [division, *reversed(parents(division))] if division else []
        for place in chain:
            ends = place.name.endswith(word) or (word == "省" and len(place.code) == 2)
            if ends and not (word == "区" and place.name.endswith("自治区")):
                return place.code
    elif ref and ref.endswith(word):
        return ref
    return f"{word}@{ref or ''}"


def _nearest(found: tuple[Division, ...], near: str | None) -> Division | None:
    """Of several divisions with one name that which shares most with `near`; None where two share as much."""
    if len(found) <= 1:
        return found[0] if found else None

    def shared(division: Division) -> tuple[int, int]:
        common = 0
        for a, b in zip(division.code, near or "", strict=False):
            if a != b:
                break
            common += 1
        return common // 2, -len(division.code)

    ranked = sorted(found, key=shared, reverse=True)
    best, second = ranked[0], ranked[1]
    if len(best.code) < len(second.code) and best.code == second.code[: len(best.code)]:
        return best  # 吉林省 before 吉林市
    return best if shared(best) > shared(second) else None
