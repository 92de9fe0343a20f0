"""China's administrative divisions: names, short forms, GB/T 2260 codes and parents, from ``data/*.tsv.gz``.

The tables come from modood's Administrative-divisions-of-China 2.7.0 (WTFPL);
``training/build_divisions.py`` makes them.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from policygraph.schema.errors import VocabularyError
from policygraph.schema.tables import rows


@dataclass(frozen=True, slots=True)
class Division:
    """A division with its code (2, 4, 6 or 9 digits), full name, level and common short forms, the bare one first."""

    code: str
    name: str
    level: str
    shorts: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The shortest usual form: 慈溪 for 慈溪市; the name itself where there is none."""
        return self.shorts[0] if self.shorts else self.name


def lookup(name: str) -> tuple[Division, ...]:
    """The divisions that bear `name` as full name or short form, the higher level first; towns by full name only.

    >>> [d.code for d in lookup("慈溪")], lookup("慈溪市") == lookup("慈溪"), lookup("某市")
    (['330282'], True, ())
    """
    return _upper().get(name) or _towns().get(name, ())


def lookup_county(name: str) -> tuple[Division, ...]:
    """Like `lookup` without towns and streets, whose table takes longer to load."""
    return _upper().get(name, ())


def by_code(code: str) -> Division | None:
    """The division with this code, or None."""
    return _codes().get(code) or (_town_codes().get(code) if len(code) > 6 else None)


def parents(division: Division) -> tuple[Division, ...]:
    """What the division lies in, outermost first.

    >>> [p.name for p in parents(lookup("慈溪市")[0])]
    ['浙江省', '宁波市']
    """
    codes = [division.code[:n] for n in (2, 4, 6) if n < len(division.code)]
    return tuple(found for code in codes if (found := _codes().get(code)))


def full_name(division: Division) -> str:
    """The chain of names from the province down: 浙江省宁波市慈溪市."""
    return "".join(d.name for d in (*parents(division), division))


@cache
def upper_names() -> dict[str, tuple[Division, ...]]:
    """All names and short forms of provinces, cities and counties."""
    return _upper()


@cache
def _upper() -> dict[str, tuple[Division, ...]]:
    names: dict[str, tuple[Division, ...]] = {}
    for division in _codes().values():
        for name in dict.fromkeys((division.name, *division.shorts)):
            names[name] = (*names.get(name, ()), division)
    return names


@cache
def _codes() -> dict[str, Division]:
    codes = {}
    for number, line in enumerate(_lines("divisions.tsv.gz"), 1):
        try:
            code, name, level, shorts = line.split("\t")
        except ValueError as error:
            raise VocabularyError(f"divisions.tsv.gz, line {number}: four columns expected, got {line!r}") from error
        codes[code] = Division(code, name, level, tuple(shorts.split("|")) if shorts else ())
    for number, (code, short) in rows("policygraph.schema", "customary.tsv", 2):
        if code not in codes:
            raise VocabularyError(f"customary.tsv, line {number}: {code!r} is no division's code")
        codes[code] = replace(codes[code], shorts=(*codes[code].shorts, short))
    return dict(sorted(codes.items(), key=lambda item: (len(item[0]), item[0])))


@cache
def _towns() -> dict[str, tuple[Division, ...]]:
    names: dict[str, tuple[Division, ...]] = {}
    for division in _town_codes().values():
        names[division.name] = (*names.get(division.name, ()), division)
    return names


@cache
def _town_codes() -> dict[str, Division]:
    towns = (line.split("\t") for line in _lines("towns.tsv.gz"))
    return {code: Division(code, name, "town") for code, name in towns}


def _lines(name: str) -> list[str]:
    data = files("policygraph.schema").joinpath("data", name).read_bytes()
    return gzip.decompress(data).decode("utf-8").splitlines()
