"""Questions: what people should decide next, with what each side's articles say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from policygraph.explore import known, mentions
from policygraph.explore.deciding import Asked, rehearse
from policygraph.explore.mentions import Place
from policygraph.explore.site import Site
from policygraph.explore.words import Words
from policygraph.graph.curation.rehearsal import Change
from policygraph.graph.curation.rulings import Mark, relation_mark
from policygraph.graph.curation.suggest import pairs, undecided
from policygraph.graph.figures import figure
from policygraph.graph.ledger import Entry
from policygraph.graph.resolution.compare import labels
from policygraph.schema.errors import CurationError
from policygraph.schema.record import Metric, Record, Relation
from policygraph.schema.vocabulary import vocabulary

COLUMNS = (
    "number", "question", "one", "other", "what", "sure", "article", "quote", "other_article", "other_quote",
)  # fmt: skip
MOST = 200  # questions at a time; after each decision the next ones move up
_ARTICLES, _SENTENCES = 3, 2  # of each side


@dataclass(frozen=True, slots=True)
class Side:
    """One of two entities: its names and articles, and some of these with sentences that name it."""

    iri: str
    label: str
    type: str
    names: tuple[str, ...]
    articles: int
    said: tuple[tuple[Entry, list[Place]], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A figure or link that is doubtful, with its article."""

    entry: Entry
    record: Record
    metric: Metric | None
    relation: Relation | None


@dataclass(frozen=True, slots=True)
class Question:
    """What people are asked: whether two entities (`sides`, IRIs) are one, and why they might be, or about an item.

    `score` is how sure the program is that they are one, or that the item is right.
    """

    sides: tuple[str, ...] = ()
    why: tuple[dict[str, str], ...] = ()
    item: str = ""
    mark: Mark = ()
    score: float = 0.0


def waiting(site: Site) -> Sequence[Question]:
    """The open questions in the order of ``curate suggest``."""
    return site.recall("questions", lambda: _waiting(site))


def _waiting(site: Site) -> list[Question]:
    workspace, base = site.workspace, site.workspace.settings.base
    found = [
        Question(
            tuple(base + one for one in pair.entities),
            tuple(labels()[name] for name in pair.features),
            score=pair.score,
        )
        for pair in pairs(workspace, MOST)
    ]
    if len(found) < MOST:
        found += [
            Question(item=one.item, mark=one.mark, score=one.score)
            for one in undecided(workspace, known.doubts(site), MOST - len(found))
        ]
    return found


def current(site: Site, question: Question) -> Question:
    """A question with the address that its link has now: a link that is rejected leaves its number to the next one."""
    key, kind, _ = question.item.rsplit("/", 2)
    found = site.workspace.identified(key) if kind == "relation" else None
    if found is not None:
        marks = [relation_mark(key, found[0], relation) for relation in found[0].relations]
        if question.mark in marks:
            return replace(question, item=f"{key}/relation/{marks.index(question.mark)}")
    return question


def side(site: Site, iri: str) -> Side:
    """What is known of one of two entities."""
    ask = site.workspace.ledger.connection.execute
    label, type_ = ask("SELECT label, type FROM entities WHERE iri = ?", (iri,)).fetchone()
    names = ask("SELECT name FROM names WHERE iri = ? ORDER BY name <> ?, articles DESC, name", (iri, label)).fetchall()
    named = mentions.articles(site, iri)
    first = named[:_ARTICLES]
    found = mentions.places(site.workspace, first, iri)
    said = tuple((entry, places[:_SENTENCES]) for entry, places in zip(first, found, strict=True))
    return Side(iri, label, type_, tuple(name for (name,) in names), len(named), said)


def item(site: Site, address: str) -> Item | None:
    """The figure or link with an address (``ARTICLE/metric/m3``, ``ARTICLE/relation/0``); None where it is gone."""
    end = address.removeprefix(site.workspace.iris.article(""))
    for kind in ("metric", "relation"):
        key, mark, id_ = end.rpartition(f"/{kind}/")
        entry = site.workspace.ledger.entry(key) if mark else None
        found = site.workspace.identified(entry.key) if entry else None
        if entry is None or found is None:
            continue
        record = found[0]
        if kind == "metric":
            metric = next((m for m in record.metrics if m.id == id_), None)
            return Item(entry, record, metric, None) if metric else None
        if id_.isdecimal() and int(id_) < len(record.relations):
            return Item(entry, record, None, record.relations[int(id_)])
    return None


def table(site: Site, asked: Sequence[Question], say: Words) -> Iterator[list[Any]]:
    """The questions as rows under `COLUMNS`, with a sentence of each side."""
    for number, question in enumerate(asked, 1):
        cells = _pair(site, question, say) if question.sides else _item(site, current(site, question), say)
        yield [number, say("curate.one_or_two" if question.sides else "curate.is_it_right"), *cells[:3],
               round(question.score, 2), *cells[3:]]  # fmt: skip


def _pair(site: Site, question: Question, say: Words) -> list[Any]:
    one, two = (side(site, iri) for iri in question.sides)
    said = [next(((e.id, places[0].sentence) for e, places in s.said if places), (None, None)) for s in (one, two)]
    why = "、".join(feature[say.lang] for feature in question.why)
    return [one.label, two.label, why, *said[0], *said[1]]


def _item(site: Site, question: Question, say: Words) -> list[Any]:
    found = item(site, question.item)
    if found is None:
        return [question.item, *[None] * 6]
    names = {entity.id: entity.names[0] for entity in found.record.entities}
    if m := found.metric:
        amount = figure(m.value, m.unit, top=m.value_max, comparator=m.comparator, measure=m.measure, lang=say.lang)
        status = vocabulary().statuses[m.status].label(say.lang)
        return [m.indicator, names.get(m.subject or ""), f"{status} {amount}", found.entry.id, m.quote, None, None]
    assert found.relation is not None  # an item is one of both
    r = found.relation
    link = vocabulary().predicates[r.predicate].label(say.lang)
    return [names.get(r.subject), names.get(r.object), link, found.entry.id, r.quote, None, None]


def merged(site: Site, question: Question) -> Change | None:
    """What would become of a pair if it were one; None where a rehearsal finds that it cannot be."""
    try:
        return rehearse(site, Asked("merge", entity=question.sides))[1]
    except CurationError:
        return None
