"""Corrections that stand inside of other articles: what they withdraw, and what they give instead."""

from __future__ import annotations

import pytest

from tests.graph.tracking.conftest import Told, article

PLATFORM = [("Platform", "“江航通”平台")]
BEARER = {"subject": "e2"}
PLAN = article(
    "plan", "2023-01-10", "到2025年底，“江航通”平台注册船舶达到6000艘。",
    ("target", "注册船舶", "level", 6000, "艘", "6000艘", {"end": "2025", **BEARER}),
    entities=PLATFORM,
)  # fmt: skip
OLD = article(
    "2023年水运简报", "2024-02-27", "截至2023年底，“江航通”平台注册船舶5310艘。",
    ("actual", "注册船舶", "level", 5310, "艘", "5310艘", {"end": "2023", **BEARER}),
    entities=PLATFORM,
)  # fmt: skip

NOTICES = [
    (
        "not-quoted",
        "《2023年水运简报》所载“江航通”平台2023年底注册船舶数含重复登记，经逐船核减，应为4860艘。",
    ),
    ("misprinted", "【更正】《2023年水运简报》将“江航通”平台2023年底注册船舶误写为5310艘。经核实，应为4860艘。"),
    ("wrong", "《2023年水运简报》所载“江航通”平台截至2023年底注册船舶5310艘有误，应为4860艘。"),
    ("two-figures", "勘误：《2023年水运简报》中，“江航通”平台2023年底注册船舶“5310艘”应为“4860艘”。"),
    ("right-number", "更正：2023年底“江航通”平台注册船舶误登为5310艘，正确数字是4860艘。"),
    ("slip", "此前公布的2023年底“江航通”平台注册船舶5310艘系笔误，实为4860艘。"),
    ("backwards", "《2023年水运简报》将“江航通”平台2023年底的4860艘注册船舶误写成5310艘，现予更正。"),
    ("not-but", "2023年底“江航通”平台注册船舶应以4860艘为准，而非此前公布的5310艘。"),
    ("inexact", "上期简报所列“江航通”平台2023年底注册船舶数5310艘不准确，现更正为4860艘。"),
    (
        "against-facts",
        "简报称2023年底“江航通”平台注册船舶已达5310艘，与事实不符。2023年底实际注册船舶4860艘。",
    ),
]


@pytest.mark.parametrize("notice", [pytest.param(text, id=case) for case, text in NOTICES])
def test_a_notice_replaces_the_figure_however_it_is_worded(told: Told, notice: str) -> None:
    figures = [
        ("actual", "注册船舶", "level", value, "艘", f"{value}艘", {"end": "2023", **BEARER})
        for value in sorted((4860, 5310), key=lambda value: notice.find(f"{value}艘"))
        if f"{value}艘" in notice
    ]
    fixed = article("通报", "2024-04-18", notice, *figures, entities=PLATFORM)
    (row,) = told(PLAN, OLD, fixed, as_of="2024-06-30")
    assert [(r.claim.article, r.value) for r in row.results] == [("通报", 4860)]
    assert [(c.article, c.value) for c in row.withdrawn] == [("2023年水运简报", 5310)]
    (row,) = told(PLAN, OLD, fixed, as_of="2024-03-31")
    assert [r.value for r in row.results] == [5310]  # nobody knew better by then


def test_what_a_notice_says_of_something_else_withdraws_nothing(told: Told) -> None:
    notice = "【更正】《2023年水运简报》所载“江航通”平台2023年底靠泊船舶5310艘有误，应为4860艘。"
    figures = [
        ("actual", "靠泊船舶", "level", value, "艘", f"{value}艘", {"end": "2023", **BEARER}) for value in (5310, 4860)
    ]
    fixed = article("通报", "2024-04-18", notice, *figures, entities=PLATFORM)
    other = article(
        "old", "2024-02-27", "截至2023年底，“江航通”平台注册船舶5210艘。",
        ("actual", "注册船舶", "level", 5210, "艘", "5210艘", {"end": "2023", **BEARER}),
        entities=PLATFORM,
    )  # fmt: skip
    (row,) = told(PLAN, other, fixed, as_of="2024-06-30")
    assert ([r.value for r in row.results], row.withdrawn) == ([5210], ())


NO_NOTICES = [
    ("praise", "2023年底，“江航通”平台注册船舶4860艘，并非易事。"),
    ("demand", "2023年底，“江航通”平台注册船舶4860艘，应为全省最多。"),
    ("contrast", "2023年底，“江航通”平台注册船舶4860艘，靠的不是补贴。"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=case) for case, text in NO_NOTICES])
def test_what_only_sounds_like_a_notice_is_a_second_source(told: Told, text: str) -> None:
    other = article(
        "通报", "2024-04-18", text, ("actual", "注册船舶", "level", 4860, "艘", "4860艘", {"end": "2023", **BEARER}),
        entities=PLATFORM,
    )  # fmt: skip
    (row,) = told(PLAN, OLD, other, as_of="2024-06-30")
    assert ({r.value for r in row.results}, row.withdrawn, row.contradictory) == ({5310, 4860}, (), True)
