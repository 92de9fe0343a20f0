"""Places as resolution sees them: the code of a division, else a name; and what lies in what.

A place reference is a GB/T 2260 code (``"3302"``), `NATION`, the folded name of a place that no table lists, or
None. ``"市@云江市"`` is the level above or below a place without a code. A renamed division has the code of today
(余杭县 that of 余杭区); one that was merged into another keeps its last one (崇文区). A name that was one division's
and is another's today (淮安市) is read by the year of the article.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from policygraph.graph.iris import slug
from policygraph.graph.resolution.words import is_department, words
from policygraph.schema.divisions import Division, by_code, lookup, lookup_county, parents, upper_names
from policygraph.schema.former import Former, former, former_code, former_names, last, today

NATION = "CN"
_LONGEST = 12  # characters of a division's name
_SAFE = 3  # characters of a former name that mean a place anywhere
_SAME, _WITHIN, _APART, _UNKNOWN = "same", "within", "apart", "unknown"


@dataclass(frozen=True, slots=True)
class Home:
    """The place that an article speaks for: its reference and the names that mean it."""

    ref: str | None
    names: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def home_of(name: str | None, year: int | None = None) -> Home:
    """The home with a name as articles give it, in an article of a year; a former name stands first.

    >>> home_of("慈溪市"), home_of("澜州市").names, home_of(None).ref
    (Home(ref='330282', names=('慈溪市', '慈溪')), ('澜州市', '澜州'), None)
    >>> home_of("萧山市").names, home_of("萧山市").ref == home_of("萧山区").ref
    (('萧山市', '萧山区', '萧山'), True)
    """
    if not name:
        return Home(None)
    if name in {"中国", "全国"}:
        return Home(NATION, ("中国",))
    division = division_of(name, None, year)
    if division is None:
        stem = name[:-1] if len(name) > 2 and name[-1] in "省市县区州盟旗镇乡" else name  # 澜州市 is 澜州, not 澜
        return Home(slug(name), tuple(dict.fromkeys((name, stem))))
    past = (name,) if any(today(f) == division for f in former(name)) else ()
    return Home(division.code, tuple(dict.fromkeys((*past, division.name, *division.shorts))))


@lru_cache(maxsize=8192)
def division_of(name: str, near: str | None = None, year: int | None = None) -> Division | None:
    """The division with a name or a chain of names; of several the one nearest to the place `near`, None if unclear.

    >>> division_of("余杭县").name, division_of("淮安市").code, division_of("淮安市", None, 1999).code
    ('余杭区', '3208', '320803')
    """
    chain = prefix(name, near, least=0, year=year)
    if chain and not chain[1]:
        return _of_code(chain[0])
    found = lookup(name)
    return _nearest(found, near)


def prefix(text: str, near: str | None, *, least: int = 1, year: int | None = None) -> tuple[str, str] | None:
    """The place that a name begins with, as ``(code, rest)``; None where it begins with none.

    A full name always counts; a short form (福建 for 福建省) only of a place that contains `near` or lies in it.

    >>> prefix("福建省中小电机创新研究院", None), prefix("东方电气集团", "51")
    (('35', '中小电机创新研究院'), None)
    >>> prefix("浙江省余杭县农业局", None)
    ('330110', '农业局')
    """
    names, past, code, rest = upper_names(), former_names(), "", text
    while True:
        for length in range(min(_LONGEST, len(rest) - least), 1, -1):
            name = rest[:length]
            if name not in names and name not in past:
                continue
            if name in past and (found_past := _past(name, code, near, year)):
                code, rest = found_past.code, rest[length:]
                break
            found = [d for d in names.get(name, ()) if d.code.startswith(code)]
            if not found:
                continue
            division = _nearest(tuple(found), code or near)
            if division is None:
                continue
            if name != division.name and relation(division.code, code or near) not in {_SAME, _WITHIN}:
                continue
            code, rest = division.code, rest[length:]
            break
        else:
            return (code, rest) if code else None


def borne_by(division: Division, name: str) -> tuple[Former, ...]:
    """The rows of the table by which a division bore a name that is not its name of today.

    >>> [(f.since, f.until) for f in borne_by(division_of("余杭区"), "余杭市")]
    [(1994, 2001)]
    """
    return tuple(f for f in former(name) if _meaning(f).code == division.code)


def _past(name: str, inside: str, near: str | None, year: int | None) -> Division | None:
    """The division that bore a name: where nobody bears it today, or nobody else did in the year of the article.

    Where several did, the one inside or nearest to a place, and among them that of the year; None if unclear.
    """
    borne = any(division.code.startswith(inside) for division in upper_names().get(name, ()))
    found = [f for f in former(name) if not borne or (year is not None and f.held(year))]
    meant = [_meaning(f) for f in found]
    meant = [d for d in meant if d.code.startswith(inside)] or [d for d in meant if d.code.startswith(inside[:2])]
    divisions = {division.code: division for division in meant}
    if borne and len(divisions) != 1:
        return None
    if len(name) < _SAFE and not any(relation(code, inside or near) in {_SAME, _WITHIN} for code in divisions):
        return None  # 沙县, 文县 may be the beginning of any word
    if year is None:  # of the names that one province gave twice (莱芜市) the later
        year = max((f.until for f in found if _meaning(f).code in divisions), default=1) - 1
    of_year = {_meaning(f).code for f in found if year is not None and f.held(year)} & divisions.keys()
    kept = tuple(division for code, division in divisions.items() if not of_year or code in of_year)
    return _nearest(kept, inside or near)


def _meaning(past: Former) -> Division:
    """What a former name means: the division of today, else the one that is no more."""
    end = last(past)
    code = end.code.removesuffix("0000").removesuffix("00")
    return today(past) or Division(code, end.name, "city" if len(code) == 4 else "county")


def _of_code(code: str) -> Division | None:
    """The division with a code, be it one of today or one that is no more."""
    found, past = by_code(code), former_code(code.ljust(6, "0"))
    return found or (_meaning(past) if past else None)


def level(text: str, home: Home) -> tuple[str, str] | None:
    """The place that a level at the beginning of a name means (市科技局, 全省…), as ``(place, rest)``.

    >>> level("省生态环境厅", home_of("郴州市")), level("市科技局", home_of("慈溪市"))
    (('43', '生态环境厅'), ('330282', '科技局'))
    """
    table = words()
    if text.startswith(table.not_levels) and not is_department(text[1:]):  # 市民 is none, 市民政局 is
        return None
    if text.startswith(table.bodies_of_state):
        return NATION, text
    if word := _beginning(text, table.nation):
        return NATION, text[len(word) :]
    if word := _beginning(text, table.levels):
        return _meant(word.lstrip("全我本该"), home), text[len(word) :]
    return None


def _beginning(text: str, among: tuple[str, ...]) -> str | None:
    """The first of some words with which a text begins and does not end; most texts begin with none of them."""
    if not text.startswith(among):
        return None
    return next((word for word in among if text.startswith(word) and len(text) > len(word)), None)


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


def codes_above(ref: str) -> list[str]:
    """The codes that a code begins with, among them those of the divisions in which it lies.

    >>> codes_above("3302"), codes_above("云江市")
    (['3', '33', '330'], [])
    """
    return [ref[:length] for length in range(1, len(ref))] if ref.isdecimal() else []


def place_name(ref: str) -> str:
    """A place reference as a segment of an IRI: the division's name, below its parent where the name is not unique."""
    if ref == NATION:
        return "中国"
    division = _of_code(ref) if ref.isdecimal() else None
    if division is None:
        return ref
    if by_code(ref) is None:
        clear = not lookup_county(division.name) and len({_meaning(f).code for f in former(division.name)}) == 1
        return division.name if clear else "".join(d.name for d in parents(division)[-1:]) + division.name
    others = lookup_county(division.name) if len(ref) <= 6 else lookup(division.name)
    if sum(1 for other in others if other.name == division.name) <= 1:
        return division.name
    above = parents(division)
    return "".join(d.name for d in above[-1:]) + division.name


def _meant(word: str, home: Home) -> str:
    """The place in the chain from `home` upward whose name ends with a level."""
    ref = home.ref
    if ref and ref.isdecimal():
        division = _of_code(ref)
        if division and home.names and home.names[0] != division.name and home.names[0].endswith(word):
            return ref  # 市科技局 in an article of 萧山市, which is 萧山区 now
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
