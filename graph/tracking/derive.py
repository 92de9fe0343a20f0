"""Values that are worked out, each by a named rule: units, sums of years, growth over a level that is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Derived, Result
from policygraph.graph.units import convert

UNIT, SUM, OVER_BASE, OVER_YEAR_BEFORE = "unit", "sum", "growth over base", "growth over the year before"
CHANGE_OVER_BASE, CHANGE_OVER_YEAR_BEFORE = "change over base", "change over the year before"
FROM_LEVELS, MULTIPLE = "growth from two levels", "multiple of base"


def direct(target: Claim, claim: Claim) -> Result | None:
    """The claim as a result in the target's unit; None where it has no day or its unit does not convert."""
    day = claim.as_of
    if day is None:
        return None
    if claim.kind in {"rank", "ratio"} or claim.unit == target.unit:
        return Result(claim, day)
    value = convert(claim.value, claim.unit, target.unit)
    if value is None:
        return None
    return Result(claim, day, Derived(value, target.unit, UNIT) if value != claim.value else None)


def is_total(target: Claim) -> bool:
    """Whether the target is a sum over its period, counted from zero."""
    return (
        target.kind == "amount"
        and not target.rises
        and (target.measure == "increment" or target.cumulative or target.added or spans_years(target))
    )


def spans_years(claim: Claim) -> bool:
    """Whether the period covers several years."""
    return bool(claim.start and claim.end and claim.start[:4] != claim.end[:4])


def runs_from_start(target: Claim, claim: Claim) -> bool:
    """Whether a figure is the running total since the target's period began, no piece of it."""
    if claim.cumulative or claim.start is None:
        return True
    if spans_years(claim):
        return target.start is None or claim.start[:4] <= target.start[:4]
    return False


def totals(target: Claim, results: Sequence[Result]) -> list[Result]:
    """Running totals: pieces of the period are added up, a total since its beginning takes the place of all before."""
    found: list[Result] = []
    pieces: dict[str, Result] = {}
    running: Result | None = None
    for result in results:
        claim = result.claim
        if runs_from_start(target, claim):
            running, pieces = result, {}
            found.append(result)
            continue
        if running and result.as_of <= running.as_of:
            continue
        pieces[(claim.end or "")[:4]] = result
        value = sum(piece.value for piece in pieces.values()) + (running.value if running else 0.0)
        value = float(f"{value:.12g}")
        sources = tuple(piece.claim for piece in ([running] if running else []) + list(pieces.values()))
        summed = Derived(value, target.unit, SUM, sources)
        found.append(replace(result, derived=summed) if len(sources) > 1 else result)
    return found


def from_growth(target: Claim, base: Result | None, levels: Sequence[Result], growths: Iterable[Claim]) -> list[Result]:
    """Levels that follow from growth over a level known for the year it is counted from."""
    known = {year: result for result in levels if (year := _year(result))}
    first = _year(base) if base else None
    found = []
    for claim in sorted(growths, key=lambda c: (c.end or "", c.known)):
        if claim.end is None or claim.base_year is None or not whole_year(claim):
            continue
        end, origin = int(claim.end[:4]), known.get(claim.base_year)
        over_base = origin is None and base is not None and first == claim.base_year
        origin = base if over_base else origin
        if origin is None or end in known:
            continue
        value = _grown(origin.value, claim)
        rule = _rule(claim, over_base=over_base)
        day = claim.as_of or date(end, 12, 31)
        result = Result(claim, day, Derived(value, target.unit, rule, (origin.claim,)))
        known[end] = result
        found.append(result)
    return found


def _rule(claim: Claim, *, over_base: bool) -> str:
    if claim.kind == "change":
        return CHANGE_OVER_BASE if over_base else CHANGE_OVER_YEAR_BEFORE
    return OVER_BASE if over_base else OVER_YEAR_BEFORE


def _grown(level: float, claim: Claim) -> float:
    if claim.kind == "change":
        return float(f"{level + claim.value:.12g}")
    if claim.kind == "multiple":  # 比2021年翻了一番
        return float(f"{level * claim.value:.12g}")
    factor = claim.value if claim.unit == "倍" else claim.value / 100
    return float(f"{level * (1 + factor):.12g}")


def as_growth(target: Claim, base: Result | None, levels: Sequence[Result]) -> list[Result]:
    """Growth or multiple that follows from a level and the level of the year that the target counts from."""
    origin = base or next((r for r in levels if target.base_year and _year(r) == target.base_year), None)
    if origin is None or origin.value == 0:
        return []
    found = []
    for level in levels:
        if level.as_of <= origin.as_of:
            continue
        ratio = level.value / origin.value
        if target.kind == "multiple":
            value, rule = ratio, MULTIPLE
        else:
            value, rule = (ratio - 1) * (1 if target.unit == "倍" else 100), FROM_LEVELS
        derived = Derived(float(f"{value:.6g}"), target.unit, rule, (origin.claim,), beside=True)
        found.append(replace(level, derived=derived))
    return found


def whole_year(claim: Claim) -> bool:
    """Whether a figure covers its year to the end: no half-year, nothing printed before it was over."""
    if claim.end is None:
        return False
    if len(claim.end) > 4 and claim.end[5:7] != "12":
        return False
    if claim.start and len(claim.start) > 4 and claim.start[5:7] != "01":
        return False
    day = claim.as_of
    return day is not None and (day.month, day.day) >= (12, 1)


def of_months(claim: Claim) -> bool:
    """Whether a figure is what some months came to: 2024年上半年加工10.9万吨 is no stock of a day."""
    return bool(claim.start and len(claim.start) > 4)


def _year(result: Result | None) -> int | None:
    if result is None or result.claim.end is None or (result.as_of.month < 12 and len(result.claim.end) > 4):
        return None
    return int(result.claim.end[:4])
