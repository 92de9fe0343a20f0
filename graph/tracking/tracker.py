"""Tracking: every target with its base, versions, results, progress and verdict, as known on a day."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from policygraph.graph.tracking import derive
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.corrections import corrected
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.dropping import dropping
from policygraph.graph.tracking.lookup import Lookup
from policygraph.graph.tracking.matching import Matcher, comparable
from policygraph.graph.tracking.rows import Derived, Result, Row, Step, Subject
from policygraph.graph.tracking.verdict import Judgement, Thresholds, beginning, judge
from policygraph.graph.tracking.versions import Line, lines

_GRACE_DAYS = 400  # how long after the deadline a figure without a date of its own still reports on it
_NEAR = 40  # characters between a base and the target that it stands beside
_CLOSE = 0.005  # figures nearer than this are one figure, rounded


class Tracker:
    """Answers what became of the targets among the claims of a workspace."""

    def __init__(
        self,
        claims: Iterable[Claim],
        subject: Callable[[str | None], Subject],
        lookup: Lookup,
        thresholds: Thresholds | None = None,
        *,
        places: Collection[str] = (),
    ) -> None:
        self._claims = list(claims)
        self._subject = subject
        self._lookup = lookup
        self._thresholds = thresholds or Thresholds()
        self._places = frozenset(places)

    def rows(self, as_of: date | None, *, undated: bool = True, judged_on: date | None = None) -> list[Row]:
        """The targets as known on a day, by bearer, indicator and deadline.

        Parameters
        ----------
        as_of
            None: all that is known, judged on the day `judged_on`, each target on that of its last report without one.
        undated
            Whether articles without a date of publication count.
        """
        known = sorted(
            (c for c in self._claims if c.holds(as_of) and (undated or c.published)),
            key=lambda c: (c.known, c.article, c.start_offset),
        )
        matcher = Matcher((c for c in known if c.status == "actual" and not c.part), self._lookup, self._places)
        drops = [claim for claim in known if claim.status == "dropped"]
        groups: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in known:
            if claim.status == "target" and claim.cores and not claim.part:
                claim = self._as_before(claim, groups)  # noqa: PLW2901 - the same claim, read by what it changes
                groups.setdefault(self._group(claim, groups), []).append(claim)
        rows = []
        for (owner, _, _), targets in groups.items():
            subject = self._subject(owner or None)
            about: list[Claim] | None = None
            for line in lines(targets):
                if about is None:
                    about = list(matcher.same(line.first, subject))
                drop = dropping(line, owner, drops, self._lookup.canonical)
                rows.append(self._row(line, subject, about, as_of or judged_on, drop))
        return sorted(rows, key=lambda r: (r.subject.label, r.target.indicator, r.target.end or "", r.target.iri))

    def _as_before(self, claim: Claim, groups: Mapping[tuple[str, str, str], list[Claim]]) -> Claim:
        """A change of a growth target that stands as a bare share, 下降目标由15%调整为13%, as the growth it changes."""
        owner = claim.subjects[0] if claim.subjects else ""
        former = groups.get((owner, self._lookup.canonical(claim.cores[0]), "growth"))
        if claim.kind != "ratio" or not former or claim.unit != former[-1].unit:
            return claim
        old = former[-1]
        if not claim.adjusted and abs(old.value) != abs(claim.value):
            return claim
        value = math.copysign(claim.value, old.value)
        return replace(claim, kind="growth", measure="growth", value=value, base_year=old.base_year, start=old.start)

    def _group(self, claim: Claim, groups: Collection[tuple[str, str, str]]) -> tuple[str, str, str]:
        """Bearer, indicator and kind of a target; a change may name in short what the plan named in full."""
        owner, core = claim.subjects[0] if claim.subjects else "", self._lookup.canonical(claim.cores[0])
        if (claim.adjusted or claim.postponed) and (owner, core, claim.kind) not in groups:
            for other, full, kind in groups:
                if other == owner and kind == claim.kind and len(core) > 3 and (core in full or full in core):
                    return other, full, kind
        return owner, core, claim.kind

    def _row(self, line: Line, subject: Subject, about: Sequence[Claim], as_of: date | None, drop: Claim | None) -> Row:
        target, first = _as_first(line.current, line.first), line.first
        steps: list[Step] = []
        base = None if derive.is_total(target) else self._base(line, corrected(about)[0], steps)
        start = beginning(target, base, first)
        deadline = last_day(target.end) if target.end else None
        if start and deadline and deadline <= start:
            steps.append(Step("reversed", {"start": start.isoformat(), "deadline": deadline.isoformat()}))
        kept, withdrawn = corrected([c for c in about if self._may_report(c, target, first, base, deadline)])
        levels = self._levels(target, kept, steps)
        if derive.is_total(target) and not target.yearly:
            results = derive.totals(target, levels)
        elif target.kind in {"multiple", "growth"}:
            results = levels + derive.as_growth(target, *self._levels_for(target, about, start))
        else:
            results = levels + derive.from_growth(target, base, levels, [c for c in kept if c.kind in _grows(target)])
        results = sorted(results, key=lambda r: (r.as_of, r.claim.known, r.claim.start_offset))
        contradictory = _contradictory(results, steps)
        judgement = self._judge(target, base, start, results, as_of, drop)
        steps += _explained(line, results, withdrawn)
        if drop:
            steps.append(Step("dropped", {"claim": drop}))
        stated = self._stated(line, subject)
        if stated:
            steps.append(Step("borne", {"stated": "、".join(who.label for who in stated), "subject": subject.label}))
        return Row(
            subject=subject, place=target.place, target=target, base=base, results=tuple(results),
            versions=tuple(line.versions[:-1]), progress=judgement.progress, pace=judgement.pace,
            verdict=judgement.verdict, contradictory=contradictory, withdrawn=tuple(withdrawn),
            judged=results[-1].as_of if results else None, steps=(*steps, *judgement.steps),
            of_place=subject.iri in self._places,
            dropped=drop,
            stated=stated,
        )  # fmt: skip

    def _stated(self, line: Line, subject: Subject) -> tuple[Subject, ...]:
        """The other entities that the graphs of articles give the target to, the first article's first."""
        known = dict.fromkeys(claim.stated for claim in line.versions)
        return tuple(self._subject(iri) for iri in known if iri and subject.iri and iri != subject.iri)

    def _base(self, line: Line, about: Sequence[Claim], steps: list[Step]) -> Result | None:
        """The level that the way starts from: stated beside the target, else the last one known when it was set."""
        target, first = line.current, line.first
        if target.kind not in {"amount", "ratio", "rank"}:
            return None
        found = []
        for claim in about:
            if claim.part or not comparable(target, claim) or claim.measure == "gap":
                continue
            result = derive.direct(target, claim)
            set_on = last_day(first.published) if first.published else None
            if result is None or (target.end and result.as_of >= last_day(target.end)):
                continue
            if set_on and (result.as_of > set_on or claim.known > first.known):
                continue
            if self._lookup.flows(target.cores[0]) and not derive.whole_year(claim):
                continue
            found.append((_beside(claim, line.versions), result.as_of, claim.known, result))
        if not found:
            return None
        best = max(found, key=lambda item: item[:3])
        steps.append(Step("base_stated" if best[0] else "base_earlier", {"article": best[3].claim.article}))
        return best[3]

    def _may_report(
        self, claim: Claim, target: Claim, first: Claim, base: Result | None, deadline: date | None
    ) -> bool:
        """Whether a figure lies on the way from base to deadline."""
        day = claim.as_of
        if day is None or (base and (claim is base.claim or day <= base.as_of)):
            return False
        if (
            first.published
            and day < last_day(first.published)
            and not base
            and not target.start
            and claim.known <= first.known
        ):
            return False
        begin = beginning(target, base, first)
        if begin and day <= begin:
            return False
        if deadline and day > deadline:
            return claim.end is None and (day - deadline).days <= _GRACE_DAYS
        if target.kind == "growth" and _of_one_year(target):
            return bool(claim.end and target.end and claim.end[:4] == target.end[:4]) and derive.whole_year(claim)
        return True

    def _levels(self, target: Claim, kept: Sequence[Claim], steps: list[Step]) -> list[Result]:
        """The figures of the target's own kind, in its unit, one for each article and day."""
        found: dict[tuple[str, date], Result] = {}
        flows = self._lookup.flows(target.cores[0]) and not derive.is_total(target)
        for claim in kept:
            if claim.kind != target.kind or not _same_measure(target, claim):
                continue
            if not comparable(target, claim):
                steps.append(Step("other_unit", {"article": claim.article, "unit": claim.unit, "wanted": target.unit}))
                continue
            flowed = flows or (not derive.is_total(target) and derive.of_months(claim))
            if flowed and target.kind == "amount" and not derive.whole_year(claim):
                steps.append(Step("part_of_year", {"article": claim.article, "end": claim.end or ""}))
                continue
            result = derive.direct(target, claim)
            if result is None:
                continue
            key = (claim.article, result.as_of)
            if key not in found or _short_of(target, claim) < _short_of(target, found[key].claim):
                found[key] = result
        ordered = sorted(found.values(), key=lambda r: (r.as_of, r.claim.known, r.claim.article))
        return _without_repeats(ordered)

    def _levels_for(
        self, target: Claim, about: Sequence[Claim], start: date | None
    ) -> tuple[Result | None, list[Result]]:
        """Levels of the same indicator, by which a growth or multiple can be worked out; the base among them."""
        stands = not self._lookup.flows(target.cores[0])  # a stock is known on any day, a flow when its year is over
        found = [
            Result(c, c.as_of)
            for c in about
            if c.kind == "amount" and not c.part and c.as_of
            and (derive.whole_year(c) or (stands and not derive.of_months(c)))
        ]  # fmt: skip
        found = sorted(found, key=lambda r: r.as_of)
        same_unit = [r for r in found if r.claim.unit == found[0].claim.unit]
        base = next((r for r in same_unit if start and r.as_of == start), None)
        over_years = target.base_year is not None and target.end and target.base_year < int(target.end[:4]) - 1
        return base, same_unit if base and not target.yearly and over_years else []

    def _judge(
        self,
        target: Claim,
        base: Result | None,
        start: date | None,
        results: Sequence[Result],
        as_of: date | None,
        drop: Claim | None,
    ) -> Judgement:
        direction = self._lookup.direction(target.cores[0])
        if target.yearly and target.end:
            target, results = _over_the_years(target, results)
        on = as_of or (results[-1].as_of if results else date.max)
        if drop:
            on = min(on, drop.known)  # what was given up did not fall due any more
        return judge(target, base, start, results, on, self._thresholds, direction=direction)


def _of_one_year(target: Claim) -> bool:
    """Whether a growth is for one year alone; 2025年比2021年增长40% is reported on the way from 2021."""
    if not target.start or not target.end or target.start[:4] != target.end[:4]:
        return False
    return target.base_year is None or target.base_year >= int(target.end[:4]) - 1


def _beside(claim: Claim, versions: Iterable[Claim]) -> int:
    """How near a level stands to the target: 2 right before it, 1 in an article that sets it, 0 elsewhere."""
    near = [0 <= v.start_offset - claim.end_offset < _NEAR for v in versions if v.article == claim.article]
    return 1 + any(near) if near else 0


def _as_first(target: Claim, first: Claim) -> Claim:
    """A change that names its target in short, read as the target was set: 建成食堂260处的时限推迟 is of a level."""
    if not (target.postponed or target.adjusted) or target.kind != first.kind:
        return target
    return replace(target, measure=first.measure, added=first.added, cumulative=first.cumulative, rises=first.rises)


def _grows(target: Claim) -> frozenset[str]:
    return (
        frozenset({"change"})
        if target.kind == "ratio"
        else frozenset({"growth", "multiple"} if target.kind == "amount" else ())
    )


def _short_of(target: Claim, claim: Claim) -> tuple[bool, str]:
    """How far a figure is from covering the whole way: 新增5家 farther than 累计27家 beside it, one year than five."""
    return derive.is_total(target) and not derive.runs_from_start(target, claim), claim.start or ""


def _same_measure(target: Claim, claim: Claim) -> bool:
    """Whether a figure measures as the target does: a total is no addition, a yearly growth no growth over years."""
    if target.kind == "amount":
        if derive.is_total(target):
            return not (target.added and not _additive(claim))
        return not claim.added or claim.cumulative
    if target.kind == "growth":
        if not derive.spans_years(claim) and not derive.whole_year(claim):
            return False
        if target.yearly or claim.yearly:
            return (target.yearly and not derive.spans_years(claim)) or claim.yearly
        return target.base_year == claim.base_year
    return True


def _additive(claim: Claim) -> bool:
    return claim.added or claim.cumulative or claim.measure == "increment" or derive.spans_years(claim)


def _over_the_years(target: Claim, results: Sequence[Result]) -> tuple[Claim, list[Result]]:
    """A yearly target as the sum of its years; of growth, as their mean."""
    since = target.start or target.published or target.end or ""
    years = range(int(since[:4]), int((target.end or since)[:4]) + 1)
    of_year: dict[int, float] = {}
    summed: list[Result] = []
    for result in results:
        claim = result.claim
        end = int((claim.end or str(result.as_of.year))[:4])
        first = int(claim.start[:4]) if claim.start else years[0]
        covered = range(first if claim.yearly else end, end + 1)
        of_year.update({year: result.value for year in covered if year in years})
        total = sum(of_year.values())
        if derive.spans_years(claim) and not claim.yearly and first <= years[0]:
            total = result.value  # 2022年至2025年共引进655名, of 150 a year
        value = total / max(len(of_year), 1) if target.kind == "growth" else total
        summed.append(replace(result, derived=Derived(value, target.unit, derive.SUM, (claim,))))
    if target.kind == "growth":
        return target, summed
    goal = target.value * len(years)
    top = target.value_max * len(years) if target.value_max is not None else None
    return replace(target, value=goal, value_max=top), summed


def _without_repeats(results: Sequence[Result]) -> list[Result]:
    """Without figures that another article gave before for the same day."""
    kept: list[Result] = []
    for result in results:
        if not any(r.as_of == result.as_of and _agree(r, result) and r.claim.known <= result.claim.known for r in kept):
            kept.append(result)
    return kept


def _contradictory(results: Sequence[Result], steps: list[Step]) -> bool:
    """Whether two articles give different results for one day, which is noted as a step."""
    found = False
    for number, result in enumerate(results):
        for other in results[number + 1 :]:
            if (
                other.as_of == result.as_of
                and not _agree(result, other)
                and other.claim.article != result.claim.article
            ):
                steps.append(Step("contradiction", {"a": result.claim.article, "b": other.claim.article,
                                                    "day": result.as_of.isoformat()}))  # fmt: skip
                found = True
    return found


def _agree(a: Result, b: Result) -> bool:
    slack = 0.05 if "~" in {a.claim.comparator, b.claim.comparator} else _CLOSE
    return abs(a.value - b.value) <= slack * max(abs(a.value), abs(b.value))


def _explained(line: Line, results: Sequence[Result], withdrawn: Sequence[Claim]) -> list[Step]:
    steps = []
    for old, new in zip(line.versions, line.versions[1:], strict=False):
        later = old.end != new.end
        kind = "postponed" if later else "raised" if abs(new.value) > abs(old.value) else "lowered"
        steps.append(Step(kind, {"old": old, "new": new, "article": new.article}))
    steps += [Step("derived", {"rule": r.derived.rule, "result": r}) for r in results if r.derived]
    steps += [Step("withdrawn", {"claim": claim}) for claim in withdrawn]
    return steps
