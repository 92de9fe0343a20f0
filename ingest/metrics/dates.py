"""Dates and calendar spans: years, halves, quarters, months, days, five-year plans, written in any numerals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from policygraph.ingest.metrics.calendars import REVIEWS, Calendar, apart, joined, widened
from policygraph.ingest.metrics.codes import in_code
from policygraph.ingest.metrics.date_patterns import pattern
from policygraph.ingest.metrics.numerals import parse_number
from policygraph.ingest.metrics.outlooks import is_ended, is_outlook
from policygraph.ingest.metrics.relative import relative_spans
from policygraph.ingest.metrics.tables import words

_PLANS = "一二三四五六七八九"  # 十四五 is the fourteenth five-year plan


def _int(numeral: str | None) -> int:
    if numeral is None:
        return 0
    number = parse_number(numeral)
    return -1 if number is None else int(number.value)


def _year(written: str, reference: date | None) -> int | None:
    """A year written with four or two digits; two digits take the century that lies nearest."""
    if written[0].isascii():
        year = int(written)
    elif "千" in written:  # 二千年
        return _int(written)
    else:
        year = int("".join(str(_int(char)) for char in written))
    if year < 100:
        near = reference.year if reference else 2000
        return min((year + century for century in (1900, 2000)), key=lambda y: abs(y - near - 5))
    return year


def _last_day(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def find_dates(
    text: str, reference: date | None = None, year_of: Callable[[int], int | None] | None = None
) -> Iterator[Calendar]:
    """Every calendar span of `text`, in order; relative ones against `reference`, the day of publication.

    What names no year (全年, 10月) takes that of its sentence, else the one that `year_of` says of its place.

    >>> [(c.first, c.last) for c in find_dates("上半年、去年底和“十四五”", date(2025, 8, 1))]
    [('2025-01', '2025-06'), ('2024', '2024'), ('2021', '2025')]
    """
    found = sorted(
        [*_single(text, reference, year_of), *relative_spans(text, reference)], key=lambda c: (c.start, -c.end)
    )
    yield from joined(text, apart(found))


def _single(text: str, reference: date | None, year_of: Callable[[int], int | None] | None) -> Iterator[Calendar]:
    """The calendar spans of `text` one by one."""
    sentence_year: int | None = None
    paragraph_year: int | None = None  # the last that the paragraph named: 2025年，…。当年新建12所
    over: int | None = None  # the year that a review speaks of, from where its paragraph names it
    told_before: tuple[int, int | None] | None = None  # the years that hold again behind an outlook: 预计2024年…；
    at = 0
    coded = in_code(text)
    for match in pattern().finditer(text):
        if match.end() == match.start() or coded(match.start()):
            continue
        if told_before and is_ended(text, at, match.start()):
            sentence_year, paragraph_year = told_before
            told_before = None
        if any(mark in text[at : match.start()] for mark in "。\n！？"):
            sentence_year = None
        if "\n" in text[at : match.start()]:
            over = paragraph_year = None
        at = match.start()
        told = year_of(at) if year_of else None
        same = match["rel"] in words("period_words")["same"] if match["rel"] else False
        found = _calendar(match, reference, sentence_year or (paragraph_year if same else None), told)
        if over and not told and found and _is_ahead(found, match, reference):
            found = _calendar(match, reference, sentence_year, over)
        if found is None:
            continue
        if found.kind != "plan" and found.last and not found.yearless:
            if sentence_year and told_before is None and is_outlook(text, found.start):
                told_before = sentence_year, paragraph_year
            sentence_year = paragraph_year = int(found.last[:4])
            looks_back = reference is not None and reference.month <= REVIEWS and sentence_year == reference.year - 1
            over = sentence_year if looks_back else None
        yield widened(text, found)


def _is_ahead(found: Calendar, match: re.Match[str], reference: date | None) -> bool:
    """Whether it names no year and, taken for the present one, is not over yet: 全年, and 12月 in January."""
    if match["rel"]:
        return match["rel"] in words("period_words")["whole"]
    ahead = found.last and reference and found.last[:7] > f"{reference:%Y-%m}"
    return bool(found.yearless and found.kind != "year" and ahead)


def _calendar(
    match: re.Match[str], reference: date | None, sentence_year: int | None, told: int | None
) -> Calendar | None:
    group = match.groupdict()
    start, end = match.span()
    if group["plan"]:
        first = 2006 + 5 * _PLANS.index(group["plan"])  # 十一五 began in 2006
        return _plan_part(_plan(start, end, first, group["plan_edge"] or ""), group)
    if group["plan_old"]:
        return _plan(
            start, end, 1956 + 5 * _PLANS.index(group["plan_old"]), group["old_edge"] or ""
        )  # 六五 began in 1981
    if group["ym"]:
        month = group["ym"].replace("/", "-")
        return Calendar(start, end, month, month, "month")
    if group["from"]:
        year = _year(group["from"], reference)
        return Calendar(start, end, str(year), str(year), "year")
    if group["iso"] or group["compact"]:
        written = group["iso"] or group["compact"]
        parts = re.split(r"[-./]", written) if group["iso"] else [written[:4], written[4:6], written[6:]]
        day = _safe(int(parts[0]), int(parts[1]), int(parts[2]))
        return None if day is None else Calendar(start, end, day, day, "day")
    if group["ym1"]:
        first_m, last_m = group["ym1"].replace(".", "-"), group["ym2"].replace(".", "-")
        return Calendar(start, end, first_m, last_m, "month")
    if group["y1"]:
        first_y = _year(group["y1"], reference)
        second = group["y2"]
        last_y = int(group["y1"][:2] + second) if len(second) == 2 else _year(second, reference)
        if not first_y or not last_y or last_y < first_y:
            return None
        return Calendar(start, end, str(first_y), str(last_y), "year")
    if group["year"]:
        year = _year(group["year"], reference)
        edge = _edge_name(group["yedge"])
        base = Calendar(start, end, str(year), str(year), "year", edge=edge)
        return _with_part(base, group, "a", year)
    if group["rel"]:
        if group["rel"][0] == "前" and match.string[max(start - 1, 0) : start] in words("period_words")["sooner"]:
            return Calendar(start, end, None, None, "year", relative=True)  # 提前一年交卷
        shift = _shift("year", group["rel"])
        year = reference.year + shift if reference else None
        for kind, of, later in (("following", sentence_year, 1), ("same", sentence_year, 0), ("whole", told, 0)):
            if of and group["rel"] in words("period_words")[kind]:
                year = of + later
        if _is_before_told(match, sentence_year, reference):
            year = (sentence_year or 0) - 1
        name = str(year) if year else None
        base = Calendar(start, end, name, name, "year", edge=_edge_name(group["redge"]), relative=True)
        if group["rshift"] and reference and year:
            day = _safe(year, reference.month, _int(group["rday"]))
            return None if day is None else replace(base, first=day, last=day, kind="day")
        return _with_part(base, group, "b", year)
    if group["shift"]:
        return _shifted(match, group, reference)
    if group["century"] or group["dec2"]:
        return _decade(match, group, reference)
    if group["edge"]:
        year = sentence_year or told or (reference.year if reference else None)
        name = str(year) if year else None
        edge = {"初": "start", "底": "end", "末": "end", "中": "middle"}[group["edge"][1]]
        return Calendar(start, end, name, name, "year", edge=edge, yearless=True, relative=True)
    year = sentence_year or told or (reference.year if reference else None)
    if match.string.startswith("每年", max(start - 2, 0)):
        year = None  # of every year
    base = Calendar(start, end, None, None, "month", yearless=True)
    return _with_part(base, group, "c", year)


def _is_before_told(match: re.Match[str], told: int | None, reference: date | None) -> bool:
    """Whether 上年 stands beside the figure of a year that is over: 2022年产量25.3万吨，上年为24.9万吨; not 比上年."""
    if not told or not reference or told > reference.year or match["rel"] not in words("period_words")["preceding"]:
        return False
    return not match.string.endswith(words("period_words")["base"], 0, match.start())


def _plan(start: int, end: int, first: int, edge: str) -> Calendar:
    last, table = first + 4, words("period_words")
    if edge in table["plan-end"]:
        return Calendar(start, end, str(last), str(last), "plan", edge="end")
    if edge in table["plan-start"]:
        return Calendar(start, end, str(first), str(first), "plan", edge="start")
    if edge in table["plan-since"]:
        return Calendar(start, end, str(first), None, "plan")
    return Calendar(start, end, str(first), str(last), "plan")


def _plan_part(plan: Calendar, group: dict[str, str | None]) -> Calendar:
    """The years of a plan that are meant: “十四五”前四年, 后两年, 第一年."""
    if not (plan.first and plan.last):
        return plan
    first, last = int(plan.first), int(plan.last)
    if group["plan_head"]:
        last = first + _int(group["plan_head"]) - 1
    elif group["plan_tail"]:
        first = last - _int(group["plan_tail"]) + 1
    elif nth := group["plan_nth"]:
        first = last = last if nth == "最后一年" else first + (_int(nth[1]) - 1 if nth[0] == "第" else 0)
    else:
        return plan
    return replace(plan, first=str(first), last=str(last))


def _edge_name(edge: str | None) -> str:
    if not edge:
        return ""
    vocabulary = words("period_words")
    for name in ("start", "middle", "end"):
        if edge in vocabulary[f"edge-{name}"]:
            return name
    return "middle"


def _shift(unit: str, word: str) -> int:
    vocabulary = words("period_words")
    return next(int(kind[len(unit) :]) for kind in vocabulary if kind.startswith(unit) and word in vocabulary[kind])


def _safe(year: int | None, month: int, day: int) -> str | None:
    if year is None or not 1 <= month <= 12 or not 1 <= day <= _last_day(year, month):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _months(base: Calendar, year: int | None, first: int, last: int, kind: str, edge: str = "") -> Calendar | None:
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    if year is None:
        return replace(base, first=None, last=None, kind=kind, edge=edge)
    last_year = year if last >= first else year + 1
    return replace(base, first=f"{year}-{first:02d}", last=f"{last_year}-{last:02d}", kind=kind, edge=edge)


def _with_part(base: Calendar, group: dict[str, str | None], tag: str, year: int | None) -> Calendar | None:
    """`base` narrowed to the half, quarter, month or day that follows its year."""

    def get(name: str) -> str | None:
        return group.get(name + tag)

    if get("q1"):
        return _months(base, year, 3 * _int(get("q1")) - 2, 3 * _int(get("q2")), "quarter")
    quarter = get("qs")
    if quarter:
        edge = _edge_name(get("qe"))
        if quarter[0] == "前":
            return _months(base, year, 1, 3 * _int(quarter[1:].removesuffix("个")), "quarter", edge)
        number = 1 if quarter == "首" else _int(quarter.removeprefix("第"))
        return _months(base, year, 3 * number - 2, 3 * number, "quarter", edge)
    if get("qq"):
        return _months(base, year, 3 * _int(get("qq")) - 2, 3 * _int(get("qq")), "quarter")
    if get("half") or get("hh"):
        first_half = get("half") in {"上", "前"} or get("hh") == "1"
        return _months(base, year, *((1, 6) if first_half else (7, 12)), "half")
    if get("first"):
        return _months(base, year, 1, _int(get("first")), "month")
    if get("nth"):
        return _months(base, year, _int(get("nth")), _int(get("nth")), "month")
    if get("one") is not None:
        return _months(base, year, 1, 1, "month")
    if get("m1"):
        return _month_range(base, year, _int(get("m1")), get("d1"), _int(get("m2")), get("d2"))
    if get("m"):
        return _month(base, group, tag, year)
    return base


def _month_range(
    base: Calendar, year: int | None, first: int, day1: str | None, last: int, day2: str | None
) -> Calendar | None:
    months = _months(base, year, first, last, "month")
    if months is None or months.first is None or months.last is None:
        return months
    if day1:
        months = replace(months, first=f"{months.first}-{_int(day1.rstrip('日号')):02d}", kind="day")
    if day2:
        months = replace(months, last=f"{months.last}-{_int(day2.rstrip('日号')):02d}", kind="day")
    return months


def _month(base: Calendar, group: dict[str, str | None], tag: str, year: int | None) -> Calendar | None:
    month = _int(group["m" + tag])
    if not 1 <= month <= 12:
        return None
    if group["d" + tag]:
        first, last = (_safe(year or 2000, month, _int(group[k + tag])) for k in ("d", "dd"))
        if not first or not last:
            return None
        return replace(base, first=first if year else None, last=last if year else None, kind="day")
    if group["day" + tag]:
        day = _safe(year or 2000, month, _int(group["day" + tag]))
        return (
            None if day is None else replace(base, first=day if year else None, last=day if year else None, kind="day")
        )
    if (dekad := group["dekad" + tag]) and year:
        return _dekad(base, dekad, year, month)
    return _months(base, year, month, month, "month", _edge_name(group["medge" + tag]))


def _dekad(base: Calendar, dekad: str, year: int, month: int) -> Calendar:
    """上旬, 中旬 or 下旬 of a month."""
    start, end = {"上": (1, 10), "中": (11, 20), "下": (21, _last_day(year, month))}[dekad]
    return replace(base, first=_safe(year, month, start), last=_safe(year, month, end), kind="day")


def _shifted(match: re.Match[str], group: dict[str, str | None], reference: date | None) -> Calendar | None:
    """本月10日, 上季度末, 上个半年."""
    word = group["shift"] or ""
    unit = next(
        u for u in ("month", "quarter", "half") for k, ws in words("period_words").items() if k[:-2] == u and word in ws
    )
    base = Calendar(match.start(), match.end(), None, None, unit, _edge_name(group["sedge"]), relative=True)
    if reference is None:
        return base
    size = {"month": 1, "quarter": 3, "half": 6}[unit]
    index = (reference.year * 12 + reference.month - 1) // size + _shift(unit, word)
    first = index * size
    year, month = divmod(first, 12)
    end_year, end_month = divmod(first + size - 1, 12)
    if group["sdekad"]:
        return _dekad(base, group["sdekad"], year, month + 1)
    if group["sday"]:
        day = _safe(year, month + 1, _int(group["sday"]))
        return None if day is None else replace(base, first=day, last=day, kind="day")
    return replace(base, first=f"{year}-{month + 1:02d}", last=f"{end_year}-{end_month + 1:02d}")


def _decade(match: re.Match[str], group: dict[str, str | None], reference: date | None) -> Calendar:
    decade = _int(group["dec"] or group["dec2"])
    now = reference.year if reference else 2000
    century = group["century"]
    if century == "上":
        start = (now // 100 - 1) * 100
    elif century == "本":
        start = now // 100 * 100
    elif century:
        start = (_int(century) - 1) * 100
    else:
        start = 1900 if decade >= 30 else 2000
    return Calendar(match.start(), match.end(), str(start + decade), str(start + decade + 9), "decade")
