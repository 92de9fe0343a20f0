"""A record: everything that one article says, as plain data with offsets (see docs/reference/record.md)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from policygraph.schema.article import Source

EntityType = Literal[
    "Enterprise", "Program", "Platform", "Organization", "Place", "Industry", "Honour", "PolicyDocument"
]
Predicate = Literal[
    "implements", "builds", "locatedIn", "partOf", "leads",
    "focusesOn", "basedOn", "collaboratesWith", "awarded", "issues",
]  # fmt: skip
Status = Literal["target", "forecast", "actual", "term"]
Measure = Literal["level", "increment", "growth", "share", "multiple", "rank", "coverage", "gap"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~"]
PERIOD_PATTERN = r"^\d{4}(-\d\d(-\d\d)?)?$"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Mention(_Part):
    """One place in the text where a name of the entity stands, half-open ``[start_offset, end_offset)``."""

    name: str
    start_offset: int = Field(ge=0)
    end_offset: int = Field(gt=0)
    rule: str = "given"
    confidence: float = Field(default=1.0, ge=0, le=1)


class Entity(_Part):
    """A named thing. `names` are its surface forms, the fullest first; `mentions` is empty where only 我市 stands."""

    id: str
    type: EntityType
    names: tuple[str, ...] = Field(min_length=1)
    mentions: tuple[Mention, ...] = ()
    rule: str = "given"
    confidence: float = Field(default=1.0, ge=0, le=1)


class Metric(_Part):
    """A value of an indicator. Values are in the plain unit (3万人 is 30000 人); what is not stated is None."""

    id: str
    status: Status
    indicator: str
    measure: Measure
    comparator: Comparator
    value: float
    value_max: float | None = None
    unit: str = ""
    start: str | None = Field(default=None, pattern=PERIOD_PATTERN)
    end: str | None = Field(default=None, pattern=PERIOD_PATTERN)
    period_inferred: bool = False
    subject: str | None = None
    start_offset: int = Field(ge=0)
    end_offset: int = Field(gt=0)
    quote: str = ""
    rule: str = "given"
    cues: tuple[str, ...] = ()
    confidence: float = Field(default=1.0, ge=0, le=1)


class Relation(_Part):
    """A stated link between two entities; the offsets hold the shortest clause that states it."""

    subject: str
    predicate: Predicate
    object: str
    start_offset: int = Field(ge=0)
    end_offset: int = Field(gt=0)
    quote: str = ""
    rule: str = "given"
    cue: str | None = None
    inferred: bool = False
    confidence: float = Field(default=1.0, ge=0, le=1)


class Dropped(_Part):
    """A target that the article gives up (取消……的目标, ……不再作为考核指标); the offsets hold the phrase that names it.

    `value` is None where the phrase names the indicator alone.
    """

    indicator: str
    value: float | None = None
    unit: str = ""
    start_offset: int = Field(ge=0)
    end_offset: int = Field(gt=0)
    quote: str = ""
    cue: str = ""


class Record(BaseModel):
    """What one article says. JSON form: ``record.model_dump_json(exclude_none=False)``.

    >>> Record(id="a", text="").entities
    ()
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | None = None
    source: Source = Source()
    text: str
    entities: tuple[Entity, ...] = ()
    metrics: tuple[Metric, ...] = ()
    relations: tuple[Relation, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    extractor: str = ""

    def entity(self, entity_id: str) -> Entity:
        """The entity with this id; raises `KeyError` when there is none."""
        for entity in self.entities:
            if entity.id == entity_id:
                return entity
        raise KeyError(entity_id)
