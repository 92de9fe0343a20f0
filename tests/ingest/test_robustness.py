"""Any text gives an answer: spoiled sentences by the thousand, hostile lines, and patterns that never blow up."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record
from tests.mutation import articles

SOURCE = Source(place="宁波市", published="2025-01-01")


def assert_whole(given: str, record: Record) -> None:
    text = record.text
    assert len(text) == len(given)
    for entity in record.entities:
        for mention in entity.mentions:
            assert mention.name
            assert text[mention.start_offset : mention.end_offset] == mention.name
    for metric in record.metrics:
        assert 0 <= metric.start_offset < metric.end_offset <= len(text)
        assert metric.quote
        assert metric.quote in text
    known = {entity.id for entity in record.entities}
    for relation in record.relations:
        assert relation.quote
        assert relation.quote == text[relation.start_offset : relation.end_offset]
        assert {relation.subject, relation.object} <= known
    assert Record.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize(
    ("profile", "count", "seed"),
    [
        ("fast", 2_000, 3),
        ("accurate", 400, 4),
        pytest.param("fast", 10_000, 1, marks=pytest.mark.soak),
        pytest.param("accurate", 2_000, 2, marks=pytest.mark.soak),
    ],
)
def test_mutated_sentences_are_read_with_true_offsets(root: Path, profile: str, count: int, seed: int) -> None:
    for text in articles(root, count, seed):
        assert_whole(text, extract(Article(text=text, source=SOURCE), profile=profile))


HOSTILE = [
    ("digits", "1"),
    ("opening-quotes", "“"),
    ("closing-quotes", "”"),
    ("empty-quotes", "“”"),
    ("list-marks", "、"),
    ("letters", "a"),
    ("particles", "的"),
    ("title-marks", "《"),
    ("numbers", "1、"),
    ("quoted", "“甲”、"),
    ("companies", "海岳公司、"),
    ("programs", "实施“双倍增”行动、"),
    ("industries", "智能家电产业和"),
    ("rosters", "王刚水利厅厅长"),
    ("before-an-office", "副"),
    ("figures", "到2025年，宁波市新增企业3家，增长5%，"),
    ("samples", "青山公司、白石公司等72家技术中心，"),
    ("served", "青山中心为宁波市1.2万户职工发放贷款，"),
    ("resolved", "提出每年建设住房6万套，"),
]


@pytest.mark.parametrize("piece", [pytest.param(piece, id=case) for case, piece in HOSTILE])
def test_a_line_without_end_is_read_in_linear_time(piece: str) -> None:
    text = (piece * (20_000 // len(piece) + 1))[:20_000]
    began = time.process_time()
    assert_whole(text, extract(Article(text=text, source=SOURCE), profile="fast"))
    assert time.process_time() - began < 15  # 1 to 5 s; what is quadratic takes longer


PATTERNS = r"""
import importlib, pkgutil, re, sys, time

found, compile_ = {}, re._compile


def remember(pattern, flags):
    compiled = compile_(pattern, flags)
    if sys._getframe(2).f_globals.get("__name__", "").startswith("policygraph") and isinstance(pattern, str):
        found[compiled] = sys._getframe(2).f_globals["__name__"]
    return compiled


re._compile = remember
import policygraph
for module in pkgutil.walk_packages(policygraph.__path__, "policygraph."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for text in sys.argv[2:]:
    policygraph.extract(open(text, encoding="utf-8").read(), title="示例", published="2025-01-01", place="宁波市")
re._compile = compile_
slow = []
for pattern, module in found.items():
    for piece in ("1", "“", "”", "、", "a", "的", "《", "》", "一", " ", "\n", "，", "1,", "“甲”、",
                  "千万亿", ",123", "1、", "3—", "3月", "3年以上"):
        for length, limit in ((2_000, 0.5), (int(sys.argv[1]), 5 * (int(sys.argv[1]) / 100_000) ** 2)):
            text = piece * (length // len(piece))
            began = time.process_time()
            for _ in pattern.finditer(text):
                pass
            if time.process_time() - began > limit:
                slow.append(f"{module}: {pattern.pattern[:80]} on {length} times {piece!r}")
                break
print(len(found), *slow, sep="\n")
"""


@pytest.mark.parametrize("length", [20_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_no_pattern_blows_up(root: Path, length: int) -> None:
    texts = sorted((root / "training" / "written").glob("a-0*.txt"))[:6]
    ran = subprocess.run(
        [sys.executable, "-c", PATTERNS, str(length), *map(str, texts)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    count, *slow = ran.stdout.splitlines()
    assert int(count) > 120
    assert slow == []
