"""A record as a page: the article with its annotations highlighted, each with rule, cues and confidence."""

from __future__ import annotations

from decimal import Decimal
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from policygraph.graph.wording import SIGNS, amount
from policygraph.schema.record import Entity, Metric, Record, Relation
from policygraph.schema.vocabulary import vocabulary


def annotated_page(record: Record, *, lang: str = "zh") -> str:
    """One self-contained HTML page; names are coloured by type, values boxed, relations listed under the text.

    >>> "<script>" in annotated_page(Record(text="<script>alert(1)</script>")).split("</article>")[0]
    False
    """
    words = vocabulary()
    template = Template(files("policygraph.exports").joinpath("data/annotated.html").read_text(encoding="utf-8"))
    colours = "\n".join(f".{name} {{ --c: {term.colour}; }}" for name, term in words.types.items())
    legend = "".join(f'<span class="name {n}">{escape(t.label(lang))}</span>' for n, t in words.types.items())
    title = record.source.title or record.text.split("\n", 1)[0][:60]
    source = " · ".join(filter(None, (record.source.published, record.source.publisher, record.source.place)))
    labels = {
        "zh": {"values": "指标", "relations": "关系", "about": "点击任何一处高亮，查看规则、线索和可信度。"},
        "en": {"values": "Metrics", "relations": "Relations", "about": "Click a highlight for rule, cues, confidence."},
    }["en" if lang == "en" else "zh"]
    return template.substitute(
        lang="en" if lang == "en" else "zh-CN",
        title=escape(title),
        source=escape(source),
        colours=colours,
        legend=legend,
        about=labels["about"],
        text=_text(record, lang),
        values_heading=labels["values"],
        values="".join(_metric_row(record, m, lang) for m in record.metrics),
        relations_heading=labels["relations"],
        relations="".join(_relation_row(record, r, lang) for r in record.relations),
    )


def describe_metric(record: Record, metric: Metric, lang: str) -> str:
    """A metric in one line: subject, indicator, measure, comparator, value, unit, period, status."""
    words = vocabulary()
    subject = record.entity(metric.subject).names[0] if metric.subject else ""
    value = amount(Decimal(str(metric.value)), metric.unit)
    if metric.value_max is not None:
        value = f"{amount(Decimal(str(metric.value)))}—{amount(Decimal(str(metric.value_max)), metric.unit)}"
    period = "–".join(dict.fromkeys(filter(None, (metric.start, metric.end))))
    parts = [
        words.statuses[metric.status].label(lang),
        subject,
        metric.indicator,
        words.measures[metric.measure].label(lang),
        f"{SIGNS[metric.comparator]}{value}",
        f"[{period}]" if period else "",
    ]
    return " ".join(part for part in parts if part)


def describe_relation(record: Record, relation: Relation, lang: str) -> str:
    """A relation in one line."""
    label = vocabulary().predicates[relation.predicate].label(lang)
    subject, target = record.entity(relation.subject).names[0], record.entity(relation.object).names[0]
    return f"{subject} —{label}→ {target}"


def _text(record: Record, lang: str) -> str:
    """The paragraphs with a span around every annotated stretch; overlapping annotations share a stretch."""
    marks: list[tuple[int, int, str, str]] = []
    for entity in record.entities:
        for mention in entity.mentions:
            note = _note(
                vocabulary().types[entity.type].label(lang) + " " + entity.names[0],
                mention.rule,
                (),
                mention.confidence,
            )
            marks.append((mention.start_offset, mention.end_offset, f"name {entity.type}", note))
    for metric in record.metrics:
        note = _note(describe_metric(record, metric, lang), metric.rule, metric.cues, metric.confidence)
        marks.append((metric.start_offset, metric.end_offset, f"value {metric.status}", note))
    edges = sorted({0, len(record.text), *(edge for mark in marks for edge in mark[:2])})
    marks.sort()
    out, active, at = [], [], 0
    for start, end in pairwise(edges):
        while at < len(marks) and marks[at][0] <= start:
            active.append(marks[at])
            at += 1
        active = [mark for mark in active if mark[1] > start]
        piece = escape(record.text[start:end]).replace("\n", "</p>\n<p>")
        if active:
            classes = " ".join(dict.fromkeys(word for mark in active for word in mark[2].split()))
            title = escape("\n".join(mark[3] for mark in active), quote=True)
            piece = f'<span tabindex="0" class="{classes}" title="{title}">{piece}</span>'
        out.append(piece)
    return f"<p>{''.join(out)}</p>"


def _note(what: str, rule: str, cues: tuple[str, ...], confidence: float) -> str:
    cue = f" · {'、'.join(cues)}" if cues else ""
    return f"{what} · {rule}{cue} · {confidence:.2f}"


def _metric_row(record: Record, metric: Metric, lang: str) -> str:
    return (
        f"<tr><td>{escape(describe_metric(record, metric, lang))}</td><td>{escape(metric.quote)}</td>"
        f"<td>{escape(metric.rule)} {escape('、'.join(metric.cues))}</td><td>{metric.confidence:.2f}</td></tr>\n"
    )


def _relation_row(record: Record, relation: Relation, lang: str) -> str:
    return (
        f"<tr><td>{escape(describe_relation(record, relation, lang))}</td><td>{escape(relation.quote)}</td>"
        f"<td>{escape(relation.rule)} {escape(relation.cue or '')}</td><td>{relation.confidence:.2f}</td></tr>\n"
    )


def describe_entity(entity: Entity, lang: str) -> str:
    """An entity in one line: type and names."""
    return f"{vocabulary().types[entity.type].label(lang)} {' / '.join(entity.names)}"
