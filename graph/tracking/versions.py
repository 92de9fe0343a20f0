"""Versions of a target: first set, restated, raised or lowered, postponed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.derive import spans_years
from policygraph.graph.units import convert


@dataclass(slots=True)
class Line:
    """One target through its versions, the oldest first."""

    versions: list[Claim] = field(default_factory=list)

    @property
    def current(self) -> Claim:
        """The version in force."""
        return self.versions[-1]

    @property
    def first(self) -> Claim:
        """The version that was set first."""
        return self.versions[0]


def lines(targets: Iterable[Claim]) -> list[Line]:
    """Targets for one indicator of one bearer as lines of versions; what is only said again makes no version."""
    found: list[Line] = []
    for target in sorted(targets, key=lambda c: (c.known, c.article, c.start_offset)):
        line = _line_of(target, found)
        if line is None:
            found.append(Line([target]))
        elif not _restated(target, line):
            line.versions.append(target)
    return found


def _line_of(target: Claim, found: list[Line]) -> Line | None:
    """The line that a target belongs to: the same deadline, or an earlier one that it postpones."""
    for line in found:
        if _said_again(line.current, target):
            return line
        if _same_deadline(line.current, target) and _follows(line.current, target):
            return line
        if any(_same_deadline(v, target) and same_value(v, target) for v in line.versions):
            return line
    if target.postponed:
        earlier = [line for line in found if _before(line.current, target) and same_value(line.current, target)]
        if earlier:
            return max(earlier, key=lambda line: line.current.end or "")
    return None


def _follows(current: Claim, target: Claim) -> bool:
    """Whether the target is said of the same thing later, or in the same article as its change."""
    if current.yearly != target.yearly or _of_one_of_its_years(current, target):
        return False
    return same_value(current, target) or target.adjusted or target.known > current.known


def _of_one_of_its_years(current: Claim, target: Claim) -> bool:
    """Whether a target is but for one of the years that the current one spans: 今年新增4.2万人, 三年累计13万人."""
    own = target.start is not None and target.end is not None and target.start[:4] == target.end[:4]
    return own and not target.adjusted and spans_years(current)


def _restated(target: Claim, line: Line) -> bool:
    return _said_again(line.current, target) or any(
        _same_deadline(version, target) and same_value(version, target) for version in line.versions
    )


def _said_again(current: Claim, target: Claim) -> bool:
    """Whether a report only names what was aimed at: 截至11月底增至33家，超过30家的预定目标 sets none for November."""
    if not (current.end and target.end) or target.adjusted or current.yearly != target.yearly:
        return False
    within = target.end[:4] == current.end[:4] and _before(target, current)
    return (
        within and target.known > current.known and last_day(target.end) <= target.known and same_value(current, target)
    )


def _same_deadline(a: Claim, b: Claim) -> bool:
    if a.end is None or b.end is None:
        return a.end == b.end or (b.end is None and b.known > a.known and same_value(a, b))
    return last_day(a.end) == last_day(b.end)


def _before(a: Claim, b: Claim) -> bool:
    return bool(a.end and b.end) and last_day(a.end or "") < last_day(b.end or "")


def same_value(a: Claim, b: Claim) -> bool:
    """Whether two targets name the same value, units converted."""
    other = b.value if b.unit == a.unit else convert(b.value, b.unit, a.unit)
    if other is None:
        return False
    return abs(other - a.value) <= 1e-6 * max(abs(a.value), abs(other)) and (a.value_max is None) == (
        b.value_max is None
    )
