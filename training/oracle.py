"""Gold articles as readings with their names already found, to fit and to score one component at a time.

>>> reading = oracle(Path("training/gold/dev/dev-01.json"))   # doctest: +SKIP
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from policygraph.ingest.normal import normalise
from policygraph.ingest.reading import FoundEntity, FoundMention, Reading, begin
from policygraph.schema.article import Article, Source


def load(path: Path) -> dict[str, Any]:
    """One annotated article as plain data."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def article(gold: dict[str, Any]) -> Article:
    """The article that an annotation belongs to."""
    source = {k: v for k, v in gold["source"].items() if k in {"title", "published", "publisher", "place", "url"}}
    return Article(id=gold["id"], source=Source(**source), text=gold["text"])


def oracle(gold: dict[str, Any]) -> Reading:
    """A reading of a gold article whose entities and mentions are those of the annotation.

    Gold lists names, not offsets: each name is sought in the text, longest first, so that a name inside a longer
    name is no mention of its own.
    """
    reading = begin(article(gold))
    names: list[tuple[str, int]] = []
    for index, entity in enumerate(gold["entities"]):
        views = list(dict.fromkeys(normalise(name).text for name in entity["names"]))
        reading.entities.append(FoundEntity(entity["type"], views, "gold", implied=True))
        names += [(name, index) for name in views]
    taken = [False] * len(reading.text)
    mentions = []
    for name, index in sorted(names, key=lambda pair: -len(pair[0])):
        for match in re.finditer(_loose(name), reading.text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                mentions.append(FoundMention(match.start(), match.end(), index, "gold"))
                reading.entities[index].implied = False
    reading.mentions = sorted(mentions, key=lambda mention: mention.start)
    home = gold["source"].get("place")
    for index, entity in enumerate(reading.entities):
        if entity.type == "Place" and home in entity.names:
            reading.home = index
            break
    return reading


def _loose(name: str) -> str:
    """A pattern for a name whatever quotation marks and spaces the text has in it."""
    return r"[ \n]?".join('["“”]' if char in '"“”' else re.escape(char) for char in name if char != " ")
