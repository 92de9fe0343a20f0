"""A record as a page: the article with its annotations highlighted, each with rule, cues and confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from itertools import pairwise
from string import Template

from policygraph.graph.figures import figure
from policygraph.schema.record import Entity, Metric, Record, Relation
from policygraph.schema.vocabulary import vocabulary

_LABELS = {
    "zh": {
        "names": "实体",
        "values": "指标",
        "relations": "关系",
        "about": "点击任何一处高亮，查看规则、线索和可信度。",
    },
    "en": {
        "names": "Entities",
        "values": "Metrics",
        "relations": "Relations",
        "about": "Click a highlight for rule, cues, confidence.",
    },
}
_HEADS = {
    "zh": {
        "names": ("名称", "规则", "可信度"),
        "values": ("指标", "原句", "规则与线索", "可信度"),
        "relations": ("关系", "原句", "规则与线索", "可信度"),
    },
    "en": {
        "names": ("Name", "Rule", "Confidence"),
        "values": ("Metric", "Sentence", "Rule and cues", "Confidence"),
        "relations": ("Relation", "Words", "Rule and cues", "Confidence"),
    },
}


def annotated_page(*records: Record, lang: str = "zh") -> str:
    """One self-contained HTML page; names are coloured by type, values boxed, relations listed under the text.

    Several articles stand one below the other, behind a list of their titles.

    >>> "<script>" in annotated_page(Record(text="<script>alert(1)</script>")).split("</article>")[0]
    False
    >>> annotated_page(Record(text="甲"), Record(text="乙")).count("<html")
    1
    """
    words = vocabulary()
    colours = "\n".join(f".{name} {{ --c: {term.colour}; }}" for name, term in words.types.items())
    legend = "".join(f'<span class="name {n}">{escape(t.label(lang))}</span>' for n, t in words.types.items())
    titles = [_title(record) for record in records]
    links = "".join(f'<li><a href="#article-{n}">{escape(title)}</a></li>' for n, title in enumerate(titles, 1))
    statuses = "".join(f'<span class="value {n}">{escape(t.label(lang))}</span>' for n, t in words.statuses.items())
    return _template("annotated").substitute(
        lang="en" if lang == "en" else "zh-CN",
        title=escape(" · ".join(titles[:3])),
        colours=colours,
        contents=f"<nav><ol>{links}</ol></nav>" if len(records) > 1 else "",
        articles="".join(_article(record, n, legend + statuses, lang) for n, record in enumerate(records, 1)),
    )


def _template(name: str) -> Template:
    return Template(files("policygraph.exports").joinpath(f"data/{name}.html").read_text(encoding="utf-8"))


def _title(record: Record) -> str:
    return record.source.title or record.text.split("\n", 1)[0][:60]


def _article(record: Record, number: int, legend: str, lang: str) -> str:
    """One article of the page with its tables."""
    source = " · ".join(filter(None, (record.source.published, record.source.publisher, record.source.place)))
    spoken = "en" if lang == "en" else "zh"
    labels = _LABELS[spoken]
    heads = {f"{name}_head": _row(*titles, cell="th") for name, titles in _HEADS[spoken].items()}
    return _template("annotated_article").substitute(
        number=number,
        title=escape(_title(record)),
        source=escape(source),
        legend=legend,
        about=labels["about"],
        text=annotated_text(record, lang),
        **heads,
        names_heading=labels["names"],
        names="".join(
            _row(escape(describe_entity(e, lang)), _rule(e.rule, ()), f"{e.confidence:.2f}") for e in record.entities
        ),
        values_heading=labels["values"],
        values="".join(_metric_row(record, m, lang) for m in record.metrics),
        relations_heading=labels["relations"],
        relations="".join(_relation_row(record, r, lang) for r in record.relations),
    )


def describe_metric(record: Record, metric: Metric, lang: str) -> str:
    """A metric in one line: status, subject, indicator, measure, figure, period."""
    words = vocabulary()
    subject = record.entity(metric.subject).names[0] if metric.subject else ""
    value = figure(
        metric.value, metric.unit, top=metric.value_max, comparator=metric.comparator, measure=metric.measure, lang=lang
    )
    period = "–".join(dict.fromkeys(filter(None, (metric.start, metric.end))))
    parts = [
        words.statuses[metric.status].label(lang),
        subject,
        metric.indicator,
        words.measures[metric.measure].label(lang),
        value,
        f"[{period}]" if period else "",
    ]
    return " ".join(part for part in parts if part)


def describe_relation(record: Record, relation: Relation, lang: str) -> str:
    """A relation in one line."""
    label = vocabulary().predicates[relation.predicate].label(lang)
    subject, target = record.entity(relation.subject).names[0], record.entity(relation.object).names[0]
    return f"{subject} —{label}→ {target}"


def annotated_text(
    record: Record, lang: str, *, links: Mapping[str, str] | None = None, at: tuple[int, int] | None = None
) -> str:
    """The paragraphs with an element around every annotated stretch; overlapping annotations share a stretch.

    Parameters
    ----------
    links
        The address that the names of an entity lead to, by its id; values then lead to ``#metric-ID``. None: stretches
        can be focused and lead nowhere.
    at
        A stretch to mark; its first piece has the id ``at``.
    """
    marks: list[tuple[int, int, str, str, str]] = []
    for entity in record.entities:
        what = f"{vocabulary().types[entity.type].label(lang)} {entity.names[0]}"
        for mention in entity.mentions:
            note = _note(what, mention.rule, (), mention.confidence)
            address = links.get(entity.id, "") if links is not None else ""
            marks.append((mention.start_offset, mention.end_offset, f"name {entity.type}", note, address))
    for metric in record.metrics:
        note = _note(describe_metric(record, metric, lang), metric.rule, metric.cues, metric.confidence)
        address = f"#metric-{metric.id}" if links is not None else ""
        marks.append((metric.start_offset, metric.end_offset, f"value {metric.status}", note, address))
    text = record.text
    breaks = [number for number, char in enumerate(text) if char == "\n"]
    edges = {0, len(text), *breaks, *(number + 1 for number in breaks), *(edge for mark in marks for edge in mark[:2])}
    edges |= set(at or ())
    marks.sort()
    out, active, reached, found = [], [], 0, False
    for start, end in pairwise(sorted(edges)):
        while reached < len(marks) and marks[reached][0] <= start:
            active.append(marks[reached])
            reached += 1
        active = [mark for mark in active if mark[1] > start]
        if text[start:end] == "\n":
            out.append("</p>\n<p>")
            continue
        piece = _piece(escape(text[start:end]), active, focus=links is None)
        if at is not None and at[0] <= start and end <= at[1]:
            piece = f"<mark>{piece}</mark>" if found else f'<mark id="at">{piece}</mark>'
            found = True
        out.append(piece)
    return f"<p>{''.join(out)}</p>"


def _piece(text: str, marks: Sequence[tuple[int, int, str, str, str]], *, focus: bool) -> str:
    """A stretch with what is annotated there."""
    if not marks:
        return text
    classes = " ".join(dict.fromkeys(word for mark in marks for word in mark[2].split()))
    title = escape("\n".join(mark[3] for mark in marks), quote=True)
    address = next((mark[4] for mark in reversed(marks) if mark[4]), "")
    if address:
        return f'<a href="{escape(address, quote=True)}" class="{classes}" title="{title}">{text}</a>'
    focused = ' tabindex="0"' if focus else ""
    return f'<span{focused} class="{classes}" title="{title}">{text}</span>'


def _note(what: str, rule: str, cues: tuple[str, ...], confidence: float) -> str:
    cue = f" · {'、'.join(cues)}" if cues else ""
    return f"{what} · {rule}{cue} · {confidence:.2f}"


def _metric_row(record: Record, metric: Metric, lang: str) -> str:
    said = escape(describe_metric(record, metric, lang))
    return _row(said, escape(metric.quote), _rule(metric.rule, metric.cues), f"{metric.confidence:.2f}")


def _relation_row(record: Record, relation: Relation, lang: str) -> str:
    said, cues = escape(describe_relation(record, relation, lang)), (relation.cue,) if relation.cue else ()
    return _row(said, escape(relation.quote), _rule(relation.rule, cues), f"{relation.confidence:.2f}")


def _row(*cells: str, cell: str = "td") -> str:
    """A line of a table; the cells are HTML."""
    return f"<tr>{''.join(f'<{cell}>{each}</{cell}>' for each in cells)}</tr>\n"


def _rule(rule: str, cues: tuple[str, ...]) -> str:
    """A rule, which may break behind its dots and signs, and the words that it went by."""
    name = escape(rule).replace(".", ".<wbr>").replace("+", "+<wbr>")
    return f"<code>{name}</code> {escape('、'.join(cues))}".rstrip()


def describe_entity(entity: Entity, lang: str) -> str:
    """An entity in one line: type and names."""
    return f"{vocabulary().types[entity.type].label(lang)} {' / '.join(entity.names)}"
