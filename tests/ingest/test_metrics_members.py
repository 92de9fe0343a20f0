"""Members of lists, words that only join an indicator to its figure, and goals that were met or missed."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics.figures import figures
from policygraph.ingest.metrics.goals import is_milestone, is_off_plan
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.trimming import unjoined
from policygraph.ingest.pipeline import extract
from policygraph.ingest.reading import begin
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record


def read(text: str, published: str = "2024-12-30") -> Record:
    return extract(Article(text=text, source=Source(published=published)))


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        pytest.param("全市拥有学校30所，包括幼儿园12所、小学10所。", ["学校", "幼儿园", "小学"], id="members"),
        pytest.param(
            "全市现有各类学校45所，包括小学20所、初中15所和高中10所。", ["各类学校", "小学", "初中", "高中"], id="和"
        ),
        pytest.param(
            "新版目录包括大类8个、中类79个、小类449个。", ["大类", "中类", "小类"], id="the word before the first"
        ),
        pytest.param("新增研发平台60家（其中国家级8家）。", ["研发平台", "国家级研发平台"], id="a level"),
        pytest.param(
            "新增市级以上研发平台60家（国家级8家、省级12家）。",
            ["市级以上研发平台", "国家级研发平台", "省级研发平台"],
            id="levels in a bracket",
        ),
        pytest.param(
            "全市建成服务站点120个，其中镇级20个、村级100个。",
            ["服务站点", "镇级服务站点", "村级服务站点"],
            id="lower levels",
        ),
        pytest.param(
            "全市新能源装机达到1130万千瓦，其中风电620万千瓦、光伏510万千瓦。",
            ["新能源装机", "风电装机", "光伏装机"],
            id="what the whole is measured by stays",
        ),
        pytest.param(
            "城镇和农村居民人均可支配收入分别达到5.2万元、2.8万元。",
            ["城镇居民人均可支配收入", "农村居民人均可支配收入"],
            id="the first lacks more than its last word",
        ),
        pytest.param(
            "小学、初中、高中在校生分别为12.5万、6.8万、4.2万人。",
            ["小学在校生", "初中在校生", "高中在校生"],
            id="three members",
        ),
        pytest.param(
            "失业、工伤保险参保人数分别达到61.8万人、72.5万人。",
            ["失业保险参保人数", "工伤保险参保人数"],
            id="a word of which half is shared",
        ),
        pytest.param("建成充电桩3万个，新增5G基站300个。", ["充电桩", "5G基站"], id="no list that is led"),
        pytest.param("进口、出口额分别增长5%、7%。", ["进口额", "出口额"], id="a shared last sign"),
        pytest.param("工业、服务业产值分别增长5%、7%。", ["工业产值", "服务业产值"], id="a shared last word"),
        pytest.param("高新技术企业由原来的200家调整为260家。", ["高新技术企业"] * 2, id="from and to"),
    ],
)
def test_what_members_of_lists_are(text: str, indicators: list[str]) -> None:
    assert [metric.indicator for metric in read(text).metrics] == indicators


def test_what_was_before_is_a_fact_and_what_is_promised_a_target() -> None:
    found = read("到2027年，高新技术企业由原来的200家增加到260家。").metrics
    assert [(m.value, m.status) for m in found] == [(200, "actual"), (260, "target")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("（国家级平台", "国家级平台"),
        ("、小学", "小学"),
        ("以及充电桩", "充电桩"),
        ("高新技术企业由原来的", "高新技术企业"),
        ("入驻率达", "入驻率"),
        ("规上工业增加值未能", "规上工业增加值"),
        ("未完成新增就业", "新增就业"),
        ("天气雷达", "天气雷达"),
        ("共有产权住房", "共有产权住房"),
        ("能耗（累计）", "能耗（累计）"),
    ],
)
def test_what_only_joins_is_none_of_an_indicator(text: str, left: str) -> None:
    found = unjoined(Phrase(text, 10, 10 + len(text)))
    assert found.text == left
    assert found.end - found.start == len(left)


def test_a_conjunction_goes_only_behind_a_figure() -> None:
    assert unjoined(Phrase("与高中", 5, 8), 5).text == "高中"
    assert unjoined(Phrase("与东盟贸易总值", 5, 12), 2).text == "与东盟贸易总值"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "慈溪市地区生产总值未能完成增长6%的目标，实际增长4.8%。",
            [("地区生产总值", 6, "growth", "target"), ("地区生产总值", 4.8, "growth", "actual")],
            id="missed",
        ),
        pytest.param(
            "2023年，慈溪市原计划建成公园20个，实际建成18个。",
            [("公园", 20, "increment", "target"), ("公园", 18, "increment", "actual")],
            id="planned and done",
        ),
        pytest.param(
            "慈溪市完成投资120亿元，比计划多20亿元。",
            [("完成投资", 12e9, "level", "actual"), ("完成投资", 2e9, "gap", "actual")],
            id="more than planned",
        ),
        pytest.param(
            "2023年，慈溪市引进企业30家，比目标少5家。",
            [("引进企业", 30, "increment", "actual"), ("引进企业", -5, "gap", "actual")],
            id="less than the goal",
        ),
        pytest.param(
            "慈溪市计划2025年完成投资120亿元，比去年计划多20亿元。",
            [("完成投资", 12e9, "level", "target"), ("完成投资", 2e9, "gap", "target")],
            id="a plan beside another",
        ),
    ],
)
def test_goals_that_were_met_or_missed(text: str, found: list[tuple[str, float, str, str]]) -> None:
    assert [(m.indicator, m.value, m.measure, m.status) for m in read(text).metrics] == found


def test_more_than_last_year_is_not_more_than_planned() -> None:
    reading = begin(Article(text="完成投资120亿元，比上年多20亿元。"))
    assert not any(is_off_plan(reading.text, figure) for figure in figures(reading)[0])


@pytest.mark.parametrize(
    ("text", "milestone"),
    [("财政收入首次突破100亿元大关。", True), ("产值突破100亿元的企业。", False), ("投资100亿元的大关项目。", False)],
)
def test_a_mark_that_is_passed_is_a_figure(text: str, *, milestone: bool) -> None:
    reading = begin(Article(text=text))
    assert any(is_milestone(reading.text, figure) for figure in figures(reading)[0]) is milestone


@pytest.mark.parametrize(
    ("text", "subject", "start", "status"),
    [
        ("“十一五”规划实施以来，全市新增就业20万人。", None, "2006", "actual"),
        ("《养老服务“十四五”规划》实施以来，全市新增床位2万张。", None, "2021", "actual"),
        ("“幸福食堂”工程实施以来，开办助餐点74个。", "“幸福食堂”工程", None, "actual"),
    ],
)
def test_a_plan_that_says_since_when_is_no_subject(
    text: str, subject: str | None, start: str | None, status: str
) -> None:
    record = read(text)
    (metric,) = record.metrics
    assert (metric.subject and record.entity(metric.subject).names[0]) == subject
    assert (metric.start, metric.end, metric.status) == (start, None, status)
