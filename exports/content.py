"""What a graph holds as flat tables: articles, entities, relations, metrics, targets, evidence.

The columns stand in ``data/content.toml``; workbook, Parquet and SQLite are made from the same rows, which come in a
fixed order, one at a time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from policygraph.exports.judged import judged
from policygraph.graph.evidence import Evidence
from policygraph.graph.figures import claimed, reached
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.tracking.rows import Row as Target
from policygraph.graph.tracking.telling import verdict, why
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import vocabulary

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind, headings, the table whose key it holds, and whether only machines want it."""

    name: str
    kind: str
    zh: str
    en: str
    refers: str = ""
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, titles, key and columns."""

    name: str
    zh: str
    en: str
    key: str
    columns: tuple[Column, ...]


@cache
def tables() -> Mapping[str, Table]:
    """The tables by name; what a table refers to stands before it."""
    data = tomllib.loads(files("policygraph.exports").joinpath("data/content.toml").read_text(encoding="utf-8"))
    return {
        name: Table(
            name, rows.pop("zh"), rows.pop("en"), rows.pop("key"), tuple(Column(n, **row) for n, row in rows.items())
        )
        for name, rows in data.items()
    }


class Content:
    """The rows of every table for the selected part of a workspace, words in one language."""

    def __init__(self, workspace: Workspace, selection: Selection, lang: str) -> None:
        self.workspace = workspace
        self.whole = selection.whole
        self.lang = lang
        self.network = selected_network(workspace, selection)

    def rows(self, name: str) -> Iterator[Row]:
        """The rows of one table, in the order of its columns."""
        make: Callable[[], Iterator[Row]] = getattr(self, f"_{name}")
        return make()

    @cached_property
    def nodes(self) -> list[str]:
        """The entities by type and label."""
        order = list(vocabulary().types)
        found = [node for node, kind in self.network.nodes(data="type") if kind in vocabulary().types]
        return sorted(found, key=lambda n: (order.index(self._of(n)["type"]), self._of(n)["label"], n))

    @cached_property
    def links(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The relations by subject, predicate and object."""
        found = [edge for edge in self.network.edges(data=True) if edge[2]["predicate"] in vocabulary().predicates]
        return sorted(found, key=lambda e: (e[0], e[2]["predicate"], e[1]))

    @cached_property
    def figures(self) -> list[str]:
        """The metrics by IRI."""
        return sorted(node for node, data in self.network.nodes(data=True) if data["type"] not in vocabulary().types)

    def bearer(self, metric: str) -> str | None:
        """The entity whose metric it is; None where none is named."""
        return next(iter(self.network.predecessors(metric)), None)

    def _of(self, node: str) -> dict[str, Any]:
        data: dict[str, Any] = self.network.nodes[node]
        return data

    def _cited(self) -> set[str]:
        found = {e.article for _, _, data in self.links for e in data["evidence"]}
        return found | {self._of(metric)["evidence"][0].article for metric in self.figures}

    def _articles(self) -> Iterator[Row]:
        cited = self._cited()
        for entry in sorted(self.workspace.articles(), key=lambda entry: entry.id):
            if entry.id in cited or (self.whole and entry.extractor and entry.state in {"current", "copy"}):
                s = entry.source
                yield entry.id, s.title, s.published, s.publisher, s.place, s.url

    def _entities(self) -> Iterator[Row]:
        types = vocabulary().types
        for node in self.nodes:
            data = self._of(node)
            kind, names = data["type"], "；".join(data["names"])
            yield node, kind, types[kind].label(self.lang), data["label"], names, data["articles"]

    def _relations(self) -> Iterator[Row]:
        words = vocabulary().predicates
        for count, (subject, object_, data) in enumerate(self.links, 1):
            name = data["predicate"]
            yield (
                count, subject, self._of(subject)["label"], name, words[name].label(self.lang), object_,
                self._of(object_)["label"], data["inferred"], data["evidence_count"],
            )  # fmt: skip

    def _metrics(self) -> Iterator[Row]:
        words = vocabulary()
        for node in self.figures:
            m, bearer = self._of(node), self.bearer(node)
            yield (
                node, bearer, self._of(bearer)["label"] if bearer else None, m["status"],
                words.statuses[m["status"]].label(self.lang), m["indicator"], m["measure"],
                words.measures[str(m["measure"])].label(self.lang), m["comparator"], m["value"], m["value_max"],
                m["unit"], m["start"], m["end"],
            )  # fmt: skip

    @cached_property
    def targets(self) -> list[Target]:
        """The targets that are selected, judged on the day of the newest article, so that no clock is asked."""
        return judged(self.workspace, self.network)[1]

    def _targets(self) -> Iterator[Row]:
        for row in self.targets:
            last = row.results[-1] if row.results else None
            result = reached(last, row.target.measure, self.lang) if last else None
            yield (
                row.target.iri, row.subject.label or None, row.place, row.target.indicator,
                claimed(row.target, self.lang), row.target.end, result, last.as_of.isoformat() if last else None,
                None if row.progress is None else round(row.progress, 4), row.verdict,
                verdict(row.verdict, self.lang), row.contradictory, why(row, self.lang),
            )  # fmt: skip

    def _evidence(self) -> Iterator[Row]:
        words = vocabulary().predicates
        for count, (subject, object_, data) in enumerate(self.links, 1):
            link = words[data["predicate"]].label(self.lang)
            fact = f"{self._of(subject)['label']} —{link}→ {self._of(object_)['label']}"
            for e in data["evidence"]:
                yield e.iri, count, None, fact, *_place(e)
        for metric in self.figures:
            data, bearer = self._of(metric), self.bearer(metric)
            fact = f"{self._of(bearer)['label']} {data['label']}" if bearer else data["label"]
            yield metric, None, metric, fact, *_place(data["evidence"][0])


def _place(e: Evidence) -> Row:
    return (
        e.quote, e.article, e.title, e.published, e.start_offset, e.end_offset, e.rule, e.confidence,
    )  # fmt: skip
