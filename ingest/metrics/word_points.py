"""What single words weigh for the choice of an indicator, without a string for every feature.

`phrases.Stretches` says the same features in words, for fitting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat

import numpy as np

from policygraph.ingest.metrics.ranking import Choice
from policygraph.ingest.metrics.shapes import Ints
from policygraph.ingest.tokens import Token


class WordPoints:
    """A ranker's points by template and value, for the words at both ends of a phrase."""

    def __init__(self, ranker: Choice) -> None:
        table: dict[str, dict[str, int]] = defaultdict(dict)
        by_kind: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for feature, points in ranker.points_of.items():
            template, _, value = feature.partition(":")
            if template in {"e+kind", "ec+kind", "ec+unit"}:
                word, _, kind = value.rpartition("+")
                by_kind[template, kind][word] = points
            else:
                table[template][value] = points
        self._of: Mapping[str, dict[str, int]] = table
        self._by_kind: Mapping[tuple[str, str], dict[str, int]] = by_kind

    def firsts(self, tokens: Sequence[Token], marks: Mapping[int, str], words: Sequence[int]) -> Ints:
        """What each of `words` weighs as a first one, with the mark before it, or where there is none two words."""
        texts, tags = [tokens[i].text for i in words], [tokens[i].tag for i in words]
        before = [(mark, mark) if (mark := marks.get(i - 1)) else _said(tokens, i - 1, "^") for i in words]
        earlier = [
            "" if i < 2 or i - 1 in marks else tokens[i - 2].text + word
            for i, (word, _) in zip(words, before, strict=True)
        ]
        return self._sums(
            {
                "s": texts,
                "st": tags,
                "b": [word for word, _ in before],
                "bt": [tag for _, tag in before],
                "bt+st": [f"{other}+{tag}" for (_, other), tag in zip(before, tags, strict=True)],
                "b+st": [f"{word}+{tag}" for (word, _), tag in zip(before, tags, strict=True)],
                "b2": earlier,
            }
        )

    def lasts(self, tokens: Sequence[Token], marks: Mapping[int, str], words: Sequence[int]) -> Ints:
        """What each of `words` weighs as a last one, with the mark behind it, or where there is none the next word."""
        texts, tags = [tokens[i].text for i in words], [tokens[i].tag for i in words]
        behind = [(mark, mark) if (mark := marks.get(i + 1)) else _said(tokens, i + 1, "$") for i in words]
        return self._sums(
            {
                "e": texts,
                "et": tags,
                "ec": [text[-1] for text in texts],
                "a": [word for word, _ in behind],
                "at": [tag for _, tag in behind],
                "et+at": [f"{tag}+{other}" for tag, (_, other) in zip(tags, behind, strict=True)],
                "et+a": [f"{tag}+{word}" for tag, (word, _) in zip(tags, behind, strict=True)],
            }
        )

    def _sums(self, said: Mapping[str, Sequence[str]]) -> Ints:
        """The points of values that stand side by side under several templates."""
        columns = [
            np.fromiter(map(self._of[template].get, values, repeat(0)), dtype=np.int64, count=len(values))
            for template, values in said.items()
        ]
        total: Ints = np.sum(columns, axis=0)
        return total

    def more(self, template: str, value: str) -> int:
        """What one more thing that is seldom said weighs."""
        return self._of[template].get(value, 0)

    def to_figure(self, words: list[str], kind: str, unit: str) -> list[int]:
        """What each of some last words weighs for a figure of this kind and unit."""
        of = self._by_kind
        whole, by_kind, by_unit = of["e+kind", kind].get, of["ec+kind", kind].get, of["ec+unit", unit].get
        return [whole(word, 0) + by_kind(word[-1], 0) + by_unit(word[-1], 0) for word in words]


def _said(tokens: Sequence[Token], i: int, edge: str) -> tuple[str, str]:
    """A word and its tag; `edge` for both where the text has none."""
    return (tokens[i].text, tokens[i].tag) if 0 <= i < len(tokens) else (edge, edge)


@lru_cache(maxsize=2)
def word_points(ranker: Choice) -> WordPoints:
    """The points of a ranker by word."""
    return WordPoints(ranker)
