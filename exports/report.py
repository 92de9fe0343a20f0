"""The briefing: latest articles, targets by verdict, main entities, what stayed silent, with footnotes; HTML or PDF."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from policygraph.exports.judged import judged
from policygraph.exports.page_data import verdicts
from policygraph.exports.printing import print_pdf
from policygraph.exports.writing import replacing
from policygraph.graph.figures import claimed, reached, when
from policygraph.graph.network import Network
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.tracking.rows import Result, Row
from policygraph.graph.tracking.silence import KINDS, Silence
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Source
from policygraph.schema.vocabulary import vocabulary

_NEW, _NEW_LINES, _ROWS, _TOP, _CHIEF, _SILENT = 6, 12, 60, 15, 4, 12  # how much of each a reader gets


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the briefing on the selected part: a PDF where `target` ends in ``.pdf``, else a page to print.

    Raises
    ------
    ExportError
        For a PDF where no Chromium is installed, or when the file cannot be written.
    """
    page = render_report(workspace, selection, lang=lang)
    with replacing(target) as partial:
        if target.suffix.lower() == ".pdf":
            print_pdf(page, partial)
        else:
            partial.write_text(page, encoding="utf-8")


def render_report(workspace: Workspace, selection: Selection | None = None, *, lang: str = "zh") -> str:
    """The briefing as HTML that asks nothing of the network."""
    from jinja2 import Environment

    data = files("policygraph.exports").joinpath("data")
    template = Environment(autoescape=True).from_string(data.joinpath("report.html").read_text(encoding="utf-8"))
    return template.render(report(workspace, selection or Selection(), lang))


def report(workspace: Workspace, selection: Selection, lang: str) -> dict[str, Any]:
    """What the briefing says, as the template reads it."""
    words = _words(lang)
    network = selected_network(workspace, selection)
    day, rows = judged(workspace, network)
    silences = workspace.tracking().silences(as_of=day.isoformat() if day else None)
    sources = {entry.id: entry.source for entry in workspace.articles() if entry.state == "current"}
    chosen = sources if selection.whole else _cited(network, sources)
    notes = _Notes(sources, words, lang)
    entities = [node for node, kind in network.nodes(data="type") if kind in vocabulary().types]
    scope = _scope(selection, words, lang)
    links = sum(kind in vocabulary().predicates for _, _, kind in network.edges(data="predicate"))
    return {
        "lang": lang,
        "title": words["title"],
        "words": words,
        "scope": scope,
        "made": words["made"].format(day=when(day.isoformat(), lang)) if day else "",
        "counts": words["counts"].format(articles=len(chosen), entities=len(entities), links=links, targets=len(rows)),
        "articles": chosen,
        "new": _new(chosen, rows, notes, words, lang),
        "board": _board(rows, notes, lang),
        "entities": _entities(network, entities, notes, lang),
        "silence": _silence(silences, chosen, notes, words),
        "notes": notes.notes,
    }


def _scope(selection: Selection, words: Mapping[str, str], lang: str) -> list[str]:
    """What was selected, a condition each; nothing for the whole workspace."""
    known = vocabulary()
    conditions = {
        "entity": selection.entity,
        "hops": selection.hops,
        "named": selection.named,
        "parameters": "、".join(f"{name}={value}" for name, value in selection.parameters.items()),
        "types": "、".join(known.types[name].label(lang) for name in selection.types),
        "predicates": "、".join(known.predicates[name].label(lang) for name in selection.predicates),
        "place": selection.place,
        "period": selection.period,
        "top": selection.top,
        "confidence": selection.min_confidence or None,
    }
    return [words[f"scope_{name}"].format(value=value) for name, value in conditions.items() if value not in {None, ""}]


class _Notes:
    """Footnotes: each sentence of an article once, numbered in the order of the text."""

    def __init__(self, sources: Mapping[str, Source], words: Mapping[str, str], lang: str) -> None:
        self.notes: list[dict[str, str | None]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._sources = sources
        self._words = words
        self._lang = lang

    def cite(self, quote: str, article: str) -> int:
        """The number of the footnote for a sentence."""
        key = (" ".join(quote.split()), article)
        if key not in self._numbers:
            self._numbers[key] = len(self.notes) + 1
            source = self._sources.get(article, Source(title=article))
            url = source.url if source.url and source.url.lower().startswith(("http://", "https://")) else None
            self.notes.append(
                {"quote": key[0], "where": described(source, article, self._words, self._lang), "url": url}
            )
        return self._numbers[key]


def described(source: Source, article: str, words: Mapping[str, str], lang: str) -> str:
    """Title, publisher and date of an article in one line."""
    parts = (source.title or article, source.publisher, when(source.published, lang) or words["undated"])
    return " · ".join(filter(None, parts))


def _cited(network: Network, sources: Mapping[str, Source]) -> dict[str, Source]:
    """The articles whose sentences a part of the graph rests on."""
    found = {e.article for _, _, data in network.edges(data=True) for e in data["evidence"]}
    found |= {e.article for _, data in network.nodes(data=True) for e in data.get("evidence", ())}
    return {name: source for name, source in sources.items() if name in found}


def _new(
    sources: Mapping[str, Source], rows: Sequence[Row], notes: _Notes, words: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    latest = sorted(sources, key=lambda name: (sources[name].published or "", name), reverse=True)[:_NEW]
    found = []
    for name in latest:
        lines = [
            {"what": f"{words['sets']} ", "text": _promise(row, lang), "notes": [notes.cite(row.target.quote, name)]}
            for row in rows
            if row.target.article == name
        ]
        lines += [
            {
                "what": f"{words['reports']} ",
                "text": f"{row.subject.label} {row.target.indicator} {_reported(row, result, lang)}",
                "notes": [notes.cite(result.claim.quote, name)],
            }
            for row in rows
            for result in row.results
            if result.claim.article == name
        ]
        title, where = sources[name].title or name, (sources[name].publisher, when(sources[name].published, lang))
        found.append(
            {"title": title, "where": " · ".join(filter(None, where)), "lines": lines[:_NEW_LINES]}
            | {"more": max(0, len(lines) - _NEW_LINES)}
        )
    return found


def _promise(row: Row, lang: str) -> str:
    due = _bracketed(when(row.target.end, lang, end=True), lang) if row.target.end else ""
    return f"{row.subject.label} {row.target.indicator} {claimed(row.target, lang)}{due}".strip()


def _reported(row: Row, result: Result, lang: str) -> str:
    """A result with the day that it is of."""
    day = when(result.as_of.isoformat(), lang, end=True)
    return reached(result, row.target.measure, lang) + _bracketed(day, lang)


def _bracketed(text: str, lang: str) -> str:
    return f" ({text})" if lang == "en" else f"（{text}）"


def _board(rows: Iterable[Row], notes: _Notes, lang: str) -> list[dict[str, Any]]:
    """The targets under each verdict that occurs."""
    rows, groups = list(rows), []
    for name, look in verdicts().items():
        mine = [row for row in rows if row.verdict == name]
        mine.sort(key=lambda row: (row.target.end or "9999", row.subject.label, row.target.indicator))
        if mine:
            groups.append(
                {"label": look["en" if lang == "en" else "zh"], "colour": look["colour"], "sign": look["sign"]}
                | {"count": len(mine), "more": max(0, len(mine) - _ROWS)}
                | {"rows": [_line(row, notes, lang) for row in mine[:_ROWS]]}
            )
    return groups


def _line(row: Row, notes: _Notes, lang: str) -> dict[str, Any]:
    last = row.results[-1] if row.results else None
    return {
        "subject": row.subject.label or row.place or "",
        "indicator": row.target.indicator,
        "target": claimed(row.target, lang),
        "target_notes": [notes.cite(row.target.quote, row.target.article)],
        "due": when(row.target.end, lang, end=True),
        "result": _reported(row, last, lang) if last else "",
        "result_notes": [notes.cite(last.claim.quote, last.claim.article)] if last else [],
        "progress": "" if row.progress is None else f"{row.progress:.0%}",
        "contradictory": row.contradictory,
    }


def _entities(network: Network, entities: Iterable[str], notes: _Notes, lang: str) -> list[dict[str, Any]]:
    """The best linked entities, with the links that most sentences state."""
    words, part = vocabulary(), network.subgraph(list(entities))
    best = sorted(part, key=lambda node: (-part.degree(node), part.nodes[node]["label"], node))[:_TOP]
    found = []
    for node in best:
        links = [(data, f"{words.predicates[data['predicate']].label(lang)} {part.nodes[end]['label']}")
                 for _, end, data in part.out_edges(node, data=True)]  # fmt: skip
        links += [(data, f"{part.nodes[start]['label']} {words.predicates[data['predicate']].label(lang)}")
                  for start, _, data in part.in_edges(node, data=True)]  # fmt: skip
        links.sort(key=lambda link: (-link[0]["evidence_count"], link[1]))
        chief = [
            {"text": text, "notes": [notes.cite(data["evidence"][0].quote, data["evidence"][0].article)]}
            for data, text in links[:_CHIEF]
        ]
        kind = words.types[part.nodes[node]["type"]].label(lang)
        found.append({"label": part.nodes[node]["label"], "kind": kind, "links": part.degree(node), "chief": chief})
    return found


def _silence(
    silences: Iterable[Silence], sources: Mapping[str, Source], notes: _Notes, words: Mapping[str, str]
) -> list[dict[str, Any]]:
    """What stayed silent, by kind; targets without a report stand among the targets already and are only counted."""
    found, groups = [item for item in silences if item.article in sources], []
    for kind in KINDS:
        mine = [item for item in found if item.kind == kind]
        listed = [] if kind == "report" else mine[:_SILENT]
        if mine:
            groups.append(
                {"label": words[kind], "count": len(mine), "more": len(mine) - len(listed)}
                | {"rows": [{"what": s.what, "notes": [notes.cite(s.quote, s.article)]} for s in listed]}
            )
    return groups


def _words(lang: str) -> dict[str, str]:
    table = tomllib.loads(files("policygraph.exports").joinpath("data/report.toml").read_text(encoding="utf-8"))
    return dict(table["en" if lang == "en" else "zh"])
