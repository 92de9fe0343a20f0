"""Tables that Excel opens: UTF-8 with BOM, no cell that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from policygraph.exports.writing import replacing
from policygraph.graph.evidence import Evidence
from policygraph.graph.network import Network
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import vocabulary

_FORMULA = ("=", "+", "-", "@", "\t", "\r")

LINKS = ("subject", "subject_type", "predicate", "object", "object_type", "article", "title", "published",
         "start_offset", "end_offset", "quote", "rule", "confidence")  # fmt: skip
ENTITIES = ("iri", "type", "label", "names", "articles")
METRICS = ("subject", "status", "indicator", "measure", "comparator", "value", "value_max", "unit", "start", "end",
           "article", "title", "published", "start_offset", "end_offset", "quote", "rule", "confidence")  # fmt: skip


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write three tables: `target` with the links, and beside it ``…-entities.csv`` and ``…-metrics.csv``."""
    network = selected_network(workspace, selection)
    write_table(target, LINKS, link_rows(network, lang))
    write_table(target.with_name(f"{target.stem}-entities{target.suffix}"), ENTITIES, entity_rows(network, lang))
    write_table(target.with_name(f"{target.stem}-metrics{target.suffix}"), METRICS, metric_rows(network, lang))


def write_table(target: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """One sorted line per row: same graph, same bytes."""
    with replacing(target) as partial, partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([safe_cell(cell) for cell in row] for row in rows)


def safe_cell(cell: Any) -> str:
    """A cell as text; what a spreadsheet would take for a formula gets an apostrophe before it, numbers stay numbers.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-3.5), safe_cell(None)
    ("'=HYPERLINK(1)", '-3.5', '')
    """
    if cell is None:
        return ""
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text


def entity_rows(network: Network, lang: str) -> list[tuple[Any, ...]]:
    """A row per entity, by type and label."""
    types = vocabulary().types
    rows = [
        (node, types[data["type"]].label(lang), data["label"], "；".join(data["names"]), data["articles"])
        for node, data in network.nodes(data=True)
        if data["type"] in types
    ]
    return sorted(rows, key=lambda row: (row[1], row[2], row[0]))


def link_rows(network: Network, lang: str) -> list[tuple[Any, ...]]:
    """A row per piece of evidence of a link."""
    words = vocabulary()
    rows = []
    for subject, object_, data in network.edges(data=True):
        if data["predicate"] not in words.predicates:
            continue
        a, b = network.nodes[subject], network.nodes[object_]
        ends = (
            a["label"],
            words.types[a["type"]].label(lang),
            words.predicates[data["predicate"]].label(lang),
            b["label"],
            words.types[b["type"]].label(lang),
        )
        rows += [(*ends, *_evidence(e)) for e in data["evidence"]]
    return sorted(rows, key=lambda row: tuple(str(cell) for cell in row))


def metric_rows(network: Network, lang: str) -> list[tuple[Any, ...]]:
    """A row per metric; the subject is empty where nobody is named that bears it."""
    words = vocabulary()
    rows = []
    for node, m in network.nodes(data=True):
        if m["type"] in words.types:
            continue
        bearer = next(iter(network.predecessors(node)), None)
        rows.append(
            (
                network.nodes[bearer]["label"] if bearer else None,
                words.statuses[m["status"]].label(lang),
                m["indicator"],
                words.measures[str(m["measure"])].label(lang),
                *(m[name] for name in ("comparator", "value", "value_max", "unit", "start", "end")),
                *_evidence(m["evidence"][0]),
            )
        )
    return sorted(rows, key=lambda row: tuple(str(cell) for cell in row))


def _evidence(e: Evidence) -> tuple[Any, ...]:
    """The cells of one piece of evidence, in the order of the columns."""
    return e.article, e.title, e.published, e.start_offset, e.end_offset, e.quote, e.rule, e.confidence
