"""A workspace as it was known on a day: made anew of the articles that were out by then, and gone after the question.

What a later article tells of names, copies and corrections is not known in it; what people decided holds.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from policygraph.graph.curation.log import FILE as CURATION_FILE
from policygraph.graph.tracking.dates import day as day_of
from policygraph.graph.tracking.dates import last_day
from policygraph.schema.article import Article
from policygraph.schema.record import Record

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

W = TypeVar("W", bound="Workspace")


@contextmanager
def known_on(workspace: W, day: str) -> Iterator[W]:
    """A workspace of what was known on a day; see `policygraph.graph.workspace.Workspace.known_on`."""
    on = day_of(day)
    tables = tuple(str((workspace.folder / name).resolve()) for name in workspace.settings.indicators)
    settings = replace(workspace.settings, store=None, indicators=tables)
    with tempfile.TemporaryDirectory(prefix="policygraph-") as folder:
        path = Path(folder) / "workspace"
        with type(workspace).open(path, create=True, new=settings) as then:
            then.add_many(_published_by(workspace, on))
            if (workspace.folder / CURATION_FILE).exists():
                shutil.copyfile(workspace.folder / CURATION_FILE, path / CURATION_FILE)
                then.apply_decisions()
            yield then


def _published_by(workspace: Workspace, on: date) -> Iterator[tuple[Article, Record]]:
    """The articles that were out on a day, with what was read in them."""
    for entry in workspace.articles():
        if entry.source.published and last_day(entry.source.published) <= on:
            record, text = workspace.ledger.record(entry.key), workspace.ledger.text(entry.key)
            if record is not None and text is not None:
                yield Article(id=entry.own_id, source=entry.source, text=text), record
