"""Mentions: the articles that name an entity, and the sentences in which they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from policygraph.explore import known
from policygraph.explore.sentences import around
from policygraph.explore.site import Site
from policygraph.graph.ledger import Entry
from policygraph.graph.workspace import Workspace

_PLACES = """
SELECT ?article ?name ?start ?end WHERE {
  VALUES ?article { $articles }
  GRAPH ?article { ?mention pg:refersTo $entity ; pg:name ?name ; pg:startOffset ?start ; pg:endOffset ?end }
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


def places(workspace: Workspace, entries: Sequence[Entry], iri: str) -> list[list[Place]]:
    """For each article the sentences that name an entity, once, as they stand; none where only 我市 does."""
    graphs = {workspace.iris.article(entry.key): entry.key for entry in entries}
    if not graphs:
        return []
    found: dict[str, dict[tuple[int, int], Place]] = {key: {} for key in graphs.values()}
    texts = {key: workspace.ledger.text(key) or "" for key in found}
    query = _PLACES.replace("$articles", " ".join(str(ox.NamedNode(graph)) for graph in graphs))
    for row in workspace.store.query(query, parameters={"entity": ox.NamedNode(iri)}):
        key, start, end = graphs[str(row["article"])], int(row["start"]), int(row["end"])
        bounds = around(texts[key], start, end)
        found[key].setdefault(bounds, Place(str(row["name"]), start, end, texts[key][slice(*bounds)].strip()))
    return [list(found[entry.key].values()) for entry in entries]
