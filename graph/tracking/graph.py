"""Tracking in the graph: one named graph of verdicts for each article that sets targets, as of the newest article.

What it says follows from the articles alone, not from the day on which it was made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from policygraph.graph.iris import Iris
from policygraph.graph.ledger import Ledger
from policygraph.graph.store import GraphStore, add_graph, replace_graph
from policygraph.graph.terms import boolean, decimal, iri, period, string
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Row
from policygraph.schema.namespace import PG, expand

_A, _DERIVED = iri(expand("rdf:type")), iri(expand("prov:wasDerivedFrom"))


def graphs(rows: Iterable[Row], iris: Iris) -> dict[str, list[str]]:
    """The triples of each graph of tracking, by the graph's IRI."""
    found: dict[str, list[str]] = {}
    for row in rows:
        article = article_of(row.target)
        found.setdefault(iris.tracking(article), []).extend(triples(row))
    return found


def triples(row: Row) -> list[str]:
    """What the graph says of one target."""
    node = iri(f"{row.target.iri}/tracking")
    found = [
        f"{node} {_A} {_pg('Tracking')}",
        f"{node} {_pg('tracks')} {iri(row.target.iri)}",
        f"{node} {_pg('verdict')} {string(row.verdict)}",
        f"{node} {_pg('contradictory')} {boolean(row.contradictory)}",
    ]
    if row.subject.iri:
        found.append(f"{node} {_pg('targetOf')} {iri(row.subject.iri)}")
    for name, number in (("progress", row.progress), ("pace", row.pace)):
        if number is not None:
            found.append(f"{node} {_pg(name)} {decimal(round(number, 4))}")
    if row.dropped:
        found.append(f"{node} {_pg('droppedBy')} {iri(article_of(row.dropped))}")
    if row.results:
        last = row.results[-1]
        found += [
            f"{node} {_pg('asOf')} {period(last.as_of.isoformat())}",
            f"{node} {_pg('latestValue')} {decimal(last.value)}",
            f"{node} {_pg('latestUnit')} {string(last.unit)}",
            f"{node} {_pg('latestResult')} {iri(last.claim.iri)}",
        ]
        rules = sorted({result.derived.rule for result in row.results if result.derived})
        found += [f"{node} {_pg('rule')} {string(rule)}" for rule in rules]
    used = {row.target.iri, *(result.claim.iri for result in row.results)}
    used |= {source.iri for result in row.results if result.derived for source in result.derived.sources}
    if row.base:
        used.add(row.base.claim.iri)
    found += [f"{node} {_DERIVED} {iri(metric)}" for metric in sorted(used)]
    found += [f"{node} {_pg('replaces')} {iri(version.iri)}" for version in row.versions]
    return found


def article_of(claim: Claim) -> str:
    """The IRI of a claim's article."""
    return claim.iri.rpartition("/metric/")[0] or claim.iri.rpartition("#")[0]


def write(ledger: Ledger, store: GraphStore, wanted: dict[str, list[str]], *, mark: tuple[str, str]) -> int:
    """Bring the graphs of tracking in the store in step; the number of graphs that were not."""
    return replace(ledger, store, outdated(ledger, wanted), mark=mark)


def outdated(ledger: Ledger, wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is wanted of the graphs that are not in step, by name; nothing of one that is to go."""
    have = dict(ledger.connection.execute("SELECT graph, digest FROM tracked").fetchall())
    names = sorted({*wanted, *have})
    return {name: wanted.get(name, []) for name in names if _digest(wanted.get(name, [])) != have.get(name)}


def _digest(lines: list[str]) -> str | None:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] if lines else None


def replace(ledger: Ledger, store: GraphStore, changed: dict[str, list[str]], *, mark: tuple[str, str]) -> int:
    """Write graphs of tracking to the store, and note that all are in step now; the number of graphs."""
    have = {name for (name,) in ledger.connection.execute("SELECT graph FROM tracked")}
    fresh = [(name, lines) for name, lines in changed.items() if name not in have]
    if sum(len(lines) for _, lines in fresh) >= 10_000:
        store.load(fresh)
    else:
        store.update(" ;\n".join(add_graph(name, lines) for name, lines in fresh))
    for name, lines in changed.items():
        if name in have:
            store.update(replace_graph(name, lines))
    with ledger.transaction() as connection:
        connection.executemany("DELETE FROM tracked WHERE graph = ?", [(name,) for name in changed])
        connection.executemany(
            "INSERT INTO tracked VALUES (?, ?)", [(name, _digest(lines)) for name, lines in changed.items() if lines]
        )
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", mark)
    return len(changed)


def _pg(name: str) -> str:
    return f"<{PG}{name}>"
