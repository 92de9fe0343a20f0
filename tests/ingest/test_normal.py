"""The normalised view: what it changes, and that offsets lead back to the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policygraph.ingest.normal import normalise

VIEWS = [
    ("traditional", "廣東實施「雙倍增」計劃，發展後勁足，位於東莞", "广东实施“双倍增”计划，发展后劲足，位于东莞"),
    ("traditional-radicals", "⾞間⾺力", "车间马力"),
    ("not-traditional", "乾隆年间的著名瞭望台，慰藉於潜镇，「甲」", "乾隆年间的著名瞭望台，慰藉於潜镇，「甲」"),
    ("plain", "我市新增企业3家。", "我市新增企业3家。"),
    ("full-width-digits", "新增３０家，占５％", "新增30家，占5%"),
    ("radicals", "⼭东⼯业⾼新区", "山东工业高新区"),
    ("space-in-sentence", "实施项目 16项，总投资 100亿元。", "实施项目16项，总投资100亿元。"),
    ("columns-keep-their-spaces", "指标 单位 2020年 2025年", "指标 单位 2020年 2025年"),
    ("half-width-brackets", "(一)中国(海南)试验区,共3,000家", "（一）中国（海南）试验区，共3,000家"),
    ("indentation", "　　第一段。\n　　第二段。", "第一段。\n第二段。"),
    ("zero-width", "高新\u200b技术", "高新技术"),
    ("control", "高\x00新\x07技术", "高新技术"),
    (
        "hard-wrap",
        "推动全市规模以上工业企业、重点项目和重大平台加快建\n设，形成一批具有自主知识产权的产品，提升能级。",
        "推动全市规模以上工业企业、重点项目和重大平台加快建设，形成一批具有自主知识产权的产品，提升能级。",
    ),
    ("title-is-no-wrap", "科技引擎新动能澎湃\n——综述之二", "科技引擎新动能澎湃\n——综述之二"),
    (
        "item-is-no-wrap",
        "推动全市规模以上工业企业、重点项目和重大平台加快建设\n（二）实施行动，提升能级。",
        "推动全市规模以上工业企业、重点项目和重大平台加快建设\n（二）实施行动，提升能级。",
    ),
]


@pytest.mark.parametrize(("text", "view"), [pytest.param(*row, id=case) for case, *row in VIEWS])
def test_view(text: str, view: str) -> None:
    assert normalise(text).text == view


@given(st.text(alphabet=st.sampled_from("高新⼭3３ \u3000\n，。、(（\u200b\x00A%"), max_size=60))
def test_offsets_lead_back(text: str) -> None:
    view = normalise(text)
    at = -1
    for i, char in enumerate(view.text):
        start, end = view.span(i, i + 1)
        assert end == start + 1
        assert start > at
        at = start
        if text[start] == char:
            continue
        assert normalise(text[start]).text == char or char in "（），"


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    view = normalise(text)
    assert len(view.text) <= len(text)
    assert normalise(view.text).text is not None


def test_radicals_are_the_characters_that_they_look_like() -> None:
    given = "⼭⻄省⻢⻔⺠⽣各部⻔"
    assert normalise(given).text == "山西省马门民生各部门"


def test_tabs_in_front_of_a_row_stay_and_those_of_a_paragraph_go() -> None:
    assert normalise("\t个\t7\t11\n\t到2025年，建成3个。").text == "\t个\t7\t11\n到2025年，建成3个。"
