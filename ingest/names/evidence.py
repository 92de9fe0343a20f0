"""What speaks for each span and type: rules, tagger, the same words elsewhere, neighbours in a list, longer rivals.

The same features for every type, some of them with weights of the type's own; they are weighed in `combine`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.model import CLASSES

Floats = NDArray[np.float32]
Span = tuple[int, int]
Tags = Mapping[Span, Mapping[str, float]]  # span -> type -> probability
Sure = Mapping[Span, tuple[str, float]]  # span -> type and probability of a certain shape

TYPES = CLASSES[1:]
SHARED = (
    "always",
    "rules",  # log odds of the rules' model
    "tagger",  # log odds of the tagger
    "no rule proposes it",
    "tagger does not see it",
    "rules alone",
    "tagger alone",
    "tagger, same words elsewhere",
    "rules, same words elsewhere",
    "tagger, same words elsewhere, another type",
    "times elsewhere",
    "type of the list member before",
    "type of the list member behind",
    "list member before",
    "list member behind",
    "another type before",
    "another type behind",
    "likely span around it",
    "likely span within or across",
    "tagger, another type",
    "length",
    "doubt",
)
OWN = ("always", "rules", "tagger", "no rule proposes it", "tagger does not see it", "tagger, same words elsewhere")
_OWN = [SHARED.index(name) for name in OWN]

LEAST = 0.02  # spans that the rules like less, and the tagger does not see, are not looked at
_UNPROPOSED, _UNSEEN = 0.0125, 0.02
_LISTED = frozenset(("、", "和", "与", "及"))
_MOST, _LONG = 3, 20
_COLUMN = {kind: i for i, kind in enumerate(TYPES)}


def spans_of(candidates: Sequence[Candidate], rules: Floats, tags: Tags, sure: Sure) -> list[Candidate]:
    """The candidates that are likely enough, and those that only the tagger or a certain shape names."""
    known = {(c.start, c.end) for c in candidates}
    likely = 1.0 - rules[:, 0] > LEAST if len(candidates) else np.zeros(0, bool)
    kept = [
        c
        for c, enough in zip(candidates, likely, strict=True)
        if enough or (c.start, c.end) in tags or (c.start, c.end) in sure
    ]
    return kept + [Candidate(*span) for span in sorted({*tags, *sure}) if span not in known]


def evidence(text: str, spans: Sequence[Span], ours: Floats, theirs: Floats) -> Floats:
    """The features of every span and type: (spans, types, shared features and those of the type's own).

    Parameters
    ----------
    ours, theirs
        Probabilities of rules (below 0 where none proposes the span) and tagger: (spans, types).
    """
    count = len(spans)
    proposed = np.maximum(ours, 0)
    both = 0.4 * proposed + 0.6 * theirs
    best = both.max(axis=1)
    rule_odds = _logit(np.where(ours < 0, _UNPROPOSED, ours))
    tag_odds = _logit(np.where(theirs == 0, _UNSEEN, theirs))
    silent, unseen = ours < 0, theirs == 0
    same_tagger, same_rules, times = _elsewhere(text, spans, theirs, proposed)
    before, behind, listed = _neighbours(text, spans, both)
    rivals = _rivals(spans, best)
    length = np.array([min(end - start, _LONG) / 10 for start, end in spans])

    def wide(column: NDArray[np.floating]) -> Floats:
        return np.repeat(column[:, None], len(TYPES), axis=1).astype(np.float32)

    def others(table: Floats) -> Floats:
        result: Floats = table.max(axis=1, keepdims=True) - table
        return result

    shared = np.stack(
        [
            np.ones((count, len(TYPES))),
            rule_odds,
            tag_odds,
            silent,
            unseen,
            rule_odds * unseen,
            tag_odds * silent,
            same_tagger,
            same_rules,
            others(same_tagger) * (times > 0)[:, None],
            wide(times),
            before,
            behind,
            wide(listed[:, 0]),
            wide(listed[:, 1]),
            others(before),
            others(behind),
            wide(rivals[:, 0]),
            wide(rivals[:, 1]),
            theirs.sum(axis=1, keepdims=True) - theirs,
            wide(length),
            wide(np.log(1 - np.clip(best, 0, 0.98))),
        ],
        axis=2,
    )
    own = np.zeros((count, len(TYPES), len(TYPES), len(OWN)), np.float32)
    for i in range(len(TYPES)):
        own[:, i, i] = shared[:, i, _OWN]
    result: Floats = np.concatenate([shared, own.reshape(count, len(TYPES), -1)], axis=2).astype(np.float32)
    return result


def tables(candidates: Sequence[Candidate], rules: Mapping[Span, Floats], tags: Tags) -> tuple[Floats, Floats]:
    """Probabilities of rules and tagger for these candidates, as `evidence` takes them."""
    shape = (len(candidates), len(TYPES))
    ours, theirs = np.full(shape, -1.0, np.float32), np.zeros(shape, np.float32)
    for i, candidate in enumerate(candidates):
        span = candidate.start, candidate.end
        if span in rules:
            ours[i] = rules[span][1:]
        for kind, probability in tags.get(span, {}).items():
            theirs[i, _COLUMN[kind]] = probability
    return ours, theirs


def _elsewhere(
    text: str, spans: Sequence[Span], theirs: Floats, proposed: Floats
) -> tuple[Floats, Floats, NDArray[np.floating]]:
    """What tagger and rules say at best of the same words elsewhere, and how often these stand there."""
    by_words: dict[str, list[int]] = defaultdict(list)
    for i, (start, end) in enumerate(spans):
        by_words[text[start:end]].append(i)
    tagger, rules, times = np.zeros_like(theirs), np.zeros_like(proposed), np.zeros(len(spans))
    for places in by_words.values():
        if len(places) < 2:
            continue
        for table, found in ((theirs, tagger), (proposed, rules)):
            ranked = np.sort(table[places], axis=0)
            first, second = ranked[-1], ranked[-2]
            for i in places:  # the best of the others: the best of all, but the second where the best is its own
                found[i] = np.where(table[i] == first, second, first)
        times[places] = min(len(places) - 1, _MOST)
    return tagger, rules, times


def _neighbours(text: str, spans: Sequence[Span], both: Floats) -> tuple[Floats, Floats, NDArray[np.floating]]:
    """How likely each type is for the member of the list before and behind, and whether there is one."""
    starts: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for i, (start, end) in enumerate(spans):
        starts[start].append(i)
        ends[end].append(i)
    before, behind, listed = np.zeros_like(both), np.zeros_like(both), np.zeros((len(spans), 2))
    for i, (start, end) in enumerate(spans):
        for side, mark, near in (
            (before, text[start - 1 : start], ends.get(start - 1)),
            (behind, text[end : end + 1], starts.get(end + 1)),
        ):
            if mark not in _LISTED:
                continue
            listed[i, int(side is behind)] = near is not None or mark == "、"  # 与 alone also opens: 与…签约
            if near:
                side[i] = both[near].max(axis=0)
    return before, behind, listed


def _rivals(spans: Sequence[Span], best: NDArray[np.floating]) -> NDArray[np.floating]:
    """How likely the likeliest span is that holds each one, and the likeliest within it or across its border."""
    found = np.zeros((len(spans), 2))
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    for place, i in enumerate(order):
        start, end = spans[i]
        for j in order[place + 1 :]:
            if spans[j][0] >= end:
                break
            inner = spans[j][1] <= end
            outer = spans[j][0] == start and spans[j][1] >= end
            found[i, int(not outer)] = max(found[i, int(not outer)], best[j])
            found[j, int(not inner)] = max(found[j, int(not inner)], best[i])
    return found


def _logit(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-4, 1.0 - 1e-4)
    result: Floats = np.log(clipped) - np.log(1.0 - clipped)
    return result
