"""Figures and days as people write them, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from policygraph.graph.figures import figure, when

FIGURES: list[Any] = [
    pytest.param(320000000, "元", {}, "3.2亿元", "320 million yuan", id="yi"),
    pytest.param(90000000000.0, "元", {"comparator": ">"}, "超过900亿元", "over 90 billion yuan", id="over"),
    pytest.param(20000.0, "人", {"measure": "increment"}, "新增2万人", "20,000 people more", id="increment"),
    pytest.param(300, "家", {}, "300家", "300", id="counter"),
    pytest.param(12345, "家", {}, "1.2345万家", "12,345", id="exact"),
    pytest.param(1234567, "件", {}, "123.4567万件", "1,234,567", id="exact-million"),
    pytest.param(60, "家", {"comparator": ">="}, "60家以上", "at least 60", id="at-least"),
    pytest.param(40, "微克/立方米", {"comparator": "<="}, "不超过40微克/立方米", "at most 40 µg/m³", id="at-most"),
    pytest.param(30000, "人", {"comparator": "~"}, "约3万人", "about 30,000 people", id="about"),
    pytest.param(3, "%", {"top": 3.5, "measure": "share"}, "3%—3.5%", "3–3.5%", id="range-of-shares"),
    pytest.param(30000, "人", {"top": 50000}, "3—5万人", "30,000–50,000 people", id="range"),
    pytest.param(8000, "人", {"top": 10000}, "8000—1万人", "8,000–10,000 people", id="range-across"),
    pytest.param(12, "%", {"measure": "growth", "comparator": ">=", "yearly": True}, "年均增长12%以上",
                 "up at least 12% a year", id="yearly-growth"),
    pytest.param(-15, "%", {"measure": "growth"}, "下降15%", "down 15%", id="fall"),
    pytest.param(-15, "%", {"measure": "growth", "comparator": ">="}, "下降15%以上", "down at least 15%",
                 id="deep-fall"),
    pytest.param(-2, "%", {"measure": "growth", "comparator": "<="}, "下降不超过2%", "down at most 2%",
                 id="shallow-fall"),
    pytest.param(-12, "家", {"measure": "increment"}, "减少12家", "down 12", id="fewer"),
    pytest.param(-3000000, "吨", {"measure": "increment", "comparator": ">="}, "减少300万吨以上",
                 "down at least 3 million tonnes", id="less"),
    pytest.param(0.5, "个百分点", {"measure": "increment"}, "提高0.5个百分点", "up 0.5 percentage points",
                 id="points-up"),
    pytest.param(-0.5, "个百分点", {"measure": "increment", "comparator": ">="}, "下降0.5个百分点以上",
                 "down at least 0.5 percentage points", id="points-down"),
    pytest.param(-3, "位", {"measure": "increment"}, "下降3位", "down 3", id="places-down"),
    pytest.param(60, "位", {"measure": "increment"}, "新增60位", "60 more", id="people-more"),
    pytest.param(-2.1, "个百分点", {"measure": "gap"}, "低2.1个百分点", "2.1 percentage points lower", id="gap-below"),
    pytest.param(2, "倍", {"measure": "multiple", "comparator": ">", "of": ""}, "超过原来的2倍",
                 "over 2 times as much as before", id="multiple"),
    pytest.param(1, "个百分点", {"measure": "increment"}, "提高1个百分点", "up 1 percentage point", id="one-point"),
    pytest.param(1, "人", {}, "1人", "1 person", id="one-person"),
    pytest.param(39, "列", {}, "39列", "39", id="counter-of-trains"),
    pytest.param(5, "GWh", {}, "5GWh", "5 GWh", id="unit-in-latin"),
    pytest.param(-7, "立方米", {"measure": "gap"}, "少7立方米", "7 m³ less", id="gap-less"),
    pytest.param(-18, "%", {"measure": "growth", "top": -15}, "下降15%—18%", "down 15–18%", id="range-of-falls"),
    pytest.param(3, "位", {"measure": "rank"}, "第3位", "No. 3", id="rank"),
    pytest.param(500, "个", {"yearly": True}, "每年500个", "500 a year", id="each-year"),
    pytest.param(0, "%", {}, "0%", "0%", id="nothing"),
    pytest.param(66.66666, "%", {}, "66.67%", "66.67%", id="worked-out"),
    pytest.param(5, "跨度", {}, "5跨度", "5 跨度", id="unit-of-nobody"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "options", "zh", "en"), FIGURES)
def test_figure(value: float, unit: str, options: dict[str, Any], zh: str, en: str) -> None:
    assert figure(value, unit, **options) == zh
    assert figure(value, unit, **options, lang="en") == en


@pytest.mark.parametrize(
    ("period", "end", "zh", "en"),
    [
        ("2025", False, "2025年", "2025"),
        ("2025", True, "2025年底", "the end of 2025"),
        ("2025-06", False, "2025年6月", "June 2025"),
        ("2025-06", True, "2025年6月底", "the end of June 2025"),
        ("2025-11-04", False, "2025年11月4日", "4 November 2025"),
        ("2025-11-04", True, "2025年11月4日", "4 November 2025"),
        ("2025-12-31", True, "2025年底", "the end of 2025"),
        ("2025-12-31", False, "2025年12月31日", "31 December 2025"),
        ("2024-02-29", True, "2024年2月底", "the end of February 2024"),
        ("2023-02-28", True, "2023年2月底", "the end of February 2023"),
        ("2024-02-28", True, "2024年2月28日", "28 February 2024"),
        (None, True, "", ""),
    ],
)
def test_when(period: str | None, end: bool, zh: str, en: str) -> None:
    assert (when(period, end=end), when(period, "en", end=end)) == (zh, en)
