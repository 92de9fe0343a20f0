"""The graph for rdflib: to be read, each quad once.

The store keeps a default graph that merges the named ones, for queries. As quads it would be everything a second time,
so it is asked, but neither listed nor written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NoReturn

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from policygraph.schema.errors import WorkspaceError
from policygraph.schema.namespace import PREFIXES


def dataset(store: ox.Store) -> rdflib.Dataset:
    """An `rdflib.Dataset` over a store.

    >>> found = dataset(ox.Store())
    >>> len(list(found.quads()))
    0
    """
    made = rdflib.Dataset(store=_ReadOnly(store=store), default_union=True)
    for prefix, namespace in PREFIXES.items():
        made.bind(prefix, namespace, replace=True)
    return made


class _ReadOnly(OxigraphStore):
    """The store of a dataset that lists the quads of named graphs alone, and takes none."""

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """The triples of a named graph; without one each triple of the store once, with all graphs that state it."""
        if context is not None:
            return (
                iter(()) if context.identifier == DATASET_DEFAULT_GRAPH_ID else super().triples(triple_pattern, context)
            )
        merged = super().triples(triple_pattern, rdflib.Graph(identifier=DATASET_DEFAULT_GRAPH_ID))
        return ((triple, self._stating(triple)) for triple, _ in merged)

    def _stating(self, triple: Any) -> Iterator[Any]:
        return (graph for graph in self.contexts(triple) if graph.identifier != DATASET_DEFAULT_GRAPH_ID)

    def query(self, query: Any, initNs: Any, initBindings: Any, queryGraph: Any, **options: Any) -> Any:  # noqa: N803
        """An answer from the merge that the store keeps: a union made now would count what two graphs state twice."""
        asked = DATASET_DEFAULT_GRAPH_ID if queryGraph == "__UNION__" else queryGraph
        return super().query(query, initNs, initBindings, asked, **options)

    def add(self, *_args: Any, **_options: Any) -> NoReturn:
        """Refuse it, like all that would change the graph past the ledger."""
        raise WorkspaceError(
            "the dataset of a workspace is only read: what is written past the ledger would be lost; use "
            "ws.build, ws.remove and the decisions of `policygraph curate`, or copy it into an rdflib.Dataset of yours"
        ).because("dataset_read_only")

    addN = remove = update = remove_graph = add  # noqa: N815 - rdflib's names

    def add_graph(self, graph: Any) -> None:
        """Nothing: rdflib tells of each graph that is looked at."""
