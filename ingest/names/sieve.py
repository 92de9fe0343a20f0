"""The sieve: candidates that no further feature can save are dropped before all their features are said.

A part of the model's features (shape, kind of rule, the words at both edges) is known without a string for each
candidate. Their weights tell a hopeless candidate; how far the rest of the features may still lift one was measured
on articles that the model was not fitted to (`SLACK`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.features import Seen, of_kinds, of_pattern, of_size
from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.model import Linear

SLACK = 6.5
"""What the features outside the sieve add to the log odds of a name at most; fewer than one name in a thousand needs
more."""

_PLAIN = ("first", "before", "first tag", "before tag", "begin1", "last", "after", "last tag", "after tag", "end1")
_PAIRS = ("before tag,first tag", "last tag,after tag")


def hopeful(
    model: Linear,
    frame: Frame,
    seen: Seen,
    candidates: Sequence[Candidate],
    least: float,
    always: Collection[tuple[int, int]] = (),
) -> list[Candidate]:
    """The candidates that may reach `least` log odds of being a name, and those whose span is in `always`."""
    if not candidates:
        return []
    sieve, remembered = _sieve(model), model.remembered
    remembered.forget()
    row = remembered.row
    at, counts, text = frame.at, seen.counts, frame.text
    generic, conjunctions = seen.generic, seen.conjunctions
    initials = "".join([tag[0] for tag in frame.tags])
    firsts, lasts, shapes, sizes, kinds = [], [], [], [], []
    for c in candidates:
        start, end = c.start, c.end
        i, j = at[start], at[end - 1]
        tokens = j - i + 1
        hint = c.head.hint if c.head else "-"
        named = generic[j + 1] - generic[i]
        firsts.append(i)
        lasts.append(j)
        times = min(counts[text[start:end]], 4)
        shapes.append(row((of_pattern, hint, initials[i : min(j + 1, i + 6)], conjunctions[j + 1] > conjunctions[i])))
        sizes.append(
            row((of_size, hint, min(end - start, 20), min(tokens, 9), min(tokens - named, 2), named > 0, times))
        )
        kinds.append(row((of_kinds, frozenset(c.kinds), c.head.word if c.head else "-", hint)))
    opening, closing = sieve.edges(frame)
    table = remembered.table
    logits = table[shapes] + table[sizes] + table[kinds] + opening[firsts] + closing[lasts]
    odds = logits[:, 1:].max(axis=1) - logits[:, 0]
    kept = odds >= least - SLACK
    return [c for c, keep in zip(candidates, kept.tolist(), strict=True) if keep or (c.start, c.end) in always]


@dataclass(slots=True)
class _Sieve:
    """The model's rows for the words and tags at both edges of a name, by template."""

    model: Linear
    plain: dict[str, dict[str, int]]
    pairs: dict[str, dict[tuple[str, str], int]]

    def edges(self, frame: Frame) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """For each token, what it and its outer neighbour add where a name starts, and where one ends, with it."""
        words, tags = frame.words, frame.tags
        opening = (
            self._of("first", words),
            self._of("first tag", tags),
            self._of("before", ["^", *words[:-1]]),
            self._of("before tag", ["^", *tags[:-1]]),
            self._of("begin1", [word[0] for word in words]),
            self._of_pair("before tag,first tag", ["^", *tags[:-1]], tags),
        )
        closing = (
            self._of("last", words),
            self._of("last tag", tags),
            self._of("after", [*words[1:], "$"]),
            self._of("after tag", [*tags[1:], "$"]),
            self._of("end1", [word[-1] for word in words]),
            self._of_pair("last tag,after tag", tags, [*tags[1:], "$"]),
        )
        weights = self.model.weights
        bias = weights[self.model.index.get("bias", len(weights) - 1)]
        return weights[np.array(opening)].sum(axis=0) + bias, weights[np.array(closing)].sum(axis=0)

    def _of(self, template: str, values: Sequence[str]) -> list[int]:
        return list(map(self.plain[template].get, values, repeat(len(self.model.weights) - 1)))

    def _of_pair(self, template: str, values: Sequence[str], others: Sequence[str]) -> list[int]:
        pairs = zip(values, others, strict=True)
        return list(map(self.pairs[template].get, pairs, repeat(len(self.model.weights) - 1)))


@lru_cache(maxsize=4)
def _sieve(model: Linear) -> _Sieve:
    plain: dict[str, dict[str, int]] = {template: {} for template in _PLAIN}
    pairs: dict[str, dict[tuple[str, str], int]] = {template: {} for template in _PAIRS}
    for feature, number in model.index.items():
        template, _, value = feature.partition("=")
        if template in plain:
            plain[template][value] = number
        elif template in pairs:
            first, _, second = value.partition(",")
            pairs[template][first, second] = number
    return _Sieve(model, plain, pairs)
