"""Articles to measure with.

Synthetic ones are sentences of the packaged examples, shuffled: figures in every sentence, names that recur. Documents
are the written training documents without their marks: notices, plans, measures and news as people read them.
"""

from __future__ import annotations

import json
import random
import re
from importlib.resources import files
from pathlib import Path

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


_WRITTEN = Path(__file__).parent.parent / "training" / "written"
_MARKED = re.compile(r"\{\w+:([^{}]*)\}")


def documents(count: int = 60) -> list[Article]:
    """The first `count` written training documents, as plain text."""
    articles = []
    for path in sorted(_WRITTEN.glob("a-*.txt"))[:count]:
        head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        while _MARKED.search(text):
            text = _MARKED.sub(r"\1", text)
        source = Source(title=fields.get("title"), published=fields.get("published"), place=fields.get("place"))
        articles.append(Article(id=path.stem, source=source, text=text))
    return articles
