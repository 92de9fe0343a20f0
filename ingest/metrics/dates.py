"""Dates and calendar spans: years, halves, quarters, months, days, five-year plans, written in any numerals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from policygraph.ingest.metrics.calendars import REVIEWS, Calendar, apart, joined, widened
from policygraph.ingest.metrics.numerals import parse_number
from policygraph.ingest.metrics.outlooks import is_ended, is_outlook
from policygraph.ingest.metrics.relative import relative_spans
from policygraph.ingest.metrics.tables import words

_PLANS = "一二三四五六七八九"  # 十四五 is the fourteenth five-year plan


_D = "零〇○一二三四五六七八九十"
_N = rf"(?:\d{{1,2}}|[{_D}]{{1,3}})"
_JOIN = r"\s{0,8}(?:[—–\-~～至到/]|——)\s{0,8}"


def _part(tag: str) -> str:
    """What may follow a year or stand alone; group names carry `tag`."""
    t = tag
    edge_end = "|".join(sorted(words("period_words")["edge-end"], key=len, reverse=True))
    edge_start = "|".join(sorted(words("period_words")["edge-start"], key=len, reverse=True))
    return rf"""(?:
        第?(?P<q1{t}>[一二三四1-4])(?:季度)?{_JOIN}第?(?P<q2{t}>[一二三四1-4])季度
      | (?P<qs{t}>第?[一二三四1-4]|首|前[一二两三123]个?)季度?(?P<qe{t}>{edge_end})? (?!报|[一-鿿]?酒)
      | (?P<half{t}>[上下前后])半年
      | [前头](?P<first{t}>{_N}|两)个月 | 第(?P<nth{t}>{_N})个月 | 首月(?P<one{t}>)
      | (?P<m1{t}>{_N})(?:月份?)?(?P<d1{t}>(?<=月)\d{{1,2}}[日号]?)?{_JOIN}(?P<m2{t}>{_N})月份?(?P<d2{t}>\d{{1,2}}[日号])?
        (?P<me2{t}>底|末)?
      | (?P<m{t}>{_N})\ ?月份?\s*(?:
            (?P<d{t}>{_N})[日号]?{_JOIN}(?P<dd{t}>{_N})[日号](?!线|楼|院|库)
          | (?P<day{t}>{_N})\ ?[日号](?!线|楼|院|库)
          | (?P<dekad{t}>[上中下])旬
          | (?P<medge{t}>{edge_end}|{edge_start}|中)(?!小|央|间|学)
        )?
    )"""


def _roman(tag: str) -> str:
    """Q3 and H1, as tables write quarters and halves behind a year."""
    return rf"(?:Q(?P<qq{tag}>[1-4])|H(?P<hh{tag}>[12]))(?![0-9A-Za-z])"


@cache
def _pattern() -> re.Pattern[str]:
    vocabulary = words("period_words")
    begun = "".join(vocabulary["begun"])
    relative = {kind: vocabulary[kind] for kind in vocabulary if kind.startswith("year")}
    rel_year = "|".join(sorted((w for ws in relative.values() for w in ws), key=len, reverse=True))
    shifted = "|".join(
        sorted(
            (w for k in vocabulary for w in vocabulary[k] if k[:-2] in {"month", "quarter", "half"}),
            key=len,
            reverse=True,
        )
    )
    edge_end = "|".join(sorted(vocabulary["edge-end"], key=len, reverse=True))
    edge_start = "|".join(sorted(vocabulary["edge-start"], key=len, reverse=True))
    plan_edge = "|".join(w for k in ("plan-since", "plan-end", "plan-start") for w in vocabulary[k])
    short = rf"{_N}\s?(?:月|[、—–\-~～至到])|第[\d{_D}]+[个季]|前[\d{_D}两]+(?:个月|季|个季)|[上下]半年|[一二三四1-4]季"
    year4 = r"(?:19|20)\d{2}|[一二][九零〇○千][零〇○一二三四五六七八九]{2}"
    # what a date may begin with: most characters of a text are passed over without a look at the ways to write one
    heads = "".join(sorted({word[0] for word in (*rel_year.split("|"), *shifted.split("|"))}))
    return re.compile(
        rf"""(?=[\d{_D}“"‘'「上下前后头第首本年{heads}])(?:
        [“"]?(?P<plan_old>[六七八九])五[”"]?(?=期间|时期|期末|末|以来)(?P<old_edge>期末|末|以来)?
      | [“"‘'「]?十(?P<plan>[一二三四五六七八九])[·•]?五[”"’'」]?(?:(?P<plan_edge>{plan_edge})
            | (?:时期|期间|规划期)?的?(?:[前头](?P<plan_head>[一二两三四1-4])年 | [后末](?P<plan_tail>[一二两三四1-4])年
            | (?P<plan_nth>首年|第[一二三四五1-5]年|最后一年|头一年))(?!级))?(?!规划(?!期)|计划)
      | (?<!\d)(?P<iso>(?:19|20)\d{{2}}[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9]))(?!\d)
      | (?<!\d)(?P<ym1>(?:19|20)\d{{2}}\.(?:1[0-2]|0[1-9])){_JOIN}(?P<ym2>(?:19|20)\d{{2}}(?:\.(?:1[0-2]|0[1-9]))?)(?![\d%])
      | (?<![\d-])(?P<ym>(?:19|20)\d{{2}}[-/](?:1[0-2]|0[1-9]))(?![\d%年~–—/-])
      | (?<!\d)(?P<compact>(?:19|20)\d{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9]))(?![\d.])
      | (?<![\d.])(?P<from>{year4})(?={_JOIN}(?:\d{{2}}|{year4})年\s*[\d{_D}上下第])
      | (?<![\d.])(?P<y1>{year4})(?:年度?)?(?:{_JOIN}|[、和与])(?P<y2>{year4}|(?<=\d{{4}}[—–\-~～/])\d{{2}})(?:年度?|[两二]年|(?=榨季|学年|财年))(?:间|之间|期间)?
            (?!\s*\d{{1,2}}月)
      | (?<![\d.])(?<!公元前)(?P<year>{year4}|(?<![\d第])\d{{2}}(?=年(?:年?[底末初]|{short}))|(?<![{_D}\d第])[零〇五六七八九一二][零〇一二三四五六七八九](?=年(?:{short}))|二千(?=年))(?:\ ?年度?|(?=[QH][1-4]|财年|学年|榨季|[上下]半年|第?[一二三四1-4]季度))
            (?:的?\s*(?:{_part("a")}|{_roman("a")}|(?P<yedge>{edge_end}|{edge_start}|中(?![小央国学期心高]))|(?P<inner>内)|(?P<whole>全年)))?
      | (?<![马\d{_D}两几多])(?!(?<=[{begun}])后年)(?P<rel>{rel_year})(?!半)(?:的?\s*(?:{_part("b")}|(?P<redge>{edge_end}|{edge_start}|中(?![小央国学期心高]))|(?P<rshift>本月)(?P<rday>{_N})[日号]))?
      | (?P<shift>{shifted})(?:(?P<sday>{_N})[日号]|(?P<sdekad>[上中下])旬|(?P<sedge>{edge_end}|初))?
      | (?P<century>[上本]|[12]\d|{_D[0]}|[{_D}]{{1,3}})世纪(?P<dec>\d0|[{_D}]十)年代(?P<decedge>初|末|中期|中后期|初期|末期)?
      | (?<![\d{_D}])(?P<dec2>[2-9]0|[二三四五六七八九]十)年代
      | (?<![\d.{_D}第])(?:{_part("c")})
      | (?<![\d{_D}百多几半])(?P<edge>年[初底末中](?![级端]))
        )""",
        re.VERBOSE,
    )


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

    What names no year (全年, 10月) takes that of its sentence, else the one that `year_of` says of its place in the text.

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
    for match in _pattern().finditer(text):
        if match.end() == match.start():
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
