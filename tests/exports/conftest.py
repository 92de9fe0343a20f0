"""A workspace for the exports: the annotated articles that ship with the project, taken as records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record
from policygraph.workspace import Workspace

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.invalid","点我")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "\u202e倒写公司",
    "\x1b[31m红色公司\x1b[0m",
    "__proto__",
    "constructor",
    "甲\u2028乙公司",
    "“引号'混\"用`公司",
    "${7*7}{{7*7}}公司",
    "长" * 10_000,
    "&amp;&lt;公司",
    "\ufeff零宽\u200b公司",
)


def gold_records(folder: Path) -> Iterator[tuple[Article, Record]]:
    """The annotated articles as articles and records."""
    for path in sorted(folder.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        article = Article(id=data["id"], source=Source(**data["source"]), text=data["text"])
        yield article, Record.model_validate({**data, "extractor": "gold"})


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory, gold: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path_factory.mktemp("gold") / "workspace", create=True) as ws:
        outcomes = ws.add_many(list(gold_records(gold / "dev")))
        assert {outcome.state for outcome in outcomes} == {"added"}
        yield ws


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace whose names, indicators and quotes are meant to do harm."""
    text = "。".join(HOSTILE) + "。"
    entities = [{"id": f"e{i}", "type": "Enterprise", "names": [name]} for i, name in enumerate(HOSTILE)]
    offsets = {"start_offset": 0, "end_offset": 10, "quote": HOSTILE[0]}
    metrics = [
        {"id": f"m{i}", "status": "target", "indicator": name[:200], "measure": "level", "comparator": "=",
         "value": 1, "unit": "家", "subject": f"e{i}", **offsets}
        for i, name in enumerate(HOSTILE)
    ]  # fmt: skip
    relations = [
        {"subject": "e0", "predicate": "collaboratesWith", "object": f"e{i}", **offsets} for i in range(1, len(HOSTILE))
    ]
    source = Source(title=HOSTILE[0], published="2025-01-01", url="javascript:alert(1)")
    record = Record.model_validate(
        {
            "id": "hostile",
            "source": source,
            "text": text,
            "entities": entities,
            "metrics": metrics,
            "relations": relations,
        }
    )
    with Workspace.open(tmp_path_factory.mktemp("hostile") / "workspace", create=True) as ws:
        ws.add(Article(id="hostile", source=source, text=text), record)
        yield ws
