"""Lines with their headings, sentences and clauses."""

from __future__ import annotations

from itertools import pairwise

import pytest

from policygraph.ingest.structure import LONGEST_SENTENCE, structure

LEVELS = [
    (
        "numbered",
        "一、总体要求\n（一）目标\n1.指标\n（1）细目\n二、任务",
        [1, 2, 3, 4, 1],
        [(), (0,), (0, 1), (0, 1, 2), ()],
    ),
    ("chapters", "第一章 总则\n第三条 适用范围。\n正文。", [1, 3, None], [(), (0,), (0, 1)]),
    ("title-first", "某市行动方案\n为加快发展，制定本方案。", [0, None], [(), ()]),
    ("decimal-is-no-number", "3.5%的企业增长。", [None], [()]),
]


@pytest.mark.parametrize(("text", "levels", "parents"), [pytest.param(*row, id=case) for case, *row in LEVELS])
def test_headings(text: str, levels: list[int | None], parents: list[tuple[int, ...]]) -> None:
    lines = structure(text).lines
    assert [line.level for line in lines] == levels
    assert [line.parents for line in lines] == parents


def test_sentences_and_clauses() -> None:
    text = "到2025年，建成2家；新增“一、二。三”企业。第二句！"
    line = structure(text).lines[0]
    assert [text[s.start : s.end] for s in line.sentences] == ["到2025年，建成2家；新增“一、二。三”企业。", "第二句！"]
    assert [text[c.start : c.end] for c in line.sentences[0].clauses] == ["到2025年", "建成2家", "新增“一、二。三”企业"]


def test_a_stray_bracket_ends_no_world() -> None:
    text = "（一）推进" + "“建设，完成。下一句。" + "甲" * 300
    assert len(structure(text).lines[0].sentences) >= 2


def test_lookups() -> None:
    text = "甲，乙。\n丙，丁。"
    parts = structure(text)
    assert parts.line_at(6).index == 1
    assert text[parts.sentence_at(6).start : parts.sentence_at(6).end] == "丙，丁。"
    clause = parts.clause_at(7)
    assert text[clause.start : clause.end] == "丁"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("——钢铁。完成改造5项。", "钢铁"),
        ("——氢能装备：产值12亿元。", "氢能装备"),
        ("绵阳市：建设园区3个。", "绵阳市"),
        ("绵阳市:建设园区3个。", "绵阳市"),
        ("绵阳市建设园区3个。", None),
        ("——到2025年，建成园区3个。", None),
        ("9月：建成3个。", None),
    ],
)
def test_the_words_that_a_line_opens_with_as_its_heading(text: str, lead: str | None) -> None:
    (line,) = structure(text).lines
    assert (text[slice(*line.lead)] if line.lead else None) == lead


def test_a_sentence_without_end_is_ended_with_a_clause() -> None:
    text = "新增企业30家，" * 1_000 + "一" * 9_000
    sentences = [s for line in structure(text).lines for s in line.sentences]
    assert [sentences[0].start, sentences[-1].end] == [0, len(text)]
    assert all(a.end == b.start for a, b in pairwise(sentences))
    assert max(s.end - s.start for s in sentences) <= 2 * LONGEST_SENTENCE + 1
    assert text[sentences[0].end - 1] == "，"
