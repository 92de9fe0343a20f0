"""The interactive page: one UTF-8 file, built on pyvis's `Network`, that asks nothing of the network.

pyvis's own pages load libraries from content delivery networks and move for minutes; here its data go into a template
of ours with every asset inlined once, at positions that are computed beforehand.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

import networkx as nx

from policygraph.exports.judged import judged
from policygraph.exports.packing import packed
from policygraph.exports.page_data import page_data
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.workspace import Workspace

__all__ = ["export", "page_data", "render_page", "write_page"]

_VIS = "lib/vis-9.1.2/vis-network.min.js"  # inside the pyvis package
_SCRIPTS = (  # in the order in which they need each other; together they are one script
    "dom", "inflate", "model", "state", "filters", "scene", "net", "marks", "names", "relax", "chart", "cite", "panel",
    "paths", "search", "table", "timeline", "save", "main",
)  # fmt: skip


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the page of the selected part of a workspace."""
    page = workspace_page(workspace, selection, lang=lang)
    with replacing(target) as partial:
        partial.write_text(page, encoding="utf-8")


class Page(str):
    """The text of a page; a notebook shows it in a frame."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        frame = 'style="width:100%;height:640px;border:1px solid #d5dce5" sandbox="allow-scripts allow-downloads"'
        return f'<iframe {frame} srcdoc="{escape(self, quote=True)}"></iframe>'


def workspace_page(workspace: Workspace, selection: Selection, *, lang: str = "zh") -> Page:
    """The page of the selected part of a workspace, with its targets as the newest article leaves them."""
    network = selected_network(workspace, selection)
    day, rows = judged(workspace, network)
    page = render_page(
        network,
        title=_title(workspace),
        lang=lang,
        tracked=rows,
        sources={entry.id: entry.source for entry in workspace.articles()},
        judged=day.isoformat() if day else "",
    )
    return Page(page)


def _title(workspace: Workspace) -> str:
    """The name of the workspace's folder; "" (the page's own title) for the usual ``workspace``."""
    name = workspace.folder.resolve().name
    return "" if name == "workspace" else name


def write_page(network: nx.MultiDiGraph, target: Path, *, title: str = "", lang: str = "zh") -> None:
    """Write the page of `network` (see `Workspace.network`, metrics as nodes) to `target`."""
    page = render_page(network, title=title, lang=lang)
    with replacing(target) as partial:
        partial.write_text(page, encoding="utf-8")


def render_page(network: nx.MultiDiGraph, *, title: str = "", lang: str = "zh", **facts: Any) -> str:
    """The page as text; `facts` are passed to `page_data`.

    >>> page = render_page(nx.MultiDiGraph(), title="空<图>")
    >>> "空&lt;图&gt;" in page, "http-equiv" in page
    (True, True)
    """
    title = title or ("政策图谱" if lang == "zh" else "Policy graph")
    return Template(_asset("page/page.html")).substitute(
        lang="en" if lang == "en" else "zh-CN",
        title=escape(title),
        css=_asset("page/page.css"),
        data=packed(page_data(network, lang=lang, title=title, **facts)),
        library=_library(),
        script=_script(),
    )


def _script() -> str:
    """The page's modules as one script with one scope of its own."""
    parts = "\n".join(_asset(f"page/{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


@cache
def _asset(name: str) -> str:
    return files("policygraph.exports").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    """vis-network as pyvis ships it; ``</script`` cannot stand inside a script element."""
    return files("pyvis").joinpath(_VIS).read_text(encoding="utf-8").replace("</script", "<\\/script")
