"""The grammar of numbers, units, comparators and dates, with what must not be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.normal import normalise

QUANTITIES = [
    ("wan", "高技能人才3万名", [("30000", None, "人", "=")]),
    ("yi-decimal", "突破1.2亿元", [("120000000", None, "元", ">")]),
    ("range", "3—5家", [("3", "5", "家", "=")]),
    ("range-percent", "15%至20%", [("15", "20", "%", "=")]),
    ("range-shares-scale", "3—5万人", [("30000", "50000", "人", "=")]),
    ("at-least", "不低于90%", [("90", None, "%", ">=")]),
    ("cannot-exceed", "单户贷款不能超过5万元", [("50000", None, "元", "<=")]),
    ("failed-to-exceed", "规模未能超过10亿元", [("1000000000", None, "元", "<=")]),
    ("may-not-be-fewer", "不可少于3家", [("3", None, "家", ">=")]),
    ("failed-to-reach", "没有达到30%", [("30", None, "%", "<")]),
    ("far-not-beyond", "资助不能超过实际支出的20%", [("20", None, "%", "<=")]),
    ("future-is-no-negation", "未来突破100亿元", [("10000000000", None, "元", ">")]),
    ("of-so-many", "降至8.5/10万", [("8.5", None, "/10万", "=")]),
    ("people-of-so-many", "控制在8例以下/10万人口", [("8", None, "例/10万", "<=")]),
    ("two-amounts", "奖励5000元/10000元", [("5000", None, "元", "="), ("10000", None, "元", "=")]),
    ("within", "5.5%以内", [("5.5", None, "%", "<=")]),
    ("about-behind", "18%左右", [("18", None, "%", "~")]),
    ("far-cap", "资助不超过实际支出的20%", [("20", None, "%", "<=")]),
    ("tenths", "近两成", [("20", None, "%", "~")]),
    ("fraction", "三分之二", [("66.67", None, "%", "=")]),
    ("fold", "翻两番", [("4", None, "倍", "=")]),
    ("points", "提高2.1个百分点", [("2.1", None, "个百分点", "=")]),
    ("points-shared", "高1.1个和0.7个百分点", [("1.1", None, "个百分点", "="), ("0.7", None, "个百分点", "=")]),
    ("counters-not-shared", "建成1个和2个中心", [("1", None, "个", "="), ("2", None, "个", "=")]),
    ("rank", "居第2位", [("2", None, "位", "=")]),
    ("rank-moved", "较上年前移5位", [("5", None, "位", "=")]),
    ("people-not-places", "新增5位院士", [("5", None, "人", "=")]),
    ("coverage", "实现全覆盖", [("100", None, "%", "=")]),
    ("coverage-nearly", "研发机构基本覆盖", [("100", None, "%", "~")]),
    ("coverage-growing", "扩大覆盖面", []),
    ("dollars", "外资2150万美元", [("21500000", None, "美元", "=")]),
    ("rate", "补贴50元/吨", [("50", None, "元/吨", "=")]),
    ("currency-sign", "￥1,234.50", [("1234.50", None, "元", "=")]),
    ("currency-before", "折合US$3亿", [("300000000", None, "美元", "=")]),
    ("currency-word-before", "不少于人民币300万元", [("3000000", None, "元", ">=")]),
    ("currency-behind-yuan", "三万元港币", [("30000", None, "港元", "=")]),
    ("capitals", "壹拾贰万叁仟元伍角整", [("123000.5", None, "元", "=")]),
    ("coins", "3美元20美分", [("3.2", None, "美元", "=")]),
    ("tenth-behind-kuai", "三块五。", [("3.5", None, "元", "=")]),
    ("hundred-millions-counted", "投资3个亿。", [("300000000", None, "", "=")]),
    ("projects-of-a-hundred-million", "12个亿元项目", [("12", None, "个", "=")]),
    ("scale-words-compared", "地区生产总值突破万亿元", [("1000000000000", None, "元", ">")]),
    ("scale-words-near", "近万人", [("10000", None, "人", "~")]),
    ("scale-words-and-more", "万余亩", [("10000", None, "亩", ">")]),
    ("scale-words-of-a-class", "新签约亿元以上项目、规模以上亿元企业、万亩良田", []),
    ("hundreds-and-up", "引进上百名博士", [("100", None, "人", ">=")]),
    ("steps-are-no-comparators", "线上100家", [("100", None, "家", "=")]),
    ("signed-and-not-about", "新签约50亿元", [("5000000000", None, "元", "=")]),
    ("relief-is-no-minus", "为企业减负12.8亿元", [("1280000000", None, "元", "=")]),
    ("minus-in-a-list", "增长12.3%、-2.1%", [("12.3", None, "%", "="), ("-2.1", None, "%", "=")]),
    ("minus-in-a-cell", "增速\u3000-4.2%", [("-4.2", None, "%", "=")]),
    ("cells-share-no-comparator", "6.0%左右\u30005.3%", [("6", None, "%", "~"), ("5.3", None, "%", "=")]),
    ("points-and-more", "提高两个多百分点", [("2", None, "个百分点", ">")]),
    ("range-of-points", "1.5个～2个百分点", [("1.5", "2", "个百分点", "=")]),
    ("nearly-three-folds", "翻了近三番", [("8", None, "倍", "~")]),
    ("hundreds-and-thousands", "成百上千家", []),
    (
        "units-lent",
        "在校生分别为8000、6.8万和4.2万人",
        [("8000", None, "人", "="), ("68000", None, "人", "="), ("42000", None, "人", "=")],
    ),
    ("scale-lent", "分别达85和42亿元", [("8500000000", None, "元", "="), ("4200000000", None, "元", "=")]),
    ("numbers-of-lines", "1、2号楼", [("1", None, "", "=")]),
    ("vague-tens", "数十家", [("10", None, "家", ">")]),
    ("vague-hundreds", "几百人", [("100", None, "人", ">")]),
    ("people-counted-in-tens", "人数达30人", [("30", None, "人", "=")]),
    ("vague-end", "十几万元", [("100000", None, "元", ">")]),
    ("twenty", "廿一个", [("21", None, "个", "=")]),
    ("traditional", "三萬五千餘個", [("35000", None, "个", ">")]),
    ("spaced-scale", "产能30 万吨", [("300000", None, "吨", "=")]),
    ("per-million", "百万分之五", [("0.0005", None, "%", "=")]),
    ("per-ten-thousand", "万分之三", [("0.03", None, "%", "=")]),
    ("negative-share", "百分之负三点八", [("-3.8", None, "%", "=")]),
    ("negative-of", "负的百分之二", [("-2", None, "%", "=")]),
    ("minus-behind-a-word", "增长-3.5%", [("-3.5", None, "%", "=")]),
    ("dash-is-no-minus", "增长5%-3家", [("5", None, "%", "="), ("3", None, "家", "=")]),
    ("below-zero", "零下10℃", [("-10", None, "摄氏度", "=")]),
    ("fahrenheit-before", "华氏70度", [("70", None, "华氏度", "=")]),
    ("slashed", "2/3以上", [("66.67", None, "%", ">=")]),
    ("mixed", "二又四分之一", [("2.25", None, "", "=")]),
    ("discount", "打八五折", [("85", None, "%", "=")]),
    ("discount-is-no-pair", "三五折", [("35", None, "%", "=")]),
    ("share-range", "百分之三到五", [("3", "5", "%", "=")]),
    ("two-bounds", "5万元以上10万元以下", [("50000", "100000", "元", "=")]),
    ("two-bounds-before", "大于10且小于20", [("10", "20", "", "=")]),
    ("between", "介于5%和10%之间", [("5", "10", "%", "=")]),
    ("two-without-between", "5%和10%", [("5", None, "%", "="), ("10", None, "%", "=")]),
    ("inclusive", "100万元（含）以上", [("1000000", None, "元", ">=")]),
    ("about-there-are", "约有300家", [("300", None, "家", "~")]),
    ("half-a-year", "为期半年", [("0.5", None, "年", "=")]),
    ("and-a-half", "两个半小时", [("2.5", None, "小时", "=")]),
    ("semiconductors", "三个半导体项目", [("3", None, "个", "=")]),
    ("years-and-months", "两年零三个月", [("27", None, "个月", "=")]),
    ("hours-and-minutes", "两小时三十分", [("150", None, "分钟", "=")]),
    ("round-the-clock", "365天24小时", [("365", None, "天", "="), ("24", None, "小时", "=")]),
    ("per-hour", "每小时300公里", [("300", None, "公里/小时", "=")]),
    ("per-hour-behind", "300千米每小时", [("300", None, "公里/小时", "=")]),
    ("latin-unit", "水深250m", [("250", None, "米", "=")]),
    ("nearly-a-thousand", "近千人", [("1000", None, "人", "~")]),
    ("signs", "血压>90", [("90", None, "", ">")]),
    ("tag-is-no-sign", "<br>2项", [("2", None, "项", "=")]),
    ("ones-or-twos", "一两千元", [("1000", "2000", "元", "=")]),
    ("ounces", "二两", [("2", None, "两", "=")]),
    ("teens", "三十几块钱", [("30", None, "元", ">")]),
    ("tests-by-slash", "骨干网200/400", [("200", None, "", "="), ("400", None, "", "=")]),
    ("from-two", "两到三万元", [("20000", "30000", "元", "=")]),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*row, id=case) for case, *row in QUANTITIES])
def test_quantities(text: str, wanted: list[tuple[str, str | None, str, str]]) -> None:
    found = [(q.value, q.value_max, q.unit, q.comparator) for q in find_quantities(normalise(text).text)]
    expected = [(Decimal(v), None if high is None else Decimal(high), unit, c) for v, high, unit, c in wanted]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("2025年11月14日", id="date"),
        pytest.param("“十四五”期间", id="plan"),
        pytest.param("截至10月底", id="month"),
        pytest.param("乙型X3火箭", id="model"),
        pytest.param("成立大会", id="not-a-tenth"),
        pytest.param("“一带一路”倡议", id="belt-and-road"),
        pytest.param("进一步落实三农工作", id="inside-words"),
        pytest.param("四川省、九龙坡区和大陆", id="inside-names"),
        pytest.param("千方百计、一心一意、百花齐放、万无一失", id="idioms"),
        pytest.param("长三角", id="triangle"),
        pytest.param("万一出错", id="in-case"),
        pytest.param("网上百货", id="department-store"),
        pytest.param("电话13812345678", id="phone"),
        pytest.param("建立“一站式”服务", id="one-stop"),
        pytest.param("党的二十大精神", id="congress"),
        pytest.param("上半年", id="half-year"),
    ],
)
def test_no_quantity(text: str) -> None:
    assert [q for q in find_quantities(text, date(2025, 11, 14)) if q.kind != "ordinal"] == []


DATES = [
    ("year", "到2025年", [("2025", "2025")]),
    ("plan", "“十四五”期间", [("2021", "2025")]),
    ("half", "2025年上半年", [("2025-01", "2025-06")]),
    ("relative", "去年", [("2024", "2024")]),
    ("months", "今年1—9月", [("2025-01", "2025-09")]),
    ("year-range", "2023—2025年", [("2023", "2025")]),
    ("spaced-day", "2024 年 3 月 5 日", [("2024-03-05", "2024-03-05")]),
    ("quarter-letter", "2024Q3", [("2024-07", "2024-09")]),
    ("old-plan", "“九五”期间", [("1996", "2000")]),
    ("past-years", "近三年", [("2022-11-14", "2025-11-14")]),
    ("past-years-within", "近三年内", [("2022-11-14", "2025-11-14")]),
    ("nearing-march", "接近3月底", [("2025-03", "2025-03")]),
    ("coming-months", "未来两个月", [("2025-11-14", "2026-01-14")]),
    ("coming-years-range", "未来3—5年", [("2025-11-14", "2030-11-14")]),
    ("within", "三年内", [("2025-11-14", "2028-11-14")]),
    ("within-of-another-day", "自批复之日起三年内", []),
    ("years-since", "五年来", [("2020-11-14", "2025-11-14")]),
    ("two-years", "今明两年", [("2025", "2026")]),
    ("next-week", "下周", [("2025-11-17", "2025-11-23")]),
    ("weekday", "下周三", []),
    ("mid-month", "本月中旬", [("2025-11-11", "2025-11-20")]),
    ("days-in-a-row", "9月10日、11日、12日", [("2025-09-10", "2025-09-12")]),
    ("days-apart", "9月10日、15日", [("2025-09-10", "2025-09-10")]),
    ("months-between", "三月和九月之间", [("2025-03", "2025-09")]),
    ("two-months", "三月和九月", [("2025-03", "2025-03"), ("2025-09", "2025-09")]),
    ("after-and-before", "2010年之后2018年之前", [("2010", "2018")]),
    ("from-then-to-then", "2019年1月1日起至2023年12月31日", [("2019-01-01", "2023-12-31")]),
    ("half-written-year", "1985到89年9月", [("1985", "1989-09")]),
    ("over-new-year", "10月至今年3月", [("2024-10", "2025-03")]),
    ("year-after-named", "2023年底至次年3月", [("2023", "2023"), ("2024-03", "2024-03")]),
    ("about", "2020年左右", [("2020", "2020")]),
    ("middle-of-no-year", "五年中国", []),
    ("ten-years-ago", "10年前", []),
    ("first-two-months", "今年前两个月", [("2025-01", "2025-02")]),
    ("quarters", "一至三季度", [("2025-01", "2025-09")]),
    ("quarters-of-a-year", "2024年1-2季度", [("2024-01", "2024-06")]),
    ("quarter-before", "上一季度", [("2025-07", "2025-09")]),
    ("year-unmarked", "2024上半年", [("2024-01", "2024-06")]),
    ("sooner-by-a-year", "2018年投产，提前一年达产，以前年度", [("2018", "2018"), (None, None), (None, None)]),
    ("that-year", "2018年投产，当年达产", [("2018", "2018"), ("2018", "2018")]),
    ("two-digit-year-end", "21年年底", [("2021", "2021")]),
    ("every-year", "每年3月底前", [(None, None)]),
    ("every-year-span", "每年1月1日至12月31日", [(None, None)]),
    ("ten-years-and-a-month", "10年1个月", []),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*row, id=case) for case, *row in DATES])
def test_dates(text: str, wanted: list[tuple[str | None, str | None]]) -> None:
    assert [(d.first, d.last) for d in find_dates(text, date(2025, 11, 14))] == wanted


@given(
    st.decimals(min_value=1, max_value=10**6, places=2, allow_nan=False), st.sampled_from(["亿元", "万人", "%", "公里"])
)
def test_a_written_amount_is_read_back(value: Decimal, unit: str) -> None:
    factor = {"亿元": 10**8, "万人": 10**4}.get(unit, 1)
    (found,) = find_quantities(f"达到{value}{unit}，")
    assert found.value == value * factor
