"""What the article's own place is only said to do where the model is sure: it is not named in the sentence.

A list of industries behind 面向 or 在, or a project in a heading, has no verb that says that the place does anything;
in a notice that calls for applications the nation focuses on none of them.
"""

from __future__ import annotations

from functools import cache

from policygraph.ingest.relations.candidates import Candidate
from policygraph.ingest.relations.cues import group
from policygraph.schema.tables import rows


def doubted(candidate: Candidate, probability: float, *, nation: bool) -> bool:
    """Whether a link of the article's own place, `nation` or a smaller one, is too unsure to be told."""
    if candidate.kind != "home":
        return False
    cue = candidate.cue.strip(" \u3000")
    verb = bool(cue) and cue not in group("governs")
    if nation and candidate.predicate == "focusesOn" and not verb:
        return True
    return probability < _least().get(candidate.predicate, (0.0, 0.0))[0 if verb else 1]


@cache
def _least() -> dict[str, tuple[float, float]]:
    """``data/home_least.tsv``: by predicate, with a verb and without."""
    table = rows("policygraph.ingest.relations", "home_least.tsv", 3)
    return {predicate: (float(verb), float(none)) for _, (predicate, verb, none) in table}
