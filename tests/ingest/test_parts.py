"""Very long texts: read in parts, with true offsets and one entity for one name; beyond a bound they are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.ingest import parts
from policygraph.ingest.parts import cuts
from policygraph.ingest.pipeline import extract, nlp
from policygraph.ingest.readers import Failure, read
from policygraph.ingest.readers.inputs import MAX_CHARACTERS, too_long
from policygraph.schema.article import Article

PARAGRAPH = "澜州市实施“双倍增”行动，到2027年新增企业30家；海岳电机有限公司入选国家级绿色工厂。"


@pytest.mark.parametrize("profile", ["fast", "accurate"])
@pytest.mark.parametrize("between", ["\n", ""], ids=["lines", "one-line"])
def test_parts_say_what_the_whole_says(monkeypatch: pytest.MonkeyPatch, profile: str, between: str) -> None:
    article = Article(text=between.join([PARAGRAPH] * 6))
    whole = extract(article, profile=profile)
    monkeypatch.setattr(parts, "LONGEST", 150)
    assert len(cuts(article.text, 150)) > 1
    found = extract(article, profile=profile)
    assert found.text == article.text
    assert {(e.type, e.names) for e in found.entities} == {(e.type, e.names) for e in whole.entities}
    assert [(m.start_offset, m.value, m.indicator, m.end, m.quote) for m in found.metrics] == [
        (m.start_offset, m.value, m.indicator, m.end, m.quote) for m in whole.metrics
    ]
    mentions = [m for e in found.entities for m in e.mentions]
    assert mentions
    assert all(article.text[m.start_offset : m.end_offset] == m.name for m in mentions)
    assert len({(r.subject, r.predicate, r.object) for r in found.relations}) == len(found.relations) > 0
    doc = nlp(profile=profile)(article.text)
    assert [(s.start_char, s.end_char) for s in doc.spans["metrics"]] == [
        (m.start_offset, m.end_offset) for m in found.metrics
    ]
    assert len(doc._.relations) == len(found.relations)


def test_what_view_and_text_differ_in_keeps_its_offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\u200b　　澜州市 新增 ３ 家企业。\n" * 12
    monkeypatch.setattr(parts, "LONGEST", 40)
    found = extract(Article(text=text), profile="fast")
    assert len(found.metrics) == 12
    assert all("３" in text[m.start_offset : m.end_offset] for m in found.metrics)


def test_parts_cover_a_text_without_any_mark() -> None:
    assert cuts("一" * 25, 10) == [(0, 10), (10, 20), (20, 25)]


def test_an_article_beyond_the_bound_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("新增企业三十家，" * (MAX_CHARACTERS // 8 + 1), encoding="utf-8")
    (tmp_path / "b.txt").write_text("澜州市新增企业30家。", encoding="utf-8")
    bad, good = sorted(read(str(tmp_path)), key=lambda item: isinstance(item, Article))
    assert isinstance(bad, Failure)
    assert too_long(bad.name, 500_008) == str(bad)
    assert isinstance(good, Article)
