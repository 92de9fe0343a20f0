"""Answers as a notebook shows them: small HTML tables, everything that articles say escaped."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from policygraph.graph.figures import claimed, figure, reached
from policygraph.graph.tracking.rows import Row
from policygraph.graph.tracking.telling import verdict
from policygraph.schema.vocabulary import Term, vocabulary

if TYPE_CHECKING:
    from policygraph.graph.catalogue import EntityEntry
    from policygraph.graph.evidence import Evidence
    from policygraph.graph.ledger import Entry
    from policygraph.graph.paths import Step
    from policygraph.graph.portrait import MetricFact, Portrait
    from policygraph.graph.validation import Finding

Item = TypeVar("Item")

ROWS = 100  # shown of a long table

FACTS = ("关系 Link", "对象 Object", "原句 Quote", "文章 Article")
METRICS = ("状态 Status", "指标 Indicator", "数值 Value", "时段 Period", "原句 Quote", "文章 Article")
TARGETS = (
    "主体 Subject",
    "指标 Indicator",
    "目标 Target",
    "期限 Due",
    "最近结果 Latest",
    "完成 Progress",
    "进展 Verdict",
)


class Shown(list[Item]):
    """A list, which a notebook shows as a table."""

    columns: ClassVar[Sequence[str]]

    @classmethod
    @abstractmethod
    def rows(cls, item: Item) -> Iterable[Sequence[object]]:
        """The rows of the table for an item."""

    def _repr_html_(self) -> str:
        rows = [row for item in self[:ROWS] for row in self.rows(item)]
        return html_table(self.columns, rows, total=max(len(self), len(rows)))


class Targets(Shown[Row]):
    """Targets against results."""

    columns = TARGETS

    @classmethod
    def rows(cls, item: Row) -> Iterable[Sequence[object]]:
        """What was promised and what came of it."""
        yield _target(item)


class Articles(Shown["Entry"]):
    """Articles with what became of them."""

    columns = ("编号 Id", "标题 Title", "发布 Published", "发布者 Publisher", "地方 Place", "状态 State", "说明 Note")

    @classmethod
    def rows(cls, item: Entry) -> Iterable[Sequence[object]]:
        """Source and state; the article that it copies, or that replaced it, or why it could not be read."""
        source, note = item.source, item.error or item.copy_of or item.superseded_by
        yield item.id, source.title, source.published, source.publisher, source.place, item.state, note


class Entities(Shown["EntityEntry"]):
    """Entities with their names."""

    columns = ("名称 Name", "类型 Type", "别名 Other names", "提及 Mentions")

    @classmethod
    def rows(cls, item: EntityEntry) -> Iterable[Sequence[object]]:
        """Its label, type and other names, and how often it is mentioned."""
        others = "、".join(name for name in item.names if name != item.label)
        yield item.label, _bilingual(vocabulary().types[item.type]), others, len(item.mentions)


class Paths(Shown["list[Step]"]):
    """Chains of links between two entities."""

    columns = ("起 From", "关系 Link", "至 To", "原句 Quote", "文章 Article")

    @classmethod
    def rows(cls, item: list[Step]) -> Iterable[Sequence[object]]:
        """Each step with its first sentence."""
        for step in item:
            link = step.predicate_label if step.forward else f"← {step.predicate_label}"
            yield step.start_label, link, step.end_label, *(_cited(step.evidence[0]) if step.evidence else ("", ""))


class Names(Shown[tuple[str, str, str]]):
    """Entities that some article calls so: IRI, type and label of each."""

    columns = ("IRI", "类型 Type", "名称 Name")

    @classmethod
    def rows(cls, item: tuple[str, str, str]) -> Iterable[Sequence[object]]:
        """The three, the type in words."""
        yield item[0], _bilingual(vocabulary().types[item[1]]), item[2]


class Findings(Shown["Finding"]):
    """What does not fit the shapes."""

    columns = ("何处 Node", "属性 Property", "值 Value", "怎么办 Way out", "文章 Articles")

    @classmethod
    def rows(cls, item: Finding) -> Iterable[Sequence[object]]:
        """The node with what is wrong of it."""
        yield item.label, item.path, item.value, item.way_out, "、".join(item.articles)


class Measures(list[dict[str, Any]]):
    """The answer of a measure: rows that all have the same keys."""

    def _repr_html_(self) -> str:
        keys = list(self[0]) if self else []
        return html_table(keys, ([_named(row[key]) for key in keys] for row in self), total=len(self))


def html_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, total: int | None = None) -> str:
    """A table of at most `ROWS` rows, with a line that says so where there are more.

    >>> "&lt;b&gt;" in html_table(("x",), [("<b>",)])
    True
    """
    waiting = iter(rows)
    shown = list(islice(waiting, ROWS))
    more = total - len(shown) if total is not None else int(next(waiting, None) is not None)
    head = "".join(f'<th style="text-align:left">{escape(column)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:left">{escape(_text(cell))}</td>' for cell in row) + "</tr>"
        for row in shown
    )
    note = f"<p>只显示前 {len(shown)} 行。 The first {len(shown)} rows are shown.</p>" if more > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def html_portrait(portrait: Portrait) -> str:
    """An entity with its names, links and figures, each with its sentence."""
    kind = vocabulary().types[portrait.type]
    parts = [f"<h3>{escape(portrait.label)} <small>{escape(kind.zh)} {escape(kind.en)}</small></h3>"]
    if len(portrait.names) > 1:
        parts.append(f"<p>{escape('、'.join(portrait.names[1:]))}</p>")
    if portrait.facts:
        facts = [
            (f.label if f.forward else f"← {f.label}", f.other_label, *_cited(f.evidence[0])) for f in portrait.facts
        ]
        parts.append(html_table(FACTS, facts, total=len(facts)))
    if portrait.metrics:
        metrics = [_metric(m) for m in portrait.metrics]
        parts.append(html_table(METRICS, metrics, total=len(metrics)))
    return "".join(parts)


def html_rows(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """The answer to a query."""
    return html_table(columns, ([row.get(name) for name in columns] for row in rows))


def _metric(metric: MetricFact) -> tuple[object, ...]:
    top = None if metric.value_max is None else float(metric.value_max)
    value = figure(
        float(metric.value), metric.unit, top=top, comparator=metric.comparator, measure=metric.measure
    )  # fmt: skip
    period = "–".join(dict.fromkeys(filter(None, (metric.start, metric.end))))
    status = vocabulary().statuses[metric.status].zh
    return status, metric.indicator, value, period, *_cited(metric.evidence)


def _cited(evidence: Evidence) -> tuple[str, str]:
    return evidence.quote, " · ".join(filter(None, (evidence.title or evidence.article, evidence.published)))


def _target(row: Row) -> tuple[object, ...]:
    last = row.results[-1] if row.results else None
    result = ""
    if last:
        result = f"{reached(last, row.target.measure)}（{last.as_of}）"
    progress = "" if row.progress is None else f"{row.progress:.0%}"
    target = row.target
    return (
        row.subject.label, target.indicator, claimed(target), target.end, result, progress, verdict(row.verdict)
    )  # fmt: skip


def _bilingual(term: Term) -> str:
    return f"{term.zh} {term.en}"


def _named(value: object) -> object:
    """A cell of a measure: entities by their labels, numbers short."""
    if isinstance(value, dict):
        return value.get("label", "")
    if isinstance(value, list | tuple):
        return "、".join(str(_named(item)) for item in value)
    return f"{value:.4g}" if isinstance(value, float) else value


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
