"""Claims on the shelf: what tracking read in each article, kept in the ledger until the article's graph changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import fields, replace

from policygraph.graph.iris import Iris
from policygraph.graph.ledger import Ledger
from policygraph.graph.store import GraphStore
from policygraph.graph.tracking.claiming import claims_of
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.dropping import dropped_of
from policygraph.graph.tracking.reader import readings

VERSION = "10"  # raise it when claims are read differently
_STANDING = (  # a superseded article whose successor has no date is of no day
    "SELECT a.key, s.record ->> '$.source.published' FROM articles a"
    " LEFT JOIN articles s ON a.state = 'superseded' AND s.own_id = a.superseded_by AND s.record IS NOT NULL"
    " WHERE a.record IS NOT NULL AND a.loaded = 1"
    " AND (a.state IN ('current', 'copy') OR s.record ->> '$.source.published' IS NOT NULL) ORDER BY a.key"
)
_NAMES = [field.name for field in fields(Claim)]
_TUPLES = [number for number, field in enumerate(fields(Claim)) if str(field.type).startswith("tuple")]


def claims(ledger: Ledger, store: GraphStore, iris: Iris, *, keep: bool) -> list[Claim]:
    """The claims of all current articles, what copies say otherwise, and superseded ones until another replaced them.

    They are read anew where the shelf has none, and with `keep` put there.
    """
    standing = dict(ledger.connection.execute(_STANDING))
    shelved = _shelved(ledger.connection)
    fresh = _read(ledger, store, iris, [key for key in standing if key not in shelved])
    if keep:
        _put(ledger, fresh)
    both = shelved | fresh
    return [
        replace(claim, until=until) if until else claim
        for key, until in standing.items()
        for claim in both.get(key, [])
    ]


def fill(ledger: Ledger, store: GraphStore, iris: Iris) -> None:
    """Put the claims of the articles on the shelf that are not there; those that are stay unread."""
    begin = json.dumps([VERSION])[:-1] + ","  # of what was read by this version; to parse it all takes long
    missing = ledger.connection.execute(
        "SELECT a.key FROM articles a LEFT JOIN claims c ON c.article = a.key"
        " WHERE a.record IS NOT NULL AND a.state IN ('current', 'copy', 'superseded') AND a.loaded = 1"
        " AND (c.data IS NULL OR substr(c.data, 1, ?) <> ?) ORDER BY a.key",
        (len(begin), begin),
    )
    _put(ledger, _read(ledger, store, iris, [key for (key,) in missing]))


def _read(ledger: Ledger, store: GraphStore, iris: Iris, keys: list[str]) -> dict[str, list[Claim]]:
    return {reading.key: claims_of(reading) + dropped_of(reading) for reading in readings(ledger, store, iris, keys)}


def _put(ledger: Ledger, found: dict[str, list[Claim]]) -> None:
    if found:
        rows = [
            (k, json.dumps([VERSION, [_row(c) for c in claims]], ensure_ascii=False)) for k, claims in found.items()
        ]
        with ledger.transaction() as connection:
            connection.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?)", rows)


def forget(connection: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Take articles off the shelf: their graph has changed."""
    connection.executemany("DELETE FROM claims WHERE article = ?", [(key,) for key in keys])


def _shelved(connection: sqlite3.Connection) -> dict[str, list[Claim]]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'claims'").fetchone():
        return {}  # the ledger of an earlier version, open for reading
    found = {}
    for key, data in connection.execute("SELECT article, data FROM claims"):
        version, rows = json.loads(data)
        if version == VERSION:
            found[key] = [_claim(row) for row in rows]
    return found


def _row(claim: Claim) -> list[object]:
    return [getattr(claim, name) for name in _NAMES]


def _claim(row: list[object]) -> Claim:
    for number in _TUPLES:
        row[number] = tuple(row[number])  # type: ignore[arg-type]  # a list, from JSON
    return Claim(*row)  # type: ignore[arg-type]
