"""Gold articles as readings with names that a tagger found which never saw the article: what the next models will meet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from oracle import article

from policygraph.ingest.names import find_names
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.reading import Reading, begin
from policygraph.ingest.scoring import accepted
from policygraph.ingest.tagger.tagger import Tagger


def found(gold: dict[str, Any], folders: Sequence[Path]) -> tuple[Reading, dict[str, int]] | None:
    """The reading, and which of its entities each annotated one is; None where no tagger was kept for the article.

    Each of `folders` is what ``train_tagger.py --folds 5 --keep`` leaves: taggers, and which article each was not
    fitted to. The first folder that has the article is used.
    """
    tagger = tagger_of(gold["id"], folders)
    if tagger is None:
        return None
    reading = begin(article(gold))
    find_names(reading, read_tags(tagger, [reading.text])[0])
    ids = {}
    for entity in gold["entities"]:
        forms = accepted(entity["names"])
        for index, one in enumerate(reading.entities):
            if one.type == entity["type"] and forms & accepted(one.names):
                ids[entity["id"]] = index
                break
    return reading, ids


def tagger_of(article: str, folders: Sequence[Path]) -> Tagger | None:
    """The tagger that was not fitted to this article, from the first of `folders` that has one."""
    path = next((folder / name for folder in folders if (name := _folds(folder).get(article))), None)
    return None if path is None else _tagger(path)


@cache
def _folds(folder: Path) -> dict[str, str]:
    table: dict[str, str] = json.loads((folder / "folds.json").read_text(encoding="utf-8"))
    return table


@cache
def _tagger(path: Path) -> Tagger:
    return Tagger(path)
