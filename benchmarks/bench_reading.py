"""Characters a second of the whole pipeline, as a ratio to ``jieba.posseg`` on the same text in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import jieba
import jieba.posseg

from benchmarks.articles import documents, synthetic
from policygraph.ingest.pipeline import extract_many
from policygraph.schema.article import Article

ROUNDS = 3


def run() -> list[dict[str, Any]]:
    """Both profiles on both kinds of text."""
    jieba.setLogLevel("ERROR")
    kinds = {"ordinary documents": documents(), "figures in every sentence": synthetic(40)}
    return [row for kind, articles in kinds.items() for row in _timed(kind, articles)]


def _timed(kind: str, articles: list[Article]) -> list[dict[str, Any]]:
    """Each reader in turn, round after round; the median of its rounds."""
    characters = sum(len(article.text) for article in articles)
    tasks: dict[str, Callable[[], object]] = {
        "jieba.posseg": lambda: [list(jieba.posseg.cut(a.text)) for a in articles],
        "policygraph fast": lambda: list(extract_many(articles, profile="fast")),
        "policygraph accurate": lambda: list(extract_many(articles, profile="accurate")),
    }
    for profile in ("fast", "accurate"):
        list(extract_many(articles[:1], profile=profile))
    list(jieba.posseg.cut("热身"))
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            start = time.process_time()
            task()
            times[name].append(time.process_time() - start)
    base = statistics.median(times["jieba.posseg"])
    return [
        {
            "what": f"read {kind}: {name}",
            "value": round(characters / statistics.median(seconds)),
            "unit": "characters/s",
            "ratio": f"{base / statistics.median(seconds):.2f} x jieba.posseg",
        }
        for name, seconds in times.items()
    ]
