"""The scorer agrees with the guide's own scorer, and with itself on perfect and empty answers."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from policygraph.ingest.scoring import Tally, calibration_error, compare, indicators_agree, interval, total

ARTICLE = "dev-01.json"


def spoiled(gold: dict[str, Any]) -> dict[str, Any]:
    """An answer that is wrong in every way at once: lost, wrong and extra items."""
    answer = copy.deepcopy(gold)
    answer["entities"] = answer["entities"][3:]
    answer["entities"][0]["type"] = "Honour"
    answer["metrics"] = answer["metrics"][1:]
    answer["metrics"][0]["status"] = "forecast"
    answer["metrics"][1]["end"] = "1999"
    answer["metrics"][2]["value"] = -1
    answer["relations"] = [*answer["relations"][::2], {**answer["relations"][0], "predicate": "leads"}]
    return answer


def test_perfect_and_empty(gold: Path) -> None:
    article = json.loads((gold / "dev" / ARTICLE).read_text(encoding="utf-8"))
    perfect = compare(article, article).tallies
    assert {layer for layer, tally in perfect.items() if tally.gold and tally.f1 != 1} == set()
    assert compare(article, {}).tallies["entities"] == Tally(0, 0, len(article["entities"]))


@pytest.mark.parametrize("make", [spoiled, lambda gold: gold, lambda gold: {}], ids=["spoiled", "perfect", "empty"])
def test_agrees_with_the_guides_scorer(gold: Path, shared: Path, make: Any) -> None:
    spec = importlib.util.spec_from_file_location("guide_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    judge = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(judge)
    for path in sorted((gold / "dev").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        answer = make(article)
        theirs = judge.compare(article, answer)["counts"]
        ours = compare(article, answer).tallies
        for layer, counts in theirs.items():
            tally = ours.get(layer, Tally())
            assert (tally.hit, tally.answered, tally.gold) == tuple(counts), (path.name, layer)


def test_indicator_with_and_without_subject() -> None:
    assert indicators_agree("精细化工产业产值", "产值", {"精细化工产业"})
    assert not indicators_agree("技术合同成交额", "产值", {"精细化工产业"})


def test_interval_holds_the_figure(gold: Path) -> None:
    articles = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((gold / "dev").glob("*.json"))]
    comparisons = [compare(article, spoiled(article)) for article in articles]
    low, high = interval(comparisons, "entities")
    assert low <= total(comparisons)["entities"].f1 <= high


def test_confidence_is_judged_answer_by_answer() -> None:
    entity = {"id": "e1", "type": "Place", "names": ["宁波市"], "confidence": 0.9}
    extra = {"id": "e2", "type": "Place", "names": ["舟山市"], "confidence": 0.3}
    gold = {"text": "", "entities": [entity], "metrics": [], "relations": []}
    found = compare(gold, {**gold, "entities": [entity, extra]})
    assert found.sure["entities"] == ((0.9, True), (0.3, False))
    assert found.sure["relations"] == ()
    assert calibration_error(found.sure["entities"]) == pytest.approx(0.2)
    assert calibration_error([]) == 0.0
