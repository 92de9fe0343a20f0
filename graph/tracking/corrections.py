"""Figures that an article puts right: the mistaken ones no longer count, those given instead mean what they meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.clauses import Clause, clause
from policygraph.graph.tracking.words import words
from policygraph.graph.units import family

_YEAR = re.compile(r"(?:19|20)\d\d年|[今去前当]年")
_DIGIT = re.compile(r"\d")
_DATED = re.compile(r"(?:19|20)\d\d(?=年)")
_NOTICE = 160  # characters before a figure in which the notice stands that gives it
_BESIDE = 20  # characters between a figure and the one that it is given for
_LEAST = 2  # characters of an indicator that a notice names
_WHAT = ("indicator", "cores", "whole", "subjects", "bearer", "added", "cumulative", "part", "lead")
_SAME_FIGURE_DAYS = 400  # by how much the days can differ that two articles give to a figure, where it is quoted


def corrected(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The figures of one bearer and indicator that stand, and those that a later correction replaced."""
    notices = [claim for claim in claims if claim.corrects]
    withdrawn = [c for c in claims if not c.corrects and any(_replaces(other, c) for other in notices)]
    return [claim for claim in claims if claim not in withdrawn], withdrawn


def _replaces(new: Claim, old: Claim) -> bool:
    later = (new.known, new.article == old.article, new.start_offset)
    if new.kind != old.kind or later <= (old.known, new.article == old.article, old.start_offset):
        return False
    return new.as_of == old.as_of or (new.instead == old.value and _near(new.as_of, old.as_of))


def _near(one: date | None, two: date | None) -> bool:
    return bool(one and two) and abs((one - two).days) <= _SAME_FIGURE_DAYS  # type: ignore[operator]


def settled_in(text: str, found: Sequence[Claim]) -> list[Claim]:
    """The claims of an article without the figures that it calls mistaken (误写为5条, 104个有误).

    What it gives in place of one, often in short (应为74个), means what that one meant. `text` is masked.
    """
    kept: list[Claim] = []
    mistaken: list[Claim] = []
    for number, claim in enumerate(found):
        here = clause(text, claim.start_offset, claim.end_offset)
        after = found[number + 1].start_offset if number + 1 < len(found) else here.sentence_end
        if _is_mistaken(text, claim, here, after):
            mistaken.append(claim)
            if kept and _is_put_for(text, kept[-1], claim):  # 将74个误写为104个
                kept[-1] = replace(kept[-1], corrects=True, instead=claim.value)
                mistaken.pop()
            continue
        old = next((w for w in mistaken if _is_given_for(text, claim, w)), None)
        if old is not None:
            mistaken.remove(old)
            between = text[old.end_offset : claim.start_offset]
            claim = _as_meant(claim, old, dated=bool(_YEAR.search(between)))  # noqa: PLW2901 - the same figure
        elif claim.corrects and claim.elliptical:  # what it is of stands somewhere in the notice
            begin = max(text.rfind("\n", 0, claim.start_offset) + 1, claim.start_offset - _NOTICE)
            claim = replace(claim, lead=_plain(text[begin : claim.start_offset]))  # noqa: PLW2901
        kept.append(claim)
    return kept


def settled(claims: Iterable[Claim]) -> list[Claim]:
    """The claims of all articles, corrections with the indicator and day of the older figure that they correct.

    《简报》所载注册船舶数含重复登记，应为4860艘 is of what the older article called 注册船舶. That figure is one of
    the same kind, unit and bearer: that with the mistaken value where the notice quotes it, else that whose indicator
    the notice names at most length.
    """
    every = list(claims)
    notices = [claim for claim in every if claim.corrects and claim.status == "actual"]
    units = {(claim.kind, family(claim.unit)) for claim in notices}
    borne: dict[str, list[Claim]] = {}  # by the entity, and by the name that its clause has
    for claim in every if notices else ():
        may_be_meant = claim.status == "actual" and not claim.corrects and not claim.part
        if may_be_meant and (claim.kind, family(claim.unit)) in units:
            for bearer in {*claim.subjects, _plain(claim.bearer)}:
                borne.setdefault(bearer, []).append(claim)
    names = [bearer for bearer in borne if len(bearer) >= _LEAST]
    meant = {}
    for claim in notices:
        bearers = {*claim.subjects, *(name for name in names if name in claim.lead)}
        meant[claim.iri] = _meant(claim, [old for bearer in sorted(bearers) for old in borne.get(bearer, ())])
    return [meant.get(claim.iri) or claim for claim in every]


def _meant(new: Claim, others: Sequence[Claim]) -> Claim | None:
    """A correction as a figure of what the older one was; None where no older one is named in it."""
    years = set(_DATED.findall(new.lead))
    best: tuple[bool, int, date, Claim] | None = None
    for old in others:
        if old.known >= new.known or old.as_of is None or old.kind != new.kind or family(old.unit) != family(new.unit):
            continue
        quoted = new.instead is not None and old.value == new.instead and _near(new.as_of, old.as_of)
        on_the_day = old.as_of == new.as_of or (new.elliptical and (not years or str(old.as_of.year) in years))
        named = max((len(core) for core in old.cores if len(core) >= _LEAST and core in new.lead), default=0)
        rank = quoted, named, old.as_of
        if (quoted or (on_the_day and named)) and (best is None or rank > best[:3]):
            best = *rank, old
    if best is None or best[3].cores[:1] == new.cores[:1]:
        return None
    return _as_meant(replace(new, elliptical=True), best[3], dated=not new.elliptical)


def _as_meant(new: Claim, old: Claim, *, dated: bool) -> Claim:
    """A figure in place of a mistaken one; with a date of its own (`dated`) it keeps that, and a name of its own."""
    own: dict[str, Any] = {} if dated else {"start": old.start, "end": old.end, "base_year": old.base_year}
    if new.elliptical or not new.cores:
        own |= {name: getattr(old, name) for name in _WHAT}
    elif set(new.subjects) & set(old.subjects):
        own |= {"subjects": old.subjects}
    return replace(new, corrects=True, instead=old.value, **own)


def _is_mistaken(text: str, claim: Claim, here: Clause, after: int) -> bool:
    """Whether a figure is called wrong: 误写为5条, 104个有误, 而非104个."""
    cues = words().cues
    begin = max(here.start, claim.start_offset - 12)
    said = list(cues["mistaken"].finditer(text, begin, claim.start_offset))
    if said and not _DIGIT.search(text, said[-1].end(), claim.start_offset):
        return True
    return bool(_wrong().match(text, claim.end_offset, min(after + 1, here.sentence_end)))


def _is_put_for(text: str, right: Claim, wrong: Claim) -> bool:
    """Whether the mistaken figure stands in place of the one before it: 将74个误写为104个, 以74个为准，而非104个."""
    between = text[right.end_offset : wrong.start_offset]
    near = len(between) < _BESIDE and not re.search("[。；\n]", between)
    return right.unit == wrong.unit and near and bool(words().cues["mistaken"].search(between))


def _is_given_for(text: str, claim: Claim, wrong: Claim) -> bool:
    """Whether a figure is given in place of a mistaken one before it in the same notice."""
    between = text[wrong.end_offset : claim.start_offset]
    if claim.kind != wrong.kind or family(claim.unit) != family(wrong.unit) or "\n" in between:
        return False
    if len(between) > _NOTICE or between.count("。") > 1:
        return False
    if claim.corrects:
        return True
    years = _DATED.findall(between)  # 误写为5条。经核实，2023年底实有6条；2024年底为8条
    return not years or (wrong.end or "")[:4] == years[-1]


@cache
def _wrong() -> re.Pattern[str]:
    """What stands behind a mistaken figure: ”有误, 的数字不准确, ，系笔误, ”应为“4860."""
    cues = words().cues
    put_right = rf"(?:{cues['put_right'].pattern})[^，。；\d]{{0,4}}\d"
    return re.compile(rf"[^，。；、\d]{{0,8}}，?(?:{cues['wrong'].pattern}|{put_right})")


def _plain(text: str) -> str:
    return re.sub("[\x00“”\"'‘’「」『』\\s]", "", text)
