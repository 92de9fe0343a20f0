"""Articles with figures made by hand, and what tracking says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policygraph.graph.tracking.rows import Row
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Mention, Metric, Record

CITY = "云江市"
Told = Callable[..., list[Row]]


def article(key: str, published: str | None, text: str, *figures: tuple[object, ...], **more: object) -> tuple:
    """An article of 云江市; a figure is status, indicator, measure, value, unit, the words of the value, and slots."""
    names = {"e1": ("Place", CITY), **{f"e{n}": e for n, e in enumerate(more.get("entities", ()), 2)}}  # type: ignore[arg-type, var-annotated]
    entities = []
    for id_, (type_, *spelled) in names.items():
        mentions = [
            Mention(name=name, start_offset=at, end_offset=at + len(name))
            for name in spelled
            for at in range(len(text))
            if text.startswith(name, at)
        ]
        entities.append(Entity(id=id_, type=type_, names=tuple(spelled), mentions=tuple(mentions)))
    metrics, at = [], 0
    for number, (status, indicator, measure, value, unit, words, *slots) in enumerate(figures):
        at = text.index(str(words), at)
        given = {"comparator": "=", "subject": "e1", **(slots[0] if slots else {})}
        metrics.append(
            Metric(id=f"m{number}", status=status, indicator=indicator, measure=measure, value=value, unit=unit,
                   start_offset=at, end_offset=at + len(str(words)), quote=text, **given)
        )  # fmt: skip
        at += len(str(words))
    source = Source(title=key, published=published, place=CITY)
    record = Record(id=key, source=source, text=text, entities=tuple(entities), metrics=tuple(metrics), extractor="t")
    return Article(id=key, source=source, text=text), record


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """Put articles in a new workspace and ask for its targets."""
    opened: list[Workspace] = []

    def tell(*articles: tuple, as_of: str | None = "2026-06-30", settings: str = "") -> list[Row]:
        folder = tmp_path / f"ws{len(opened)}"
        workspace = Workspace.open(folder, create=True)
        workspace.add_many(articles)
        if settings:
            workspace.close()
            path = folder / "workspace.toml"
            path.write_text(path.read_text("utf-8").split("[targets]")[0] + settings, "utf-8")
            workspace = Workspace.open(folder)
        opened.append(workspace)
        return workspace.targets(as_of=as_of)

    yield tell
    for workspace in opened:
        workspace.close()
