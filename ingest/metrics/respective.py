"""What figures share out among them: 2022年、2023年分别增长5.1%和6.2%; 产值2亿元、利润1亿元，分别增长5%和7%."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policygraph.ingest.metrics.figures import Figure

_YEAR = re.compile(r"(?:19|20)\d\d")
_LISTED = re.compile(r"(?<!\d)(?:(?:19|20)\d\d年?(?:底|末)?[、和与及]){1,9}(?:19|20)\d\d年(?:底|末)?")
_RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)年?[-—－–~～至到]+((?:19|20)\d\d)年")
_EACH = re.compile("分别|依次")
_OWN = re.compile(r"[、和及与]")
_LEAD = 12  # so much may stand before 分别 where it speaks of the figures before: 较“十三五”末分别


def shared_years(text: str, figures: Sequence[Figure]) -> dict[int, tuple[str, bool]]:
    """The year of each figure, by its start, where a clause gives as many figures as its sentence names years.

    The flag says whether the years are deadlines (到2025年、2030年分别达到…).
    """
    found: dict[int, tuple[str, bool]] = {}
    for group in groups(figures):
        each = _EACH.search(text, group[0].sentence.start, group[0].quantity.start)
        at = each.start() if each else -1
        behind = [figure for figure in group if figure.quantity.start > at]
        if at < 0 or len(behind) < 2:
            continue
        years, start = _years(text, group[0].sentence.start, at)
        if len(years) == len(behind):
            until = text[start - 1 : start] in {"到", "至"}
            found |= {f.quantity.start: (year, until) for f, year in zip(behind, years, strict=True)}
    return found


def partners(text: str, figures: Sequence[Figure]) -> dict[int, int]:
    """The earlier figure that each one goes with, both by their starts.

    A clause that names nothing itself and says 分别 gives one more figure to each of those in front of it.
    """
    found: dict[int, int] = {}
    done: list[Figure] = []
    for group in groups(figures):
        first = group[0]
        each = _EACH.search(text, first.clause.start, first.quantity.start)
        at = each.start() if each else -1
        lead = text[first.clause.start : at]
        if at >= 0 and len(lead) <= _LEAD and not _OWN.search(lead):
            earlier = [figure for figure in done[-len(group) :] if figure.sentence == first.sentence]
            if len(earlier) == len(group) > 1 and _adjoin(text, earlier[-1].quantity.end, first.clause.start):
                found |= {f.quantity.start: e.quantity.start for f, e in zip(group, earlier, strict=True)}
        done += group
    return found


def _adjoin(text: str, start: int, end: int) -> bool:
    """Whether what lies between two clauses' figures names nothing of its own."""
    return end - start <= _LEAD and "；" not in text[start:end]


def groups(figures: Sequence[Figure]) -> list[list[Figure]]:
    """The figures of each clause."""
    found: list[list[Figure]] = []
    for figure in figures:
        if found and figure.index and found[-1][-1].clause == figure.clause:
            found[-1].append(figure)
        else:
            found.append([figure])
    return found


def _years(text: str, start: int, end: int) -> tuple[list[str], int]:
    """The last years in a row in a span and where they begin."""
    listed = list(_LISTED.finditer(text, start, end))
    if listed:
        return _YEAR.findall(listed[-1][0]), listed[-1].start()
    ranges = list(_RANGE.finditer(text, start, end))
    if not ranges:
        return [], start
    first, last = int(ranges[-1][1]), int(ranges[-1][2])
    return [str(year) for year in range(first, last + 1)], ranges[-1].start()
