"""Tables flattened into lines: what a number is by its row and column."""

from __future__ import annotations

import pytest

from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article, Source

UNITS = """专栏1　主要指标
指标　单位　2020年　2025年　属性
新能源装机容量　万千瓦　1200　3000　预期性
森林覆盖率　%　13.9　15.4　约束性
灌溉水利用系数　—　0.542　0.582　预期性
单位产值能耗累计下降　%　—　〔16〕　约束性"""
IN_NAMES = """专栏　主要指标
指标名称　2022年实际　2025年目标
养老机构（家）　42　90
竞争力位次　第5位　前3位"""
OWNERS = """企业　指标　2023年　2024年
沐川智能　机床产量（台）　11800　15360"""


def read(text: str, published: str = "2021-03-01") -> list[tuple[object, ...]]:
    source = Source(title="规划", published=published, place="云江市")
    found = extract(Article(source=source, text=f"云江市规划\n{text}"), profile="fast").metrics
    return [(m.indicator, m.value, m.unit, m.status, m.start, m.end) for m in found]


def test_a_column_of_units_and_the_years_of_the_columns() -> None:
    assert read(UNITS) == [
        ("新能源装机容量", 12_000_000, "千瓦", "actual", "2020", "2020"),
        ("新能源装机容量", 30_000_000, "千瓦", "target", "2025", "2025"),
        ("森林覆盖率", 13.9, "%", "actual", "2020", "2020"),
        ("森林覆盖率", 15.4, "%", "target", "2025", "2025"),
        ("灌溉水利用系数", 0.542, "", "actual", "2020", "2020"),
        ("灌溉水利用系数", 0.582, "", "target", "2025", "2025"),
        ("单位产值能耗", -16, "%", "target", "2021", "2025"),
    ]


def test_units_in_the_names_of_rows_and_what_is_headed_as_reached_or_aimed_at() -> None:
    assert read(IN_NAMES, "2023-03-01") == [
        ("养老机构", 42, "家", "actual", "2022", "2022"),
        ("养老机构", 90, "家", "target", "2025", "2025"),
        ("竞争力位次", 5, "位", "actual", "2022", "2022"),
        ("竞争力位次", 3, "位", "target", "2025", "2025"),
    ]


def test_a_column_of_indicators_tells_whose_rows_they_are() -> None:
    assert read(OWNERS, "2025-03-01") == [
        ("机床产量", 11800, "台", "actual", "2023", "2023"),
        ("机床产量", 15360, "台", "actual", "2024", "2024"),
    ]


def test_rows_that_are_told_in_one_line_each() -> None:
    text = "水产品产量（万吨），2020年170，2025年190；\n优良水质比例（%）：2020年92.4，2025年95。"
    assert read(text) == [
        ("水产品产量", 1_700_000, "吨", "actual", "2020", "2020"),
        ("水产品产量", 1_900_000, "吨", "target", "2025", "2025"),
        ("优良水质比例", 92.4, "%", "actual", "2020", "2020"),
        ("优良水质比例", 95, "%", "target", "2025", "2025"),
    ]


OF_PLACES = """附件2　农村养老服务工作任务分解（单位：个）
区县　敬老院改造提升　养老服务中心全覆盖　村级互助点建设
云江区　26　40　313
江渚县　17　24　78"""


def test_rows_of_places_with_one_unit_for_all() -> None:
    source = Source(title="方案", published="2020-05-01", place="云江市")
    record = extract(Article(source=source, text=f"云江市方案\n{OF_PLACES}"), profile="fast")
    names = {entity.id: entity.names for entity in record.entities}
    found = [(m.indicator, m.value, m.unit, m.status) for m in record.metrics]
    assert found == [
        ("敬老院改造提升", 26, "个", "target"),
        ("养老服务中心全覆盖", 40, "个", "target"),
        ("村级互助点建设", 313, "个", "target"),
        ("敬老院改造提升", 17, "个", "target"),
        ("养老服务中心全覆盖", 24, "个", "target"),
        ("村级互助点建设", 78, "个", "target"),
    ]
    assert ["云江区" in names[m.subject] for m in record.metrics if m.subject] == [True] * 3 + [False] * 3


def test_bare_figures_without_a_header_are_none() -> None:
    assert read("云江区　26　40　313\n江渚县　17　24　78") == []


MERGED = """专栏2　“十五五”时期主要指标
类别\t指标\t单位\t2025年\t2030年\t年均增长\t属性
创新驱动\t高新技术企业数\t家\t860\t1500\t—\t预期性
\t研发经费投入强度\t%\t2.7\t3.5\t—\t约束性
民生福祉\t人均预期寿命\t岁\t80.1\t81\t\t预期性
\t人均住房面积\t平方米\t38.1\t41\t\t预期性"""


def test_cells_that_are_empty_or_stand_for_several_rows_keep_their_columns() -> None:
    assert read(MERGED, "2026-03-01") == [
        (name, value, unit, status, year, year)
        for name, unit, *values in (
            ("高新技术企业数", "家", 860, 1500), ("研发经费投入强度", "%", 2.7, 3.5),
            ("人均预期寿命", "岁", 80.1, 81), ("人均住房面积", "平方米", 38.1, 41),
        )
        for value, status, year in zip(values, ("actual", "target"), ("2025", "2030"), strict=True)
    ]  # fmt: skip


def measured(text: str, published: str) -> list[tuple[object, ...]]:
    found = extract(Article(source=Source(title="规划", published=published), text=text), profile="fast").metrics
    return [(m.indicator, m.value, m.unit, m.measure, m.status, m.start, m.end) for m in found]


def test_a_column_of_yearly_growth_spans_the_years_of_the_plan() -> None:
    table = "指标\t单位\t2020年\t2025年\t{}\t属性\n地区生产总值\t亿元\t1200\t1600\t{}\t预期性"
    for head, cell in (("年均增长（%）", "[5.5]"), ("年均增速", "5.5")):
        assert measured(table.format(head, cell), "2021-03-01")[-1] == (
            "地区生产总值", 5.5, "%", "growth", "target", "2021", "2025"
        )  # fmt: skip
    assert measured(table.format("年均投入", "55"), "2021-03-01")[-1][2] == "元"


def test_a_binding_goal_of_the_year_of_publication_is_a_target() -> None:
    table = "指标\t单位\t2024年\t2025年\t属性\n粮食产量\t万吨\t64\t65\t约束性"
    assert [row[4] for row in measured(table, "2025-06-01")] == ["actual", "target"]


STACKED = """附表　主要指标
序号
指标名称
计量单位
2020年
2025年
年均增速（%）
属性
一、经济发展
1
地区生产总值
亿元
1200
1600
[5.5]
预期性
二、生态文明
2
森林覆盖率
%
48
49
—
约束性
注：地区生产总值按可比价计算。"""


def test_one_cell_a_line_is_a_table_where_all_rows_fit() -> None:
    assert [row[:3] + row[4:] for row in measured(STACKED, "2021-03-01")] == [
        ("地区生产总值", 120_000_000_000, "元", "actual", "2020", "2020"),
        ("地区生产总值", 160_000_000_000, "元", "target", "2025", "2025"),
        ("地区生产总值", 5.5, "%", "target", "2021", "2025"),
        ("森林覆盖率", 48, "%", "actual", "2020", "2020"),
        ("森林覆盖率", 49, "%", "target", "2025", "2025"),
    ]
    assert measured(STACKED.replace("\n", "\n\n"), "2021-03-01") == measured(STACKED, "2021-03-01")


def test_one_cell_a_line_is_none_where_a_cell_is_missing_or_does_not_fit() -> None:
    for wrong in ("48\n49", "—\n约束性", "%\n48"):
        table = STACKED.replace("二、生态文明\n", "").replace(wrong, wrong.split("\n")[1])
        assert measured(table, "2021-03-01") == []
    swapped = STACKED.replace("地区生产总值\n亿元", "亿元\n地区生产总值")
    assert measured(swapped, "2021-03-01") == []


def test_units_of_a_rate_keep_their_scale() -> None:
    table = "指标\t单位\t2020年\t2025年\n全员劳动生产率\t万元/人\t15\t20"
    assert [row[1:3] for row in measured(table, "2021-03-01")] == [(150_000, "元/人"), (200_000, "元/人")]


@pytest.mark.parametrize("upper", ["指标\t单位\t目标值", "指标\t单位\t目标值\t"], ids=["short", "padded"])
def test_a_header_over_two_rows_names_the_columns(upper: str) -> None:
    rows = "\t\t2025年\t2030年\n低空经济规模\t亿元\t200\t300"
    assert read(f"专栏1　主要指标\n{upper}\n{rows}", "2026-03-01") == [
        ("低空经济规模", 20_000_000_000, "元", "actual", "2025", "2025"),
        ("低空经济规模", 30_000_000_000, "元", "target", "2030", "2030"),
    ]


def test_a_name_over_two_rows_names_both() -> None:
    rows = "指标\t单位\t2025年\t2030年\n龙头企业\t家\t6\t10\n\t户\t7\t11"
    found = read(f"专栏1　主要指标\n{rows}", "2026-03-01")
    assert [(name, value) for name, value, *_ in found] == [
        ("龙头企业", 6), ("龙头企业", 10), ("龙头企业", 7), ("龙头企业", 11),
    ]  # fmt: skip


def test_a_row_of_figures_below_a_header_is_no_header() -> None:
    rows = "指标\t2025年\t2030年\n\t7\t11\n低空经济规模（亿元）\t200\t300"
    found = read(f"专栏1　主要指标\n{rows}", "2026-03-01")
    assert [(value, year) for _, value, _, _, _, year in found][-2:] == [(2e10, "2025"), (3e10, "2030")]
