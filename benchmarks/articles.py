"""Synthetic articles to measure with: sentences of the packaged examples, shuffled, with names that recur."""

from __future__ import annotations

import json
import random
from importlib.resources import files

from policygraph.schema.article import Article, Source


def example_texts() -> list[str]:
    """The texts of the packaged example articles."""
    folder = files("policygraph.examples").joinpath("data")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".json")), key=lambda p: p.name)
    return [json.loads(path.read_text(encoding="utf-8"))["text"] for path in paths]


def synthetic(count: int, *, characters: int = 2000, seed: int = 0) -> list[Article]:
    """`count` articles of about `characters` each; the same seed gives the same articles."""
    draw = random.Random(seed)
    sentences = [s + "。" for text in example_texts() for s in text.replace("\n", "").split("。") if len(s) > 8]
    articles = []
    for number in range(count):
        body, length = [], 0
        while length < characters:
            body.append(draw.choice(sentences))
            length += len(body[-1])
        source = Source(title=f"合成文章{number}", published="2025-06-30", place="澜州市")
        articles.append(Article(id=f"s{number}", source=source, text="".join(body)))
    return articles
