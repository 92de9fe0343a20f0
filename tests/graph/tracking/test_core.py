"""Indicators in many wordings: what meets and what does not."""

from __future__ import annotations

import pytest

from policygraph.graph.indicators import indicators, parse
from policygraph.graph.tracking.core import core
from policygraph.graph.tracking.lookup import Lookup
from policygraph.graph.units import convert, family
from policygraph.schema.errors import VocabularyError

MEET = [
    ("dates-verbs", "到2025年底全市累计建成充电桩", "充电桩数量达到", "level"),
    ("high-tech", "国家高新技术企业", "高企总数达到", "level"),
    ("scale", "规模以上工业增加值", "规上工业增加值同比增长", "growth"),
    ("contracts", "技术合同成交总额", "技术市场合同成交额突破", "level"),
    ("intensity", "全社会研发经费投入强度", "研发经费支出占地区生产总值比重为", "share"),
    ("coverage", "每个乡镇实现养老服务中心全覆盖", "乡镇养老服务中心覆盖率达到", "coverage"),
    ("rank", "全省绿色发展综合评价位次", "全省绿色发展综合评价2022年榜单上", "rank"),
    ("change", "据此将新能源发电装机容量2025年目标值由", "新能源发电装机容量", "level"),
    ("output-done", "智能电机产业实现产值", "智能电机产业产值", "level"),
    ("numbered", "一、全市养老床位的目标由", "养老床位", "level"),
]
APART = [
    ("patents", "每万人口发明专利拥有量", "每万人口高价值发明专利拥有量", "level"),
    ("capacity", "磷酸铁锂产能", "磷酸铁锂产量", "level"),
    ("level", "国家级专精特新企业", "省级专精特新企业", "level"),
    ("grade", "国家5A级物流企业", "国家4A级物流企业", "level"),
    ("particles", "PM2.5年均浓度", "PM10年均浓度", "level"),
    ("denominator", "万元地区生产总值用水量", "万元工业增加值用水量", "growth"),
    ("energy", "单位地区生产总值能耗", "单位地区生产总值二氧化碳排放", "growth"),
    ("trade", "跨境电商进出口额", "跨境电商交易额", "level"),
    ("granted", "发明专利授权量", "发明专利拥有量", "level"),
    ("protected", "有效发明专利", "发明专利申请", "level"),
]


@pytest.mark.parametrize(("a", "b", "measure"), [pytest.param(*row[1:], id=row[0]) for row in MEET])
def test_wordings_that_meet(a: str, b: str, measure: str) -> None:
    lookup = Lookup(indicators())
    assert lookup.canonical(core(a, measure)) == lookup.canonical(core(b, measure)) != ""


@pytest.mark.parametrize(("a", "b", "measure"), [pytest.param(*row[1:], id=row[0]) for row in APART])
def test_wordings_that_stay_apart(a: str, b: str, measure: str) -> None:
    lookup = Lookup(indicators())
    assert lookup.canonical(core(a, measure)) != lookup.canonical(core(b, measure))


def test_the_table_has_two_hundred_with_sources() -> None:
    assert len(indicators()) >= 200
    assert all(row.english and row.source for row in indicators())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("甲\tA\t\t个\tup", "5 columns", id="columns"),
        pytest.param("甲\tA\t\t个\tupwards\t某部", "direction 'upwards'", id="direction"),
        pytest.param("甲\tA\t\t个\tup\t某部\n乙\tB\t甲\t个\tup\t某部", "'甲' stands for two", id="twice"),
    ],
)
def test_bad_lines_are_refused_with_their_number(line: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=message) as caught:
        parse(f"# comment\n{line}", "own.tsv")
    assert "own.tsv, line" in str(caught.value)


def test_units_convert_within_their_family_only() -> None:
    assert convert(1600, "公顷", "亩") == 24000
    assert convert(1.2, "亿元", "万元") == 12000
    assert convert(5, "元", "美元") is None
    assert family("家") == family("个") != family("人")
