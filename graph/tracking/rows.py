"""What tracking answers: a target with its base, versions, results, progress and verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policygraph.graph.tracking.claims import Claim

VERDICTS = ("met", "missed", "on track", "needs acceleration", "off track", "no report")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of how a verdict came about: the key of a sentence in ``data/steps.toml`` and what fills it."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that was worked out: by which rule, and from which other claims.

    `beside`: the reported figure stands as it is, and this is what it comes to on the target's scale (1758亿元, for
    a target of twice the base).
    """

    value: float
    unit: str
    rule: str
    sources: tuple[Claim, ...] = ()
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A reported figure that counts for a target, at a day; `derived` is None where it counts as it stands."""

    claim: Claim
    as_of: date
    derived: Derived | None = None

    @property
    def value(self) -> float:
        """What is compared with the target."""
        return self.derived.value if self.derived else self.claim.value

    @property
    def unit(self) -> str:
        """The unit of `value`."""
        return self.derived.unit if self.derived else self.claim.unit


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose target it is."""

    iri: str | None
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A target against its results.

    `progress` is the achieved share of the way, `pace` that over the elapsed share of the time; None where unknown.
    `stated` are the entities that the graphs of articles name as subject of the target, where that is another.
    """

    subject: Subject
    place: str | None
    target: Claim
    base: Result | None
    results: tuple[Result, ...]
    versions: tuple[Claim, ...]
    progress: float | None
    pace: float | None
    verdict: str
    contradictory: bool
    withdrawn: tuple[Claim, ...]
    judged: date | None
    steps: tuple[Step, ...]
    of_place: bool = False
    dropped: Claim | None = None  # what gave the target up, None for one that is in force
    stated: tuple[Subject, ...] = ()
