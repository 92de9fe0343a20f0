"""Clusters: the mentions of an article that name one thing."""

from __future__ import annotations

from dataclasses import dataclass, field

from policygraph.ingest.names.forms import fold
from policygraph.ingest.names.selection import Choice


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

    def take(self, other: Cluster) -> None:
        """Add the choices of another cluster, and its type where that is surer and told more often."""
        if other.weight > self.weight and len(other.choices) > len(self.choices):
            self.type = other.type
        self.choices = sorted({*self.choices, *other.choices}, key=lambda c: c.start)
        for surface, weight in other.surfaces.items():
            self.surfaces[surface] = self.surfaces.get(surface, 0.0) + weight


def names_of(cluster: Cluster) -> list[str]:
    """The surfaces, the fullest first."""
    return sorted(cluster.surfaces, key=lambda name: (-len(fold(name)), name))
