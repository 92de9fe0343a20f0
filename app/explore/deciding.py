"""Deciding: what a form asks of the curator, first in a rehearsal, then in earnest; errors in the visitor's words."""

from __future__ import annotations

from dataclasses import dataclass

from policygraph.explore.site import Site
from policygraph.explore.words import Words
from policygraph.graph.curation.acts import Curator
from policygraph.graph.curation.log import Entry
from policygraph.graph.curation.rehearsal import Change, Rehearsal
from policygraph.schema.errors import CurationError, QueryError
from policygraph.schema.vocabulary import vocabulary

ACTS = ("merge", "apart", "split", "rename", "retype", "reject", "confirm", "undo")
LONGEST = 500  # characters of a name, or of who and why
_MANY = 200  # entities or parts


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks for; which fields count depends on `do`."""

    do: str
    entity: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    item: str = ""
    name: str = ""
    type: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        """Raises `QueryError` for an unknown act and for what is longer than anybody types."""
        if self.do not in ACTS:
            error = QueryError(f"unknown act {self.do[:40]!r}; known: {' '.join(ACTS)}")
            raise error.because("act", said=self.do)
        several = (self.entity, self.part, self.article)
        texts = [*self.entity, *self.part, *self.article, self.item, self.number]
        long = len(self.name) > LONGEST or any(len(text) > 20 * LONGEST for text in texts)
        if long or any(len(group) > _MANY for group in several):
            raise QueryError("too much was filled in; decide on fewer names at a time").because("much")

    def fields(self) -> list[tuple[str, str]]:
        """The hidden fields of a form that asks for the same."""
        many = [(key, value) for key in ("entity", "part", "article") for value in getattr(self, key)]
        one = [(key, getattr(self, key)) for key in ("do", "item", "name", "type", "number")]
        return [(key, value) for key, value in many + one if value]


def perform(curator: Curator, asked: Asked) -> Entry:
    """Have the curator do what is asked; raises `CurationError` where it makes no sense."""
    entities = [name.strip() for name in asked.entity if name.strip()]
    if asked.do == "merge":
        return curator.merge(entities)
    if asked.do == "apart":
        return curator.keep_apart(entities)
    if asked.do in {"split", "rename", "retype"} and len(entities) != 1:
        raise CurationError("unknown", value="、".join(entities), nearest="-")
    if asked.do == "split":
        return curator.split(entities[0], asked.part, asked.article)
    if asked.do == "rename":
        return curator.rename(entities[0], asked.name)
    if asked.do == "retype":
        return curator.retype(entities[0], asked.type)
    if asked.do == "reject":
        return curator.reject(asked.item)
    if asked.do == "confirm":
        return curator.confirm(asked.item)
    if not asked.number.isdecimal():
        raise CurationError("no_decision", number=asked.number)
    return curator.undo(int(asked.number[:9]))


def rehearse(site: Site, asked: Asked) -> tuple[Entry, Change]:
    """The decision as it would stand in the log, and what it would change; ask within `Site.reading`."""

    def tried() -> tuple[Entry, Change]:
        with site.trying:
            curator = Rehearsal(site.workspace)
            return perform(curator, asked), curator.change

    return site.recall(("rehearsal", asked), tried)


def decide(site: Site, asked: Asked, *, who: str, why: str) -> Entry:
    """Log and apply a decision; other decisions wait for their turn."""
    with site.writing(articles=asked.do == "undo") as workspace:  # an item that comes back is asked about again
        return perform(Curator(workspace, who=who.strip()[:LONGEST], why=why.strip()[:LONGEST]), asked)


def told(error: CurationError, lang: str) -> str:
    """Why a decision makes no sense, in words without commands."""
    types = vocabulary().types
    details = dict(error.details)
    if error.reason in {"has_type", "unknown_type"}:
        details |= {key: types[str(value)].label(lang) for key, value in details.items() if str(value) in types}
    if "known" in details:
        details["known"] = Words(lang)("curation.between").join(term.label(lang) for term in types.values())
    return Words(lang)(f"curation.{error.reason}", **details)
