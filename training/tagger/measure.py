"""How well spans agree with gold: by mention, and by article as the scorer of the gold set counts entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from policygraph.ingest.tagger.tags import TYPES
from tagger.documents import Document, bare

Span = tuple[int, int, str]


@dataclass(slots=True)
class Counts:
    """Right, answered and wanted; sums over documents."""

    hit: int = 0
    answered: int = 0
    gold: int = 0

    def add(self, hit: int, answered: int, gold: int) -> None:
        self.hit += hit
        self.answered += answered
        self.gold += gold

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.answered)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.gold)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, self.answered + self.gold)

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} (P {self.precision:.3f} R {self.recall:.3f}, {self.gold})"


@dataclass(slots=True)
class Tally:
    """Counts by mention, by entity of an article, and by entity and type."""

    mentions: Counts = field(default_factory=Counts)
    entities: Counts = field(default_factory=Counts)
    untyped: Counts = field(default_factory=Counts)
    by_type: dict[str, Counts] = field(default_factory=lambda: {kind: Counts() for kind in TYPES})

    def add(self, document: Document, spans: Iterable[Span]) -> None:
        """Count the spans found in one document.

        Names found are taken for one entity where gold lists them together: telling which names are one thing is
        not the tagger's part.
        """
        spans = sorted(set(spans))
        gold = {(m.start, m.end, m.type) for m in document.mentions}
        self.mentions.add(len(gold & set(spans)), len(spans), len(gold))
        found = {(kind, bare(document.text[start:end])) for start, end, kind in spans}
        for counts, typed in ((self.entities, True), (self.untyped, False)):
            counts.add(*_entities(document.entities, found if typed else {("", name) for _, name in found}, typed))
        for kind, counts in self.by_type.items():
            of_kind = [e for e in document.entities if e[0] == kind]
            counts.add(*_entities(of_kind, {f for f in found if f[0] == kind}, True))

    def lines(self) -> Iterable[str]:
        """The figures as text."""
        yield f"mentions {self.mentions}   entities {self.entities}   type ignored {self.untyped}"
        yield "  " + "  ".join(f"{kind} {counts.f1:.2f}" for kind, counts in self.by_type.items())


def _entities(
    entities: Sequence[tuple[str, frozenset[str]]], found: set[tuple[str, str]], typed: bool
) -> tuple[int, int, int]:
    """Entities found, answers, and entities that there are."""
    hit: Counter[int] = Counter()
    wrong = 0
    for kind, name in found:
        owners = [i for i, (its, names) in enumerate(entities) if name in names and (not typed or its == kind)]
        if owners:
            hit[owners[0]] += 1
        else:
            wrong += 1
    return len(hit), len(hit) + wrong, len(entities)


def measured(
    answer: Callable[[Document], Iterable[Span]],
    documents: Iterable[Document],
    tallies: dict[str, Tally] | None = None,
) -> dict[str, Tally]:
    """Figures by group of documents, added to those that there are."""
    tallies = {} if tallies is None else tallies
    for document in documents:
        tallies.setdefault(document.group, Tally()).add(document, answer(document))
    return tallies
