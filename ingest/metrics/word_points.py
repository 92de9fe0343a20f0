"""What single words weigh for the choice of an indicator, without a string for every feature.

`phrases.Stretches` says the same features in words, for fitting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from policygraph.ingest.metrics.ranking import Choice
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

    def first(self, token: Token, mark: str, before: Sequence[Token]) -> int:
        """What a first word weighs with the mark before it, or where there is none the last two words."""
        of, tag = self._of, token.tag
        last = before[-1] if before else None
        word, word_tag = (mark, mark) if mark else (last.text, last.tag) if last else ("^", "^")
        found = (
            of["s"].get(token.text, 0)
            + of["st"].get(tag, 0)
            + of["b"].get(word, 0)
            + of["bt"].get(word_tag, 0)
            + of["bt+st"].get(f"{word_tag}+{tag}", 0)
            + of["b+st"].get(f"{word}+{tag}", 0)
        )
        return found if mark or len(before) < 2 else found + of["b2"].get(before[0].text + word, 0)

    def last(self, token: Token, mark: str, behind: Sequence[Token]) -> int:
        """What a last word weighs with the mark behind it, or where there is none the next word."""
        of, text, tag = self._of, token.text, token.tag
        word, word_tag = (mark, mark) if mark else (behind[0].text, behind[0].tag) if behind else ("$", "$")
        return (
            of["e"].get(text, 0)
            + of["et"].get(tag, 0)
            + of["ec"].get(text[-1], 0)
            + of["a"].get(word, 0)
            + of["at"].get(word_tag, 0)
            + of["et+at"].get(f"{tag}+{word_tag}", 0)
            + of["et+a"].get(f"{tag}+{word}", 0)
        )

    def more(self, template: str, value: str) -> int:
        """What one more thing that is seldom said weighs."""
        return self._of[template].get(value, 0)

    def to_figure(self, words: list[str], kind: str, unit: str) -> list[int]:
        """What each of some last words weighs for a figure of this kind and unit."""
        of = self._by_kind
        whole, by_kind, by_unit = of["e+kind", kind].get, of["ec+kind", kind].get, of["ec+unit", unit].get
        return [whole(word, 0) + by_kind(word[-1], 0) + by_unit(word[-1], 0) for word in words]


@lru_cache(maxsize=2)
def word_points(ranker: Choice) -> WordPoints:
    """The points of a ranker by word."""
    return WordPoints(ranker)
