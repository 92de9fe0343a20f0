"""The year that a report and its parts tell of."""

from __future__ import annotations

from datetime import date

import pytest

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.metrics.framing import year_of
from policygraph.ingest.metrics.governing import Period
from policygraph.ingest.metrics.traits import genre
from policygraph.ingest.pipeline import extract
from policygraph.ingest.reading import Reading, begin
from policygraph.schema.article import Article, Source

SUMMARY = (
    "望海市交通2024年工作总结及2025年工作计划\n"
    "一、2024年工作情况\n全年完成投资132亿元。10月开通航线7条。\n"
    "二、2025年工作计划\n全年完成投资140亿元。今年开工5个项目。"
)


def reading(text: str, published: str = "2025-01-08") -> Reading:
    return begin(Article(text=text, source=Source(title=text.split("\n", maxsplit=1)[0], published=published)))


@pytest.mark.parametrize(
    ("figure", "period"),
    [
        ("132亿元", ("2024", "2024")),
        ("7条", ("2024-10", "2024-10")),
        ("140亿元", ("2025", "2025")),
        ("5个", ("2025", "2025")),
    ],
)
def test_what_names_no_year_is_of_the_year_that_its_part_tells_of(figure: str, period: tuple[str, str]) -> None:
    assembly = Assembly(reading(SUMMARY))
    (found,) = [f for f in assembly.possible if assembly.text[f.quantity.start : f.quantity.end] == figure]
    told = assembly.timing.period(found, "level")
    assert (told.start, told.end) == period


@pytest.mark.parametrize(
    ("title", "published", "year"),
    [
        pytest.param("关于2022年就业工作情况的报告", date(2023, 3, 14), 2022, id="a report on the year before"),
        pytest.param("望海市2022年统计公报", date(2023, 4, 1), 2022, id="communique"),
        pytest.param("2023年工作总结", date(2023, 12, 28), None, id="the year is not over"),
        pytest.param("望海市2022年电机产业行动方案", date(2023, 3, 14), None, id="no report"),
        pytest.param("望海市电机产业情况", date(2023, 3, 14), None, id="no year"),
        pytest.param("关于2022年就业工作情况的报告", None, None, id="published nobody knows when"),
    ],
)
def test_the_title_of_a_report_sets_the_year(title: str, published: date | None, year: int | None) -> None:
    text = f"{title}\n全年新增就业7.8万人。"
    assert year_of(reading(text), published)(len(title) + 1) == year


def test_a_heading_that_names_two_years_sets_none() -> None:
    text = "交通工作\n一、2021—2025年安排及2024年情况\n全年完成投资7亿元。"
    assert year_of(reading(text), date(2025, 1, 8))(len(text) - 3) is None


@pytest.mark.parametrize(("text", "found"), [("后年建成一座电站", [("2027", "2027")]), ("达产后年产值85亿元", [])])
def test_a_year_after_a_start_of_production_is_none(text: str, found: list[tuple[str, str]]) -> None:
    assert [(span.first, span.last) for span in find_dates(text, date(2025, 1, 8))] == found


@pytest.mark.parametrize(
    ("text", "published", "last"),
    [
        pytest.param("截至2024年末，经营主体78万户。全年新设9万户。", date(2025, 1, 20), "2024", id="全年 of a review"),
        pytest.param("去年进出口增长5%。截至12月末，贷款514笔。", date(2025, 1, 20), "2024-12", id="a month to come"),
        pytest.param("去年进出口增长5%。1月10日，项目签约。", date(2025, 1, 20), "2025-01-10", id="a month that was"),
        pytest.param("去年进出口增长5%。\n全年进出口目标63亿元。", date(2025, 1, 20), "2025", id="another paragraph"),
        pytest.param("去年进出口增长5%。今年开局良好，全年预计63亿元。", date(2025, 1, 20), "2025", id="今年 between"),
        pytest.param("去年进出口增长5%。全年预计进出口63亿元。", date(2025, 9, 20), "2025", id="late in the year"),
    ],
)
def test_early_in_a_year_a_review_speaks_of_the_one_before(text: str, published: date, last: str) -> None:
    assert [found.last for found in find_dates(text, published)][-1] == last


YEAR, NONE = Period("2023", "2023", cue="去年"), Period()


@pytest.mark.parametrize(
    ("text", "scores", "inferred"),
    [
        pytest.param("该中心去年投运，坐落在新区，算力达120家。", [5.0, 1.0], True, id="another clause, not sure"),
        pytest.param("该中心去年投运，坐落在新区，算力达120家。", [9.0, 1.0], False, id="another clause, sure"),
        pytest.param("该中心坐落在新区，去年服务企业120家。", [5.0, 1.0], False, id="the clause of the figure"),
        pytest.param("去年，该中心服务企业120家。", [5.0, 1.0], False, id="right before it"),
    ],
)
def test_a_date_of_another_clause_that_may_not_be_meant_is_carried_over(
    text: str, scores: list[float], inferred: bool
) -> None:
    assembly = Assembly(reading(text, "2024-05-06"))
    (figure,) = assembly.possible
    chosen = assembly.timing.settled(figure, [(YEAR, ["date:0"]), (NONE, ["none"])], scores, "level")
    assert (chosen.end, chosen.inferred) == ("2023", inferred)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        pytest.param("“十四五”前四年，研发投入年均增长12.5%。", ("2021", "2024"), id="the first years of a plan"),
        pytest.param("“十四五”后两年，新增学位2000个。", ("2024", "2025"), id="its last years"),
        pytest.param("“十三五”规划实施以来，累计新增学位2000个。", ("2016", None), id="ever since"),
        pytest.param("未来三年，全市将新增学位2000个。", ("2025", "2028"), id="years ahead"),
        pytest.param("今明两年，全市将新增学位2000个。", ("2025", "2026"), id="two years said together"),
        pytest.param("2024年，产值比2020年增长36%。", ("2020", "2024"), id="counted from a year"),
        pytest.param("与2015年相比，产值增长48%。", ("2015", None), id="counted from a year in a clause of its own"),
        pytest.param(
            "2025年6月末，贷款余额比年初增加60亿元。", ("2025-01", "2025-06"), id="from the beginning of a year"
        ),
        pytest.param("2025年4月，价格比上月上涨0.1%。", ("2025-04", "2025-04"), id="the month before is no beginning"),
        pytest.param("2022年，全市综合评价居第38位，较上年前进5位。", ("2021", "2022"), id="the year before one told"),
        pytest.param("由2020年的3亿元增至2024年的5亿元，年均增长14%。", ("2020", "2024"), id="a mean rate of a move"),
        pytest.param("从2012年至2021年，人数从1亿人增至2亿人。", (None, "2021"), id="the end of a move"),
        pytest.param("2017年只有57家企业入驻，现在入驻企业600家。", (None, None), id="now"),
    ],
)
def test_the_years_of_a_change(text: str, period: tuple[str | None, str | None]) -> None:
    source = Source(title="望海市工作", published="2025-07-08", place="望海市")
    last = extract(Article(text=text, source=source), profile="fast").metrics[-1]
    assert (last.start, last.end) == period


def test_as_of_a_day_is_no_event() -> None:
    text = "“十三五”时期，全区投入426亿元。截至去年12月底，安置住房全部建设完成，其中集中安置点建成15.45万套。"
    assembly = Assembly(reading(text, "2020-05-29"))
    told = assembly.timing.period(assembly.possible[-1], "level")
    assert (told.start, told.end, told.inferred) == (None, "2019-12", False)


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        pytest.param("截至2023年6月底，全市良种基地达到16.9万亩。", True, id="how far it had come"),
        pytest.param("截至2023年6月底建成16.9万亩。", True, id="one clause"),
        pytest.param("截至2023年6月底已建成3个，将新增16.9万亩。", False, id="what is to come"),
        pytest.param("到2023年6月底，全市良种基地达到16.9万亩。", False, id="by then"),
        pytest.param("截至2025年底，全市良种基地达到16.9万亩。", False, id="a day to come"),
    ],
)
def test_how_far_things_had_come_is_a_fact(text: str, reached: bool) -> None:
    assembly = Assembly(reading(text, "2023-07-20"))
    assert assembly.timing.is_reached(assembly.possible[-1]) is reached


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("舟山市港航三年行动计划（2022—2024年）", "plan"),
        ("三年行动圆满收官 港航再上台阶", "news"),
        ("种业振兴交出五年答卷", "news"),
    ],
)
def test_news_that_look_back_on_a_plan_are_no_plan(title: str, kind: str) -> None:
    assert genre(reading(f"{title}\n正文。")) == kind


@pytest.mark.parametrize(
    ("text", "published", "periods"),
    [
        pytest.param(
            "到2025年，贷款余额在2021年末860亿元的基础上增长50%。", "2022-03-01",
            [("2021", "actual"), ("2025", "target")], id="what a goal is counted from",
        ),
        pytest.param(
            "2025年，入园率95.6%。当年新建幼儿园12所。", "2026-03-10", [("2025", "actual"), ("2025", "actual")],
            id="the year that the paragraph named",
        ),
        pytest.param(
            "2022年，粮食产量25.3万吨，上年为24.9万吨。", "2023-05-19", [("2022", "actual"), ("2021", "actual")],
            id="the year before the one that is told of",
        ),
        pytest.param(
            "2024年，总产值896亿元，1月发布的快报数903亿元停止使用；机器人产量4.7万台。", "2025-04-18",
            [("2024", "actual")] * 3, id="the day on which a figure was made known",
        ),
        pytest.param(
            "2023年，营业收入54.5亿元，预计2024年可达70亿元；平均成本降到3550万元。同年，总装卫星58台。", "2024-02-06",
            [("2023", "actual"), ("2024", "forecast"), ("2023", "actual"), ("2023", "actual")], id="behind an outlook",
        ),
        pytest.param(
            "2024年、2025年，全市依次新增上云企业2040家、1860家。", "2026-01-20",
            [("2024", "actual"), ("2025", "actual")], id="years in a row",
        ),
    ],
)  # fmt: skip
def test_the_years_that_figures_are_of(text: str, published: str, periods: list[tuple[str, str]]) -> None:
    source = Source(title="公报", published=published, place="云江市")
    metrics = extract(Article(source=source, text=text), profile="fast").metrics
    assert [(metric.end, metric.status) for metric in metrics] == periods
