"""Refused and unmet links: 未能入选, 不再建设, 暂缓实施 state that something is not so, whatever the model thinks.

Nor does a roster of people with their bodies (王刚省水利厅厅长) link one body with another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from policygraph.ingest.relations.candidates import Candidate
from policygraph.ingest.relations.skeleton import Symbol
from policygraph.ingest.relations.walk import BREAKS, MAKING

_VERBS = MAKING | {"AWARD", "FOCUS", "LOC", "COOP", "LEAD"}


def refused(candidate: Candidate, seats: Collection[int] = ()) -> bool:
    """Whether the verb before an object of the candidate is denied in its clause (a cue word of the kind NOT).

    `seats` are the offsets at which the bodies of a roster begin.
    """
    if seats and any(item.start in seats for item in (*candidate.subjects, *candidate.objects)):
        return True
    symbols = candidate.skeleton.symbols
    if not candidate.skeleton.denies:
        return False
    objects = {item.start for item in candidate.objects}
    return any(
        _denied(symbols, k)
        for k, symbol in enumerate(symbols)
        if candidate.start <= symbol.start < candidate.end
        and not objects.isdisjoint(item.start for item in symbol.items)
    )


def _denied(symbols: Sequence[Symbol], k: int) -> bool:
    """Whether the verb that governs symbol `k` is denied."""
    verb = False
    for before in reversed(symbols[:k]):
        if before.kind in BREAKS:
            return False
        if before.kind == "NOT" and verb:
            return True
        verb = before.kind in _VERBS or (verb and not before.items)
    return False
