"""Suggestions: what a person should decide next, the most doubtful first, with the sentences of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from policygraph.graph.curation.log import active, read
from policygraph.graph.curation.rulings import Mark, metric_mark, relation_mark, rulings
from policygraph.graph.listed import listed
from policygraph.graph.resolution.compare import labels, thresholds
from policygraph.graph.wording import amount
from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

_DOUBTFUL = 0.5  # confidence of items below which people are asked
_SENTENCES = 2  # of each side
_BREAKS = "。！？\n"
_NAMED = (
    "SELECT n.iri, count(DISTINCT n.article) FROM json_each(?) g CROSS JOIN article_names n ON n.iri = g.value "
    "GROUP BY n.iri"
)
_UNSURE = " OR ".join(
    f"EXISTS (SELECT 1 FROM json_each(articles.record, '$.{kind}') i WHERE i.value ->> 'confidence' < {_DOUBTFUL})"  # noqa: S608
    for kind in ("metrics", "relations")
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two entities: its IRI and name, in how many articles it stands, and sentences about it."""

    iri: str
    name: str
    articles: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question: are two entities one (``pair``), or is an item right (``metric``, ``relation``)?

    `score` is how sure the program is, `why` what speaks for it, by language; `item` names the item as
    ``curate confirm`` takes it.
    """

    kind: str
    score: float
    sides: tuple[Side, ...] = ()
    item: str = ""
    text: str = ""
    why: tuple[dict[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entities that some link speaks for, with how much and why; not joined, and nobody decided on them."""

    score: float
    features: tuple[str, ...]
    entities: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item of low confidence: how sure the program is, the item's name, and the mark by which decisions know it."""

    score: float
    item: str
    mark: Mark


def suggestions(workspace: Workspace, limit: int, lang: str = "zh") -> list[Suggestion]:
    """The most doubtful pairs, then the most doubtful items; at most `limit` together, words in `lang`."""
    found = [
        Suggestion(
            "pair", pair.score, tuple(_side(workspace, entity) for entity in pair.entities),
            why=tuple(labels()[name] for name in pair.features),
        )
        for pair in pairs(workspace, limit)
    ]  # fmt: skip
    if len(found) < limit:
        asked = undecided(workspace, doubts(workspace), limit - len(found))
        found += [_told(workspace, doubt, lang) for doubt in asked]
    return found


def pairs(workspace: Workspace, limit: int) -> list[Pair]:
    """The pairs to ask about, the nearest to being joined first, of equally near ones the oftenest named; `limit`."""
    at = thresholds().merge
    decided = rulings(active(read(workspace.folder))).decisions.pairs
    rows = workspace.ledger.connection.execute(
        "SELECT l.a, l.b, l.score, l.features, x.entity, y.entity FROM node_links l JOIN nodes x ON x.node = l.a "
        "JOIN nodes y ON y.node = l.b WHERE x.entity <> y.entity AND x.entity <> '' AND y.entity <> '' "
        "AND x.type = y.type ORDER BY abs(l.score - ?), l.a, l.b",
        (at,),
    )
    seen: set[tuple[str, str]] = set()
    found: list[Pair] = []
    for a, b, score, features, one, two in rows:
        if len(found) >= limit and abs(score - at) > abs(found[limit - 1].score - at):
            break  # what follows is less near than the last that is asked about
        pair = (one, two) if one < two else (two, one)
        if pair in seen or ((a, b) if a < b else (b, a)) in decided or pair in decided:
            continue
        seen.add(pair)
        found.append(Pair(score, tuple(features.split()), (one, two)))
    named = _named(workspace, {entity for pair in found for entity in pair.entities})
    found.sort(key=lambda p: (abs(p.score - at), -sum(named.get(one, 0) for one in p.entities), p.entities[0]))
    return found[:limit]


def undecided(workspace: Workspace, doubted: Iterable[Doubt], limit: int) -> list[Doubt]:
    """The first of these doubts that nobody decided on."""
    said = rulings(active(read(workspace.folder)))
    known = said.rejected | said.confirmed
    return list(islice((doubt for doubt in doubted if doubt.mark not in known), limit))


def _named(workspace: Workspace, entities: set[str]) -> dict[str, int]:
    """How many articles name each entity."""
    base = workspace.settings.base
    rows = workspace.ledger.connection.execute(_NAMED, (listed(base + entity for entity in entities),))
    return {iri.removeprefix(base): count for iri, count in rows}


def doubts(workspace: Workspace) -> list[Doubt]:
    """Metrics and relations of low confidence, decided on or not; the least sure first. Reads every article."""
    found = []
    for key, record in workspace.ledger.records(f"record IS NOT NULL AND ({_UNSURE})"):
        reading = workspace.stated(key, record)
        found += [
            Doubt(metric.confidence, f"{key}/metric/{metric.id}", metric_mark(key, metric))
            for metric in reading.metrics
            if metric.confidence < _DOUBTFUL
        ]
        found += [
            Doubt(relation.confidence, f"{key}/relation/{number}", relation_mark(key, reading, relation))
            for number, relation in enumerate(reading.relations)
            if relation.confidence < _DOUBTFUL
        ]
    return sorted(found, key=lambda doubt: (doubt.score, doubt.item))


def _told(workspace: Workspace, doubt: Doubt, lang: str) -> Suggestion:
    """A doubt as a question in words."""
    key, kind, name = doubt.item.rsplit("/", 2)
    record = workspace.ledger.record(key)
    assert record is not None  # it was read a moment ago
    reading = workspace.stated(key, record)
    if kind == "metric":
        metric = next(metric for metric in reading.metrics if metric.id == name)
        status = vocabulary().statuses[metric.status].label(lang)
        text = f"[{status}] {metric.indicator} {amount(Decimal(str(metric.value)), metric.unit)}: {metric.quote}"
    else:
        relation = reading.relations[int(name)]
        ends = (reading.entity(relation.subject).names[0], reading.entity(relation.object).names[0])
        link = vocabulary().predicates[relation.predicate].label(lang)
        text = f"{ends[0]} —{link}→ {ends[1]}: {relation.quote}"
    return Suggestion(kind, doubt.score, item=doubt.item, text=text)


def _side(workspace: Workspace, entity: str) -> Side:
    iri = workspace.settings.base + entity
    ask = workspace.ledger.connection.execute
    row = ask("SELECT label FROM entities WHERE iri = ?", (iri,)).fetchone()
    keys = [r[0] for r in ask("SELECT DISTINCT article FROM article_names WHERE iri = ? ORDER BY article", (iri,))]
    names = [r[0] for r in ask("SELECT name FROM names WHERE iri = ? ORDER BY fullest DESC, name", (iri,))]
    return Side(iri, row[0] if row else entity, len(keys), tuple(_sentences(workspace, keys, names)))


def _sentences(workspace: Workspace, keys: list[str], names: list[str]) -> Iterator[str]:
    """A sentence each of the first articles in which a name stands, with the article's title."""
    for key in keys[:_SENTENCES]:
        text = workspace.ledger.text(key) or ""
        at = next((found for name in names if (found := text.find(name)) >= 0), -1)
        if at < 0:
            continue
        begin = max(text.rfind(mark, 0, at) for mark in _BREAKS) + 1
        ends = [end for mark in _BREAKS if (end := text.find(mark, at)) >= 0]
        entry = workspace.ledger.entry(key)
        title = (entry.source.title if entry else None) or key
        yield f"{text[begin : min(ends, default=len(text)) + 1].strip()} 《{title}》"
