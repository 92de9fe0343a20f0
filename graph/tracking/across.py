"""Across places: an indicator's latest value in each, support terms side by side, a province against its cities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Row, Subject
from policygraph.graph.tracking.series import Point
from policygraph.graph.units import convert
from policygraph.schema.divisions import Division, lookup_county, parents, upper_names

_WHOLE = "中国"


@dataclass(frozen=True, slots=True)
class Share:
    """One place in a cascade. `row` is its target, None where there is none; `value` in the unit of the whole."""

    place: str
    row: Row | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Cascade:
    """A place's target against those of the places in it.

    `total` is the sum of the parts that have one; `missing` names the divisions in it without a target.
    """

    whole: Row
    parts: tuple[Share, ...]
    total: float
    missing: tuple[str, ...]
    level: str


def latest(points: Iterable[Point]) -> list[Point]:
    """The latest actual value of each subject, the largest first."""
    best: dict[str, Point] = {}
    for point in points:
        if point.claim.status == "actual" and not point.withdrawn:
            best[point.subject.iri or point.subject.label] = point
    return sorted(best.values(), key=lambda point: (-point.value, point.subject.label))


def terms(claims: Iterable[Claim], words: Sequence[str], titles: Mapping[str, str]) -> list[Claim]:
    """The terms (caps, rates, amounts granted) that hold all words, the highest first.

    The words stand in the indicator, in its sentence or in the title of its article (`titles` by the article's id): a
    measure for first sets of equipment names them in its title, and not beside each of its caps.
    """
    found = [
        claim
        for claim in claims
        if claim.status == "term"
        and all(w in f"{claim.indicator}\n{claim.quote}\n{titles.get(claim.article, '')}" for w in words)
    ]
    return sorted(found, key=lambda c: (c.unit, -(c.value_max or c.value), c.place or "", c.iri))


def cascades(rows: Iterable[Row], within: Mapping[str, str]) -> list[Cascade]:
    """The targets for one indicator and year as wholes and their parts, the largest whole first.

    Parameters
    ----------
    rows
        The targets, of places.
    within
        For a place's IRI that of the place it lies in, as articles state it; divisions are known by themselves.
    """
    of_place: dict[str, Row] = {}
    for row in rows:
        if row.of_place and row.subject.iri:
            of_place.setdefault(row.subject.iri, row)
    found = []
    for iri, row in of_place.items():
        own = _division(row.subject)
        parts = [
            part
            for other, part in of_place.items()
            if other != iri and _lies_in(part.subject, row.subject, own, within)
        ]
        shares = []
        for part in sorted(parts, key=lambda r: r.subject.label):
            value = convert(part.target.value, part.target.unit, row.target.unit)
            shares.append(Share(part.subject.label, part, value))
        below = children(own, whole=row.subject.label == _WHOLE)
        have = {d.code for part in parts if (d := _division(part.subject))}
        missing = tuple(d.name for d in below if d.code not in have)
        if shares or below:
            total = sum(share.value for share in shares if share.value is not None)
            level = own.level if own else ""
            found.append(Cascade(row, tuple(shares), total, missing, level))
    kept = [cascade for cascade in found if cascade.parts] or found
    return sorted(kept, key=lambda c: (-len(c.parts), c.whole.subject.label))


def children(division: Division | None, *, whole: bool = False) -> list[Division]:
    """The divisions one level below, by code.

    >>> [d.name for d in children(lookup_county("舟山市")[0])]
    ['定海区', '普陀区', '岱山县', '嵊泗县']
    """
    if division is None and not whole:
        return []
    begin = "" if division is None else division.code
    every = {d.code: d for several in upper_names().values() for d in several}
    return [d for code, d in sorted(every.items()) if len(code) == len(begin) + 2 and code.startswith(begin)]


def _division(subject: Subject) -> Division | None:
    for name in subject.names:
        found = lookup_county(name)
        if len(found) == 1:
            return found[0]
    return None


def _lies_in(part: Subject, whole: Subject, own: Division | None, within: Mapping[str, str]) -> bool:
    if part.iri and within.get(part.iri) == whole.iri:
        return True
    division = _division(part)
    if division is None:
        return False
    above = parents(division)
    if own is None:
        return whole.label == _WHOLE and not above
    return bool(above) and above[-1].code == own.code
