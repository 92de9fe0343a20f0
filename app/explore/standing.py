"""How the targets stand: in their orders, by verdict, and those that home tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from heapq import merge, nlargest
from typing import TYPE_CHECKING, Any

from policygraph.explore import known
from policygraph.explore.known import Line
from policygraph.graph.tracking.rows import VERDICTS

if TYPE_CHECKING:
    from policygraph.explore.site import Site

SORTS: dict[str, Callable[[Line], Any]] = {  # the first is the usual one
    "reported": lambda line: not line.row.results,
    "subject": lambda line: (line.row.subject.label, line.row.target.indicator, line.row.target.end or ""),
    "deadline": lambda line: (line.row.target.end or "9999", line.row.subject.label, line.row.target.indicator),
    "progress": lambda line: (-1.0 if line.row.progress is None else -line.row.progress, line.row.subject.label),
}
USUAL = next(iter(SORTS))
_TOLD = 6  # targets
_RUN = 2000  # targets that are sorted at a time: while Python sorts nothing else goes on


def ordered(site: Site, as_of: str | None, sort: str) -> Sequence[int]:
    """The numbers of the targets as known on a day (`known.lines`) in an order of `SORTS`, equal ones by subject."""
    lines = known.lines(site, as_of)
    if sort == "subject":  # as they come
        return range(len(lines))
    day = as_of or date.today().isoformat()
    return site.kept(("ordered", day, sort), lambda: _ordered(site, lines, SORTS[sort]))


def _ordered(site: Site, lines: list[Line], key: Callable[[Line], Any]) -> list[int]:
    keys = [key(line) for line in site.gently(lines)]
    begins = site.gently(range(0, len(keys), _RUN))
    runs = [sorted(range(at, min(at + _RUN, len(keys))), key=keys.__getitem__) for at in begins]
    return list(site.gently(merge(*runs, key=keys.__getitem__)))


def by_verdict(site: Site, as_of: str | None = None, sort: str = USUAL) -> dict[str, list[Line]]:
    """All targets as known on a day, of each verdict, in an order of `SORTS`."""

    def made() -> dict[str, list[Line]]:
        lines = known.lines(site, as_of)
        return split(lines[n] for n in site.gently(ordered(site, as_of, sort)))

    return site.kept(("by verdict", as_of or date.today().isoformat(), sort), made)


def split(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The targets of each verdict, in their order."""
    found: dict[str, list[Line]] = {name: [] for name in VERDICTS}
    for line in lines:
        found[line.row.verdict].append(line)
    return found


def told(site: Site) -> list[Line]:
    """A few targets that have results, those with the latest first."""

    def made() -> list[Line]:
        reported = (line for line in site.gently(known.lines(site)) if line.row.results)
        return nlargest(_TOLD, reported, key=lambda line: line.row.results[-1].as_of)

    return site.kept("told", made)


def warm(site: Site) -> None:
    """Make what the list of targets shows, and home."""
    for sort in SORTS:
        by_verdict(site, None, sort)
    told(site)
