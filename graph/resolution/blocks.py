"""Blocks: the keys under which nodes meet that may be one thing. Only nodes that share a block are compared."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.graph.resolution.compare import View
from policygraph.graph.resolution.nodes import ALIAS
from policygraph.graph.resolution.parse import Name
from policygraph.graph.resolution.words import words

_BEGIN = 2  # characters of a core that short forms share
_END = 2  # characters before the kind of a document that a short title keeps


def blocks(view: View) -> frozenset[str]:
    """The blocks of a node.

    >>> from policygraph.graph.resolution.compare import View
    >>> sorted(blocks(View("n", "Enterprise", frozenset({"35"}), (("福建海岳电机", "full"),))))
    ['Enterprise 35 海岳', 'Enterprise 35 海岳电机', 'Enterprise 海岳电机', '福建海岳电机']
    """
    return frozenset(key for name, kind in view.parsed for key in _keys(view, name, kind))


def _keys(view: View, name: Name, kind: str) -> Iterator[str]:
    if name.place:
        yield f"{view.type} {name.place} {name.core}"
    if name.generic:  # such a name means something only in its place
        return
    yield name.text
    if kind == ALIAS:
        return
    if name.quoted:
        yield f"“{name.quoted}”"
    yield f"{view.type} {name.core}"
    if view.type == "Place":
        level = next((word for word in words().levels if name.text.endswith(word)), "")
        yield f"Place {name.text.removesuffix(level)}"
    if view.type in {"Place", "Honour", "Industry"}:
        return
    if view.type == "PolicyDocument":
        kind = next((word for word in words().kinds if name.core.endswith(word)), "")
        stem = name.core.removesuffix(kind)
        for place in sorted(view.places):
            yield f"{view.type} {place} …{stem[-_END:]}{kind}"
    for area in sorted({place[:2] for place in view.places}) or [""]:
        yield f"{view.type} {area} {name.core[:_BEGIN]}"
