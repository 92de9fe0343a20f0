"""Which figures speak of the same thing: the same indicator, the same bearer, the same kind of value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.core import spelled
from policygraph.graph.tracking.lookup import Lookup
from policygraph.graph.tracking.rows import Subject
from policygraph.graph.tracking.words import words
from policygraph.graph.units import family

_FUNCTION_WORDS = frozenset("cdefimopquxytr")  # first letters of parts of speech that narrow no indicator


class Matcher:
    """Finds the reported figures that speak of a target's indicator and bearer."""

    def __init__(self, actuals: Iterable[Claim], lookup: Lookup, places: frozenset[str] = frozenset()) -> None:
        """`places` are the entities that are places: what names no bearer of its own is said of its article's place."""
        self._lookup = lookup
        self._places = places
        self._by_core: dict[str, list[Claim]] = {}
        self._by_bearer: dict[tuple[str, str], list[Claim]] = {}
        self._of_no_bearer: dict[str, list[Claim]] = {}
        self._of_named: dict[str, list[Claim]] = {}
        for claim in actuals:
            bearers = (*claim.subjects, *_short_names((claim.bearer,)))
            for key in {lookup.canonical(core) for core in claim.cores} | set(claim.whole):
                self._by_core.setdefault(key, []).append(claim)
                if claim.bearer and claim.subjects and claim.subjects[0] not in places:
                    self._of_named.setdefault(key, []).append(claim)
                if claim.lead and (not claim.subjects or claim.subjects[0] in places):
                    self._of_no_bearer.setdefault(key, []).append(claim)
                for bearer in bearers:
                    self._by_bearer.setdefault((key, bearer), []).append(claim)

    def same(self, target: Claim, subject: Subject) -> Iterator[Claim]:
        """The figures about the target's indicator and bearer, whatever their kind, in the order of the index."""
        if not target.cores:
            return
        seen: set[str] = set()
        names = _short_names(subject.names)
        for core in target.cores:
            key = self._lookup.canonical(core)
            near = [claim for who in (subject.iri, *names) if who for claim in self._by_bearer.get((key, who), ())]
            if subject.iri not in self._places:  # it may stand before: “甲”见效，今年3家
                named = self._of_no_bearer.get(key, ())
                near += [claim for claim in named if any(name in claim.lead for name in names)]
            else:  # a place's target that names who is to reach it: 由市大数据局实施“云上彭城”行动，全市新增8000家
                named = [c for c in self._of_named.get(key, ()) if _says(target.lead, c.bearer)]
                owners = {claim.subjects[0] for claim in named}
                near += [claim for owner in sorted(owners) for claim in self._by_bearer.get((key, owner), ())]
            if target.kind == "ratio" and target.stated in self._places:  # a share says itself what it is a share of
                near += self._by_bearer.get((key, target.stated), ())
            for claim in near:
                if claim.iri not in seen and self._one_indicator(target, claim, core):
                    seen.add(claim.iri)
                    yield claim
        for name in names:
            for claim in self._by_core.get(name + target.cores[0], ()):
                if claim.iri not in seen:
                    seen.add(claim.iri)
                    yield claim

    def _one_indicator(self, target: Claim, claim: Claim, core: str) -> bool:
        """Whether what the two phrases say beyond their common core narrows neither."""
        if claim.elliptical:
            return _light(target.cores[0], core)
        mine, others = (self._lookup.canonical(c.cores[0]) for c in (target, claim))
        if mine.startswith(others) and mine in {self._lookup.canonical(one) for one in claim.cores[1:]}:
            return True  # 排土场复绿, where 复绿 may be but the verb
        if target.measure == "coverage" and others == f"{mine}率":  # 安装全覆盖 and 安装率100%
            return True
        common = self._lookup.canonical(core)
        return mine == others or (_light(mine, common) and _light(others, common))


def comparable(target: Claim, claim: Claim) -> bool:
    """Whether two figures have values of one kind in units that convert."""
    if target.kind != claim.kind:
        return False
    return target.kind in {"rank", "ratio"} or family(target.unit) == family(claim.unit)


def _says(lead: str, bearer: str) -> bool:
    return any(name in lead for name in _short_names((bearer,)))


@lru_cache(maxsize=20_000)
def _short_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a bearer without quotation marks, with and without their type words; too short ones left out."""
    found: dict[str, None] = {}
    for name in names:
        plain = spelled(name)
        found[plain] = None
        for word in words().types:
            if plain.endswith(word) and len(plain) - len(word) >= 3:
                found[plain[: -len(word)]] = None
    return tuple(name for name in found if len(name) >= 3)


def _light(phrase: str, core: str) -> bool:
    """Whether what a phrase has beyond the core is words that narrow nothing."""
    if phrase == core:
        return True
    if core not in phrase:
        return False
    import rjieba

    rest = phrase.replace(core, " ", 1)
    if rest.strip() in words().dwelling and core in words().vague:
        return True
    if any(word in rest for word in words().anaphors) and len(rest.strip()) <= 4:
        return True
    return all(kind[:1] in _FUNCTION_WORDS or not token.strip() for token, kind in rjieba.tag(rest))
