"""The interactive page: one UTF-8 file, built on pyvis's `Network`, that asks nothing of the network.

pyvis's own pages load libraries from content delivery networks and move for minutes; here its data go into a template
of ours with every asset inlined once, at positions that are computed beforehand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import networkx as nx

from policygraph.exports.layout import layout
from policygraph.exports.script_json import script_json
from policygraph.exports.writing import replacing
from policygraph.graph.evidence import Evidence
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.wording import SIGNS, amount
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import Term, vocabulary

_VIS = "lib/vis-9.1.2/vis-network.min.js"  # inside the pyvis package


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the page of the selected part of a workspace."""
    write_page(selected_network(workspace, selection), target, title=_title(workspace), lang=lang)


def _title(workspace: Workspace) -> str:
    """The name of the workspace's folder; "" (the page's own title) for the usual ``workspace``."""
    name = workspace.folder.resolve().name
    return "" if name == "workspace" else name


def write_page(network: nx.MultiDiGraph, target: Path, *, title: str = "", lang: str = "zh") -> None:
    """Write the page of `network` (see `Workspace.network`, metrics as nodes) to `target`."""
    page = render_page(network, title=title, lang=lang)
    with replacing(target) as partial:
        partial.write_text(page, encoding="utf-8")


def render_page(network: nx.MultiDiGraph, *, title: str = "", lang: str = "zh") -> str:
    """The page as text.

    >>> page = render_page(nx.MultiDiGraph(), title="空<图>")
    >>> "空&lt;图&gt;" in page, "http-equiv" in page
    (True, True)
    """
    from html import escape

    title = title or ("政策图谱" if lang == "zh" else "Policy graph")
    return Template(_asset("page.html")).substitute(
        lang="en" if lang == "en" else "zh-CN",
        title=escape(title),
        css=_asset("page.css"),
        data=script_json(page_data(network, lang=lang)),
        library=_library(),
        script=_asset("page.js"),
    )


def page_data(network: nx.MultiDiGraph, *, lang: str = "zh") -> dict[str, Any]:
    """What the page's script reads: nodes and edges by number, articles once, words in both languages."""
    words = vocabulary()
    entities = network.subgraph([node for node, kind in network.nodes(data="type") if kind in words.types])
    drawn = _pyvis(entities)
    index = {node["id"]: i for i, node in enumerate(drawn.nodes)}
    sources = _Sources()
    nodes = []
    for node in drawn.nodes:
        attributes = network.nodes[node["id"]]
        label, names = attributes["label"], attributes["names"]
        figures = [network.nodes[m] for m in network.successors(node["id"]) if m not in index]
        nodes.append(
            {
                "k": node["id"],
                "l": label,
                "t": attributes["type"],
                "n": [label, *(name for name in names if name != label)],
                "p": _pinyin(label),
                "x": node["x"],
                "y": node["y"],
                "m": [_metric(m) | sources.cite(m["evidence"][0]) for m in sorted(figures, key=_by_time)],
            }
        )
    edges = [
        {
            "s": index[subject],
            "o": index[object_],
            "p": attributes["predicate"],
            "e": [sources.cite(evidence) for evidence in attributes["evidence"]],
        }
        for subject, object_, attributes in sorted(entities.edges(data=True), key=_by_ends)
    ]
    return {
        "lang": "en" if lang == "en" else "zh",
        "words": tomllib.loads(_asset("page.toml")),
        "types": {name: _words(term) | {"colour": term.colour} for name, term in words.types.items()},
        "predicates": {name: _words(term) for name, term in words.predicates.items()},
        "statuses": {name: _words(term) for name, term in words.statuses.items()},
        "measures": {name: _words(term) for name, term in words.measures.items()},
        "nodes": nodes,
        "edges": edges,
        "articles": sources.articles,
    }


def _by_ends(edge: tuple[str, str, Mapping[str, Any]]) -> tuple[str, str, str]:
    return edge[0], edge[1], edge[2]["predicate"]


class _Sources:
    """The articles that are cited, each kept once; a citation holds its number."""

    def __init__(self) -> None:
        self.articles: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def cite(self, evidence: Evidence) -> dict[str, Any]:
        """Quote, article number and confidence of one piece of evidence."""
        if evidence.article not in self._numbers:
            self._numbers[evidence.article] = len(self.articles)
            self.articles.append(
                {"id": evidence.article, "title": evidence.title or evidence.article, "published": evidence.published}
                | {"url": evidence.url}
            )
        return {"q": evidence.quote, "a": self._numbers[evidence.article], "c": evidence.confidence}


def _by_time(metric: Mapping[str, Any]) -> tuple[str, str, str]:
    return (str(metric.get("indicator")), str(metric.get("end") or ""), str(metric.get("status")))


def _pyvis(network: nx.MultiDiGraph) -> Any:
    """The pyvis network: nodes with type, colour and fixed positions, physics off."""
    from pyvis.network import Network

    colours = {name: term.colour for name, term in vocabulary().types.items()}
    drawn = Network(directed=True, cdn_resources="in_line")
    drawn.toggle_physics(False)
    places = layout(network)
    for node in sorted(network.nodes):
        kind = network.nodes[node]["type"]
        x, y = places[node]
        drawn.add_node(
            node, label=network.nodes[node]["label"], color=colours[kind], group=kind, x=x, y=y, physics=False
        )
    return drawn


def _metric(metric: Mapping[str, Any]) -> dict[str, Any]:
    sign = SIGNS[str(metric["comparator"])]
    value = amount(Decimal(metric["value"]), "" if metric["value_max"] is not None else str(metric["unit"]))
    if metric["value_max"] is not None:
        value += f"—{amount(Decimal(metric['value_max']), str(metric['unit']))}"
    period = "–".join(dict.fromkeys(str(p) for p in (metric["start"], metric["end"]) if p))
    return {
        "status": metric["status"],
        "indicator": metric["indicator"],
        "measure": metric["measure"],
        "value": f"{sign}{value}",
        "period": period,
    }


def _words(term: Term) -> dict[str, str]:
    return {"zh": term.zh, "en": term.en}


def _pinyin(name: str) -> str:
    """Initials and full pinyin of a name, for people who search without an input method.

    >>> _pinyin("慈溪")
    'cx cixi'
    """
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name[:60], style=Style.NORMAL, errors=_keep_letters)
    return f"{''.join(s[0] for s in syllables if s)} {''.join(syllables)}".lower()


def _keep_letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@cache
def _asset(name: str) -> str:
    return files("policygraph.exports").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    """vis-network as pyvis ships it; ``</script`` cannot stand inside a script element."""
    return files("pyvis").joinpath(_VIS).read_text(encoding="utf-8").replace("</script", "<\\/script")
