"""GraphML and GEXF: the network for Gephi, Cytoscape and yEd, types with their colours."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx

from policygraph.exports.layout import layout
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.workspace import Workspace
from policygraph.schema.vocabulary import vocabulary

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export_graphml(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write GraphML."""
    with replacing(target) as partial:
        nx.write_graphml(plain(workspace, selection, lang), partial, encoding="utf-8", prettyprint=True)


def export_gexf(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write GEXF 1.2draft with colours and positions."""
    graph = plain(workspace, selection, lang)
    for _, data in graph.nodes(data=True):
        red, green, blue = (int(data["colour"][i : i + 2], 16) for i in (1, 3, 5))
        data["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "position": {"x": data.pop("x"), "y": data.pop("y"), "z": 0.0},
        }
    with replacing(target) as partial:
        nx.write_gexf(graph, partial, encoding="utf-8", prettyprint=True, version="1.2draft")


def plain(workspace: Workspace, selection: Selection, lang: str) -> nx.MultiDiGraph:
    """The selected network with plain attributes only, nodes and edges in a fixed order."""
    words = vocabulary()
    network = selected_network(workspace, selection, metrics=False)
    places = layout(network)
    graph = nx.MultiDiGraph()
    for node, data in sorted(network.nodes(data=True)):
        x, y = places[node]
        term = words.types[data["type"]]
        graph.add_node(
            node,
            label=xml_text(data["label"]),
            type=data["type"],
            type_label=term.label(lang),
            names=xml_text("；".join(data["names"])),
            articles=data["articles"],
            colour=term.colour,
            x=x,
            y=y,
        )
    for subject, object_, data in sorted(network.edges(data=True), key=lambda e: (e[0], e[1], e[2]["predicate"])):
        graph.add_edge(
            subject,
            object_,
            key=data["predicate"],
            label=words.predicates[data["predicate"]].label(lang),
            predicate=data["predicate"],
            weight=data["weight"],
            quotes=xml_text("\n".join(data["quotes"])),
            articles="；".join(dict.fromkeys(xml_text(e.title or e.article) for e in data["evidence"])),
        )
    return graph


def xml_text(text: str) -> str:
    """`text` without the characters that XML 1.0 forbids.

    >>> xml_text("红\\x0b色")
    '红色'
    """
    return _NOT_XML.sub("", text)
