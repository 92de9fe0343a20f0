"""Names from the user's word lists: they are names of that type wherever they stand, unless inside a longer name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from policygraph.ingest.lists import RULE, Finder, ListedName, Lists
from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.clusters import Cluster
from policygraph.ingest.names.selection import Choice

SURE = 0.99
_LONGER = 0.5  # a chosen name that holds a listed one stands from this probability on


@lru_cache(maxsize=4)
def _finder(lists: Lists) -> tuple[Finder, dict[str, ListedName]]:
    by_name = {name: listed for listed in lists.names for name in listed.names}
    return Finder(by_name), by_name


def with_listed(text: str, lists: Lists, choices: Sequence[Choice], candidates: list[Candidate]) -> list[Choice]:
    """`choices` with the listed names among them, in order; what crosses a listed name gives way.

    New candidates, which say that a list names them, go to the end of `candidates`.
    """
    finder, by_name = _finder(lists)
    kept: list[Choice] = list(choices)
    for start, end in finder.find(text):
        first = bisect_left(kept, start + 1, key=lambda choice: choice.end)
        last = bisect_left(kept, end, key=lambda choice: choice.start)
        touched = kept[first:last]
        if any(c.start <= start and end <= c.end and (c.start, c.end) != (start, end) and c.probability >= _LONGER
               for c in touched):  # fmt: skip
            continue
        listed = by_name[text[start:end]]
        candidates.append(Candidate(start, end, {f"{RULE}: {listed.file}"}))
        kept[first:last] = [Choice(start, end, listed.type, SURE, len(candidates) - 1)]
    return kept


def join_listed(lists: Lists, clusters: list[Cluster]) -> list[Cluster]:
    """`clusters` with those that one line of a list names joined, each with the type and the full name of its line."""
    _, by_name = _finder(lists)
    owners: dict[tuple[str, ...], Cluster] = {}
    kept: list[Cluster] = []
    for found in clusters:
        listed = next((by_name[surface] for surface in found.surfaces if surface in by_name), None)
        if listed is None:
            kept.append(found)
            continue
        owner = owners.get(listed.names)
        if owner is None:
            owners[listed.names] = found
            found.type = listed.type
            found.surfaces.setdefault(listed.names[0], SURE)
            kept.append(found)
        else:
            owner.choices = sorted([*owner.choices, *found.choices], key=lambda choice: choice.start)
            for surface, weight in found.surfaces.items():
                owner.surfaces[surface] = owner.surfaces.get(surface, 0.0) + weight
    return kept
