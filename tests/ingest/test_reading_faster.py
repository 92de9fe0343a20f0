"""What is looked up once for several askers, or passed over at a glance, gives what each would find by itself."""

from __future__ import annotations

import math
import re

import pytest

from benchmarks.articles import example_texts
from policygraph.ingest.metrics import date_patterns
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.metrics.judge import Linear, Panel, models
from policygraph.ingest.pipeline import extract
from policygraph.ingest.reading import begin
from policygraph.ingest.relations.candidates import Candidate
from policygraph.ingest.relations.model import Model, model
from policygraph.schema.article import Article

TEXTS = example_texts()


def test_models_asked_together_say_what_each_says_alone() -> None:
    some = Linear(("yes", "no"), {"unit:家": (1.0, 0.5), "bias": (0.25, 0.0)})
    other = Linear(("a", "b", "c"), {"unit:%": (0.5, 1.0, 0.0), "bias": (0.0, 0.125, 0.0)})
    asked = Panel({"some": some, "other": other})
    for features in (["bias", "unit:家"], ["unit:%", "bias", "never seen"], []):
        rows = asked.rows(features)
        assert asked.probabilities("some", rows) == some.probabilities(features)
        assert asked.probabilities("other", rows) == other.probabilities(features)


def test_rows_of_a_figure_are_those_of_its_features() -> None:
    assembly, asked = Assembly(begin(Article(text=TEXTS[0]))), Panel(models())
    assert assembly.possible
    for figure in assembly.possible:
        for _ in range(2):
            assert assembly.traits.rows(figure, asked) == asked.rows(assembly.traits.of(figure))


def test_shared_features_of_two_groups_weigh_what_they_do_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Candidate, float]] = []
    ask = Model.probability

    def asked(judge: Model, candidate: Candidate) -> float:
        seen.append((candidate, ask(judge, candidate)))
        return seen[-1][1]

    monkeypatch.setattr(Model, "probability", asked)
    extract(
        Article(text="嵊州市实施“双倍增”行动，方太集团、公牛集团与浙江大学共建甬江实验室，入选国家级绿色工厂。"),
        profile="fast",
    )
    assert {bool(candidate.shared) for candidate, _ in seen} == {True, False}
    for candidate, probability in seen:
        weights = model().weights.get((candidate.predicate, candidate.kind), {})
        odds = sum(weights.get(feature, 0.0) for feature in {"bias", *candidate.features})
        assert probability == pytest.approx(1 / (1 + math.exp(-odds)) if weights else 0.0)


@pytest.mark.parametrize("text", TEXTS)
def test_no_date_begins_with_a_character_that_is_passed_over(text: str) -> None:
    glance = re.compile(r"^\(\?=\[[^]]+\]\)")
    whole = date_patterns.pattern()
    assert glance.match(whole.pattern)
    slow = re.compile(glance.sub("", whole.pattern), whole.flags)
    assert [m.span() for m in whole.finditer(text)] == [m.span() for m in slow.finditer(text)]
