"""Recall: a name that one article makes known is found in the others, too, where the extractor passed it by.

铄源循环再生锌产量 is no name, but once 铄源循环 is known from elsewhere it stands in it. Only names that pick out one
entity are recalled; short ones only in articles of the entity's place. Recalled mentions join nothing: they come
after resolution and are a function of it and of the text.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from policygraph.graph.listed import listed
from policygraph.graph.resolution.compare import View
from policygraph.graph.resolution.nodes import FULL
from policygraph.graph.resolution.parse import Name, parse
from policygraph.graph.resolution.places import Home, relation
from policygraph.graph.resolution.within import KNOWN, Reading, find_free
from policygraph.graph.resolution.words import is_department, words
from policygraph.schema.record import Entity, Mention, Metric, Record

_TYPES = {"Enterprise", "Platform", "Program", "Organization"}
_LEAST, _MOST = 3, 16  # characters of a name that is looked for
_CORE_LEAST = 4  # characters of a company's or a platform's name without place and form
_ANYWHERE = "*"
_CLAUSE = re.compile(r"[，。；：！？\n]")
TABLES = """
CREATE TABLE IF NOT EXISTS known_names (
    name TEXT NOT NULL, node TEXT NOT NULL, place TEXT NOT NULL, PRIMARY KEY (name, node)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS known_names_node ON known_names (node);
CREATE TABLE IF NOT EXISTS article_rows (article TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article_homes (article TEXT PRIMARY KEY, home TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS article_texts USING fts5 (article UNINDEXED, text, tokenize = 'trigram');
"""
_KNOWN_NAMES = "SELECT k.node, k.name, k.place FROM json_each(?) g CROSS JOIN known_names k ON k.node = g.value"
_ENTITY_OF = "SELECT n.node, n.entity FROM json_each(?) g CROSS JOIN nodes n ON n.node = g.value"


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
            yield bare, f"={name.place}"  # where the level means this very place
        if name.generic or name.local or (name.place is not None and "@" in name.place):
            continue
        forms = {name.raw}
        if kind == FULL and view.type != "Organization":
            forms |= set(_derived(name))
        for form in forms:
            if _LEAST <= len(form) <= _MOST and not (name.legal and form == name.raw):
                yield form, places


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


class Recall:
    """The known names, and where they stand. `connection` must be inside a transaction while it changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._names: dict[str, dict[str, dict[str, str]]] | None = None  # first characters → name → node → place

    def learn(self, nodes: Collection[str], views: Mapping[str, View], changed: Collection[str]) -> set[str]:
        """Take in what nodes are called now; the articles in which names stand that mean something else than before.

        `views` is what is known of the nodes, `changed` those that became another entity.
        """
        known = self._known()
        old: dict[str, dict[str, str]] = {node: {} for node in nodes}
        for node, name, place in self.connection.execute(_KNOWN_NAMES, (listed(nodes),)):
            old[node][name] = place
        articles: set[str] = set()
        anew, rows = [], []
        for node, before in old.items():
            now = dict(names_to_know(views[node])) if node in views else {}
            for name in before.keys() - now.keys():
                known.get(name[:_LEAST], {}).get(name, {}).pop(node, None)
            for name, place in now.items():
                known.setdefault(name[:_LEAST], {}).setdefault(name, {})[node] = place
            if before != now:
                anew.append((node,))
                rows += [(name, node, place) for name, place in now.items()]
            for name in before.keys() | now.keys():
                if node in changed or before.get(name) != now.get(name):
                    articles |= self._affected(name, node, before.get(name), now.get(name), always=node in changed)
        self.connection.executemany("DELETE FROM known_names WHERE node = ?", anew)
        self.connection.executemany("INSERT INTO known_names VALUES (?, ?, ?)", sorted(rows))
        return articles

    def put_texts(self, readings: Mapping[str, Reading]) -> None:
        """Make the texts of articles findable."""
        for article, reading in readings.items():
            row = self.connection.execute(
                "INSERT INTO article_texts (article, text) VALUES (?, ?)", (article, reading.record.text)
            )
            self.connection.execute("INSERT INTO article_rows VALUES (?, ?)", (article, row.lastrowid))
            home = json.dumps((reading.home.ref, reading.home.names), ensure_ascii=False)
            self.connection.execute("INSERT INTO article_homes VALUES (?, ?)", (article, home))

    def drop_text(self, article: str) -> None:
        """Forget the text of an article."""
        row = self.connection.execute("SELECT row FROM article_rows WHERE article = ?", (article,)).fetchone()
        if row:
            self.connection.execute("DELETE FROM article_texts WHERE rowid = ?", row)
            self.connection.execute("DELETE FROM article_rows WHERE article = ?", (article,))
            self.connection.execute("DELETE FROM article_homes WHERE article = ?", (article,))

    def extend(self, key: str, reading: Reading) -> tuple[Record, dict[str, str]]:
        """The record with the mentions that known names add, and the node of each entity that comes in by them."""
        found = self._found(reading)
        return self._with(key, reading.record, found) if found else (reading.record, {})

    def _found(self, reading: Reading) -> dict[str, list[Mention]]:
        """Node to mentions, where a known name stands outside of what the record holds."""
        text, known = reading.record.text, self._known()
        mentions = [(m.start_offset, m.end_offset) for e in reading.record.entities for m in e.mentions]
        found: dict[str, list[Mention]] = {}
        names = sorted(self._standing(text), key=lambda n: (-len(n), n))
        entities = self._entities({node for name in names for node in known[name[:_LEAST]][name]})
        for name in names:
            node = _meant(name, known[name[:_LEAST]][name], reading.home, entities)
            if node is None:
                continue
            taken = [(s, e) for s, e in mentions if e - s >= len(name)]  # a longer name swallows the shorter in it
            taken += [(s, e) for s, e in mentions if e - s < len(name) and _crossed(text, name, s, e)]
            if new := find_free(text, name, taken):
                found.setdefault(node, []).extend(new)
                mentions += [(m.start_offset, m.end_offset) for m in new]
        return found

    def _standing(self, text: str) -> Iterator[str]:
        """The known names that stand in a text, each once."""
        known = self._known()
        for begun in {text[at : at + _LEAST] for at in range(len(text) - _LEAST + 1)} & known.keys():
            names, at = known[begun], text.find(begun)
            left = set(names)
            while at >= 0 and left:
                found = {name for length in range(_LEAST, _MOST + 1) if (name := text[at : at + length]) in left}
                yield from found
                left -= found
                at = text.find(begun, at + 1)

    def _entities(self, nodes: Iterable[str]) -> dict[str, str]:
        """The entities of nodes; '' for one that no article names any more."""
        return dict(self.connection.execute(_ENTITY_OF, (listed(nodes),)))

    def _with(self, key: str, record: Record, found: dict[str, list[Mention]]) -> tuple[Record, dict[str, str]]:
        rows = self.connection.execute(
            "SELECT e.entity, n.entity FROM node_entities e JOIN nodes n ON n.node = e.node WHERE e.article = ?", (key,)
        )
        here = {entity: id_ for id_, entity in sorted(rows, reverse=True)}
        more: dict[str, list[Mention]] = {}
        nodes: dict[str, str] = {}
        entities_of = self._entities(found)
        for node, mentions in sorted(found.items()):
            id_ = here.setdefault(entities_of.get(node, node), f"known-{len(nodes) + 1}")
            if id_.startswith("known-"):
                nodes[id_] = node
            more.setdefault(id_, []).extend(mentions)
        spans = [(m.start_offset, m.end_offset) for mentions in found.values() for m in mentions]
        kept = [_outside(entity, spans) for entity in record.entities]
        entities = [_with_mentions(e, more.pop(e.id)) if e.id in more else e for e in kept]
        entities += [_entity(id_, nodes[id_], mentions) for id_, mentions in more.items()]
        recalled = {
            (m.start_offset, m.end_offset): e.id
            for e in entities
            for m in e.mentions
            if m.rule == KNOWN and e.type not in {"Industry", "Place"}
        }
        metrics = tuple(_of_known(metric, record.text, recalled, entities) for metric in record.metrics)
        return record.model_copy(update={"entities": tuple(entities), "metrics": metrics}), nodes

    def _affected(self, name: str, node: str, old: str | None, new: str | None, *, always: bool) -> set[str]:
        """The articles with a name in which it meant a node and does not now, or the reverse.

        `old` and `new` are the places where it meant the node; with `always` those count in which it meant it before
        and does now, too.
        """
        phrase = '"{}"'.format(name.replace('"', '""'))
        rows = self.connection.execute(
            "SELECT t.article, h.home FROM article_texts t JOIN article_homes h ON h.article = t.article "
            "WHERE t.text MATCH ?",
            (phrase,),
        )
        found = set()
        for article, home in rows:
            was, is_now = (places is not None and _fits(name, node, places, _home(home)) for places in (old, new))
            if was != is_now or (always and is_now):
                found.add(article)
        return found

    def _known(self) -> dict[str, dict[str, dict[str, str]]]:
        if self._names is None:
            self._names = {}
            for name, node, place in self.connection.execute("SELECT name, node, place FROM known_names"):
                self._names.setdefault(name[:_LEAST], {}).setdefault(name, {})[node] = place
        return self._names

    def forget(self) -> None:
        """Let go of what is kept in memory, as after a transaction that failed."""
        self._names = None


@lru_cache(maxsize=4096)
def _home(kept: str) -> Home:
    ref, names = json.loads(kept)
    return Home(ref, tuple(names))


def _meant(name: str, nodes: dict[str, str], home: Home, entities: dict[str, str]) -> str | None:
    """The node that a name means in an article of `home`; None where it may mean several things."""
    fit = [node for node, places in nodes.items() if _fits(name, node, places, home)]
    return min(fit) if len({entities.get(node, node) for node in fit}) == 1 else None


def _fits(name: str, node: str, places: str, home: Home) -> bool:
    """Whether a name may mean a node in an article of `home`."""
    if places.startswith("="):
        return parse(name, node.partition("/")[0], home).place == places[1:]
    if places == _ANYWHERE:
        return True
    if not places:
        return name.startswith("“")
    return any(relation(place, home.ref) in {"same", "within"} for place in places.split())


def _crossed(text: str, name: str, start: int, end: int) -> bool:
    """Whether the mention at ``[start, end)`` stands across a border of `name` somewhere."""
    at = text.find(name, max(start - len(name) + 1, 0), end + len(name))
    while 0 <= at < end:
        if (at < start < at + len(name) < end) or (start < at < end < at + len(name)):
            return True
        at = text.find(name, at + 1, end + len(name))
    return False


def _outside(entity: Entity, spans: list[tuple[int, int]]) -> Entity:
    """The entity without the mentions that stand inside of recalled names."""
    left = [m for m in entity.mentions if not any(s <= m.start_offset and m.end_offset <= e for s, e in spans)]
    return entity.model_copy(update={"mentions": tuple(left)}) if len(left) < len(entity.mentions) else entity


def _with_mentions(entity: Entity, mentions: list[Mention]) -> Entity:
    names = dict.fromkeys((*entity.names, *(mention.name for mention in mentions)))
    both = sorted((*entity.mentions, *mentions), key=lambda m: (m.start_offset, m.end_offset))
    return entity.model_copy(update={"names": tuple(names), "mentions": tuple(both)})


def _entity(id_: str, node: str, mentions: list[Mention]) -> Entity:
    names = sorted({mention.name for mention in mentions}, key=lambda name: (-len(name), name))
    kind = node.partition("/")[0]
    ordered = sorted(mentions, key=lambda m: m.start_offset)
    return Entity.model_validate(
        {"id": id_, "type": kind, "names": names, "mentions": ordered, "rule": KNOWN, "confidence": 0.9}
    )


def _of_known(metric: Metric, text: str, spans: dict[tuple[int, int], str], entities: list[Entity]) -> Metric:
    """The metric, of a recalled entity where that stands in its clause and the old subject does not."""
    until = metric.start_offset
    marks = [match.end() for match in _CLAUSE.finditer(text, 0, metric.start_offset)]
    begin = marks[-1] if marks else 0
    inside = sorted(
        (start, id_) for (start, end), id_ in spans.items() if begin <= start and end <= metric.start_offset
    )
    if not inside:
        return metric
    others = {e.id for e in entities for m in e.mentions if begin <= m.start_offset < until and e.type != "Place"}
    if metric.subject in others:
        return metric
    return metric.model_copy(update={"subject": inside[-1][1]})
