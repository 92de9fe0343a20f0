"""What the page's script reads: entities, links, figures and targets by number, every sentence and article once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import networkx as nx

from policygraph.exports.labels import Drawn, drawn, pinyin
from policygraph.exports.layout import Layout, lay_out
from policygraph.graph.evidence import Evidence
from policygraph.graph.figures import claimed, figure, reached
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Result, Row
from policygraph.graph.tracking.telling import verdict, why
from policygraph.schema.article import Source
from policygraph.schema.vocabulary import Term, vocabulary

LANGUAGES = ("zh", "en")  # what is said in words stands in both, in this order


def page_data(
    network: nx.MultiDiGraph,
    *,
    lang: str = "zh",
    tracked: Sequence[Row] = (),
    sources: Mapping[str, Source] | None = None,
    title: str = "",
    judged: str = "",
) -> dict[str, Any]:
    """The data of the page of `network` (see `Workspace.network`, metrics as nodes).

    Parameters
    ----------
    tracked
        Targets against results; they colour the targets of the network by their verdict.
    sources
        Publisher and place of articles by id; what is not there is left out.
    judged
        The day for which the verdicts hold.
    """
    words = vocabulary()
    entities = network.subgraph([node for node, kind in network.nodes(data="type") if kind in words.types])
    cited = _Cited(sources or {})
    looks, plan = _looks(entities)
    pyvis = _pyvis(entities, looks, plan)
    index = {node["id"]: i for i, node in enumerate(pyvis.nodes)}
    figures = _figures(network, entities, index)
    nodes = [_node(network, node, looks[node["id"]]) for node in pyvis.nodes]
    for i, (owner, _) in enumerate(figures):
        nodes[owner]["m"].append(i)
    edges = [
        {"s": index[a], "o": index[b], "p": data["predicate"], "e": [cited.cite(e) for e in data["evidence"]]}
        | ({"i": 1} if data.get("inferred") else {})
        for a, b, data in sorted(entities.edges(data=True), key=lambda edge: (edge[0], edge[1], edge[2]["predicate"]))
    ]
    metrics = [_metric(network.nodes[name], owner, name, cited) for owner, name in figures]
    targets = [_target(row, index, cited) for row in tracked]
    indicators = dict.fromkeys(one["i"] for one in (*targets, *metrics))
    numbers = {name: i for i, (_, name) in enumerate(figures)}
    for i, row in enumerate(tracked):
        if row.target.iri in numbers:
            metrics[numbers[row.target.iri]]["g"] = i
    return {
        "lang": "en" if lang == "en" else "zh",
        "title": title,
        "judged": judged,
        "words": tomllib.loads(_asset("page.toml")),
        "types": {name: _words(term) | {"colour": term.colour} for name, term in words.types.items()},
        "predicates": {name: _words(term) for name, term in words.predicates.items()},
        "statuses": {name: _words(term) for name, term in words.statuses.items()},
        "measures": {name: _words(term) for name, term in words.measures.items()},
        "verdicts": verdicts(),
        "nodes": nodes,
        "edges": edges,
        "metrics": metrics,
        "targets": targets,
        "sounds": {name: pinyin(name) for name in indicators},
        "groups": [[index[node] for node in group] for group in plan.groups],
        "loose": sorted(plan.loose),
        "evidence": cited.evidence,
        "quotes": cited.quotes,
        "articles": cited.articles,
    }


def verdicts() -> dict[str, dict[str, str]]:
    """The verdicts with label in both languages, colours and sign, in order."""
    looks = tomllib.loads(_asset("verdicts.toml"))
    return {name: {"zh": verdict(name, "zh"), "en": verdict(name, "en"), **look} for name, look in looks.items()}


class _Cited:
    """Sentences, articles and pieces of evidence, each kept once; what cites one holds its number."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.articles: list[dict[str, Any]] = []
        self.quotes: list[str] = []
        self.evidence: list[tuple[int, int, float]] = []  # quote, article, confidence
        self._sources = sources
        self._articles: dict[str, int] = {}
        self._quotes: dict[str, int] = {}
        self._evidence: dict[tuple[int, int, float], int] = {}

    def cite(self, evidence: Evidence) -> int:
        """The number of a piece of evidence."""
        return self._number(evidence.quote, self._article(evidence), evidence.confidence)

    def claim(self, claim: Claim) -> int:
        """The number of what a claim rests on."""
        found = Evidence(claim.article, 0, 0, claim.quote, published=claim.published)
        return self._number(claim.quote, self._article(found), claim.confidence)

    def _number(self, quote: str, article: int, confidence: float) -> int:
        text = self._quotes.setdefault(quote, len(self._quotes))
        if text == len(self.quotes):
            self.quotes.append(quote)
        key = (text, article, round(confidence, 3))
        number = self._evidence.setdefault(key, len(self._evidence))
        if number == len(self.evidence):
            self.evidence.append(key)
        return number

    def _article(self, evidence: Evidence) -> int:
        number = self._articles.setdefault(evidence.article, len(self._articles))
        if number == len(self.articles):
            source = self._sources.get(evidence.article, Source())
            facts = {
                "id": evidence.article,
                "title": evidence.title or source.title or evidence.article,
                "published": evidence.published or source.published,
                "publisher": source.publisher,
                "place": source.place,
                "url": evidence.url or source.url,
            }
            self.articles.append({name: fact for name, fact in facts.items() if fact})
        return number


def _looks(entities: nx.MultiDiGraph) -> tuple[dict[str, Drawn], Layout]:
    """Size, label and place of every node."""
    plain = nx.Graph(entities)
    degrees = {node: len(set(plain[node]) - {node}) for node in plain}
    largest = max(degrees.values(), default=1)
    looks = {node: drawn(entities.nodes[node]["label"], degrees[node], largest) for node in entities}
    return looks, lay_out(plain, {node: look.box for node, look in looks.items()})


def _pyvis(entities: nx.MultiDiGraph, looks: Mapping[str, Drawn], plan: Layout) -> Any:
    """The pyvis network: nodes with type, colour, size and fixed positions, physics off."""
    from pyvis.network import Network

    colours = {name: term.colour for name, term in vocabulary().types.items()}
    network = Network(directed=True, cdn_resources="in_line")
    network.toggle_physics(False)
    for node in sorted(entities.nodes):
        kind, (x, y) = entities.nodes[node]["type"], plan.points[node]
        network.add_node(
            node, label=looks[node].label, color=colours[kind], group=kind, size=looks[node].radius, x=x, y=y,
            physics=False,
        )  # fmt: skip
    return network


def _node(network: nx.MultiDiGraph, node: Mapping[str, Any], look: Drawn) -> dict[str, Any]:
    label, names = network.nodes[node["id"]]["label"], network.nodes[node["id"]]["names"]
    return {
        "k": node["id"], "l": label, "w": look.label, "t": node["group"], "r": look.radius, "f": look.font,
        "n": [name for name in names if name != label], "p": "\n".join(map(pinyin, dict.fromkeys((label, *names)))),
        "x": node["x"], "y": node["y"], "m": [],
    }  # fmt: skip


def _figures(network: nx.MultiDiGraph, entities: nx.MultiDiGraph, index: Mapping[str, int]) -> list[tuple[int, str]]:
    """The metrics by owner and time, as number of the owner and name."""
    found = [(index[node], m) for node in entities for m in set(network.successors(node)) if m not in index]

    def order(item: tuple[int, str]) -> tuple[Any, ...]:
        metric = network.nodes[item[1]]
        return item[0], str(metric.get("indicator")), str(metric.get("end") or ""), str(metric.get("status")), item[1]

    return sorted(found, key=order)


def _metric(metric: Mapping[str, Any], owner: int, name: str, cited: _Cited) -> dict[str, Any]:
    top = None if metric["value_max"] is None else float(metric["value_max"])
    return {
        "s": owner,
        "k": name.rsplit("/article/", 1)[-1],
        "st": metric["status"],
        "i": metric["indicator"],
        "me": metric["measure"],
        "v": [
            figure(
                float(metric["value"]),
                str(metric["unit"]),
                top=top,
                comparator=str(metric["comparator"]),
                measure=str(metric["measure"]),
                lang=lang,
            )
            for lang in LANGUAGES
        ],
        "n": float(metric["value"]),
        "u": metric["unit"],
        "b": metric["start"],
        "d": metric["end"],
        "e": cited.cite(metric["evidence"][0]),
    }


def _target(row: Row, index: Mapping[str, int], cited: _Cited) -> dict[str, Any]:
    target = row.target
    return {
        "s": index.get(row.subject.iri or "", -1),
        "k": target.iri.rsplit("/article/", 1)[-1],
        "i": target.indicator,
        "me": target.measure,
        "pl": row.place,
        "v": [claimed(target, lang) for lang in LANGUAGES],
        "n": target.value,
        "u": target.unit,
        "b": target.start,
        "d": target.end,
        "e": cited.claim(target),
        "vd": row.verdict,
        "pr": None if row.progress is None else round(row.progress, 4),
        "y": [why(row, lang) for lang in LANGUAGES],
        "c": int(row.contradictory),
        "ba": _result(row.base, target.measure, cited) if row.base else None,
        "re": [_result(result, target.measure, cited) for result in row.results],
        "ol": [
            {"v": [claimed(old, lang) for lang in LANGUAGES], "n": old.value, "d": old.end, "e": cited.claim(old)}
            for old in row.versions
        ],
    }


def _result(result: Result, measure: str, cited: _Cited) -> dict[str, Any]:
    day, told = result.as_of.isoformat(), [reached(result, measure, lang) for lang in LANGUAGES]
    return {"d": day, "n": result.value, "u": result.unit, "v": told, "e": cited.claim(result.claim)}


def _words(term: Term) -> dict[str, str]:
    return {"zh": term.zh, "en": term.en}


@cache
def _asset(name: str) -> str:
    return files("policygraph.exports").joinpath("data", name).read_text(encoding="utf-8")
