"""How soon a page of 300, 1,000 and 2,000 nodes is ready in Chromium, against plain pyvis with the same network."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx

from policygraph.exports.page import write_page
from policygraph.graph.evidence import Evidence

SIZES = (300, 1000, 2000)
PYVIS_WAIT_S = 180  # plain pyvis is not waited for any longer
TYPES = ("Enterprise", "Program", "Platform", "Place", "Industry", "Honour")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def network(nodes: int, seed: int = 1) -> nx.MultiDiGraph:
    """A network with hubs, as policy graphs have, one and a half links a node."""
    draw = random.Random(seed)
    plain = nx.barabasi_albert_graph(nodes, 1, seed=seed)
    plain.add_edges_from((draw.randrange(nodes), draw.randrange(nodes)) for _ in range(nodes // 2))
    graph = nx.MultiDiGraph()
    for node in plain:
        name = f"示例实体{node:05}"
        graph.add_node(f"x:{node}", label=name, names=(name,), type=draw.choice(TYPES), articles=1)
    for a, b in plain.edges:
        evidence = (Evidence("a1", 0, 10, "示例原句。", title="示例文章", published="2025-01-01"),)
        graph.add_edge(f"x:{a}", f"x:{b}", key="partOf", predicate="partOf", evidence=evidence, weight=1.0)
    return graph


def plain_pyvis(graph: nx.MultiDiGraph, target: Path) -> None:
    """What pyvis writes by itself, its remote scripts cut off, with a mark when the physics stands still."""
    from pyvis.network import Network

    drawn = Network(cdn_resources="in_line", directed=True)
    for node, label in graph.nodes(data="label"):
        drawn.add_node(node, label=label)
    for a, b in graph.edges():
        drawn.add_edge(a, b)
    done = (
        'network.once("stabilizationIterationsDone", function() { document.documentElement.dataset.ready = "true"; });'
    )
    page = drawn.generate_html(notebook=False).replace("return network;", f"{done} return network;")
    target.write_text(page, encoding="utf-8")


def ready(page: Any, target: Path, wait_s: int) -> float | None:
    """Seconds from opening to ``dataset.ready``; None when it takes longer than `wait_s`."""
    from playwright.sync_api import Error

    start = time.perf_counter()
    try:
        page.goto(target.as_uri(), wait_until="load")
        page.wait_for_function("document.documentElement.dataset.ready === 'true'", timeout=wait_s * 1000)
    except Error:
        return None
    return time.perf_counter() - start


def run(*, pyvis: bool = True) -> Iterator[dict[str, Any]]:
    """Ready times, a row a size."""
    chromium = shutil.which("chromium")
    if chromium is None:
        yield {"what": "page", "value": "", "unit": "", "ratio": "skipped: Chromium is missing"}
        return
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=chromium, args=FLAGS)
        for size in SIZES:
            graph = network(size)
            ours, theirs = Path(folder) / f"ours-{size}.html", Path(folder) / f"pyvis-{size}.html"
            start = time.perf_counter()
            write_page(graph, ours)
            written = time.perf_counter() - start
            times = []
            for _ in range(3):
                context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
                times.append(ready(context.new_page(), ours, 60))
                context.close()
            median = sorted(t for t in times if t is not None)[1]
            ratio = f"written in {written:.1f} s, {ours.stat().st_size / 1e6:.1f} MB"
            if pyvis:
                plain_pyvis(graph, theirs)
                context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
                took = ready(context.new_page(), theirs, PYVIS_WAIT_S)
                context.close()
                ratio += f"; plain pyvis {f'{took:.0f} s' if took else f'not within {PYVIS_WAIT_S} s'}"
            yield {"what": f"page: {size} nodes ready", "value": round(median, 2), "unit": "s", "ratio": ratio}
        browser.close()
