"""Resolution: which names of an article mean which entity. A pure function of the record.

An entity is known by its type and its fullest name; a local name (市科技局, 检测中心) by its place as well.
So one name in two articles is one entity, short forms hold within their article, and an IRI never depends on
what else is in the workspace, on the machine or on the order of articles.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.graph.iris import Iris, slug
from policygraph.schema.errors import VocabularyError
from policygraph.schema.record import Entity, Record
from policygraph.schema.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Identity:
    """What an entity of a record is in the graph. `names` are as the article writes them, the fullest first."""

    iri: str
    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _LocalNames:
    levels: tuple[str, ...]
    not_levels: tuple[str, ...]
    local_types: frozenset[str]
    generic: frozenset[str]
    longest: int


def resolve(record: Record, *, article: str, iris: Iris, home: str | None = None) -> dict[str, Identity]:
    """The identity of each entity of a record, by the entity's id.

    Parameters
    ----------
    article
        The article's key; it scopes local names where no place is known.
    home
        The place that an article without a place speaks for.

    >>> from policygraph.schema.article import Source
    >>> record = Record(text="市科技局…", source=Source(place="慈溪市"),
    ...                 entities=(Entity(id="e1", type="Organization", names=("市科技局",)),))
    >>> resolve(record, article="a", iris=Iris("http://x/"))["e1"].iri
    'http://x/Organization/慈溪市/市科技局'
    """
    scope = record.source.place or home or article
    return {
        entity.id: Identity(
            iris.entity(entity.type, entity.names[0], scope if is_local(entity) else None), entity.type, entity.names
        )
        for entity in record.entities
    }


def is_local(entity: Entity) -> bool:
    """Whether the fullest name of the entity picks out one thing only together with a place.

    >>> is_local(Entity(id="e", type="Organization", names=("省科技厅",)))
    True
    >>> is_local(Entity(id="e", type="Platform", names=("宁波科技大市场",)))
    False
    """
    if entity.type in {"Place", "Industry"}:
        return False
    table = _local_names()
    name = slug(entity.names[0])
    if name.startswith(table.levels) and not name.startswith(table.not_levels):
        return True
    return entity.type in table.local_types and _consists_of(name, table)


def _consists_of(name: str, table: _LocalNames) -> bool:
    reached = {0}  # ends of generic prefixes
    for end in range(1, len(name) + 1):
        if any(end - n in reached and name[end - n : end] in table.generic for n in range(1, table.longest + 1)):
            reached.add(end)
    return len(name) in reached


@cache
def _local_names() -> _LocalNames:
    table = tomllib.loads(files("policygraph.graph").joinpath("data/local_names.toml").read_text(encoding="utf-8"))
    unknown = set(table["local_types"]) - set(vocabulary().types)
    if unknown:
        raise VocabularyError(f"local_names.toml: local_types names {sorted(unknown)}, which the vocabulary lacks")
    generic = frozenset(slug(word) for word in table["generic"])
    return _LocalNames(
        tuple(table["levels"]),
        tuple(table["not_levels"]),
        frozenset(table["local_types"]),
        generic,
        max(map(len, generic)),
    )
