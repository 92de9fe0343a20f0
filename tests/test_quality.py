"""The gate: reading must not get worse on articles that nothing was fitted to. Floors are raised, not lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.ingest.evaluation import evaluate
from policygraph.ingest.pipeline import extract
from policygraph.ingest.scoring import total

FLOORS = {
    "accurate": {"entities": 0.91, "metrics_core": 0.96, "metrics_strict": 0.63, "relations": 0.72,
                 "slot/subject": 0.67},
    "fast": {"entities": 0.84, "metrics_core": 0.96, "metrics_strict": 0.62, "relations": 0.59,
             "slot/subject": 0.60},
}  # fmt: skip


@pytest.mark.parametrize("profile", list(FLOORS))
def test_quality_floors(gold: Path, profile: str) -> None:
    results = list(evaluate(gold / "dev", lambda article: extract(article, profile=profile)))
    tallies = total(result.comparison for result in results)
    below = {
        layer: round(tallies[layer].f1, 3) for layer, floor in FLOORS[profile].items() if tallies[layer].f1 < floor
    }
    assert below == {}


def test_every_quote_stands_in_its_article(gold: Path) -> None:
    for result in evaluate(gold / "dev", extract):
        text = result.record.text
        for item in (*result.record.metrics, *result.record.relations):
            assert item.quote
            assert item.quote in text
            assert 0 <= item.start_offset < item.end_offset <= len(text)
        for entity in result.record.entities:
            for mention in entity.mentions:
                assert text[mention.start_offset : mention.end_offset] == mention.name
