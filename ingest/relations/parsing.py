"""How a sentence proposes links: by the grammar where it has clauses, by its columns where it is a row of a table."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.ingest.relations.grammar import Reader
from policygraph.ingest.relations.skeleton import Symbol
from policygraph.ingest.relations.walk import BREAKS, MAKING, OPEN, Parse, Proposal


def propose(symbols: Sequence[Symbol]) -> Parse:
    """How the grammar reads one sentence."""
    kinds = {symbol.kind for symbol in symbols}
    if "|" in kinds and not kinds & (BREAKS | MAKING):
        return Parse(tuple(_row(symbols)), OPEN)
    return Reader(symbols).run()


def _row(symbols: Sequence[Symbol]) -> list[Proposal]:
    """A row of a table: project, company, place in any order."""
    first: dict[str, int] = {}
    for k, symbol in enumerate(symbols):
        if symbol.items:
            first.setdefault(symbol.kind[0], k)
    found = []
    if "G" in first and "E" in first:
        found.append(Proposal("implements", first["E"], first["G"], "row"))
    thing = first.get("G", first.get("E"))
    if thing is None:
        thing = first.get("P")
    place = first.get("L", first.get("P"))
    if thing is not None and place is not None and place != thing:
        found.append(Proposal("locatedIn", thing, place, "row"))
    if "H" in first and (holder := first.get("E", first.get("P"))) is not None:
        found.append(Proposal("awarded", holder, first["H"], "row"))
    return found
