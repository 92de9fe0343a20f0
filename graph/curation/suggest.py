"""Suggestions: what a person should decide next, the most doubtful first, with the sentences of both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from policygraph.graph.curation.log import active, read
from policygraph.graph.curation.rulings import metric_mark, relation_mark, rulings
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


def suggestions(workspace: Workspace, limit: int, lang: str = "zh") -> list[Suggestion]:
    """The most doubtful pairs, then the most doubtful items; at most `limit` together, words in `lang`."""
    found = _pairs(workspace, limit)
    if len(found) < limit:
        found += _items(workspace, lang)[: limit - len(found)]
    return found


def _pairs(workspace: Workspace, limit: int) -> list[Suggestion]:
    """Pairs of entities that some link speaks for, not joined and not decided; the nearest to being joined first."""
    at = thresholds().merge
    decided = rulings(active(read(workspace.folder))).decisions.pairs
    rows = workspace.ledger.connection.execute(
        "SELECT l.a, l.b, l.score, l.features, x.entity, y.entity FROM node_links l JOIN nodes x ON x.node = l.a "
        "JOIN nodes y ON y.node = l.b WHERE x.entity <> y.entity AND x.entity <> '' AND y.entity <> '' "
        "AND x.type = y.type ORDER BY abs(l.score - ?), l.a, l.b",
        (at,),
    ).fetchall()
    seen: set[tuple[str, str]] = set()
    open_: list[tuple[float, str, str, str]] = []
    for a, b, score, features, one, two in rows:
        pair = (one, two) if one < two else (two, one)
        if pair in seen or ((a, b) if a < b else (b, a)) in decided or pair in decided:
            continue
        seen.add(pair)
        open_.append((score, features, one, two))
    named = _named(workspace, {entity for *_, one, two in open_ for entity in (one, two)})
    open_.sort(key=lambda p: (abs(p[0] - at), -named.get(p[2], 0) - named.get(p[3], 0), p[2]))
    return [
        Suggestion(
            "pair", score, (_side(workspace, one), _side(workspace, two)),
            why=tuple(labels()[name] for name in features.split()),
        )
        for score, features, one, two in open_[:limit]
    ]  # fmt: skip


def _named(workspace: Workspace, entities: set[str]) -> dict[str, int]:
    """How many articles name each entity."""
    base = workspace.settings.base
    rows = workspace.ledger.connection.execute(_NAMED, (listed(base + entity for entity in entities),))
    return {iri.removeprefix(base): count for iri, count in rows}


def _items(workspace: Workspace, lang: str) -> list[Suggestion]:
    """Metrics and relations of low confidence that nobody decided on; the least sure first."""
    said = rulings(active(read(workspace.folder)))
    known = said.rejected | said.confirmed
    found = []
    for key, record in workspace.ledger.records(f"record IS NOT NULL AND ({_UNSURE})"):
        reading = workspace.stated(key, record)
        for metric in reading.metrics:
            if metric.confidence < _DOUBTFUL and metric_mark(key, metric) not in known:
                item = f"{key}/metric/{metric.id}"
                size = amount(Decimal(str(metric.value)), metric.unit)
                status = vocabulary().statuses[metric.status].label(lang)
                text = f"[{status}] {metric.indicator} {size}: {metric.quote}"
                found.append(Suggestion("metric", metric.confidence, item=item, text=text))
        for number, relation in enumerate(reading.relations):
            if relation.confidence < _DOUBTFUL and relation_mark(key, reading, relation) not in known:
                ends = (reading.entity(relation.subject).names[0], reading.entity(relation.object).names[0])
                link = vocabulary().predicates[relation.predicate].label(lang)
                text = f"{ends[0]} —{link}→ {ends[1]}: {relation.quote}"
                found.append(Suggestion("relation", relation.confidence, item=f"{key}/relation/{number}", text=text))
    return sorted(found, key=lambda s: (s.score, s.item))


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
