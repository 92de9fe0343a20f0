"""Refused and unmet links: 未能入选, 不再建设, 暂缓实施 state that something is not so, whatever the model thinks."""

from __future__ import annotations

from policygraph.ingest.relations.candidates import Candidate
from policygraph.ingest.relations.walk import BREAKS, MAKING

_VERBS = MAKING | {"AWARD", "FOCUS", "LOC", "COOP", "LEAD"}


def refused(candidate: Candidate) -> bool:
    """Whether the verb before an object of the candidate is denied in its clause (a cue word of the kind NOT)."""
    symbols = candidate.skeleton.symbols
    for k, symbol in enumerate(symbols):
        if not any(item in candidate.objects for item in symbol.items):
            continue
        if not candidate.start <= symbol.start < candidate.end:
            continue
        verb = False
        for before in reversed(symbols[:k]):
            if before.kind in BREAKS:
                break
            if before.kind == "NOT" and verb:
                return True
            verb = before.kind in _VERBS or (verb and not before.items)
    return False
