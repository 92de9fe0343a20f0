"""The graph of one article by itself, without ledger or store: what a machine can write that knows no other article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from policygraph.graph.iris import Iris, slug
from policygraph.graph.rdf import article_graph, check
from policygraph.graph.resolution.nodes import nodes
from policygraph.graph.resolution.resolver import Identity
from policygraph.graph.resolution.within import read
from policygraph.schema.article import Article
from policygraph.schema.record import Record

_SAFE_ID = re.compile(r"[\w.~+-]{1,80}")


def key_of(article: Article) -> str:
    """The key of an article that no workspace knows yet: its own id, else that of its URL, else of its content.

    >>> key_of(Article(id="宁波-1", text="")), key_of(Article(text="甲"))[:5]
    ('宁波-1', 'a33e3')
    """
    if article.id:
        return article.id if _SAFE_ID.fullmatch(article.id) else f"{slug(article.id)[:60]}-{digest(article.id, 8)}"
    if article.source.url:
        return f"a{digest(article.source.url)}"
    return f"a{article.content_hash[:16]}" if article.text else f"a{digest(article.source.path or '')}"


def quads(article: Article, record: Record, iris: Iris, home: str | None = None) -> Iterator[str]:
    """The lines of N-Quads of an article; its entities have the IRIs that they have where no other article names them.

    Raises
    ------
    RecordError
        When the record cannot be stored.
    """
    key = key_of(article)
    record = record.model_copy(update={"id": article.id, "source": article.source, "text": article.text})
    reading = read(record, home=home)
    check(reading.record, key)
    names = {entity.id: entity.names for entity in reading.record.entities}
    found = {n.entity: Identity(iris.base + n.node, n.type, names[n.entity]) for n in nodes(reading, key)}
    graph = article_graph(reading.record, article=key, iris=iris, identities=found)
    for name, triples in ((iris.article(key), graph.stated), (iris.inferred(key), graph.inferred)):
        yield from (f"{triple} <{name}> ." for triple in triples)


def digest(text: str, length: int = 16) -> str:
    """The first hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
