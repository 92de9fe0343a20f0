"""The grammar of numbers, units, comparators and dates, with what must not be read."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities

QUANTITIES = [
    ("wan", "高技能人才3万名", [("30000", None, "人", "=")]),
    ("yi-decimal", "突破1.2亿元", [("120000000", None, "元", ">")]),
    ("range", "3—5家", [("3", "5", "家", "=")]),
    ("range-percent", "15%至20%", [("15", "20", "%", "=")]),
    ("range-shares-scale", "3—5万人", [("30000", "50000", "人", "=")]),
    ("at-least", "不低于90%", [("90", None, "%", ">=")]),
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
    ("dollars", "外资2150万美元", [("21500000", None, "美元", "=")]),
    ("rate", "补贴50元/吨", [("50", None, "元/吨", "=")]),
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*row, id=case) for case, *row in QUANTITIES])
def test_quantities(text: str, wanted: list[tuple[str, str | None, str, str]]) -> None:
    found = [(q.value, q.value_max, q.unit, q.comparator) for q in find_quantities(text)]
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
]


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*row, id=case) for case, *row in DATES])
def test_dates(text: str, wanted: list[tuple[str, str]]) -> None:
    assert [(d.first, d.last) for d in find_dates(text, date(2025, 11, 14))] == wanted


@given(
    st.decimals(min_value=1, max_value=10**6, places=2, allow_nan=False), st.sampled_from(["亿元", "万人", "%", "公里"])
)
def test_a_written_amount_is_read_back(value: Decimal, unit: str) -> None:
    factor = {"亿元": 10**8, "万人": 10**4}.get(unit, 1)
    (found,) = find_quantities(f"达到{value}{unit}，")
    assert found.value == value * factor


@pytest.mark.parametrize("mark", ["9", "、", "“", "一", "亿", "1、", "3—"])
def test_long_runs_end(mark: str) -> None:
    began = time.process_time()
    find_quantities(mark * (100_000 // len(mark)))
    assert time.process_time() - began < 60  # quadratic patterns take hours
