"""How soon a page is ready in Chromium and how fluently it moves, against plain pyvis with the same network."""

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

SIZES = (300, 1000, 2000, 20_000)
PYVIS_SIZES = (300, 1000, 2000)
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
        page.goto(target.as_uri(), wait_until="load", timeout=wait_s * 1000)
        page.wait_for_selector("html[data-ready=true]", state="attached", timeout=wait_s * 1000)
    except Error:
        return None
    return time.perf_counter() - start


FRAMES = """() => new Promise((done) => {
  const start = performance.now(), times = [];
  const tick = (now) => {
    times.push(now);
    if (now - start < 3000) requestAnimationFrame(tick);
    else done((times.length - 1) / (times[times.length - 1] - times[0]) * 1000);
  };
  requestAnimationFrame(tick);
})"""


def frames(page: Any) -> float:
    """Frames a second while the net is dragged for three seconds, as `requestAnimationFrame` counts them."""
    box = page.locator("#net canvas").bounding_box()
    x, y = box["x"] + 12, box["y"] + 12  # a corner without nodes
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(f"() => {{ window.counted = ({FRAMES})(); }}")
    start, step = time.perf_counter(), 0
    while time.perf_counter() - start < 3:
        step += 1
        page.mouse.move(x + step * 2 % 120, y + step % 90)
    page.mouse.up()
    return float(page.evaluate("() => window.counted"))


def run(*, pyvis: bool = True) -> Iterator[dict[str, Any]]:
    """Ready times and frames a second, two rows a size; plain pyvis is opened in the same run at the sizes it bears."""
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
            times, rates = [], []
            for _ in range(3):
                context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
                page = context.new_page()
                times.append(ready(page, ours, 60))
                if times[-1] is not None:
                    rates.append(frames(page))
                context.close()
            known = sorted(t for t in times if t is not None)
            ratio = f"written in {written:.1f} s, {ours.stat().st_size / 1e6:.1f} MB"
            if pyvis and size in PYVIS_SIZES:
                plain_pyvis(graph, theirs)
                context = browser.new_context(offline=True, viewport={"width": 1366, "height": 768})
                took = ready(context.new_page(), theirs, PYVIS_WAIT_S)
                context.close()
                ratio += f"; plain pyvis {f'{took:.0f} s' if took else f'not within {PYVIS_WAIT_S} s'}"
            value = round(known[len(known) // 2], 2) if known else "not within 60"
            yield {"what": f"page: {size} nodes ready", "value": value, "unit": "s", "ratio": ratio}
            if rates:
                rate = round(sorted(rates)[len(rates) // 2], 1)
                yield {"what": f"page: {size} nodes dragged", "value": rate, "unit": "frames/s", "ratio": "no GPU"}
        browser.close()
