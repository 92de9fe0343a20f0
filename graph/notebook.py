"""Answers as a notebook shows them: small HTML tables, everything that articles say escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from policygraph.graph.figures import claimed, figure, reached
from policygraph.graph.tracking.rows import Row
from policygraph.graph.tracking.telling import verdict
from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.graph.evidence import Evidence
    from policygraph.graph.portrait import MetricFact, Portrait

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


class Targets(list[Row]):
    """Targets against results: a list, and a table in a notebook."""

    def _repr_html_(self) -> str:
        return html_table(TARGETS, map(_target, self), total=len(self))


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


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
