"""The sieve: candidates that no further feature can save are dropped before all their features are said.

A part of the model's features (shape, kind of rule, the words at both edges) is known without a string for each
candidate. Their weights tell a hopeless candidate; how far the rest of the features may still lift one was measured
on articles that the model was not fitted to (`SLACK`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.edges import Edges
from policygraph.ingest.names.features import Seen, of_kinds, of_pattern, of_size
from policygraph.ingest.names.frame import Frame
from policygraph.ingest.names.model import Linear, shares, sums

SLACK = 6.5
"""What the features outside the sieve add to the log odds of a name at most; fewer than one name in a thousand needs
more."""

Pick = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sifted:
    """The candidates that the sieve lets through, and where `Remembered` has what is known of them by then.

    `known` has a row for each candidate: what `of_pattern`, `of_size` and `of_kinds` say.
    """

    candidates: list[Candidate]
    known: Pick
    edges: Edges


def hopeful(
    model: Linear,
    frame: Frame,
    seen: Seen,
    candidates: Sequence[Candidate],
    least: float,
    always: Collection[tuple[int, int]] = (),
) -> Sifted:
    """The candidates that may reach `least` log odds of being a name, and those whose span is in `always`."""
    remembered = model.remembered
    remembered.forget()
    row = remembered.row
    at, counts, text = frame.at, seen.counts, frame.text
    generic, conjunctions = seen.generic, seen.conjunctions
    initials = "".join([tag[0] for tag in frame.tags])
    edges = Edges(model, frame)
    firsts, lasts = [], []
    known: list[int] = []
    for c in candidates:
        start, end = c.start, c.end
        i, j = at[start], at[end - 1]
        tokens = j - i + 1
        hint = c.head.hint if c.head else "-"
        named = generic[j + 1] - generic[i]
        firsts.append(i)
        lasts.append(j)
        times = min(counts[text[start:end]], 4)
        size = of_size, hint, min(end - start, 20), min(tokens, 9), min(tokens - named, 2), named > 0, times
        known += (
            row((of_pattern, hint, initials[i : min(j + 1, i + 6)], conjunctions[j + 1] > conjunctions[i])),
            row(size),
            row((of_kinds, frozenset(c.kinds), c.head.word if c.head else "-", hint)),
        )
    parts = np.array(known, dtype=np.int64).reshape(-1, 3)
    if not candidates:
        return Sifted([], parts, edges)
    opening, closing = edges.rough()
    shapes, sizes, kinds = parts.T
    table = remembered.table
    logits = table[shapes] + table[sizes] + table[kinds] + opening[firsts] + closing[lasts]
    kept = logits[:, 1:].max(axis=1) - logits[:, 0] >= least - SLACK
    if always:
        kept |= [(c.start, c.end) in always for c in candidates]
    return Sifted([c for c, keep in zip(candidates, kept.tolist(), strict=True) if keep], parts[kept], edges)


def likely(model: Linear, frame: Frame, seen: Seen, sifted: Sifted) -> NDArray[np.float32]:
    """What `Linear.probabilities` says of these candidates, described: (candidates, classes)."""
    if not sifted.candidates:
        return np.zeros((0, model.weights.shape[1]), dtype=np.float32)
    row, at = model.remembered.row, frame.at
    starts: dict[tuple[int, bool], int] = {}
    ends: dict[tuple[int, int, bool], int] = {}
    told: dict[tuple[object, ...], int] = {}
    numbers: list[int] = []
    rest = []
    for c in sifted.candidates:
        start, end = c.start, c.end
        i, j = at[start], at[end - 1]
        head, hint = (c.head.word, c.head.hint) if c.head else ("-", "-")
        kinds = frozenset(c.kinds)
        before, behind, by = (start, hint), (hint, j), (kinds, i)
        if before not in told:
            told[before] = row(seen.start_for(start, hint))
        if behind not in told:
            told[behind] = row(seen.end_for(j, hint))
        if by not in told:
            told[by] = row(seen.kinds_before(kinds, i))
        numbers += (
            starts.setdefault((start, end - start > 1), len(starts)),
            ends.setdefault((end, min(end - start, 3), j > i), len(ends)),
            told[before],
            told[behind],
            told[by],
        )
        rest.append(seen.rest(c, frame.text[start:end], head, hint))
    edges, table = sifted.edges, model.remembered.table
    own = edges.starts(seen, list(starts)), edges.ends(seen, list(ends)), model.of_features(rest)
    begun, ended, before_, behind_, by_ = np.array(numbers, dtype=np.int64).reshape(-1, 5).T
    columns = [own[0][begun], own[1][ended], table[before_], table[behind_]]
    columns += [*(table[part] for part in sifted.known.T), table[by_], own[2]]
    parts = np.stack(columns, axis=1)  # in the order of `describe`: sums differ in their last digit by their order
    return shares(sums(parts.reshape(-1, parts.shape[2]), np.full(len(rest), len(columns))))
