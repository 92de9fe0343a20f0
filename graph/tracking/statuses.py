"""Whether a figure is a target, a result, a forecast or a term: what extraction says, mended by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from policygraph.graph.tracking.dates import last_day, year
from policygraph.graph.tracking.periods import Period
from policygraph.graph.tracking.words import words

_UNTIL = re.compile(r"(?<!截止)(?<!截至)到((?:19|20)\d\d)年")
_SHORT_OF = re.compile(r"(?:距离?|比|较|离|与)[^，。；]{0,10}目标[^，。；]{0,5}(?:差|高|低|少|多|缺)[^，。；]{0,4}$")


@dataclass(frozen=True, slots=True)
class Said:
    """The words before a figure in its clause, the figure itself, those behind it, and the sentence without names."""

    lead: str
    figure: str
    tail: str
    sentence: str


def status_of(status: str, said: Said, when: Period, published: str | None, *, reports: bool) -> str:
    """A figure for a time yet to come is a target; one quoted as a target is one, whatever became of it.

    `reports`: the article reports far more than it hopes for.

    >>> said = Said("到2025年达到", "240座", "", "到2025年达到240座")
    >>> status_of("actual", said, Period(None, "2025"), "2023", reports=False)
    'target'
    """
    found = _by_time(status, said, when, published)
    if found == "target" and when.end is None and reports and not words().cues["hoped"].search(said.sentence):
        return "actual"  # a report, and no word of hope
    return found


def _by_time(status: str, said: Said, when: Period, published: str | None) -> str:
    cues, lead = words().cues, said.lead + said.figure
    if status == "term" and cues["corrected"].search(lead):
        return "actual"  # 经复核，全年应为5.12%
    if status in {"term", "forecast"} and not when.moved:
        return status
    if when.moved or _goal().match(said.tail) or cues["target_before"].search(lead):
        return "target"
    if not when.end or not published:
        return status
    if year(when.end) > year(published) or _announced(said.sentence, when.end, published):
        return "forecast" if cues["forecast"].search(lead) else "target"
    hoped = cues["hoped"].search(said.sentence) and not cues["corrected"].search(said.sentence)  # 将134家误作118家
    if status == "target" and last_day(when.end) < last_day(published) and not hoped:
        return "actual"
    if status == "target" and year(when.end) < year(published) and cues["risen"].match(said.tail):
        return "actual"
    return status


def as_changed(status: str, said: Said, when: Period, published: str | None, *, origin: str, replaced: str) -> str:
    """The status of an end of a way.

    `origin` is the status of the figure that the way begins with (由22家发展到60家), `replaced` that of the target in
    whose place the figure comes; "" where there is none.
    """
    if replaced == "target" and status == "actual":
        return "target"
    if status == "actual" and said.lead.endswith(("由", "从")) and words().cues["adjusted"].match(said.tail):
        return "target"  # 由90处调减为75处: what it was before
    if status == "term" and origin == "actual":
        return "target" if (when.end or "") >= (published or "9999")[:4] else "actual"
    return status


def falls_short(lead: str) -> bool:
    """Whether a figure is the distance to a target: 距规划目标仅差0.2个百分点."""
    return bool(_SHORT_OF.search(lead))


def _announced(sentence: str, end: str, published: str) -> bool:
    """Whether the year of publication itself is a deadline: 到2023年底达到240座, written in spring."""
    months_left = last_day(end).toordinal() - last_day(published).toordinal()
    return end[:4] == published[:4] and months_left > 60 and any(m[1] == end[:4] for m in _UNTIL.finditer(sentence))


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(rf"的?[^，。；、：\d\n]{{0,6}}?(?:{words().cues['goal'].pattern})(?!.{{0,2}}的)")
