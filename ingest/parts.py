"""Very long texts read in parts: memory stays bounded and time linear, however long an article or one line of it is.

A part is read like an article of its own; what was found in it is put together by offset and name. A date in a heading
or a name's short form is known in the part that holds it and, as a name of the same thing, in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from policygraph.ingest.lists import NO_LISTS, Lists
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.normal import Normal, normalise
from policygraph.ingest.reading import FoundEntity, FoundRelation, Reading
from policygraph.ingest.structure import structure
from policygraph.ingest.tagger import Tagger
from policygraph.ingest.tokens import tokenize
from policygraph.ingest.whole import read
from policygraph.schema.article import Article, without_surrogates

LONGEST = 100_000
"""Characters that are read at once; they take about half a gigabyte while they are read."""

_ENDS = ("\n", "。！？", "；", "，：、 ")  # where a part may end, the best first


def is_long(text: str) -> bool:
    """Whether a text is read in parts."""
    return len(text) > LONGEST


def cuts(text: str, longest: int) -> list[tuple[int, int]]:
    """The parts of a text: each ends with a line, else with a sentence or a clause, else where it must.

    >>> cuts("新增三家。新增五家，建成两座。", 8)
    [(0, 5), (5, 10), (10, 15)]
    """
    found, start = [], 0
    while start < len(text):
        end = start + longest
        if end < len(text):
            ends = (max(text.rfind(mark, start + longest // 2, end) for mark in marks) for marks in _ENDS)
            end = next((at + 1 for at in ends if at > start), end)
        found.append((start, min(end, len(text))))
        start = end
    return found


def read_in_parts(article: Article, tagger: Tagger | None, lists: Lists = NO_LISTS) -> Reading:
    """The finished reading of an article of any length; it holds no tokens, as nothing reads on from them."""
    view = normalise(without_surrogates(article.text))
    whole = Reading(article, view, [], structure(view.text), lists=lists)
    known: dict[tuple[str, str], int] = {}
    best: dict[tuple[int, str, int], FoundRelation] = {}
    for start, part in _readings(article, view.text, tagger, lists):
        entities = [_entered(whole, known, entity) for entity in part.entities]
        _add(whole, part, start, entities, best)
    whole.relations = sorted(best.values(), key=lambda relation: (relation.start, relation.end))
    return whole


def _readings(article: Article, text: str, tagger: Tagger | None, lists: Lists) -> Iterator[tuple[int, Reading]]:
    for start, end in cuts(text, LONGEST):
        own = text[start:end]
        view = Normal(own, own, None)
        tagged = read_tags(tagger, [own])[0] if tagger else None
        yield start, read(Reading(article, view, tokenize(own), structure(own), lists=lists), tagged)


def _entered(whole: Reading, known: dict[tuple[str, str], int], entity: FoundEntity) -> int:
    """The index in the whole of an entity of a part: what has a name and the type of it is it."""
    index = next((known[entity.type, name] for name in entity.names if (entity.type, name) in known), None)
    if index is None:
        index = len(whole.entities)
        whole.entities.append(replace(entity, names=list(entity.names)))
    else:
        same = whole.entities[index]
        same.names = sorted(dict.fromkeys([*same.names, *entity.names]), key=len, reverse=True)
        same.implied = same.implied and entity.implied
        if entity.confidence > same.confidence:
            same.rule, same.confidence = entity.rule, entity.confidence
    for name in entity.names:
        known.setdefault((entity.type, name), index)
    return index


def _add(
    whole: Reading, part: Reading, start: int, entities: list[int], best: dict[tuple[int, str, int], FoundRelation]
) -> None:
    """Put what a part says into the whole; `start` is where it begins, `entities` the index there of each of its."""
    if whole.home is None and part.home is not None:
        whole.home = entities[part.home]
    whole.mentions += [
        replace(m, start=m.start + start, end=m.end + start, entity=entities[m.entity]) for m in part.mentions
    ]
    metrics = [
        replace(
            metric,
            start=metric.start + start,
            end=metric.end + start,
            subject=None if metric.subject is None else entities[metric.subject],
        )
        for metric in part.metrics
    ]
    whole.metrics += metrics
    for relation in part.relations:
        triple = entities[relation.subject], relation.predicate, entities[relation.object]
        if triple not in best or relation.confidence > best[triple].confidence:
            best[triple] = replace(
                relation,
                subject=triple[0],
                object=triple[2],
                start=relation.start + start,
                end=relation.end + start,
            )
    for dropped in part.dropped:
        moved = None
        if dropped.metric is not None:
            moved = replace(dropped.metric, start=dropped.metric.start + start, end=dropped.metric.end + start)
        whole.dropped.append(
            replace(
                dropped,
                start=dropped.start + start,
                end=dropped.end + start,
                clause_start=dropped.clause_start + start,
                clause_end=dropped.clause_end + start,
                metric=moved,
            )
        )
