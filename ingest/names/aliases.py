"""Aliases: which mentions of an article name the same thing.

Mentions with one surface are one thing. Surfaces then join by rules, from the surest on: 以下简称, marks and type
words, places with and without their level, bodies in long and short form, companies with and without place and legal
form, and last a leading place or level that one form has and the other lacks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

from policygraph.ingest.divisions import lookup_county
from policygraph.ingest.names.forms import bare, body, fold, place_stem, without_prefix
from policygraph.ingest.names.lexicon import cues
from policygraph.ingest.names.selection import Choice

_QUOTED = re.compile(r"“([^“”]{2,20})”")
_CHAIN = re.compile(r"^(.{2,}?(?:省|自治区|市|县|区|州|盟|旗))(.{2,}(?:市|县|区|旗|镇|乡|街道|村))$")


@dataclass(slots=True)
class Cluster:
    """One thing: its type and the choices that name it."""

    type: str
    choices: list[Choice] = field(default_factory=list)
    surfaces: dict[str, float] = field(default_factory=dict)  # surface -> summed probability

    @property
    def weight(self) -> float:
        """How sure it is that this is a thing of this type."""
        return sum(self.surfaces.values())


def cluster(text: str, choices: Sequence[Choice], home: str | None) -> list[Cluster]:
    """The things that `choices` name, in order of first mention."""
    clusters = _by_surface(text, choices)
    clusters = _introduced(text, clusters)
    places = _place_words(clusters, home)
    for keys in (_same_bare, _same_quotation, _same_place, partial(_same_body, home=home)):
        clusters = _join(clusters, keys)
    clusters = _join_companies(clusters, places)
    clusters = _join(clusters, lambda c: _without_prefix(c, places))
    clusters.sort(key=lambda c: c.choices[0].start)
    return clusters


def names_of(cluster: Cluster) -> list[str]:
    """The surfaces, the fullest first."""
    return sorted(cluster.surfaces, key=lambda name: (-len(fold(name)), name))


def _by_surface(text: str, choices: Sequence[Choice]) -> list[Cluster]:
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for choice in choices:
        votes[fold(text[choice.start : choice.end])][choice.type] += choice.probability
    clusters: dict[str, Cluster] = {}
    for choice in choices:
        surface = text[choice.start : choice.end]
        key = fold(surface)
        kind = max(votes[key], key=lambda k: votes[key][k])
        found = clusters.setdefault(key, Cluster(kind))
        found.choices.append(choice)
        found.surfaces[surface] = found.surfaces.get(surface, 0.0) + choice.probability
    return list(clusters.values())


def _merge(into: Cluster, other: Cluster) -> None:
    if other.weight > into.weight and len(other.choices) > len(into.choices):
        into.type = other.type
    into.choices = sorted({*into.choices, *other.choices}, key=lambda c: c.start)
    for surface, weight in other.surfaces.items():
        into.surfaces[surface] = into.surfaces.get(surface, 0.0) + weight


def _introduced(text: str, clusters: list[Cluster]) -> list[Cluster]:
    """Join what 以下简称 and its like introduce with the name before the bracket."""
    words = "|".join(map(re.escape, cues().abbreviation))
    ends = {choice.end: c for c in clusters for choice in c.choices}
    by_fold = {fold(surface): c for c in clusters for surface in c.surfaces}
    gone: set[int] = set()
    for match in re.finditer(rf"（(?:{words})[：:为]?[“‘]?([^“”‘’（），。]{{2,20}})[”’]?[）、，]", text):
        full, short = ends.get(match.start()), by_fold.get(fold(match[1]))
        if full is None or full is short:
            continue
        if short is None:
            full.surfaces.setdefault(match[1], 0.5)
        elif id(short) not in gone:
            kind = full.type
            _merge(full, short)
            full.type = kind
            gone.add(id(short))
            by_fold |= {fold(surface): full for surface in short.surfaces}
            ends |= {choice.end: full for choice in short.choices}
    return [c for c in clusters if id(c) not in gone]


def _join(clusters: list[Cluster], keys: Callable[[Cluster], Iterable[str]]) -> list[Cluster]:
    """Join clusters of one type that share a key."""
    owner: dict[tuple[str, str], Cluster] = {}
    kept: list[Cluster] = []
    for c in sorted(clusters, key=lambda c: -max(len(fold(s)) for s in c.surfaces)):
        found = None
        own = list(keys(c))
        for key in own:
            found = owner.get((c.type, key))
            if found is not None:
                break
        if found is None:
            kept.append(c)
            found = c
        else:
            _merge(found, c)
        for key in own:
            owner.setdefault((found.type, key), found)
    return kept


def _same_bare(c: Cluster) -> Iterable[str]:
    return [bare(surface, c.type) for surface in c.surfaces]


def _same_quotation(c: Cluster) -> Iterable[str]:
    if c.type not in ("Program", "Platform", "Honour", "PolicyDocument"):
        return []
    found = [match[1] for surface in c.surfaces for match in _QUOTED.finditer(surface)]
    return found if len(set(found)) == 1 else []


def _same_place(c: Cluster) -> Iterable[str]:
    if c.type != "Place":
        return []
    keys = []
    for surface in c.surfaces:
        keys.append(place_stem(surface))
        if match := _CHAIN.match(fold(surface)):
            keys.append(place_stem(match[2]))
    return keys


def _same_body(c: Cluster, home: str | None) -> Iterable[str]:
    if c.type != "Organization":
        return []
    keys = []
    for surface in c.surfaces:
        short = body(surface)
        keys.append(short)
        if home:
            level = home[-1]
            for name in (home, place_stem(home)):
                rest = short.removeprefix(name)
                if rest != short and len(rest) >= 1:
                    keys.append(rest if rest.startswith(level) else level + rest)
        if len(short) > 2 and short[0] in "省市县区州":
            keys.append(short[1:])
    return keys


def _place_words(clusters: list[Cluster], home: str | None) -> frozenset[str]:
    words: set[str] = set()
    for c in clusters:
        if c.type == "Place":
            for surface in c.surfaces:
                words |= {fold(surface), place_stem(surface)}
    if home:
        words |= {home, place_stem(home)}
        for division in lookup_county(home):
            words |= {division.name, *division.shorts}
    return frozenset(words)


def _join_companies(clusters: list[Cluster], places: frozenset[str]) -> list[Cluster]:
    """Join a short form (剡森厨电) with the one full name that holds it."""
    full = [c for c in clusters if c.type == "Enterprise" and any(fold(s).endswith("公司") for s in c.surfaces)]
    gone: set[int] = set()
    for c in clusters:
        if c.type != "Enterprise" or c in full:
            continue
        short = max((bare(s, "Enterprise") for s in c.surfaces), key=len)
        fitting = [f for f in full if any(_holds(surface, short, places) for surface in f.surfaces)]
        if len(fitting) == 1:
            _merge(fitting[0], c)
            fitting[0].type = "Enterprise"
            gone.add(id(c))
    return [c for c in clusters if id(c) not in gone]


def _holds(surface: str, short: str, places: frozenset[str]) -> bool:
    """Whether `short` begins the company's own name: 浙江剡森厨电股份有限公司 holds 剡森厨电."""
    whole = fold(surface)
    core = without_prefix(whole, places)
    if core == whole:
        for length in range(min(6, len(whole) - 2), 1, -1):
            if lookup_county(whole[:length]):
                core = whole[length:]
                break
    return core.startswith(short) or whole.startswith(short)


def _without_prefix(c: Cluster, places: frozenset[str]) -> Iterable[str]:
    if c.type in ("Place", "Organization", "Honour"):
        return []
    keys = []
    for surface in c.surfaces:
        core = without_prefix(surface, places)
        keys += [fold(surface), core, bare(core, c.type)]
    return [key for key in keys if len(key) > 3]
