"""The network that follows who is spoken of: passages, probabilities, what happens without it."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from policygraph.ingest.components import tagger_of
from policygraph.ingest.metrics.context import LEAST_LOG, Asked, Context, Network, network
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.names import find_names
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.pipeline import extract, nlp
from policygraph.ingest.reading import Reading, begin
from policygraph.ingest.tagger import tagger as tagger_module
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import ModelError

SENTENCE = "宁海市启航机电有限公司去年产值3.2亿元，研发人员占比18%。"


def _read(text: str) -> Reading:
    reading = begin(Article(text=text))
    tagger = tagger_of("accurate")
    assert tagger is not None
    find_names(reading, read_tags(tagger, [reading.text])[0])
    return reading


def _context(reading: Reading) -> Context:
    assembly = Assembly(reading)
    figures = assembly.kept({figure.quantity.start for figure in assembly.possible})
    return Context(assembly.subjects, [Asked(figure, Phrase("", -1, -1), "level", "actual") for figure in figures])


@pytest.mark.parametrize("count", [1, 9, 60])
def test_every_figure_is_asked_about_once_in_passages_that_follow_each_other(count: int) -> None:
    """Each figure stands in exactly one passage, and no passage is longer than it may be."""
    context = _context(_read("启航机电纪事\n" + SENTENCE * count))
    passages = list(context.passages())
    assert [number for passage in passages for number in passage.asked] == list(range(2 * count))
    assert all(len(passage.places) <= 300 + 120 + 40 for passage in passages)
    for passage in passages:
        assert all(a < b for a, b in pairwise(passage.places.tolist()))
        assert all(context.asked[number].figure.quantity.start in passage.places for number in passage.asked)


def test_the_probabilities_of_a_figure_are_those_of_names_near_it_and_of_nobody() -> None:
    """They sum to one but for what is too small to count, and the company that is spoken of is the likeliest."""
    reading = _read(SENTENCE * 4)
    context = _context(reading)
    assert reading.states is not None
    found = context.subjects(reading.states, network())
    assert len(found) == len(context.asked) == 8
    for row in found:
        assert None in row
        assert sum(math.exp(value) for value in row.values()) == pytest.approx(1.0, abs=0.02)
        assert min(row.values()) >= LEAST_LOG
        best = max(row, key=lambda entity: row[entity])
        assert best is not None
        assert "启航机电" in reading.entities[best].names[0]


def test_a_paragraph_stays_with_its_company_until_the_city_is_spoken_of() -> None:
    """The subject of a figure may stand two sentences before it; 全市 ends the paragraph's topic."""
    text = (
        "宁海市工业经济稳步回升\n走进宁海市启航机电有限公司的车间，机械臂正在装配电机。公司去年建成第二条产线。"
        "如今年产能达到120万台，出口占比42%。\n今年前三季度，全市规上工业增加值增长7.6%。"
    )
    record = extract(Article(text=text, source=Source(published="2025-10-30", place="宁海市")))
    names = {entity.id: entity.names[0] for entity in record.entities}
    subjects = [names[metric.subject] if metric.subject else None for metric in record.metrics]
    assert len(subjects) == 3
    assert all(name and "启航机电" in name for name in subjects[:2])
    assert subjects[2] == "宁海市"


def test_rules_alone_and_very_long_texts_do_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No states, no network: the fast profile and what is too long to remember are read by the other model."""
    fast = begin(Article(text=SENTENCE))
    find_names(fast)
    assert fast.states is None
    monkeypatch.setattr(tagger_module, "REMEMBERED", 10)
    reading = _read(SENTENCE)
    assert reading.states is None
    assert [metric.value for metric in extract(Article(text=SENTENCE)).metrics] == [320000000.0, 18.0]


def test_states_are_those_of_the_place_whatever_else_is_read_with_it() -> None:
    """A text read among others has the states that it has alone: offsets do not slip from one to the other."""
    tagger = tagger_of("accurate")
    assert tagger is not None
    texts = [SENTENCE * 12, "短。", SENTENCE]
    together = [scores.states for scores in tagger.scores(texts)]
    for text, states in zip(texts, together, strict=True):
        (alone,) = (scores.states for scores in tagger.scores([text]))
        assert states is not None and alone is not None
        assert states.shape == alone.shape == (len(text), tagger_module.STATES)
        assert np.allclose(states.astype(np.float32), alone.astype(np.float32), atol=0.01)


def test_a_file_that_is_no_network_is_named() -> None:
    with pytest.raises(ModelError, match=r"context\.onnx"):
        Network(b"nothing")


def test_a_doc_that_is_kept_does_not_keep_the_states() -> None:
    """They take a kilobyte for each character."""
    doc = nlp()(SENTENCE)
    assert doc.spans["metrics"]
    assert doc._.reading.states is None
