"""Known names: by which names a node is found in other articles, and the places in whose articles each means it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping

from policygraph.graph.listed import listed
from policygraph.graph.resolution.compare import View
from policygraph.graph.resolution.nodes import ALIAS, FULL
from policygraph.graph.resolution.parse import Name, parse
from policygraph.graph.resolution.places import NATION, Home, codes_above
from policygraph.graph.resolution.words import is_department, words
from policygraph.schema.divisions import by_code, lookup_county

_TYPES = ("Enterprise", "Organization", "Platform", "Program")
_LEAST, _MOST = 3, 16  # characters of a name that is looked for
_SHORT_LEAST = 4  # characters of a short name of general words
_CORE_LEAST = 4  # characters of a company's or a platform's name without place and form
_ANYWHERE, _NOWHERE, _LEVEL = "*", "", "="  # in place of a place; a level (市民政局) stands before the place it means
TABLES = """
CREATE TABLE IF NOT EXISTS known_in (
    name TEXT NOT NULL, place TEXT NOT NULL, node TEXT NOT NULL, PRIMARY KEY (name, place, node)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_in_node ON known_in (node);
"""
_OF_NODES = "SELECT k.node, k.name, k.place FROM json_each(?) g CROSS JOIN known_in k ON k.node = g.value"
_BEGUN = (
    "SELECT g.value FROM json_each(?) g WHERE EXISTS "
    "(SELECT 1 FROM known_in k WHERE k.name >= g.value AND k.name < g.value || char(1114111))"
)
_STANDING = (
    "SELECT g.value, EXISTS (SELECT 1 FROM known_in k WHERE k.name = g.value AND k.place >= '=' AND k.place < '>') "
    "FROM json_each(?) g WHERE EXISTS (SELECT 1 FROM known_in k WHERE k.name = g.value)"
)
_MEANT = (
    "SELECT DISTINCT g.value ->> 0, k.node, coalesce(n.entity, k.node) FROM json_each(?) g "
    "CROSS JOIN known_in k ON k.name = g.value ->> 0 AND k.place >= g.value ->> 1 AND k.place <= g.value ->> 2 "
    "LEFT JOIN nodes n ON n.node = k.node WHERE substr(k.node, 1, length(g.value ->> 3)) = g.value ->> 3"
)


def names_to_know(view: View) -> Iterator[tuple[str, str]]:
    """The names by which a node is found in other articles, each with the place in which it means the node.

    >>> view = View("n", "Enterprise", frozenset({"45"}), (("广西郁江港务集团有限公司", "full"),))
    >>> sorted(names_to_know(view))
    [('郁江港务', '45'), ('郁江港务集团', '45')]
    """
    if view.type == "Industry":  # these belong to no place
        yield from ((n.raw, _ANYWHERE) for n in view.full if n.core != n.rest and len(n.raw) > _CORE_LEAST)
    if view.type not in _TYPES:
        return
    places = " ".join(sorted(view.places))
    for name, kind in view.parsed:
        if name.place and "@" not in name.place and (bare := _bare(name)):
            yield bare, f"{_LEVEL}{name.place}"  # where the level means this very place
        if name.local or (name.place is not None and "@" in name.place):
            continue
        if kind == FULL and _says_its_place(name):
            yield name.raw, _ANYWHERE
            continue
        if name.generic:  # 检测平台, which an article introduces as short for a name, means that in its place
            if kind == ALIAS and places and len(name.raw) >= _SHORT_LEAST and any(not n.generic for n in view.full):
                yield name.raw, places
            continue
        forms = {name.raw}
        if kind == ALIAS and name.type == "Enterprise" and len(name.raw) - 2 >= _CORE_LEAST:
            forms.add(name.raw.removesuffix("集团"))  # 定西林投 for 定西林投集团
        if kind == FULL and view.type != "Organization":
            forms |= set(_derived(name))
        for form in forms:
            if _LEAST <= len(form) <= _MOST and not (name.legal and form == name.raw):
                yield form, places


def _says_its_place(name: Name) -> bool:
    """Whether a body's name begins with that of the only division called so: 广安市卫生健康委 is one anywhere."""
    division = by_code(name.place) if name.type == "Organization" and name.place and name.place.isdecimal() else None
    if division is None or not _LEAST <= len(name.raw) <= _MOST:
        return False
    return name.raw.startswith(division.name) and len(lookup_county(division.name)) == 1


def _bare(name: Name) -> str | None:
    """A local name as its own place writes it: 市民政局 for 盐城市民政局."""
    if name.local:
        return name.raw if len(name.raw) >= _LEAST else None
    if name.type != "Organization" or not name.raw.endswith(name.rest) or len(name.rest) < _LEAST - 1:
        return None
    place = name.raw.removesuffix(name.rest)
    level = "自治区" if place.endswith("自治区") else place[-1:]
    return level + name.rest if level in words().levels and is_department(name.rest) else None


def _derived(name: Name) -> Iterator[str]:
    """What an article may call a thing that another one names in full."""
    if name.quoted and name.quoted == name.core and name.quoted in name.raw:
        yield f"“{name.quoted}”"
    if name.type == "Enterprise":
        if len(name.core) >= _CORE_LEAST and name.core in name.raw:
            yield name.core
            if f"{name.core}集团" in name.raw:
                yield f"{name.core}集团"
    elif name.type == "Platform" and len(name.rest) >= _CORE_LEAST and name.rest in name.raw and not name.quoted:
        yield name.rest


class Where:
    """In which articles a name means a node, by their places; `places` are as ``known_in`` has them.

    >>> from policygraph.graph.resolution.places import home_of
    >>> [Where("郁江港务", "n", {"45"}).holds(home_of(place)) for place in ("贵港市", "广东省", None)]
    [True, False, False]
    """

    def __init__(self, name: str, node: str, places: Collection[str]) -> None:
        self.name = name
        self.node = node
        self.places = frozenset(places)
        self._anywhere = _ANYWHERE in self.places or (_NOWHERE in self.places and name.startswith("“"))
        self._levels = {place[1:] for place in self.places if place.startswith(_LEVEL)}
        self._near = {place for place in self.places if place and place[0] not in {_ANYWHERE, _LEVEL}}
        self._above = {code for place in self._near for code in codes_above(place)}

    def holds(self, home: Home) -> bool:
        """Whether the name may mean the node in an article of `home`."""
        if self._anywhere:
            return True
        if self._levels and parse(self.name, self.node.partition("/")[0], home).place in self._levels:
            return True
        if home.ref is None or not self._near:
            return False
        if home.ref in self._near or home.ref in self._above or NATION in {home.ref, *self._near}:
            return True
        return not self._near.isdisjoint(codes_above(home.ref))


class KnownNames:
    """The table of known names. `connection` must be inside a transaction while it changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def put(self, nodes: Collection[str], views: Mapping[str, View]) -> list[tuple[Where, Where]]:
        """Take in by which names nodes are known now; for each name of each, where it meant the node and does now."""
        old: dict[str, dict[str, set[str]]] = {node: {} for node in nodes}
        for node, name, place in self.connection.execute(_OF_NODES, (listed(nodes),)):
            old[node].setdefault(name, set()).add(place)
        gone, come, both = [], [], []
        for node, before in sorted(old.items()):
            known = names_to_know(views[node]) if node in views else ()
            now = {name: set(places.split()) or {_NOWHERE} for name, places in known}
            for name in sorted(before.keys() | now.keys()):
                was, is_now = before.get(name, set()), now.get(name, set())
                gone += [(name, place, node) for place in was - is_now]
                come += [(name, place, node) for place in is_now - was]
                both.append((Where(name, node, was), Where(name, node, is_now)))
        self.connection.executemany("DELETE FROM known_in WHERE name = ? AND place = ? AND node = ?", sorted(gone))
        self.connection.executemany("INSERT INTO known_in VALUES (?, ?, ?)", sorted(come))
        return both

    def meant(self, text: str, home: Home) -> dict[str, str]:
        """The known names that stand in an article, each with the node that it means there.

        Without those that may mean several entities.
        """
        wanted: list[tuple[str, str, str, str]] = []
        for name, is_bare in self.connection.execute(_STANDING, (listed(self._possible(text)),)):
            wanted += [(name, low, high, "") for low, high in _places_of(home)]
            if name.startswith("“"):
                wanted.append((name, _NOWHERE, _NOWHERE, ""))
            if is_bare:
                places = [(f"{_LEVEL}{parse(name, kind, home).place}", f"{kind}/") for kind in _TYPES]
                wanted += [(name, place, place, kind) for place, kind in places]
        found: dict[str, set[tuple[str, str]]] = {}
        for name, *what in self.connection.execute(_MEANT, (listed(wanted),)):
            found.setdefault(name, set()).add(tuple(what))
        return {
            name: min(node for node, _ in what)
            for name, what in found.items()
            if len({entity for _, entity in what}) == 1
        }

    def _possible(self, text: str) -> Iterator[str]:
        """The parts of a text that are as long as a name, and begin as one does."""
        starts = {text[at : at + _LEAST] for at in range(len(text) - _LEAST + 1)}
        begun = {start for (start,) in self.connection.execute(_BEGUN, (listed(starts),))}
        for at in range(len(text) - _LEAST + 1):
            if text[at : at + _LEAST] in begun:
                yield from (text[at:end] for end in range(at + _LEAST, min(at + _MOST, len(text)) + 1))


def _places_of(home: Home) -> Iterator[tuple[str, str]]:
    """The places in which a name means what it means in an article of `home`, as ranges of text."""
    yield _ANYWHERE, _ANYWHERE
    if home.ref == NATION:
        yield from (("+", "<"), (">", "\U0010ffff"))
    elif home.ref is not None:
        yield from ((place, place) for place in (NATION, home.ref, *codes_above(home.ref)))
        if home.ref.isdecimal():
            yield f"{home.ref}0", f"{home.ref}:"
