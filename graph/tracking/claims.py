"""Claims: the figures of articles as tracking holds them against each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policygraph.graph.tracking.dates import last_day
from policygraph.graph.units import family

_KINDS = {
    "level": "amount", "increment": "amount", "growth": "growth", "share": "ratio", "coverage": "ratio",
    "rank": "rank", "multiple": "multiple", "gap": "gap",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure. `cores` are the indicators that its clause can mean, `subjects` the entities, the likeliest first.

    `kind` is ``amount``, ``ratio``, ``growth``, ``rank``, ``multiple``, ``gap`` or ``change``; `base_year` the year
    that a growth is counted from. `whole` holds the cores with the names of things left in, `lead` the words from the
    last semicolon to the value, `bearer` the name that stands there of whom it is about. `until` is the day
    on which a corrected article replaced its own, `stated` the entity that the article's graph names as its subject,
    `instead` the mistaken figure that it is given for.
    """

    iri: str
    article: str
    published: str | None
    status: str
    indicator: str
    cores: tuple[str, ...]
    whole: tuple[str, ...]
    subjects: tuple[str, ...]
    measure: str
    kind: str
    comparator: str
    value: float
    value_max: float | None
    unit: str
    start: str | None
    end: str | None
    base_year: int | None
    quote: str
    start_offset: int
    end_offset: int
    yearly: bool = False
    cumulative: bool = False
    part: bool = False
    rises: bool = False
    near: bool = False
    adjusted: bool = False
    postponed: bool = False
    corrects: bool = False
    added: bool = False
    elliptical: bool = False
    lead: str = ""
    bearer: str = ""
    place: str | None = None
    confidence: float = 1.0
    until: str | None = None
    stated: str | None = None
    instead: float | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it is known on a day, or today for None, and no corrected article has replaced its own by then."""
        if on is None:
            return self.until is None
        return self.known <= on and (self.until is None or on < last_day(self.until))

    @property
    def known(self) -> date:
        """The day on which it was published; the first of all days when no date is known."""
        return last_day(self.published) if self.published else date.min

    @property
    def as_of(self) -> date | None:
        """The day for which it holds: the end of its period, for one still running or none the day of publication."""
        if self.end is None:
            return last_day(self.published) if self.published else None
        end = last_day(self.end)
        if self.status != "target" and self.published and last_day(self.published) < end:
            return last_day(self.published)
        return end


def kind_of(measure: str, unit: str) -> str:
    """The kind of value that a measure in a unit is of; a level in per cent is a share."""
    if measure in {"level", "increment"} and family(unit) == "percent":
        return "ratio"
    return _KINDS[measure]
