"""One indicator over time: every value, targets and actuals apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.core import core
from policygraph.graph.tracking.corrections import corrected
from policygraph.graph.tracking.rows import Subject
from policygraph.graph.units import convert, family

_BLOCKS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Point:
    """One value. `day` is the end of its period (``YYYY-MM-DD``), or the day of publication where it has none.

    `withdrawn` says that a later article corrected it.
    """

    subject: Subject
    claim: Claim
    day: str
    value: float
    unit: str
    withdrawn: bool = False


def points(claims: Iterable[Claim], wanted: str, canonical: Callable[[str], str]) -> list[tuple[Claim, str]]:
    """The claims of an indicator (by its canonical core) with their days, the oldest first; parts are left out."""
    found = []
    for claim in claims:
        if claim.status in {"term", "dropped"} or claim.part or not claim.cores or claim.as_of is None:
            continue
        if canonical(claim.cores[0]) == wanted:
            found.append((claim, claim.as_of.isoformat()))
    return sorted(found, key=lambda item: (item[1], item[0].published or "", item[0].iri))


def line_of(claim: Claim) -> str:
    """The line that a value is part of: its kind, or ``added`` for what came new in its time (净增38家).

    What came new is drawn apart from how many there are then, and from all since a beginning (累计27家).
    """
    added = not (claim.cumulative or claim.rises) and (claim.added or claim.measure == "increment")
    return "added" if added and claim.kind == "amount" else claim.kind


def measure_shown(claim: Claim) -> str | None:
    """The measure that must be named beside a value, so that nobody takes it for the value itself; None for none."""
    if line_of(claim) == "added":
        return "increment"
    return claim.measure if claim.measure in {"growth", "multiple", "gap"} else None


def with_corrections(values: Sequence[Point]) -> list[Point]:
    """The points of an indicator, those marked that a later article corrected."""
    of_one: dict[str | None, list[Claim]] = {}
    for point in values:
        if point.claim.status == "actual":
            of_one.setdefault(point.subject.iri, []).append(point.claim)
    gone = {claim.iri for claims in of_one.values() for claim in corrected(claims)[1]}
    return [replace(point, withdrawn=True) if point.claim.iri in gone else point for point in values]


def in_one_unit(values: Sequence[Point]) -> list[Point]:
    """The points in the commonest unit of each family, so that a line can be drawn through them."""
    counts: dict[str, dict[str, int]] = {}
    for point in values:
        units = counts.setdefault(family(point.unit), {})
        units[point.unit] = units.get(point.unit, 0) + 1
    best = {name: max(sorted(units), key=lambda unit: units[unit]) for name, units in counts.items()}
    out = []
    for point in values:
        unit = best[family(point.unit)]
        value = convert(point.value, point.unit, unit)
        out.append(replace(point, value=point.value if value is None else value, unit=unit))
    return out


def sparkline(values: Sequence[float]) -> str:
    """Numbers as a line of blocks; equal numbers are a level line.

    >>> sparkline([1, 2, 4, 8]), sparkline([3, 3]), sparkline([])
    ('▁▂▄█', '▄▄', '')
    """
    if not values:
        return ""
    low, high = min(values), max(values)
    if low == high:
        return "▄" * len(values)
    return "".join(_BLOCKS[round((value - low) / (high - low) * (len(_BLOCKS) - 1))] for value in values)


def typed(name: str) -> str:
    """An indicator as a person types it, as a core."""
    return core(name)
