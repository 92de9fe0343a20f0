"""Targets given up: what articles say of it, as claims of the status ``dropped``, and which target each ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.core import core, surface
from policygraph.graph.tracking.meant import blanked, unnamed
from policygraph.graph.tracking.reading import BEARERS, Reading
from policygraph.graph.tracking.versions import Line
from policygraph.graph.units import convert
from policygraph.schema.record import Dropped

STATUS = "dropped"
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?![\d—–~-])")


def dropped_of(reading: Reading) -> list[Claim]:
    """The targets that an article gives up; `comparator` is "" for one that is named without its value."""
    return [_claim(reading, number, item) for number, item in enumerate(reading.dropped)]


def _claim(reading: Reading, number: int, item: Dropped) -> Claim:
    start, end = item.start_offset, item.end_offset
    phrase = blanked(reading, reading.text, start, end, item.indicator)
    named = [n.iri for n in reading.named if start <= n.start and n.end <= end and n.type in BEARERS - {"Industry"}]
    cores = {core(phrase, measure): None for measure in ("level", "share", "coverage", "rank", "growth")}
    cores.pop("", None)
    year = _YEAR.search(reading.text, start, end)
    return Claim(
        iri=f"{reading.graph}#dropped-{number}",
        article=reading.article,
        published=reading.published,
        status=STATUS,
        indicator=unnamed(reading, surface(phrase) or item.indicator),
        cores=tuple(cores),
        whole=(),
        subjects=tuple(dict.fromkeys(iri for iri in (*named, reading.place) if iri)),
        measure="level",
        kind="amount",
        comparator="=" if item.value is not None else "",
        value=item.value or 0.0,
        value_max=None,
        unit=item.unit,
        start=None,
        end=year[1] if year else None,
        base_year=None,
        quote=item.quote,
        start_offset=start,
        end_offset=end,
        place=reading.place_name,
    )


def dropping(line: Line, owner: str, drops: Iterable[Claim], canonical: Callable[[str], str]) -> Claim | None:
    """What ended a target: the first article that gives it up after it was set last; None where none does."""
    target = line.current
    wanted = {canonical(core) for version in line.versions for core in version.cores}
    for drop in drops:
        if drop.article == target.article or drop.known < target.known or owner not in drop.subjects[:1]:
            continue
        if drop.end and target.end and drop.end != target.end[:4]:
            continue
        if not wanted & {canonical(core) for core in drop.cores}:
            continue
        if not drop.comparator or any(_names(drop, version) for version in line.versions):
            return drop
    return None


def _names(drop: Claim, version: Claim) -> bool:
    value = convert(drop.value, drop.unit, version.unit)
    return value is not None and abs(abs(version.value) - abs(value)) <= 1e-6 * abs(value)
