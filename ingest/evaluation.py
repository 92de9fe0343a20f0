"""Evaluation: reads annotated articles without their annotations and scores the records against them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.ingest.scoring import Comparison, compare
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import RecordError
from policygraph.schema.record import Record


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One gold article with the record that was read from it and how the two compare."""

    path: Path
    gold: dict[str, Any]
    record: Record
    comparison: Comparison


def evaluate(folder: Path, read: Callable[[Article], Record]) -> Iterator[Evaluated]:
    """Score `read` on every ``*.json`` annotation of `folder`; raises `RecordError` for a file that is none."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise RecordError(f"{folder}: holds no annotation (*.json); name a folder such as training/gold/dev")
    for path in paths:
        gold = load_gold(path)
        record = read(_article(gold))
        yield Evaluated(path, gold, record, compare(gold, json.loads(record.model_dump_json())))


def load_gold(path: Path) -> dict[str, Any]:
    """One annotation file as plain data; raises `RecordError` where a field of the guide is missing."""
    try:
        gold: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        missing = [name for name in ("text", "entities", "metrics", "relations") if name not in gold]
    except (OSError, ValueError, TypeError) as error:
        raise RecordError(f"{path}: cannot be read as an annotation: {error}") from error
    if missing:
        raise RecordError(f"{path}: an annotation needs the fields {', '.join(missing)}; see docs/reference/record.md")
    return gold


def _article(gold: dict[str, Any]) -> Article:
    fields = ("title", "subtitle", "published", "publisher", "place", "url")
    source = {name: gold.get("source", {}).get(name) for name in fields}
    return Article(id=gold.get("id"), source=Source(**source), text=gold["text"])
