"""A record as RDF: one named graph per article, a direct triple and a statement node for each relation.

Lines are N-Triples without the final dot, the common form of N-Quads, bulk loads and SPARQL updates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from policygraph.graph.copies import State
from policygraph.graph.iris import Iris, slug
from policygraph.graph.resolution.resolver import Identity
from policygraph.graph.succession import succession
from policygraph.graph.terms import boolean, decimal, integer, period, string
from policygraph.schema.errors import RecordError
from policygraph.schema.namespace import PG, expand
from policygraph.schema.record import Metric, Record, Relation
from policygraph.schema.vocabulary import vocabulary

MAPPING_VERSION = "4"  # raise it when the triples change: workspaces then load their store again from the ledger

_JOINT = re.compile(r"[;；、,，\s]+")  # between the bodies that issue a document together

_A = f"<{expand('rdf:type')}>"
_SUBJECT, _PREDICATE, _OBJECT = (f"<{expand(f'rdf:{name}')}>" for name in ("subject", "predicate", "object"))
_LABEL = f"<{expand('rdfs:label')}>"


def _pg(name: str) -> str:
    return f"<{PG}{name}>"


_ARTICLE, _QUOTE, _RULE, _CONFIDENCE = _pg("article"), _pg("quote"), _pg("rule"), _pg("confidence")
_START, _END, _NAME, _REFERS, _MENTIONS = (
    _pg(name) for name in ("startOffset", "endOffset", "name", "refersTo", "mentions")
)


@dataclass(slots=True)
class ArticleGraph:
    """The triples of one article: what it states, and what was inferred within it."""

    stated: list[str] = field(default_factory=list)
    inferred: list[str] = field(default_factory=list)


def article_graph(
    record: Record,
    *,
    article: str,
    iris: Iris,
    identities: Mapping[str, Identity],
    state: State | None = None,
    confirmed: Collection[str] = (),
) -> ArticleGraph:
    """The graph of an article whose record passed `check`."""
    node = f"<{iris.article(article)}>"
    graph = ArticleGraph()
    graph.stated += _article(node, article, record, identities)
    graph.stated += [f"{node} {predicate} <{iris.article(other)}>" for predicate, other in _standing(state or State())]
    for identity in identities.values():
        entity = f"<{identity.iri}>"
        graph.stated.append(f"{entity} {_A} {_pg(identity.type)}")
        graph.stated.append(f"{node} {_MENTIONS} {entity}")
        graph.stated += [f"{entity} {_NAME} {string(name)}" for name in identity.names]
    base = node[:-1]
    mentions = ((entity, mention) for entity in record.entities for mention in entity.mentions)
    for number, (entity_, mention) in enumerate(mentions):
        m = f"{base}/mention/{number}>"
        graph.stated += (
            f"{m} {_A} {_pg('Mention')}",
            f"{m} {_REFERS} <{identities[entity_.id].iri}>",
            f"{m} {_NAME} {string(mention.name)}",
            f"{m} {_ARTICLE} {node}",
            f"{m} {_START} {integer(mention.start_offset)}",
            f"{m} {_END} {integer(mention.end_offset)}",
            f"{m} {_RULE} {string(mention.rule)}",
            f"{m} {_CONFIDENCE} {decimal(mention.confidence)}",
        )
    for metric in record.metrics:
        if metric.id in confirmed:
            graph.stated.append(f"{base}/metric/{slug(metric.id)}> {_pg('confirmed')} {boolean(True)}")
        graph.stated += _metric(node, record, metric, identities)
    graph.inferred += dict.fromkeys(succession(iris.article(article), record, iris, identities.values()))
    for number, relation in enumerate(record.relations):
        triples = graph.inferred if relation.inferred else graph.stated
        if f"relation/{number}" in confirmed:
            triples.append(f"{base}/relation/{number}> {_pg('confirmed')} {boolean(True)}")
        triples += _relation(f"{base}/relation/{number}>", node, record, relation, identities)
    return graph


def _standing(state: State) -> Iterable[tuple[str, str]]:
    """How an article stands to others: which it copies, which replaces it, which it corrects."""
    if state.copy_of:
        yield _pg("copyOf"), state.copy_of
    if state.superseded_by:
        yield _pg("supersededBy"), state.superseded_by
    for other in state.corrects:
        yield _pg("corrects"), other


def check(record: Record, article: str) -> None:
    """See that a record can be stored. Raises `RecordError` when it names an entity that it does not hold."""
    known = {entity.id for entity in record.entities}
    for number, relation in enumerate(record.relations):
        for entity in (relation.subject, relation.object):
            if entity not in known:
                raise _missing(article, f"relation {number} ({relation.predicate})", entity)
    for metric in record.metrics:
        if metric.subject is not None and metric.subject not in known:
            raise _missing(article, f"metric {metric.id} ({metric.indicator})", metric.subject)
        decimal(metric.value)


def label_triple(entity: str, label: str) -> str:
    """The one label of an entity, kept in the graph of names."""
    return f"<{entity}> {_LABEL} {string(label)}"


def _article(node: str, key: str, record: Record, identities: Mapping[str, Identity]) -> list[str]:
    source = record.source
    triples = [
        f"{node} {_A} {_pg('Article')}",
        f"{node} <{expand('dcterms:identifier')}> {string(record.id or key)}",
    ]
    for predicate, value in (
        ("dcterms:title", source.title),
        ("dcterms:alternative", source.subtitle),
        ("dcterms:publisher", source.publisher),
        ("schema:url", source.url),
        ("pg:placeName", source.place),
        ("pg:documentNumber", source.document_number),
        ("pg:indexNumber", source.index_number),
        ("pg:issuerName", source.issuer),
        *(("pg:annex", name) for name in source.annexes or ()),
        ("pg:extractor", record.extractor),
    ):
        if value:
            triples.append(f"{node} <{expand(predicate)}> {string(value)}")
    for predicate, day in (("dcterms:issued", source.published), ("dcterms:created", source.issued)):
        if day:
            triples.append(f"{node} <{expand(predicate)}> {period(day)}")
    issuers = frozenset(_JOINT.split(source.issuer)) if source.issuer else frozenset()
    triples += [
        f"{node} {_pg('issuer')} <{identity.iri}>"
        for identity in identities.values()
        if identity.type == "Organization" and not issuers.isdisjoint(identity.names)
    ]
    triples += [
        f"{node} {_pg('place')} <{identity.iri}>"
        for identity in identities.values()
        if identity.type == "Place" and source.place in identity.names
    ]
    return triples


def _evidence(m: str, node: str, record: Record, item: Metric | Relation) -> tuple[str, ...]:
    quote = item.quote or record.text[item.start_offset : item.end_offset]
    return (
        f"{m} {_ARTICLE} {node}",
        f"{m} {_START} {integer(item.start_offset)}",
        f"{m} {_END} {integer(item.end_offset)}",
        f"{m} {_QUOTE} {string(quote)}",
        f"{m} {_RULE} {string(item.rule)}",
        f"{m} {_CONFIDENCE} {decimal(item.confidence)}",
    )


def _metric(node: str, record: Record, metric: Metric, identities: Mapping[str, Identity]) -> Iterable[str]:
    m = f"{node[:-1]}/metric/{slug(metric.id)}>"
    yield f"{m} {_A} {_pg(vocabulary().statuses[metric.status].rdf_class)}"
    yield f"{m} {_pg('indicator')} {string(metric.indicator)}"
    yield f"{m} {_pg('value')} {decimal(metric.value)}"
    if metric.value_max is not None:
        yield f"{m} {_pg('valueMax')} {decimal(metric.value_max)}"
    yield f"{m} {_pg('unit')} {string(metric.unit)}"
    yield f"{m} {_pg('comparator')} {string(metric.comparator)}"
    yield f"{m} {_pg('measure')} {string(metric.measure)}"
    if metric.start:
        yield f"{m} {_pg('periodStart')} {period(metric.start)}"
    if metric.end:
        yield f"{m} {_pg('periodEnd')} {period(metric.end)}"
    if metric.period_inferred:
        yield f"{m} {_pg('periodInferred')} {boolean(True)}"
    if metric.subject is not None:
        yield f"{m} {_pg('subject')} <{identities[metric.subject].iri}>"
    for cue in metric.cues:
        yield f"{m} {_pg('cue')} {string(cue)}"
    yield from _evidence(m, node, record, metric)


def _relation(
    m: str, node: str, record: Record, relation: Relation, identities: Mapping[str, Identity]
) -> Iterable[str]:
    subject, object_ = f"<{identities[relation.subject].iri}>", f"<{identities[relation.object].iri}>"
    predicate = _pg(relation.predicate)
    yield f"{subject} {predicate} {object_}"
    yield f"{m} {_A} {_pg('Statement')}"
    yield f"{m} {_SUBJECT} {subject}"
    yield f"{m} {_PREDICATE} {predicate}"
    yield f"{m} {_OBJECT} {object_}"
    yield f"{m} {_pg('inferred')} {boolean(relation.inferred)}"
    if relation.cue:
        yield f"{m} {_pg('cue')} {string(relation.cue)}"
    yield from _evidence(m, node, record, relation)


def _missing(article: str, item: str, entity: str) -> RecordError:
    return RecordError(
        f"article {article!r}: {item} names entity {entity!r}, which the record lacks; add it or drop the item"
    )
