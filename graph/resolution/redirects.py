"""Redirects: IRIs that became part of another entity lead to it, so that a bookmark never dies."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from policygraph.schema.namespace import expand

PREDICATES = (expand("owl:sameAs"), expand("dcterms:isReplacedBy"))


def target(connection: sqlite3.Connection, base: str, iri: str) -> str | None:
    """The entity to which an IRI of this workspace leads; None for one that no article gives."""
    row = connection.execute(
        "SELECT entity FROM nodes WHERE node = ? AND entity <> ''", (iri.removeprefix(base),)
    ).fetchone()
    return base + row[0] if row else None


def triples(redirects: Mapping[str, str | None]) -> list[str]:
    """The triples that lead from IRIs to others."""
    return [f"<{old}> <{predicate}> <{new}>" for old, new in redirects.items() if new for predicate in PREDICATES]


def update(graph: str, redirects: Mapping[str, str | None]) -> str:
    """The update that gives each IRI its redirect in a graph, or none where the value is None."""
    if not redirects:
        return ""
    subjects = " ".join(f"<{iri}>" for iri in redirects)
    predicates = " ".join(f"<{predicate}>" for predicate in PREDICATES)
    new = "".join(f"{triple} . " for triple in triples(redirects))
    return (
        f"DELETE {{ ?s ?p ?o . GRAPH <{graph}> {{ ?s ?p ?o }} }} "
        f"WHERE {{ VALUES ?s {{ {subjects} }} VALUES ?p {{ {predicates} }} GRAPH <{graph}> {{ ?s ?p ?o }} }} ;\n"
        f"INSERT DATA {{ {new} GRAPH <{graph}> {{ {new} }} }}"
    )


def pending(connection: sqlite3.Connection, base: str) -> dict[str, str | None]:
    """What the store does not have yet: IRI and the one that it leads to; None for one that leads nowhere else."""
    rows = connection.execute("SELECT node, entity FROM nodes WHERE loaded = 0 ORDER BY node").fetchall()
    return {base + node: base + entity if entity and entity != node else None for node, entity in rows}


def everything(connection: sqlite3.Connection, base: str) -> dict[str, str | None]:
    """All redirects."""
    rows = connection.execute("SELECT node, entity FROM nodes WHERE entity NOT IN ('', node) ORDER BY node").fetchall()
    return {base + node: base + entity for node, entity in rows}


def loaded(connection: sqlite3.Connection, base: str, redirects: Mapping[str, str | None]) -> None:
    """Note that the store has these redirects now, unless they have become others since.

    What no article names any more is forgotten.
    """
    told = [(iri.removeprefix(base), (new or iri).removeprefix(base)) for iri, new in redirects.items()]
    gone = [(node,) for node, entity in told if node == entity]
    connection.executemany("DELETE FROM nodes WHERE node = ? AND entity = ''", gone)
    connection.executemany("UPDATE nodes SET loaded = 1 WHERE node = ? AND entity = ?", told)
