"""Relations: who implements, builds, leads what, where it lies, on what it rests, who works with whom, who won what.

A skeleton of each sentence (names in groups, cue words between them) gives candidate pairs; a grammar proposes how they
are linked; a logistic model decides.
"""

from __future__ import annotations

from policygraph.ingest.names.rosters import entries
from policygraph.ingest.reading import FoundRelation, Reading
from policygraph.ingest.relations.authors import is_elsewhere
from policygraph.ingest.relations.candidates import Candidate, local, triples
from policygraph.ingest.relations.cues import group
from policygraph.ingest.relations.doubt import doubted
from policygraph.ingest.relations.home import home_candidates, issuer_candidates, setting, topic_candidates
from policygraph.ingest.relations.model import Model, model
from policygraph.ingest.relations.nested import nested
from policygraph.ingest.relations.parsing import propose
from policygraph.ingest.relations.refusal import refused
from policygraph.ingest.relations.skeleton import skeletons

__all__ = ["find_relations"]

_STATED = 0.5  # how likely at least somebody issued a document, beside a likelier one
Triple = tuple[int, str, int]


def find_relations(reading: Reading, judge: Model | None = None) -> list[FoundRelation]:
    """The relations that `reading` states, in order of the text, each triple once where it is stated best.

    `judge` decides on candidates; None: the packaged model.

    >>> from policygraph.ingest.reading import FoundEntity, FoundMention, begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="方太集团入选国家级绿色工厂。"))
    >>> reading.entities += [FoundEntity("Enterprise", ["方太集团"], "test")]
    >>> reading.entities += [FoundEntity("Honour", ["国家级绿色工厂"], "test")]
    >>> reading.mentions += [FoundMention(0, 4, 0, "test"), FoundMention(6, 13, 1, "test")]
    >>> [(r.subject, r.predicate, r.object, r.cue) for r in find_relations(reading)]
    [(0, 'awarded', 1, '入选')]
    """
    judge = judge or model()
    best = _issued_once(decide(reading, judge))
    found = []
    for (subject, predicate, object_), (probability, candidate) in best.items():
        if probability >= judge.thresholds.get(predicate, 0.5):
            found.append(_relation(subject, predicate, object_, probability, candidate))
    stated = {(relation.subject, relation.predicate, relation.object) for relation in found}
    found += [r for r in nested(reading) if (r.subject, r.predicate, r.object) not in stated]
    return sorted(found, key=lambda relation: (relation.start, relation.end))


def decide(reading: Reading, judge: Model) -> dict[Triple, tuple[float, Candidate]]:
    """Every candidate triple with its highest probability and the candidate that has it."""
    best: dict[Triple, tuple[float, Candidate]] = {}
    rivals: dict[tuple[str, int], float] = {}
    found = list(skeletons(reading))
    where = setting(reading)
    parses = [propose(skeleton.symbols) for skeleton in found]
    nation = where.home is not None and reading.entities[where.home].names[0] in group("nation")
    seats = {entry.body[0] for entry in entries(reading.text)}

    def keep(candidate: Candidate) -> None:
        if refused(candidate, seats):
            return
        probability = judge.probability(candidate)
        if probability < 0.05 or doubted(candidate, probability, nation=nation):
            return
        for triple in triples(candidate):
            if probability > best.get(triple, (0.0,))[0] and not _of_another(reading, triple):
                best[triple] = (probability, candidate)

    for skeleton, parse in zip(found, parses, strict=True):
        for candidate in local(skeleton, where.home, parse):
            keep(candidate)
    for (_, predicate, object_), (probability, _) in best.items():
        rivals[predicate, object_] = max(rivals.get((predicate, object_), 0.0), probability)
    for candidate in home_candidates(reading, found, where, rivals, parses):
        keep(candidate)
    for candidate in topic_candidates(reading, found, where, parses):
        keep(candidate)
    for candidate in issuer_candidates(reading, found, where):
        keep(candidate)
    return best


def _issued_once(best: dict[Triple, tuple[float, Candidate]]) -> dict[Triple, tuple[float, Candidate]]:
    """`best` without doubtful issuers of a document that a likelier sentence gives to others.

    Beside a sentence that says who issued it, nobody is guessed from the head of the article.
    """
    likeliest: dict[int, tuple[float, Candidate]] = {}
    for (_, predicate, document), (probability, candidate) in best.items():
        if predicate == "issues" and probability > likeliest.get(document, (0.0,))[0]:
            likeliest[document] = probability, candidate

    def stands(document: int, probability: float, candidate: Candidate) -> bool:
        other = likeliest[document][1]
        return candidate is other or (probability >= _STATED and "issuer" not in {candidate.kind} - {other.kind})

    return {triple: one for triple, one in best.items() if triple[1] != "issues" or stands(triple[2], *one)}


def _of_another(reading: Reading, triple: Triple) -> bool:
    """Whether the title of a document says that somebody else issued it."""
    subject, predicate, object_ = triple
    return predicate == "issues" and is_elsewhere(reading.entities[subject].names, reading.entities[object_].names)


def _relation(subject: int, predicate: str, object_: int, probability: float, candidate: Candidate) -> FoundRelation:
    rule = candidate.kind.rstrip("<>")
    return FoundRelation(
        subject,
        predicate,
        object_,
        candidate.start,
        candidate.end,
        f"relations.{rule}",
        candidate.cue,
        round(probability, 4),
    )
