"""Recall: a name that one article makes known is found in the others, too, where the extractor passed it by.

铄源循环再生锌产量 is no name, but once 铄源循环 is known from elsewhere it stands in it. Only names that pick out one
entity are recalled; short ones only in articles of the entity's place. Recalled mentions join nothing: they come
after resolution and are a function of it and of the text.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from policygraph.graph.iris import slug
from policygraph.graph.listed import listed
from policygraph.graph.resolution import known
from policygraph.graph.resolution.compare import View
from policygraph.graph.resolution.known import KnownNames, Where
from policygraph.graph.resolution.places import Home, home_of
from policygraph.graph.resolution.within import KNOWN, Reading, find_free
from policygraph.schema.record import Entity, Mention, Metric, Record

_CLAUSE = re.compile(r"[，。；：！？\n]")
TABLES = f"""
{known.TABLES}
CREATE TABLE IF NOT EXISTS text_rows (row INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE, home TEXT NOT NULL);
CREATE VIRTUAL TABLE IF NOT EXISTS article_texts USING fts5 (article UNINDEXED, text, tokenize = 'trigram');
"""
_ENTITY_OF = "SELECT n.node, n.entity FROM json_each(?) g CROSS JOIN nodes n ON n.node = g.value"
_WITH = "SELECT r.article, r.home FROM article_texts t CROSS JOIN text_rows r ON r.row = t.rowid WHERE t.text MATCH ?"


class Recall:
    """The known names, and where they stand. `connection` must be inside a transaction while it changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.names = KnownNames(connection)

    def learn(self, nodes: Collection[str], views: Mapping[str, View], changed: Collection[str]) -> set[str]:
        """Take in what nodes are called now; the articles in which names stand that mean something else than before.

        `views` is what is known of the nodes, `changed` those that became another entity.
        """
        articles: set[str] = set()
        for was, is_now in self.names.put(nodes, views):
            articles |= self._affected(was, is_now, always=is_now.node in changed)
        return articles

    def put_texts(self, readings: Mapping[str, Reading]) -> None:
        """Make the texts of articles findable."""
        for article, reading in readings.items():
            row = self.connection.execute(
                "INSERT INTO article_texts (article, text) VALUES (?, ?)", (article, reading.record.text)
            )
            self.connection.execute(
                "INSERT INTO text_rows VALUES (?, ?, ?)", (row.lastrowid, article, _kept(reading.home))
            )

    def holds(self, article: str, reading: Reading) -> bool:
        """Whether this text of an article is findable, as one of this place."""
        row = self.connection.execute(
            "SELECT r.home, t.text FROM text_rows r CROSS JOIN article_texts t ON t.rowid = r.row WHERE r.article = ?",
            (article,),
        ).fetchone()
        return bool(row == (_kept(reading.home), reading.record.text))

    def drop_text(self, article: str) -> None:
        """Forget the text of an article."""
        row = self.connection.execute("SELECT row FROM text_rows WHERE article = ?", (article,)).fetchone()
        if row:
            self.connection.execute("DELETE FROM article_texts WHERE rowid = ?", row)
            self.connection.execute("DELETE FROM text_rows WHERE row = ?", row)

    def extend(self, key: str, reading: Reading) -> tuple[Record, dict[str, str]]:
        """The record with the mentions that known names add, and the node of each entity that comes in by them."""
        found = self._found(reading)
        return self._with(key, reading.record, found) if found else (reading.record, {})

    def _found(self, reading: Reading) -> dict[str, list[Mention]]:
        """Node to mentions, where a known name stands outside of what the record holds."""
        text = reading.record.text
        mentions = [(m.start_offset, m.end_offset) for e in reading.record.entities for m in e.mentions]
        found: dict[str, list[Mention]] = {}
        meant = self.names.meant(text, reading.home)
        places = (n for e in reading.record.entities if meant and e.type == "Place" for n in e.names)
        unknown = {name for name in places if home_of(name).ref == slug(name)}
        for name, node in sorted(meant.items(), key=lambda item: (-len(item[0]), item[0])):
            if name in unknown and node.startswith("Enterprise/"):  # 鲜禾岛 is no island where it is known as a company
                mentions = [(s, e) for s, e in mentions if text[s:e] != name]
            taken = [(s, e) for s, e in mentions if e - s >= len(name)]  # a longer name swallows the shorter in it
            taken += [(s, e) for s, e in mentions if e - s < len(name) and _crossed(text, name, s, e)]
            if new := find_free(text, name, taken):
                found.setdefault(node, []).extend(new)
                mentions += [(m.start_offset, m.end_offset) for m in new]
        return found

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
        used = {m.subject for m in record.metrics} | {i for r in record.relations for i in (r.subject, r.object)}
        had = {e.id for e in record.entities if e.mentions}  # what has lost all of them to recalled names is gone
        kept = [e for e in kept if e.mentions or e.id not in had or e.id in used]
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

    def _affected(self, was: Where, is_now: Where, *, always: bool) -> set[str]:
        """The articles with a name in which it meant a node and does not now, or the reverse.

        With `always` those count in which it meant it before and does now, too.
        """
        differing = was.places ^ is_now.places
        if not differing and not always:
            return set()
        differs = Where(is_now.name, is_now.node, differing)
        phrase = '"{}"'.format(is_now.name.replace('"', '""'))
        found = set()
        for article, kept in self.connection.execute(_WITH, (phrase,)):
            home = _home(kept)
            if (always and is_now.holds(home)) or (differs.holds(home) and was.holds(home) != is_now.holds(home)):
                found.add(article)
        return found


def _kept(home: Home) -> str:
    return json.dumps((home.ref, home.names), ensure_ascii=False)


@lru_cache(maxsize=4096)
def _home(kept: str) -> Home:
    ref, names = json.loads(kept)
    return Home(ref, tuple(names))


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
