"""A folder of CSV files for ``neo4j-admin database import``, the command to run and the constraints beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from policygraph.exports.content import Content
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection
from policygraph.graph.workspace import Workspace

BETWEEN = "\x1f"  # between the members of an array; import.sh says so to Neo4j
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BESIDE = ("import.sh", "constraints.cypher", "README.md")

ENTITIES = ("iri:ID(entity)", "label", "names:string[]", "articles:int", ":LABEL")
METRICS = ("iri:ID(metric)", "text", "indicator", "measure", "comparator", "value:double", "value_max:double", "unit",
           "start", "end", ":LABEL")  # fmt: skip
ARTICLES = ("article:ID(article)", "title", "published", "publisher", "place", "url", ":LABEL")
RELATIONS = (":START_ID(entity)", ":END_ID(entity)", ":TYPE", "predicate", "inferred:boolean", "sentences:int",
             "quotes:string[]", "articles:string[]", "confidences:double[]")  # fmt: skip
BEARERS = (":START_ID(entity)", ":END_ID(metric)", ":TYPE")
SOURCES = (":START_ID(metric)", ":END_ID(article)", ":TYPE", "quote", "start_offset:int", "end_offset:int", "rule",
           "confidence:double")  # fmt: skip


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the folder."""
    content = Content(workspace, selection, lang)
    _write(target / "entities.csv", ENTITIES, _entities(content))
    _write(target / "metrics.csv", METRICS, _metrics(content))
    _write(target / "articles.csv", ARTICLES, ((*row, "Article") for row in content.rows("articles")))
    _write(target / "relations.csv", RELATIONS, _relations(content))
    _write(target / "bearers.csv", BEARERS, _bearers(content))
    _write(target / "sources.csv", SOURCES, _sources(content))
    for name in _BESIDE:
        with replacing(target / name) as partial:
            partial.write_bytes(files("policygraph.exports").joinpath("data/neo4j", name).read_bytes())


def relation_type(predicate: str) -> str:
    """A predicate as Neo4j writes types of relationships.

    >>> relation_type("locatedIn")
    'LOCATED_IN'
    """
    return _HUMP.sub("_", predicate).upper()


def _write(target: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with replacing(target) as partial, partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(cell) for cell in row] for row in rows)


def _cell(value: Any) -> str:
    """A value as the import reads it; text loses control characters, among them the one between members."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return BETWEEN.join(_cell(member) for member in value)
    return _CONTROL.sub("", str(value))


def _entities(content: Content) -> Iterator[Sequence[Any]]:
    for node in content.nodes:
        data = content.network.nodes[node]
        yield node, data["label"], data["names"], data["articles"], ("Entity", data["type"])


def _metrics(content: Content) -> Iterator[Sequence[Any]]:
    for node in content.figures:
        m = content.network.nodes[node]
        slots = (m[name] for name in ("indicator", "measure", "comparator", "value", "value_max", "unit"))
        yield node, m["label"], *slots, m["start"], m["end"], ("Metric", m["type"])


def _relations(content: Content) -> Iterator[Sequence[Any]]:
    for subject, object_, data in content.links:
        found = data["evidence"]
        yield (
            subject, object_, relation_type(data["predicate"]), data["predicate"], data["inferred"], len(found),
            [e.quote for e in found], [e.article for e in found], [e.confidence for e in found],
        )  # fmt: skip


def _bearers(content: Content) -> Iterator[Sequence[Any]]:
    for metric in content.figures:
        if bearer := content.bearer(metric):
            yield bearer, metric, "HAS_METRIC"


def _sources(content: Content) -> Iterator[Sequence[Any]]:
    for metric in content.figures:
        (e,) = content.network.nodes[metric]["evidence"]
        yield metric, e.article, "STATED_IN", e.quote, e.start_offset, e.end_offset, e.rule, e.confidence
