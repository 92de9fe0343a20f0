"""Mentions: the articles that name an entity, and the sentences in which they do."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from policygraph.explore import known
from policygraph.explore.sentences import around
from policygraph.explore.site import Site
from policygraph.graph.ledger import Entry
from policygraph.graph.workspace import Workspace

_PLACES = """
SELECT ?name ?start ?end WHERE {
  GRAPH $article { ?mention pg:refersTo $entity ; pg:name ?name ; pg:startOffset ?start ; pg:endOffset ?end }
} ORDER BY ?start ?end
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that names the entity, and where in the article the name stands."""

    name: str
    start: int
    end: int
    sentence: str


def articles(site: Site, iri: str) -> list[Entry]:
    """The articles that name an entity, the latest first."""
    rows = site.workspace.ledger.connection.execute("SELECT DISTINCT article FROM article_names WHERE iri = ?", (iri,))
    keys = {row[0] for row in rows.fetchall()}
    if len(keys) < 200:
        order = known.order(site)
        return [order[key][1] for key in sorted(keys & order.keys(), key=lambda key: order[key][0])]
    return [entry for entry in known.articles(site).values() if entry.key in keys]


def places(workspace: Workspace, entry: Entry, iri: str) -> list[Place]:
    """Each sentence of an article that names an entity, once, in the order of the text; none where only 我市 stands."""
    parameters = {"entity": ox.NamedNode(iri), "article": ox.NamedNode(workspace.iris.article(entry.key))}
    text = workspace.ledger.text(entry.key) or ""
    found: dict[tuple[int, int], Place] = {}
    for row in workspace.store.query(_PLACES, parameters=parameters):
        start, end = int(row["start"]), int(row["end"])
        bounds = around(text, start, end)
        found.setdefault(bounds, Place(str(row["name"]), start, end, text[slice(*bounds)].strip()))
    return list(found.values())
