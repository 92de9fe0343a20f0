"""Progress and verdict of a target: the achieved share of the way over the elapsed share of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.dates import first_day, last_day, years_between
from policygraph.graph.tracking.rows import Result, Step

ABOUT = 0.05  # how far below an 约 or 左右 still meets it
_YEAR = timedelta(days=366)
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which pace a target counts as on track, and from which as needing acceleration (those of Open SDG)."""

    on_track: float = 0.95
    acceleration: float = 0.6


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of a target."""

    verdict: str
    progress: float | None
    pace: float | None
    steps: tuple[Step, ...]


def is_fall(target: Claim) -> bool:
    """Whether a move down is wanted; its comparator, and that of each figure for it, tells how deep: 下降25%以上."""
    return target.value < 0 and (target.kind in {"growth", "change"} or target.measure == "increment")


def is_falling(target: Claim, base: float | None, direction: int = 1) -> bool:
    """Whether lower is better: by the base, else by the comparator, the measure or the indicator's own direction."""
    if target.kind == "growth" or is_fall(target):
        return target.value < 0
    if target.kind == "rank":
        return True
    if base is not None and base != target.value:
        return target.value < base
    return target.comparator in {"<", "<="} or (direction < 0 and target.comparator not in {">", ">="})


def reaches(target: Claim, value: float, *, falling: bool, comparator: str = "=", near: bool = False) -> bool:
    """Whether a value meets the target; a range is met from the end that is reached first.

    `comparator` and `near` are the value's own: 近500 does not reach 500, 超过500 does exceed it. Of a fall the depths
    are compared, so that 下降26% is 下降25%以上, and 下降1% is 降幅收窄至2%以内.
    """
    goal = target.value
    if falling and target.value_max is not None:
        goal = max(goal, target.value_max)
    if is_fall(target):
        goal, value, falling = -goal, -value, target.comparator in {"<", "<="}
    slack = ABOUT * abs(goal) if target.comparator == "~" else 1e-9 * abs(goal)
    strict = target.comparator in {">", "<"}
    if near or (comparator == "<" and not falling) or (comparator == ">" and falling):
        strict = True
    elif comparator == (">" if not falling else "<"):
        strict = False
    gap = goal - value if falling else value - goal
    return gap > 0 if strict else gap >= -slack


def judge(
    target: Claim, base: Result | None, start: date | None, results: Sequence[Result], as_of: date,
    thresholds: Thresholds, *, direction: int = 1,
) -> Judgement:  # fmt: skip
    """The verdict on a target whose way begins at `start`, as of a day; `results` are the oldest first."""
    from_value = base.value if base else None
    deadline = last_day(target.end) if target.end else None
    if not results:
        return Judgement("no report", None, None, (Step("none"),))
    last = results[-1]
    falling = is_falling(target, from_value, direction)
    sign = last.claim.comparator
    if is_fall(target) and last.claim.value > 0:  # worked out from a level, of which it tells
        sign = _TURNED.get(sign, sign)
    done = reaches(target, last.value, falling=falling, comparator=sign, near=last.claim.near)
    progress = _progress(target, from_value, last.value, falling=falling)
    elapsed = _elapsed(start, last.as_of, deadline)
    pace = progress / elapsed if progress is not None and elapsed else None
    steps = [Step("progress", {"progress": progress, "elapsed": elapsed, "pace": pace})] if progress is not None else []
    if done:
        early = deadline is not None and last.as_of < deadline
        return Judgement("met", progress, pace, (*steps, Step("early" if early else "met")))
    if deadline and as_of >= deadline:
        if deadline - last.as_of < _YEAR:
            return Judgement("missed", progress, pace, (*steps, Step("missed")))
        return Judgement("no report", progress, pace, (*steps, Step("silent", {"day": last.as_of.isoformat()})))
    if progress is None and from_value == target.value and target.kind not in {"growth", "change"}:
        return Judgement("off track", None, None, (Step("lost"),))
    measure = pace if pace is not None else progress
    if measure is None:
        return Judgement("needs acceleration", None, None, (Step("no_base"),))
    for name, least in (("on track", thresholds.on_track), ("needs acceleration", thresholds.acceleration)):
        if measure >= least - 1e-9:
            return Judgement(name, progress, pace, (*steps, Step("running", {"least": least})))
    return Judgement("off track", progress, pace, (*steps, Step("off", {"least": thresholds.acceleration})))


def _progress(target: Claim, base: float | None, value: float, *, falling: bool) -> float | None:
    """The achieved share of the way; from zero where there is no base and the target rises; None for no way."""
    if target.kind in {"growth", "change"} or base is None:
        if falling and not is_fall(target):
            return None
        base = 0.0
    way = target.value - base
    return (value - base) / way if way else None


def _elapsed(start: date | None, day: date, deadline: date | None) -> float | None:
    if start is None or deadline is None or deadline <= start:
        return None
    return max(years_between(start, day), 0.0) / years_between(start, deadline) or None


def _of_one_year(target: Claim, first: Claim) -> bool:
    """Whether a target is for what one year brings; one set years before for a stock names its deadline alone."""
    if target.added or target.kind == "growth" or not first.published or not target.start:
        return True
    return int(first.published[:4]) >= int(target.start[:4]) - 1


def beginning(target: Claim, base: Result | None, first: Claim) -> date | None:
    """The day on which the way to a target begins: at its base, else with its period, else with the year it was set."""
    if base is not None:
        return base.as_of
    if target.base_year is not None:
        return date(target.base_year, 12, 31)
    for claim in (target, first):
        if claim.start and (not claim.end or claim.start[:4] != claim.end[:4] or len(claim.start) > 4):
            return first_day(claim.start)
    if target.start and target.end and target.start[:4] == target.end[:4] and _of_one_year(target, first):
        return first_day(target.start)
    return date(int(first.published[:4]), 1, 1) if first.published else None
