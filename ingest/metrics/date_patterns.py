"""How dates and spans are written, in any numerals: one pattern, its words from ``data/period_words.tsv``."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.tables import words

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
def pattern() -> re.Pattern[str]:
    """All ways to write a date or span, one alternative each; its groups say what was written."""
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
