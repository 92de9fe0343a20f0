"""Links: who is linked with whom, held in memory to be asked many times; the sentences stay in the store."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from policygraph.graph.evidence import PATTERN, VARIABLES, Evidence
from policygraph.graph.store import GraphStore
from policygraph.schema.namespace import PG
from policygraph.schema.vocabulary import vocabulary

_ALL = """
SELECT ?subject ?predicate ?object ?inferred (COUNT(?item) AS ?count) WHERE {
  ?item a pg:Statement ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; pg:inferred ?inferred .
} GROUP BY ?subject ?predicate ?object ?inferred
"""
_SENTENCES = f"""
SELECT ?item {VARIABLES} WHERE {{
  ?item rdf:subject $subject ; rdf:object $object ; rdf:predicate $predicate .
  {PATTERN}
}} ORDER BY ?published ?article ?start_offset
"""
_TOGETHER = f"""
SELECT ?predicate ?other ?item {VARIABLES} WHERE {{
  VALUES (?predicate ?other) {{ $values }}
  ?item $there ?other ; $here $entity ; rdf:predicate ?predicate .
  {PATTERN}
}}
"""  # by the other end first: the entity itself may have hundreds of links
_FEW = 20  # sentences of a link that are worth reading for the sake of the first


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an entity. `forward` is True where the entity is its subject, and where both ends are alike.

    `count` is the number of sentences that state it, `inferred` True where none does but one was concluded from.
    """

    predicate: str
    forward: bool
    other: str
    count: int
    inferred: bool


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a chain from `start` to `end`; `forward` is False where the statement runs the other way."""

    start: str
    end: str
    predicate: str
    forward: bool


# The links of each entity: predicate, direction and the other end, with the count and whether it is inferred.
Table = dict[str, dict[tuple[str, bool, str], tuple[int, bool]]]


class Links:
    """All links of a store as they were when it was asked; `table` is what an earlier one was told."""

    def __init__(self, store: GraphStore, table: Table | None = None) -> None:
        self.table = _asked(store) if table is None else table
        self._order = {name: number for number, name in enumerate(vocabulary().predicates)}

    def of(self, iri: str) -> list[Link]:
        """The links of an entity by predicate and direction, in the order of the vocabulary, the best stated first."""
        return sorted(
            (Link(*key, *said) for key, said in self.table.get(iri, {}).items()),
            key=lambda link: (not link.forward, self._order[link.predicate], -link.count, link.other),
        )

    def chains(self, start: str, end: str, *, max_hops: int = 4, limit: int = 3) -> list[list[Hop]]:
        """The shortest chains between two entities, stated links taken in either direction, the best stated first.

        Parameters
        ----------
        max_hops
            Longer chains are not given; an empty list means that there is none within it.
        """
        if start == end or start not in self.table or end not in self.table:
            return []
        depth = self._depths(start, end, max_hops)
        if end not in depth:
            return []
        ways = self._ways(start, end, depth, 50 * limit)
        chains = [[self._hop(a, b) for a, b in pairwise(way)] for way in ways]
        return sorted(chains, key=lambda chain: (-min(self._weight(hop) for hop in chain), _names(chain)))[:limit]

    def _near(self, iri: str) -> dict[str, int]:
        """The entities one stated link away, with the number of sentences."""
        near: dict[str, int] = {}
        for (_, _, other), (count, inferred) in self.table.get(iri, {}).items():
            if not inferred and other != iri:
                near[other] = near.get(other, 0) + count
        return near

    def _depths(self, start: str, end: str, max_hops: int) -> dict[str, int]:
        """How far entities are from `start`, as far out as `end` or the bound."""
        depth, waiting = {start: 0}, deque([start])
        while waiting:
            here = waiting.popleft()
            if depth[here] == max_hops or (end in depth and depth[here] >= depth[end]):
                break
            for other in self._near(here):
                if other not in depth:
                    depth[other] = depth[here] + 1
                    waiting.append(other)
        return depth

    def _ways(self, start: str, end: str, depth: dict[str, int], most: int) -> list[list[str]]:
        """The chains of entities on which each step leads one further from `start`; followed from `end` backwards."""

        def backwards(here: str) -> Iterator[list[str]]:
            if here == start:
                yield [start]
                return
            near = sorted((-count, other) for other, count in self._near(here).items())
            for _, other in near:
                if depth.get(other) == depth[here] - 1:
                    for way in backwards(other):
                        yield [*way, here]

        found = []
        for way in backwards(end):
            found.append(way)
            if len(found) == most:
                break
        return found

    def _hop(self, a: str, b: str) -> Hop:
        links = [
            (-count, self._order[predicate], not forward, Hop(a, b, predicate, forward))
            for (predicate, forward, other), (count, inferred) in self.table[a].items()
            if other == b and not inferred
        ]
        return min(links, key=lambda link: link[:3])[3]

    def _weight(self, hop: Hop) -> int:
        return self.table[hop.start][hop.predicate, hop.forward, hop.end][0]


def _asked(store: GraphStore) -> Table:
    words = vocabulary().predicates
    found: Table = {}
    for row in store.query(_ALL):
        subject, object_ = str(row["subject"]), str(row["object"])
        predicate = str(row["predicate"]).removeprefix(PG)
        count, inferred = int(row["count"]), bool(row["inferred"])
        for one, other, forward in ((subject, object_, True), (object_, subject, words[predicate].symmetric)):
            mine = found.setdefault(one, {})
            before, concluded = mine.get((predicate, forward, other), (0, True))
            mine[predicate, forward, other] = (before + count, concluded and inferred)
    return found


def _names(chain: list[Hop]) -> list[str]:
    return [hop.end for hop in chain]


def sentences(store: GraphStore, iri: str, link: Link, limit: int | None = None) -> list[Evidence]:
    """The sentences that state a link of an entity, the oldest first; `limit` of them."""
    found = []
    for subject, object_ in _ends(iri, link):
        parameters = {
            "subject": ox.NamedNode(subject),
            "predicate": ox.NamedNode(PG + link.predicate),
            "object": ox.NamedNode(object_),
        }
        query = f"{_SENTENCES} LIMIT {limit}" if limit else _SENTENCES
        found += [Evidence.of(row) for row in store.query(query, parameters=parameters)]
    return sorted(found, key=_place)[:limit]


def first_sentences(store: GraphStore, iri: str, links: Sequence[Link], limit: int) -> list[list[Evidence]]:
    """For each of some links of an entity what `sentences` gives; those with few sentences are asked for together."""
    few: dict[bool, dict[tuple[str, str], list[int]]] = {True: {}, False: {}}  # by whether the entity is the subject
    for number, link in enumerate(links):
        if link.count <= _FEW:
            for subject, _ in _ends(iri, link):
                few[subject == iri].setdefault((PG + link.predicate, link.other), []).append(number)
    found: list[list[Evidence]] = [[] for _ in links]
    for forward, asked in few.items():
        for predicate, other, evidence in _together(store, iri, forward, asked):
            for number in asked[predicate, other]:
                found[number].append(evidence)
    return [
        sorted(found[number], key=_place)[:limit] if link.count <= _FEW else sentences(store, iri, link, limit)
        for number, link in enumerate(links)
    ]


def _together(
    store: GraphStore, iri: str, forward: bool, asked: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, Evidence]]:
    values = " ".join(f"({' '.join(str(ox.NamedNode(node)) for node in key)})" for key in asked)
    here, there = ("rdf:subject", "rdf:object") if forward else ("rdf:object", "rdf:subject")
    query = _TOGETHER.replace("$values", values).replace("$here", here).replace("$there", there)
    for row in store.query(query, parameters={"entity": ox.NamedNode(iri)}) if values else ():
        yield str(row["predicate"]), str(row["other"]), Evidence.of(row)


def _ends(iri: str, link: Link) -> list[tuple[str, str]]:
    """Subject and object of the statements of a link."""
    if vocabulary().predicates[link.predicate].symmetric:
        return list(dict.fromkeys([(iri, link.other), (link.other, iri)]))
    return [(iri, link.other)] if link.forward else [(link.other, iri)]


def _place(evidence: Evidence) -> tuple[str, str, int]:
    return (evidence.published or "", evidence.article, evidence.start_offset)
