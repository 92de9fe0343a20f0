"""The names component: from a fresh reading to its entities and mentions."""

from __future__ import annotations

from policygraph.ingest.names.aliases import cluster
from policygraph.ingest.names.candidates import Candidate, propose
from policygraph.ingest.names.certain import certain
from policygraph.ingest.names.clusters import Cluster, names_of
from policygraph.ingest.names.combine import Tagged, combine
from policygraph.ingest.names.evidence import Floats
from policygraph.ingest.names.features import Seen
from policygraph.ingest.names.frame import frame
from policygraph.ingest.names.home import add_home, add_outer, home_place
from policygraph.ingest.names.known import mark_known, without_parts
from policygraph.ingest.names.listed import join_listed, with_listed
from policygraph.ingest.names.model import Linear, packaged
from policygraph.ingest.names.refusal import refuse
from policygraph.ingest.names.rosters import without_people
from policygraph.ingest.names.selection import choose
from policygraph.ingest.names.sieve import hopeful, likely
from policygraph.ingest.names.wholes import add_wholes
from policygraph.ingest.reading import FoundEntity, FoundMention, Reading

THRESHOLD = 0.3
LEAST = -0.85  # the log odds of that threshold: what stays below by the rules alone is no name
THRESHOLD_WITH_TAGGER = 0.35


def find_names(
    reading: Reading,
    tagged: Tagged | None = None,
    *,
    models: dict[str, Linear] | None = None,
    weights: Floats | None = None,
) -> None:
    """Fill ``reading.entities``, ``reading.mentions`` and ``reading.home``; ``reading.states`` for what reads on.

    Parameters
    ----------
    tagged
        What the tagger says of the text (`read_tags`), to be weighed against the rules; None: rules alone.
    models
        The models of the rules; None: the packaged ones.
    weights
        How rules and tagger are weighed against each other; None: the packaged weights.
    """
    models = models or packaged()
    tags = tagged.tags if tagged else None
    reading.states = tagged.states if tagged else None
    view = frame(reading)
    proposed = list(propose(view).values())
    sure = {} if tags is None else certain(reading.text)
    seen = Seen(reading, view, proposed)
    sifted = hopeful(models["rules"], view, seen, proposed, LEAST, {*(tags or ()), *sure})
    candidates, probabilities = sifted.candidates, likely(models["rules"], view, seen, sifted)
    if tags is not None:
        candidates, probabilities = combine(reading.text, candidates, probabilities, tags, sure, weights)
    candidates, probabilities = without_people(reading.text, candidates, probabilities)
    enter(reading, candidates, probabilities, THRESHOLD if tags is None else THRESHOLD_WITH_TAGGER)


def enter(reading: Reading, candidates: list[Candidate], probabilities: Floats, threshold: float) -> None:
    """Fill a reading with the names that these candidates are, by their probabilities: (candidates, classes)."""
    choices = without_parts(reading.text, choose(candidates, refuse(reading, candidates, probabilities), threshold))
    if reading.lists.names:
        choices = with_listed(reading.text, reading.lists, choices, candidates)
    clusters = cluster(reading.text, choices, home_place(reading))
    for found in join_listed(reading.lists, clusters) if reading.lists.names else clusters:
        _enter(reading, found, candidates)
    reading.mentions.sort(key=lambda mention: mention.start)
    mark_known(reading)
    add_outer(reading)
    add_home(reading)
    add_wholes(reading)


def _enter(reading: Reading, found: Cluster, candidates: list[Candidate]) -> None:
    index = len(reading.entities)
    best = max(found.choices, key=lambda choice: choice.probability)
    entity = FoundEntity(found.type, names_of(found), _rule(candidates[best.candidate]), best.probability)
    reading.entities.append(entity)
    for choice in found.choices:
        rule = _rule(candidates[choice.candidate])
        reading.mentions.append(FoundMention(choice.start, choice.end, index, rule, choice.probability))


def _rule(candidate: Candidate) -> str:
    kinds = "+".join(sorted(candidate.kinds))
    return f"{kinds}: {candidate.head.word}" if candidate.head else kinds
