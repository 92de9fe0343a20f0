"""From a reading to the record: offsets of the given text, names as printed, quotes."""

from __future__ import annotations

import re

from policygraph.ingest.calibration import Evidence, calibrated, of_metric, of_name, of_relation
from policygraph.ingest.reading import FoundDropped, FoundMetric, FoundRelation, Reading
from policygraph.schema.article import Article
from policygraph.schema.record import Dropped, Entity, Mention, Metric, Record, Relation

_BREAK = re.compile(r"(?<![ \t\u3000])[ \t\u3000]{0,40}[\r\n]\s{0,40}")  # where a printed line ends inside a name
_QUOTE_MAX = 400  # characters of the sentence around a value that are kept as its quote


def to_record(article: Article, reading: Reading, *, extractor: str) -> Record:
    """The record of a finished reading; ids are e1…, m1… in the order of the text."""
    order = _entity_order(reading)
    ids = {index: f"e{number}" for number, index in enumerate(order, 1)}
    mentions: dict[int, list[Mention]] = {index: [] for index in order}
    for found in reading.mentions:
        start, end = reading.view.span(found.start, found.end)
        mentions[found.entity].append(
            Mention(
                name=article.text[start:end],
                start_offset=start,
                end_offset=end,
                rule=found.rule,
                confidence=_confidence(of_name(found.confidence)),
            )
        )
    entities = [
        Entity(
            id=ids[index],
            type=reading.entities[index].type,  # type: ignore[arg-type]
            names=_names(reading, index, mentions[index]),
            mentions=tuple(mentions[index]),
            rule=reading.entities[index].rule,
            confidence=_confidence(of_name(reading.entities[index].confidence)),
        )
        for index in order
    ]
    return Record(
        id=article.id,
        source=article.source,
        text=article.text,
        entities=tuple(entities),
        metrics=tuple(_metric(article, reading, m, n, ids) for n, m in enumerate(_by_start(reading.metrics), 1)),
        relations=tuple(_relation(article, reading, r, ids) for r in sorted(reading.relations, key=lambda r: r.start)),
        dropped=tuple(_dropped(article, reading, found) for found in reading.dropped),
        extractor=extractor,
    )


def _entity_order(reading: Reading) -> list[int]:
    """Entities by first mention, those only implied last; one that nothing mentions or needs is left out."""
    first: dict[int, int] = {}
    for mention in reading.mentions:
        first.setdefault(mention.entity, mention.start)
    needed = {m.subject for m in reading.metrics} | {r.subject for r in reading.relations}
    needed |= {r.object for r in reading.relations}
    implied = [i for i in range(len(reading.entities)) if i not in first and i in needed]
    return sorted(first, key=lambda index: first[index]) + implied


def _names(reading: Reading, index: int, mentions: list[Mention]) -> tuple[str, ...]:
    """The names on one line, as printed and, where the view differs (⼭ for 山), as the view has them.

    Of those that differ by white space alone (节水 办法) the one with the least stays.
    """
    printed = (*reading.entities[index].names, *(mention.name for mention in mentions))
    kept: dict[str, str] = {}
    for name in map(_tidy, printed):
        packed = "".join(name.split())
        if len(name) < len(kept.get(packed, f"{name} ")):
            kept[packed] = name
    return tuple(kept.values())


def _tidy(name: str) -> str:
    """A name on one line, without a quotation mark at its edge that has no other: “15分钟服务圈."""
    name = _BREAK.sub("", name)
    lone = name.count("“") + name.count("”") == 1 and len(name) > 1
    return name.strip("“”") if lone and (name[0] in "“”" or name[-1] in "“”") else name


def _by_start(metrics: list[FoundMetric]) -> list[FoundMetric]:
    return sorted(metrics, key=lambda metric: (metric.start, metric.end))


def _metric(article: Article, reading: Reading, found: FoundMetric, number: int, ids: dict[int, str]) -> Metric:
    start, end = reading.view.span(found.start, found.end)
    return Metric(
        id=f"m{number}",
        status=found.status,  # type: ignore[arg-type]
        indicator=found.indicator,
        measure=found.measure,  # type: ignore[arg-type]
        comparator=found.comparator,  # type: ignore[arg-type]
        value=float(found.value),
        value_max=None if found.value_max is None else float(found.value_max),
        unit=found.unit,
        start=found.period_start,
        end=found.period_end,
        period_inferred=found.period_inferred,
        subject=None if found.subject is None else ids.get(found.subject),
        start_offset=start,
        end_offset=end,
        quote=_sentence(article, reading, found.start, found.end),
        rule=found.rule,
        cues=found.cues,
        confidence=_confidence(of_metric(found)),
    )


def _relation(article: Article, reading: Reading, found: FoundRelation, ids: dict[int, str]) -> Relation:
    start, end = reading.view.span(found.start, found.end)
    return Relation(
        subject=ids[found.subject],
        predicate=found.predicate,  # type: ignore[arg-type]
        object=ids[found.object],
        start_offset=start,
        end_offset=end,
        quote=article.text[start:end],
        rule=found.rule,
        cue=found.cue,
        confidence=_confidence(of_relation(found, reading.entities)),
    )


def _dropped(article: Article, reading: Reading, found: FoundDropped) -> Dropped:
    start, end = reading.view.span(found.start, found.end)
    return Dropped(
        indicator=found.indicator,
        value=None if found.metric is None else float(found.metric.value),
        unit="" if found.metric is None else found.metric.unit,
        start_offset=start,
        end_offset=end,
        quote=_sentence(article, reading, found.clause_start, found.clause_end),
        cue=found.cue,
    )


def _sentence(article: Article, reading: Reading, start: int, end: int) -> str:
    """The sentence of the given text that holds a view span, cut around the span where it is very long."""
    sentence = reading.structure.sentence_at(start)
    first, last = sentence.start, max(sentence.end, end)
    if last - first > _QUOTE_MAX:
        first, last = max(first, start - _QUOTE_MAX // 2), min(last, end + _QUOTE_MAX // 2)
    given_start, given_end = reading.view.span(first, last)
    return article.text[given_start:given_end].strip()


def _confidence(evidence: Evidence) -> float:
    return round(calibrated(evidence), 4)
