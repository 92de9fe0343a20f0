"""GraphML and GEXF: the network for Gephi, Cytoscape and yEd, types with their colours.

Gephi takes colour, size and position from the ``viz`` part of a GEXF, and from ``r``, ``g``, ``b``, ``size``, ``x`` and
``y`` of a GraphML; Cytoscape maps the column ``colour``.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

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
        data["viz"] = {
            "color": {"r": data.pop("r"), "g": data.pop("g"), "b": data.pop("b"), "a": 1.0},
            "size": data.pop("size"),
            "position": {"x": data.pop("x"), "y": data.pop("y"), "z": 0.0},
        }
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    writer.xml.find("meta").attrib.pop("lastmodifieddate", None)  # same graph, same bytes, whatever the day
    with replacing(target) as partial, partial.open("wb") as file:
        writer.write(file)


def plain(workspace: Workspace, selection: Selection, lang: str) -> nx.MultiDiGraph:
    """The selected network with plain attributes only, nodes and edges in a fixed order."""
    words = vocabulary()
    network = selected_network(workspace, selection, metrics=False)
    places = layout(network)
    graph = nx.MultiDiGraph()
    for node, data in sorted(network.nodes(data=True)):
        x, y = places[node]
        term = words.types[data["type"]]
        red, green, blue = (int(term.colour[i : i + 2], 16) for i in (1, 3, 5))
        graph.add_node(
            node,
            label=xml_text(data["label"]),
            type=data["type"],
            type_label=term.label(lang),
            names=xml_text("；".join(data["names"])),
            articles=data["articles"],
            colour=term.colour,
            r=red,
            g=green,
            b=blue,
            size=round(10 + 4 * math.sqrt(network.degree(node)), 1),
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
