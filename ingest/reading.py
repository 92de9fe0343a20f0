"""A reading: one article on its way to a record. Components fill it in turn: names, metrics, relations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from policygraph.ingest.lists import NO_LISTS, Lists
from policygraph.ingest.normal import Normal, normalise
from policygraph.ingest.structure import Structure, structure
from policygraph.ingest.tokens import Token, tokenize
from policygraph.schema.article import Article, Source, without_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A name at one place of the view: half-open ``[start, end)``; `entity` indexes `Reading.entities`."""

    start: int
    end: int
    entity: int
    rule: str
    confidence: float = 1.0


@dataclass(slots=True)
class FoundEntity:
    """A named thing that the article speaks of; `names` as the view has them, the fullest first.

    `implied` says that the article never names it on its own: the article's place when only 我市 stands in the text.
    """

    type: str
    names: list[str]
    rule: str
    confidence: float = 1.0
    implied: bool = False


@dataclass(frozen=True, slots=True)
class FoundMetric:
    """A value of an indicator, in offsets of the view; `subject` indexes `Reading.entities`.

    `said` holds how likely its parts are, by the names of `calibration.PARTS`; a part that a rule knows is not in it.
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: str
    measure: str
    status: str
    indicator: str
    period_start: str | None
    period_end: str | None
    period_inferred: bool
    subject: int | None
    rule: str
    cues: tuple[str, ...] = ()
    said: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """A stated link between two entities, in offsets of the view; `subject` and `object` index `Reading.entities`."""

    subject: int
    predicate: str
    object: int
    start: int
    end: int
    rule: str
    cue: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class FoundDropped:
    """A target given up, in offsets of the view: the phrase that names it, and the clause that says so.

    `metric` is the figure in the phrase (取消……6000架的目标), None where it names the indicator alone.
    """

    start: int
    end: int
    clause_start: int
    clause_end: int
    indicator: str
    metric: FoundMetric | None
    cue: str


@dataclass(slots=True)
class Reading:
    """The view of an article and what was found in it so far. All offsets count characters of ``view.text``."""

    article: Article
    view: Normal
    tokens: list[Token]
    structure: Structure
    entities: list[FoundEntity] = field(default_factory=list)
    mentions: list[FoundMention] = field(default_factory=list)  # sorted by start, never overlapping
    home: int | None = None  # the entity of the article's own place (我市, 全市), where it is known
    metrics: list[FoundMetric] = field(default_factory=list)
    relations: list[FoundRelation] = field(default_factory=list)
    dropped: list[FoundDropped] = field(default_factory=list)
    lists: Lists = NO_LISTS  # the user's own words
    states: NDArray[np.float16] | None = None  # what the tagger knows of each character, until metrics are found

    @property
    def text(self) -> str:
        """The normalised text that rules and models read."""
        return self.view.text

    @property
    def source(self) -> Source:
        """Where the article comes from."""
        return self.article.source

    def mentions_in(self, start: int, end: int) -> list[FoundMention]:
        """The mentions that lie wholly inside ``[start, end)``, in order."""
        first = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        found = []
        for mention in self.mentions[first:]:
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found


def begin(article: Article, lists: Lists = NO_LISTS) -> Reading:
    """A reading of `article` with view, tokens and structure, and nothing found yet."""
    view = normalise(without_surrogates(article.text))
    return Reading(article=article, view=view, tokens=tokenize(view.text), structure=structure(view.text), lists=lists)
