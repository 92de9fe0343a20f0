"""A text in traditional characters says what its simplified twin says, with its names as written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policygraph.ingest.normal import normalise
from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article, Source


@pytest.fixture(scope="module")
def written(root: Path) -> dict[int, str]:
    """A traditional form for each simplified character that has one."""
    lines = (root / "schema/data/traditional.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {ord(fields[1]): fields[0] for fields in pairs if len(fields) == 2}


def test_twins_say_the_same(gold: Path, written: dict[int, str]) -> None:
    for path in sorted((gold / "dev").glob("*.json"))[:4]:
        article = json.loads(path.read_text("utf-8"))
        simplified, source = article["text"], Source(published="2025-06-01", place="宁波市")
        traditional = simplified.translate(written)
        assert traditional != simplified
        ours, theirs = (extract(Article(text=t, source=source), profile="fast") for t in (simplified, traditional))
        fields = {
            "value",
            "value_max",
            "unit",
            "indicator",
            "measure",
            "status",
            "start",
            "end",
            "subject",
            "start_offset",
        }
        assert [m.model_dump(include=fields) for m in theirs.metrics] == [
            m.model_dump(include=fields) for m in ours.metrics
        ]
        assert len(theirs.entities) == len(ours.entities)
        for one, other in zip(ours.entities, theirs.entities, strict=True):
            assert other.type == one.type
            assert set(one.names) <= {normalise(name).text for name in other.names} | set(other.names)
            for mention, twin in zip(one.mentions, other.mentions, strict=True):
                assert (twin.start_offset, twin.end_offset) == (mention.start_offset, mention.end_offset)
                assert twin.name == traditional[twin.start_offset : twin.end_offset]
        assert [(r.subject, r.predicate, r.object) for r in theirs.relations] == [
            (r.subject, r.predicate, r.object) for r in ours.relations
        ]
