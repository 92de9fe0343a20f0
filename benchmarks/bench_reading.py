"""Characters a second of the whole pipeline, as a ratio to ``jieba.posseg`` on the same text in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import jieba
import jieba.posseg

from benchmarks.articles import synthetic
from policygraph.ingest.pipeline import extract

ROUNDS = 3


def run(count: int = 40) -> list[dict[str, Any]]:
    """Time each in turn, round after round; the median of each."""
    articles = synthetic(count)
    characters = sum(len(article.text) for article in articles)
    jieba.setLogLevel("ERROR")
    tasks: dict[str, Callable[[], object]] = {
        "jieba.posseg": lambda: [list(jieba.posseg.cut(a.text)) for a in articles],
        "policygraph fast": lambda: [extract(a, profile="fast") for a in articles],
        "policygraph accurate": lambda: [extract(a, profile="accurate") for a in articles],
    }
    extract(articles[0], profile="fast")
    extract(articles[0], profile="accurate")
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
            "what": f"read: {name}",
            "value": round(characters / statistics.median(seconds)),
            "unit": "characters/s",
            "ratio": f"{base / statistics.median(seconds):.2f} x jieba.posseg",
        }
        for name, seconds in times.items()
    ]
