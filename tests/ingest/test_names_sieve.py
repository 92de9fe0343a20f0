"""The sieve drops only candidates that the whole model finds hopeless."""

from __future__ import annotations

import numpy as np
import pytest

from policygraph.ingest.names import remembered
from policygraph.ingest.names.candidates import Candidate, propose
from policygraph.ingest.names.features import Seen, describe
from policygraph.ingest.names.frame import Frame, frame
from policygraph.ingest.names.model import Linear, packaged
from policygraph.ingest.names.sieve import hopeful, likely
from policygraph.ingest.reading import begin
from policygraph.schema.article import Article

TEXTS = {
    "news": "慈溪市实施“双倍增”行动，支持方太集团、公牛集团等企业建设省级重点实验室，入选国家级绿色工厂。",
    "plan": "一、总体要求\n（一）目标。到2025年，全市新增国家高新技术企业200家，建成甬江实验室。\n"
    "（责任单位：市科技局、市发展和改革委员会）",
    "document": "根据《浙江省数字经济促进条例》和市委、市政府部署，制定本方案。",
}


def proposed(text: str) -> tuple[Frame, Seen, list[Candidate]]:
    reading = begin(Article(text=text))
    view = frame(reading)
    candidates = list(propose(view).values())
    return view, Seen(reading, view, candidates), candidates


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_likely_passes(text: str) -> None:
    model = packaged()["rules"]
    view, seen, candidates = proposed(text)
    named = 1.0 - model.probabilities(describe(view, seen, candidates))[:, 0]
    kept = hopeful(model, view, seen, candidates, -0.85).candidates
    assert {id(c) for c, sure in zip(candidates, named, strict=True) if sure > 0.3} <= {id(c) for c in kept}
    assert len(kept) < len(candidates) * 0.8


def test_hopeless_spans_pass_where_asked() -> None:
    view, seen, candidates = proposed(TEXTS["news"])
    model = packaged()["rules"]
    asked = {(c.start, c.end) for c in candidates}
    assert hopeful(model, view, seen, candidates, 1000.0).candidates == []
    assert hopeful(model, view, seen, candidates, 1000.0, asked).candidates == candidates


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_looked_up_together_weighs_what_its_features_do(text: str) -> None:
    model = packaged()["rules"]
    view, seen, candidates = proposed(text)
    sifted = hopeful(model, view, seen, candidates, -100.0)
    assert sifted.candidates == candidates
    expected = model.probabilities(describe(view, seen, candidates))
    assert np.array_equal(likely(model, view, seen, sifted), expected)


def test_shared_parts_say_the_same_as_a_candidate_alone() -> None:
    view, seen, candidates = proposed(TEXTS["plan"])
    together = describe(view, seen, candidates).features()
    alone = [describe(view, seen, [c]).features()[0] for c in candidates]
    assert [sorted(row) for row in together] == [sorted(row) for row in alone]


def test_parts_add_up_to_the_weights_of_all_features() -> None:
    model = packaged()["rules"]
    view, seen, candidates = proposed(TEXTS["document"])
    described = describe(view, seen, candidates)
    expected = []
    for features in described.features():
        logits = model.weights[[model.index[f] for f in features if f in model.index]].sum(axis=0)
        odds = np.exp(logits - logits.max())
        expected.append(odds / odds.sum())
    assert np.allclose(model.probabilities(described), expected, atol=1e-5)


def test_what_is_remembered_says_the_same_again_and_after_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Linear(packaged()["rules"].index, packaged()["rules"].weights)
    view, seen, candidates = proposed(TEXTS["plan"])
    described = describe(view, seen, candidates)
    first = model.probabilities(described)
    many = len(model.remembered.known)
    assert 0 < many <= len(described.shared)
    assert np.array_equal(model.probabilities(described), first)
    assert len(model.remembered.known) == many
    monkeypatch.setattr(remembered, "_MANY", many - 1)
    model.remembered.forget()
    assert not model.remembered.known
    assert np.array_equal(model.probabilities(described), first)


def test_no_candidate_no_row() -> None:
    view, seen, _ = proposed("。")
    assert describe(view, seen, []).rows == []
    assert packaged()["rules"].probabilities(describe(view, seen, [])).shape[0] == 0
    assert hopeful(packaged()["rules"], view, seen, [], 0.0).candidates == []
