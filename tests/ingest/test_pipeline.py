"""The spaCy face: factories by name and entry point, exact spans, the same answer as `extract`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import spacy

import policygraph
from policygraph.ingest.pipeline import extract, extract_many, nlp
from policygraph.ingest.spacy_tokenizer import TOKENIZER
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record

TEXT = "为加快发展，宁波市实施“双倍增”行动。到2027年，全市将新增高新技术企业３０家，⼯业产值突破1.2亿元。"


def test_factories_are_entry_points() -> None:
    names = {point.name for point in entry_points(group="spacy_factories")}
    assert {"policy_names", "policy_metrics", "policy_relations"} <= names
    assert TOKENIZER in {point.name for point in entry_points(group="spacy_tokenizers")}


@pytest.mark.parametrize("profile", ["accurate", "fast"])
def test_spans_are_exact(profile: str) -> None:
    doc = policygraph.nlp(profile=profile)(TEXT)
    assert doc.text == TEXT
    assert ("宁波市", "Place") in {(ent.text, ent.label_) for ent in doc.ents}
    assert "“双倍增”行动" in {ent.text for ent in doc.ents}
    assert [span.text for span in doc.spans["metrics"]] == ["３０家", "突破1.2亿元"]
    assert [span._.metric.status for span in doc.spans["metrics"]] == ["target", "target"]
    assert all(ent.id_ and ent._.entity is not None for ent in doc.ents)
    assert any(relation.predicate == "implements" for relation in doc._.relations)


def test_components_work_in_anybodys_pipeline() -> None:
    language = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    language.add_pipe("policy_metrics")
    doc = language("新增企业3家。")
    assert [span.text for span in doc.spans["metrics"]] == ["3家"]


def test_extract_says_what_the_pipeline_says(gold: Path) -> None:
    data = json.loads((gold / "dev" / "dev-03.json").read_text(encoding="utf-8"))
    source = Source(published=data["source"]["published"], place=data["source"]["place"])
    record = extract(Article(source=source, text=data["text"]))
    language = nlp()
    doc = language.make_doc(data["text"])
    doc._.source = source
    doc = language(doc)
    mentions = sorted((m.start_offset, m.end_offset) for entity in record.entities for m in entity.mentions)
    assert mentions == sorted((ent.start_char, ent.end_char) for ent in doc.ents)
    metrics = [(m.start_offset, m.end_offset) for m in record.metrics]
    assert metrics == sorted((span.start_char, span.end_char) for span in doc.spans["metrics"])


def test_articles_read_together_say_what_each_says_alone(gold: Path) -> None:
    texts = [json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted((gold / "dev").glob("*.json"))[:3]]
    articles = [Article(text=text) for text in [texts[0], "", TEXT, *texts[1:]]]
    assert list(extract_many(articles)) == [extract(article) for article in articles]


ODD = [
    ("empty", ""),
    ("spaces", " \n\t　"),
    ("surrogate", "新增\ud800企业3家"),
    ("control", "新增\x00企业\x1b3家"),
    ("rtl", "\u202e新增企业3家"),
    ("quotes", "“" * 3000),
    ("commas", "、" * 3000),
    ("digits", "1234567890" * 300),
    ("no-chinese", "Growth of 3% in 2025, see http://example.invalid/?a=b&c=d"),
    ("emoji", "新增🏭企业3家👨‍👩‍👧"),
    ("brackets", "（" * 500 + "一" + "）" * 500),
    ("titles", "《" * 200 + "规划" + "》" * 200),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=case) for case, text in ODD])
@pytest.mark.parametrize("profile", ["accurate", "fast"])
def test_odd_texts(text: str, profile: str) -> None:
    record = extract(Article(text=text), profile=profile)
    assert Record.model_validate_json(record.model_dump_json()) == record
    for entity in record.entities:
        for mention in entity.mentions:
            assert record.text[mention.start_offset : mention.end_offset] == mention.name


def test_traditional_is_read_without_a_crash() -> None:
    assert extract(Article(text="到2025年，慈溪市將新增高新技術企業30家。")).metrics


def test_another_process_reads_the_same(root: Path) -> None:
    texts = sorted((root / "training" / "written").glob("a-0*.txt"))[:2]
    read = {
        subprocess.run(
            [sys.executable, "-m", "policygraph.cli", "extract", *map(str, texts), "--profile", "fast", "--quiet"],
            capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": str(seed)},
        ).stdout
        for seed in (1, 2)
    }  # fmt: skip
    assert len(read) == 1


SENTENCES = [
    ("two", "到2025年，新增企业3家。宁波市实施“双倍增”行动！", ["到2025年，新增企业3家。", "宁波市实施“双倍增”行动！"]),
    ("quoted", "提出“一要快。二要好。”的要求。成效明显。", ["提出“一要快。二要好。”的要求。", "成效明显。"]),
    ("dots", "…。…。", ["…。", "…。"]),
    ("lines", "总体要求\n目标", ["总体要求\n", "目标"]),
    ("empty", "", []),
]


@pytest.mark.parametrize(("text", "sentences"), [pytest.param(*row, id=case) for case, *row in SENTENCES])
def test_a_doc_has_sentences(text: str, sentences: list[str]) -> None:
    assert [span.text for span in nlp(profile="fast")(text).sents] == sentences
