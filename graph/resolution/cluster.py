"""Joining nodes: the best pairs first, and never over a contradiction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Two nodes, `a` before `b`, how much speaks for their being one thing, and which of them has the shorter name."""

    a: str
    b: str
    score: float
    short: str = ""


def clusters(
    nodes: Collection[str],
    links: Sequence[Link],
    forbidden: Callable[[str, str], bool],
    *,
    merge: float,
    firm: float,
    margin: float,
    decided: Mapping[tuple[str, str], bool] | None = None,
) -> list[tuple[str, ...]]:
    """The nodes in groups that are one thing each; a function of its arguments, whatever their order.

    Parameters
    ----------
    forbidden
        Whether two nodes cannot be one thing.
    merge, firm, margin
        The score from which on nodes are joined; that from which on a link is firm: a short name that is firmly tied
        to one thing is no short form of another; and how much better than a rival that contradicts it the best
        partner of a node must be: a short name that fits two things joins neither.
    decided
        What people decided on pairs: True joins, whatever speaks against it; False keeps apart.

    >>> links = [Link("a", "b", 0.9), Link("b", "c", 0.85)]
    >>> clusters(["a", "b", "c"], links, lambda x, y: {x, y} == {"a", "c"}, merge=0.8, firm=0.9, margin=0.01)
    [('a', 'b'), ('c',)]
    """
    decided = decided or {}
    group = {node: [node] for node in nodes}

    def apart(one: str, two: str) -> bool:
        said = decided.get((one, two) if one < two else (two, one))
        return forbidden(one, two) if said is None else not said

    def join(one: str, two: str, *, by_hand: bool = False) -> None:
        a, b = group[one], group[two]
        if a is b or (not by_hand and any(apart(x, y) for x in a for y in b)):
            return
        a += b
        for node in b:
            group[node] = a

    strong = sorted((link for link in links if link.score >= merge), key=lambda link: (-link.score, link.a, link.b))
    rivals: dict[str, list[tuple[float, str]]] = {}
    for link in strong:
        rivals.setdefault(link.a, []).append((link.score, link.b))
        rivals.setdefault(link.b, []).append((link.score, link.a))
    firmly = {pair for link in strong if link.score >= firm for pair in ((link.a, link.b), (link.b, link.a))}
    for link in strong:
        if link.score < firm and _taken(link, rivals, firmly):
            continue
        if not _disputed(link, rivals, apart, margin, group):
            join(link.a, link.b)
    for (one, two), same in sorted(decided.items()):  # last, so that what people join stays joined as it was before
        if same and one in group and two in group:
            join(one, two, by_hand=True)
    unique = {id(members): tuple(sorted(members)) for members in group.values()}
    return sorted(unique.values())


def _taken(link: Link, rivals: Mapping[str, list[tuple[float, str]]], firmly: Collection[tuple[str, str]]) -> bool:
    """Whether the shorter name of a loose link is firmly tied to something that the longer one is not tied to."""
    if not link.short:
        return False
    long = link.b if link.short == link.a else link.a
    return any(
        (link.short, other) in firmly and (other, long) not in firmly
        for _, other in rivals[link.short]
        if other != long
    )


def _disputed(
    link: Link,
    rivals: Mapping[str, list[tuple[float, str]]],
    apart: Callable[[str, str], bool],
    margin: float,
    group: Mapping[str, list[str]],
) -> bool:
    """Whether one end of a link fits another node nearly as well that cannot be the same as the other end."""
    for end, partner in ((link.a, link.b), (link.b, link.a)):
        for score, other in rivals[end]:
            if other == partner or group[other] is group[end] or score < link.score - margin:
                continue
            if apart(partner, other) and not apart(end, other):
                return True
    return False
