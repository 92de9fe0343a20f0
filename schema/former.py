"""Names that divisions bore since 1980 and what became of them, from ``data/former_divisions.tsv.gz``.

A renamed division is one thing with several names (余杭县, 余杭市, 余杭区); one that was merged into another or
abolished is a thing of its own. The years are those of the yearly tables of GB/T 2260, exact to a year; short forms
are not listed. ``training/build_former_divisions.py`` makes the table.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.schema.divisions import Division, by_code, lookup_county
from policygraph.schema.errors import VocabularyError

SUCCESSIONS = frozenset({"renamed", "city", "district"})
KINDS = SUCCESSIONS | {"merged", "abolished"}
_STEPS = 9  # names that one division can have had
_FILE = "former_divisions.tsv.gz"


@dataclass(frozen=True, slots=True)
class Former:
    """A name that a division bore from the year `since` (0: 1980 or before) until the year `until`, exclusive.

    `kind` is ``renamed``, ``city`` (撤县设市 and the like), ``district`` (撤市设区), ``merged`` or ``abolished``;
    `next_code` and `next_name` are what followed, empty for ``abolished``.
    """

    code: str
    name: str
    since: int
    until: int
    next_code: str
    next_name: str
    kind: str

    def held(self, year: int) -> bool:
        """Whether the name was in force in all of a year."""
        return self.since <= year < self.until


def former(name: str) -> tuple[Former, ...]:
    """The divisions that bore a name and bear it no more, by code.

    >>> [(f.until, f.next_name, f.kind) for f in former("余杭县")], former("某某县")
    ([(1994, '余杭市', 'city')], ())
    """
    return former_names().get(name, ())


def today(past: Former) -> Division | None:
    """What a renamed division is called now; None for one that was merged or abolished in the end.

    >>> today(former("余杭县")[0]).name, today(former("崇文区")[0])
    ('余杭区', None)
    """
    end = last(past)
    return _now(end.next_code, end.next_name) if end.kind in SUCCESSIONS else None


def heir(past: Former) -> Division | None:
    """The division of today that followed, be it renamed or merged into; None where the tables tell of none.

    >>> heir(former("崇文区")[0]).name
    '东城区'
    """
    for _ in range(_STEPS):
        past = last(past)
        if found := _now(past.next_code, past.next_name):
            return found
        if (after := _next(past)) is None:
            break
        past = after
    return None


def last(past: Former) -> Former:
    """The last name of a division before that of today, or before it was merged or abolished.

    >>> last(former("余杭县")[0]).name
    '余杭市'
    """
    for _ in range(_STEPS):
        after = None
        if past.kind in SUCCESSIONS and _now(past.next_code, past.next_name) is None:
            after = _next(past)
        if after is None:
            break
        past = after
    return past


def _next(past: Former) -> Former | None:
    """The row of what a division became, if that bears its name no more."""
    high = past.next_code.endswith("00")
    later = [f for f in former(past.next_name) if f.until > past.until and f.code.endswith("00") == high]
    later = [f for f in later if _province(f.code) == _province(past.next_code)]
    return min(later, key=lambda f: (f.code != past.next_code, f.until)) if later and past.next_code else None


@cache
def former_names() -> dict[str, tuple[Former, ...]]:
    """All names of the table."""
    names: dict[str, tuple[Former, ...]] = {}
    for past in _table():
        names[past.name] = (*names.get(past.name, ()), past)
    return names


def former_code(code: str) -> Former | None:
    """The last division that bore a code of no division of today, or None."""
    return _codes().get(code)


@cache
def _codes() -> dict[str, Former]:
    return {past.code: past for past in sorted(_table(), key=lambda past: past.until)}


@cache
def _table() -> tuple[Former, ...]:
    data = files("policygraph.schema").joinpath("data", _FILE).read_bytes()
    found = []
    for number, line in enumerate(gzip.decompress(data).decode("utf-8").splitlines(), 1):
        try:
            code, name, since, until, next_code, next_name, kind = line.split("\t")
            found.append(Former(code, name, int(since or 0), int(until), next_code, next_name, kind))
        except ValueError as error:
            raise VocabularyError(f"{_FILE}, line {number}: seven columns with years expected, got {line!r}") from error
        if kind not in KINDS or bool(next_code) != (kind != "abolished"):
            raise VocabularyError(f"{_FILE}, line {number}: kind {kind!r} with the next code {next_code!r}")
    return tuple(sorted(found, key=lambda past: (past.code, past.until)))


def _province(code: str) -> str:
    """The province of a code, Hainan and Chongqing with those that they were part of."""
    return {"46": "44", "50": "51"}.get(code[:2], code[:2])


def _now(code: str, name: str) -> Division | None:
    """The division of today with a name, where the code's province has one at its level."""
    if not code:
        return None
    short = code.removesuffix("0000").removesuffix("00")
    exact = by_code(short)
    if exact is not None and exact.name == name:
        return exact
    found = [d for d in lookup_county(name) if d.name == name and (len(d.code) == 4) == code.endswith("00")]
    near = [d for d in found if d.code[:2] == code[:2]] or found
    return near[0] if len(near) == 1 else None
