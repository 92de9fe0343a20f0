"""FollowTheMoney entities as JSON lines, which OpenAleph imports: things, edges with their sentence, figures as notes.

How types become schemata stands in ``data/ftm.toml``.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from policygraph.exports.content import Content
from policygraph.exports.writing import replacing
from policygraph.graph.evidence import Evidence
from policygraph.graph.selection import Selection
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import vocabulary

_URL = re.compile(r"https?://[^\s<>\"]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_LONGEST = 65_000  # characters of a text
Entity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Link:
    """The schema of an edge, its properties for the two ends, and which schemata its subject must be of."""

    schema: str
    subject: str
    object: str
    predicates: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    types: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    links: tuple[_Link, ...]
    endings: tuple[str, ...]
    but: tuple[str, ...]
    longest: Mapping[str, int]


@cache
def _table() -> _Table:
    data = tomllib.loads(files("policygraph.exports").joinpath("data/ftm.toml").read_text(encoding="utf-8"))
    bodies = data["public_bodies"]
    links = tuple(_link(**row) for row in data["links"])
    endings, but = (tuple(bodies[name].split()) for name in ("endings", "but"))
    return _Table(data["types"], data["values"], links, endings, but, data["longest"])


def _link(predicates: Sequence[str] = (), needs: Sequence[str] = (), **row: str) -> _Link:
    return _Link(row["schema"], row["subject"], row["object"], tuple(predicates), tuple(needs))


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write one entity a line: articles, then things, edges and figures; words in `lang`."""
    content = Content(workspace, selection, lang)
    with replacing(target) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        for entity in _entities(content):
            file.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")


def schema(kind: str, name: str) -> str | None:
    """The schema of an entity of this type with this name; None for what becomes a property of others.

    >>> schema("Organization", "云江市科技局"), schema("Organization", "云江市电机行业协会"), schema("Industry", "电机")
    ('PublicBody', 'Organization', None)
    """
    table = _table()
    if kind == "Organization" and name.endswith(table.endings) and not name.endswith(table.but):
        return "PublicBody"
    return table.types.get(kind)


def _entities(content: Content) -> Iterator[Entity]:
    for article, title, published, publisher, _, url in content.rows("articles"):
        named = {"title": title, "fileName": title or article, "publisher": publisher, "sourceUrl": _url(url)}
        yield _entity("Article", f"article:{article}", **named, name=title or article, publishedAt=published)
    schemata = {node: schema(_kind(content, node), content.network.nodes[node]["label"]) for node in content.nodes}
    told = _told(content, schemata)
    for node, name in schemata.items():
        if name:
            yield _thing(content, node, name, told.get(node, {}))
    for subject, object_, data in content.links:
        if schemata[subject] and schemata[object_]:
            yield _edge(content, subject, object_, data, str(schemata[subject]))
    for metric in content.figures:
        yield _note(content, metric, schemata)


def _thing(content: Content, node: str, name: str, told: Mapping[str, list[str]]) -> Entity:
    label, *others = content.network.nodes[node]["names"]
    properties: dict[str, Any] = {"name": label, "alias": others, "country": "cn", "sourceUrl": _url(node), **told}
    if name == "Address":
        properties["full"] = label
    if name == "Document":
        properties |= {"title": label, "fileName": label}
    return _entity(name, node, **properties)


def _told(content: Content, schemata: Mapping[str, str | None]) -> dict[str, dict[str, list[str]]]:
    """What things that have no schema of their own say of those that are linked with them, with the sentences."""
    told: dict[str, dict[str, list[str]]] = {}
    for subject, object_, data in content.links:
        for node, other in ((subject, object_), (object_, subject)):
            properties = _table().values.get(_kind(content, other), {})
            name = properties.get(schemata[node] or "")
            if name:
                mine = told.setdefault(node, {})
                mine.setdefault(name, []).append(content.network.nodes[other]["label"])
                mine.setdefault("notes", []).extend(_cited(e) for e in data["evidence"])
    return told


def _edge(content: Content, subject: str, object_: str, data: Mapping[str, Any], of: str) -> Entity:
    """A link with its label as role, its sentences as description, its articles as proof."""
    predicate, found = data["predicate"], data["evidence"]
    link = next(
        row
        for row in _table().links
        if (not row.predicates or predicate in row.predicates) and (not row.needs or of in row.needs)
    )
    ends = {link.subject: _id(subject), link.object: _id(object_)}
    return _entity(
        link.schema,
        f"{subject} {predicate} {object_}",
        **ends,
        role=vocabulary().predicates[predicate].label(content.lang),
        description=[_cited(e) for e in found],
        proof=[_id(f"article:{e.article}") for e in found],
        date=[e.published for e in found],
    )


def _note(content: Content, metric: str, schemata: Mapping[str, str | None]) -> Entity:
    """A figure: a note about its subject, the sentence as description."""
    data, bearer = content.network.nodes[metric], content.bearer(metric)
    status = vocabulary().statuses[data["status"]].label(content.lang)
    (e,) = data["evidence"]
    about = _id(bearer) if bearer and schemata.get(bearer) else None
    whose = f"{content.network.nodes[bearer]['label']} " if bearer else ""
    return _entity(
        "Note",
        metric,
        name=f"{status}：{whose}{data['label']}",
        description=_cited(e),
        entity=about,
        proof=_id(f"article:{e.article}"),
    )


def _kind(content: Content, node: str) -> str:
    return str(content.network.nodes[node]["type"])


def _cited(e: Evidence) -> str:
    return f"“{e.quote}” （{e.title or e.article}）"


def _url(text: str | None) -> str | None:
    return text if text and _URL.fullmatch(text) else None


def _id(key: str) -> str:
    return f"pg-{hashlib.sha1(key.encode('utf-8', 'replace'), usedforsecurity=False).hexdigest()}"


def _entity(of: str, key: str, /, **properties: Any) -> Entity:
    """An entity; every property is a list of texts, each once, empty ones left out."""
    kept: dict[str, list[str]] = {}
    for field, value in properties.items():
        texts = value if isinstance(value, list) else [value]
        longest = _table().longest.get(field, _LONGEST)
        if found := list(dict.fromkeys(_short(_CONTROL.sub("", text), longest) for text in texts if text)):
            kept[field] = found
    return {"id": _id(key), "schema": of, "properties": kept}


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
