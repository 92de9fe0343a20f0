"""When a figure holds: extraction's period, mended by the years that stand in its own clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from policygraph.graph.tracking.clauses import Clause
from policygraph.graph.tracking.words import words
from policygraph.graph.units import family
from policygraph.schema.record import Metric

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?=[-—–~至到]\s*(?:19|20)\d\d年))")
_COMPARED = re.compile(
    r"(?:(?:(?<!占)比|较|对比|相比于?|与)((?:19|20)\d\d)年|在((?:19|20)\d\d)年[度底末]?的?(?:\d[^，。；]{0,12})?(?:的?基础|水平))"
)
_ON_BASE = re.compile("的?基础上，$")
_TIMES_OF = re.compile(r"(?<![到至])((?:19|20)\d\d)年[度底末]?的?[约近超逾]?$")  # 相当于2020年的1.8倍
_SAME_YEAR = re.compile(r"当年|同年")
_LAST_YEAR = re.compile(r"同比|(?:比|较)(?:上年|去年|上一年)")
_YEAR_BEFORE = re.compile(r"(?:上年|上一年|前一年|上年度|上一年度)[末底]?的?[约近超逾]?$")  # 在上年1389亿元的基础上
_LIST = re.compile(
    r"((?:(?:19|20)\d\d年?(?:度)?[、和及]\s*)+(?:19|20)\d\d年(?:度)?)[，,]?[^，。；\n]{0,40}?(?:分别|依次)"
)
_BREAK = re.compile("[，,；;。]")
_NUMERALS = "一二三四五六七八九十"
_YEARS_LONG = re.compile(
    r"(?<![第\d一二三四五六七八九十])([两二三四五六七八九十])年(?:来|间|累计|共|合计|新增|新认定|新建|建成|年均)"
)
_RUNS = re.compile("起|以来|开始|至今|来")
_RELATIVE = re.compile("[上去前今当]一?年")
_FIRST_YEARS = re.compile(r"前([两二三四])年(?=[^，。；\d]{0,20}(?:累计|共|合计|降|增|提高))")  # 前三年能耗累计降低8.1%
_SINCE = re.compile(r"(?:19|20)\d\d年(?:以来|起|开始|以后|初)")
_NUMBER = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Period:
    """The period of a figure, for a growth the year that it is counted from, and whether a deadline is put off."""

    start: str | None
    end: str | None
    base_year: int | None = None
    moved: bool = False


def period(text: str, here: Clause, begin: int, metric: Metric, share: str | None) -> Period:
    """The period of a metric whose lead begins at `begin`; `share` is its year in a list with 分别."""
    start, end = metric.start, metric.end
    limit = here.segment_end if _due().match(text, metric.end_offset) else here.end
    moved = is_put_off(text, metric.end_offset, limit, _moved())
    if moved:
        return Period(None, f"{moved[1]}-{int(moved[2]):02}" if moved[2] else moved[1], moved=True)
    lead = text[begin : metric.start_offset]
    if share:
        start = end = share
    elif _SAME_YEAR.search(lead):
        years = _YEAR.findall(text, here.sentence, metric.start_offset)
        if years:
            start = end = years[-1]
    elif _YEAR_BEFORE.search(lead):
        years = _YEAR.findall(text, here.sentence, metric.start_offset)
        if years:
            start = end = str(int(years[-1]) - 1)
    else:
        said = _TIMES_OF.sub("", lead) if metric.measure == "multiple" else lead
        years = _YEAR.findall(_SINCE.sub("", _COMPARED.sub("", said)))
        if len(years) == 1 and (metric.period_inferred or end is None or end[:4] != years[0]):
            end = years[0]
            start = years[0] if metric.status == "actual" and start is not None else None
        elif not years and end and (said_before := _before_forecast(text, here, end)):
            start, end = None, said_before
        elif (
            not years
            and end
            and metric.status == "actual"
            and not _RELATIVE.search(lead)
            and (told := _told_of(text, here, end))
        ):
            start, end = None, told
    if not _YEAR.search(lead) and words().cues["corrected"].search(lead):  # 2022年的利率误取了上半年口径，全年应为5.12%
        years = _YEAR.findall(text, here.sentence, metric.start_offset)
        start = end = years[-1] if years else end
    if end is None and not _RUNS.search(lead):
        start = None  # the month of a renaming in brackets, no beginning of what is counted
    if not share:
        start = _since(text[here.segment : metric.start_offset], metric, end) or start
    if "基础上" in lead or _ON_BASE.search(text, here.segment, here.start):  # 在2022年4100人的基础上，到2025年翻一番
        lead = text[here.segment : metric.start_offset]
    counted = metric.measure in {"growth", "multiple"} or family(metric.unit) == "point"
    return Period(start, end, _base_year(lead, metric, start, end) if counted else None)


def _told_of(text: str, here: Clause, end: str) -> str | None:
    """The year that a report tells of, where a figure has but that of a list of earlier years before its sentence.

    2024年…公报: 全年新增2.3万名；2022年、2023年分别新增1.9万名、2.1万名。设施实现全覆盖。
    """
    title = _report().match(text)
    if title is None or int(title[1]) <= int(end[:4]) or _YEAR.search(text, here.sentence, here.start):
        return None
    paragraph = text.rfind("\n", 0, here.sentence) + 1
    lists = list(_LIST.finditer(text, paragraph, here.sentence))
    later = lists and _YEAR.search(text, lists[-1].end(), here.sentence)
    return title[1] if lists and not later and end[:4] in lists[-1][1] else None


def _before_forecast(text: str, here: Clause, end: str) -> str | None:
    """The year of a sentence where the one carried over is but that of a forecast before the semicolon.

    截至2024年底为3万架，预计到2025年底可达5万架；机柜19万个: of 2024.
    """
    foretold = False
    for match in reversed(list(_YEAR.finditer(text, here.sentence, here.segment))):
        begin = max(here.sentence, *(text.rfind(mark, here.sentence, match.start()) for mark in "，；：、"))
        hoped = bool(words().cues["forecast"].search(text, begin, match.start()))
        if not hoped:
            return match[1] if foretold else None
        foretold = foretold or match[1] == end[:4]
    return None


def is_put_off(text: str, begin: int, end: int, cue: re.Pattern[str]) -> re.Match[str] | None:
    """What a stretch says of a deadline that is put off; a line that is made longer (延长至62公里) has none."""
    match = cue.search(text, begin, end)
    if match and match[0].startswith("延长") and not words().cues["term"].search(text, begin, match.start()):
        return None
    return match


def shared_out(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, str]:
    """The year of each figure in a list such as 2021年、2022年分别完成3家、5家, by the figure's number."""
    found: dict[int, str] = {}
    for match in _LIST.finditer(text):
        years = _NUMBER.findall(match[1])
        stop = re.compile("[。；;\n]").search(text, match.end())
        limit = stop.start() if stop else len(text)
        within = [n for n, (start, end) in enumerate(spans) if match.end() <= start and end <= limit]
        for first in range(0, len(within) - len(years) + 1, len(years)):
            group = within[first : first + len(years)]
            if any(_BREAK.search(text[spans[a][1] : spans[b][0]]) for a, b in pairwise(group)):
                break  # what follows is no list any more
            found.update(zip(group, years, strict=True))
    return found


def _since(lead: str, metric: Metric, end: str | None) -> str | None:
    """The first year of 三年来 and the like, counted back from the last one; None where nothing is counted."""
    if end is None or metric.measure not in {"increment", "growth", "level"}:
        return None
    found = _YEARS_LONG.findall(lead) + _FIRST_YEARS.findall(lead)
    return str(int(end[:4]) - _NUMERALS.index(found[-1].replace("两", "二"))) if found else None


def _base_year(lead: str, metric: Metric, start: str | None, end: str | None) -> int | None:
    compared = _COMPARED.search(lead) or (_TIMES_OF.search(lead) if metric.measure == "multiple" else None)
    if compared:
        return int(next(filter(None, compared.groups())))
    if end is None:
        return None
    if start and int(start[:4]) < int(end[:4]) and not _LAST_YEAR.search(lead):
        return int(start[:4]) - (0 if _from_base(start, metric) else 1)
    return int(end[:4]) - 1


def _from_base(start: str, metric: Metric) -> bool:
    """Whether a period of growth begins with its base year (较2020年: from 2020), not after it."""
    return any(start[:4] in cue and ("较" in cue or "比" in cue) for cue in metric.cues)


@cache
def _report() -> re.Pattern[str]:
    """The first line of a report that names its year."""
    return re.compile(rf"\s{{0,9}}[^\n]{{0,30}}?((?:19|20)\d\d)年[^\n]{{0,30}}(?:{words().cues['report'].pattern})")


@cache
def _due() -> re.Pattern[str]:
    """What names the deadline of a figure behind it: 5000份的完成时间，由2023年底顺延至2024年底."""
    return re.compile(rf"的?(?:目标|任务)?[，,]?其?(?:完成|实现|达标|建成|达到)?(?:{words().cues['term'].pattern})")


@cache
def _moved() -> re.Pattern[str]:
    """What moves a deadline: 顺延至2025年底, and 完成时间由2024年底改为2025年底, which says that it is one."""
    moved, term = (words().cues[name].pattern for name in ("moved", "term"))
    changed = rf"(?:{term})，?[^，。；]{{0,18}}?(?:改|调整|变更|延长|修订)[为至到]"
    return re.compile(rf"(?:(?:{moved})[至到]|{changed})((?:19|20)\d\d)年(?:(1[0-2]|[1-9])月)?")
