"""Nodes: what the entities of articles are before names are compared. One node may stand in many articles.

A node is known by its type and its fullest name; a local name (市科技局, 检测中心) by its place as well. Its id is an
IRI without the base, so that it depends on nothing but the article.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygraph.graph.iris import slug
from policygraph.graph.resolution.parse import Name, parse, plain_text
from policygraph.graph.resolution.places import NATION, Home, division_of, place_name
from policygraph.graph.resolution.within import Reading, published_in
from policygraph.schema.record import Entity

FULL, ALIAS, FORMER = "full", "alias", "former"
_OWN = {"PolicyDocument"}  # what belongs to the article's place when its name says no place
_NATIONAL = ("国家", "中华人民共和国", "全国", "中国", "国务院")


@dataclass(frozen=True, slots=True)
class NodeEntry:
    """One entity of an article as a node: its id, type and place, and its names with their kind."""

    entity: str
    node: str
    type: str
    place: str | None
    names: tuple[tuple[str, str], ...]


def nodes(reading: Reading, article: str) -> Iterator[NodeEntry]:
    """The node of each entity of an article; `article` is the key, which scopes local names where no place is known."""
    year = published_in(reading.record)
    issuers = _issuers(reading)
    nearby = _bodies_nearby(reading)
    for entity in reading.record.entities:
        former, fullest = reading.former.get(entity.id, frozenset()), plain_text(entity.names[0])
        kinds = [
            (name, FORMER if name in former else FULL if plain_text(name) == fullest else ALIAS)
            for name in entity.names
        ]
        issuer = issuers.get(entity.id) or nearby.get(entity.id)
        node, place = _key(entity, reading.home, article, issuer, year)
        node = reading.decided.get(entity.id, node)
        yield NodeEntry(entity.id, node, entity.type, place, tuple(kinds))


def key_of(entity: Entity, home: Home, article: str) -> tuple[str, str | None]:
    """The node and place of an entity in an article of `home`.

    >>> from policygraph.graph.resolution.places import home_of
    >>> bureau = Entity(id="e", type="Organization", names=("市科学技术局",))
    >>> key_of(bureau, home_of("慈溪市"), "a")
    ('Organization/慈溪市/科技部门', '330282')
    """
    return _key(entity, home, article, None, None)


def _key(entity: Entity, home: Home, article: str, issuer: str | None, year: int | None) -> tuple[str, str | None]:
    kind = entity.type
    if kind == "Place":
        return _place(entity, home, year)
    name = parse(entity.names[0], kind, home)
    place = name.place
    if kind in {"Industry", "Honour"}:
        return f"{kind}/{slug(plain_text(entity.names[0]))}", None
    if issuer and ((place is None and kind == "PolicyDocument") or (place or "").find("@") > 0):
        place = issuer
    if place is None and kind in _OWN and not name.text.startswith(_NATIONAL):
        place = home.ref
        name_ = name.core if name.years else name.rest
        return f"{kind}/{_scope(place, article)}/{slug(_dated(name_, name))}", place
    if place is not None and "@" in place:
        return f"{kind}/{_scope(None, article) if place.endswith('@') else slug(place)}/{slug(name.rest)}", place
    if kind == "Organization" and place is not None:
        return f"{kind}/{_scope(place, article)}/{slug(name.core)}", place
    if place is not None and name.local and not name.generic and kind != "PolicyDocument":
        return f"{kind}/{slug(place_name(place) + name.rest)}", place
    if place is not None and (name.generic or kind == "PolicyDocument"):
        rest = _dated(name.core, name) if kind == "PolicyDocument" and name.years else name.rest
        return f"{kind}/{_scope(place, article)}/{slug(rest)}", place
    if name.generic:
        core = name.core if kind == "Organization" else name.rest
        return f"{kind}/{_scope(home.ref, article)}/{slug(core)}", home.ref
    return f"{kind}/{slug(name.text)}", place if place is not None else home.ref


def _dated(core: str, name: Name) -> str:
    return core + "-".join(sorted(name.years)) if name.years else core


def _scope(place: str | None, article: str) -> str:
    return slug(place_name(place)) if place else f"article-{slug(article)}"


def _place(entity: Entity, home: Home, year: int | None) -> tuple[str, str | None]:
    """A place by the table of divisions where it knows one of the names, else by its fullest name."""
    if entity.names[0] in {"中国", "全国", "我国"}:
        return "Place/中国", NATION
    for name in sorted(entity.names, key=len, reverse=True):
        if name in home.names and home.ref:
            return f"Place/{slug(place_name(home.ref))}", home.ref
        division = division_of(name, home.ref, year)
        if division and (len(name) > 2 or len(division.code) <= 6):
            return f"Place/{slug(place_name(division.code))}", division.code
    return f"Place/{slug(plain_text(entity.names[0]))}", None


def _bodies_nearby(reading: Reading) -> dict[str, str]:
    """The place of bodies named by a level below the article's (区农业农村局), where the article names one in full."""
    placed: dict[tuple[str, str], set[str]] = {}
    bare: dict[str, tuple[str, str]] = {}
    for entity in reading.record.entities:
        if entity.type != "Organization":
            continue
        name = parse(entity.names[0], entity.type, reading.home)
        if name.place and "@" in name.place:
            bare[entity.id] = name.place.partition("@")[0], name.core
        elif name.place and not name.local and name.place.isdecimal():
            placed.setdefault((place_name(name.place)[-1], name.core), set()).add(name.place)
    found = {id_: placed.get((level[-1], core), set()) for id_, (level, core) in bare.items()}
    return {id_: next(iter(places)) for id_, places in found.items() if len(places) == 1}


def _issuers(reading: Reading) -> dict[str, str]:
    """The place of the body that issued a document, by the document's entity."""
    places = {}
    for entity in reading.record.entities:
        if entity.type == "Organization":
            place = parse(entity.names[0], entity.type, reading.home).place
        elif entity.type == "Place":
            place = _place(entity, reading.home, published_in(reading.record))[1]
        else:
            continue
        if place and "@" not in place:
            places[entity.id] = place
    return {
        r.object: places[r.subject] for r in reading.record.relations if r.predicate == "issues" and r.subject in places
    }
