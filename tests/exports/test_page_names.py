"""The names that stand beside the nodes: the best linked at the start, none over another, more from nearer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from policygraph.exports.labels import wrapped
from policygraph.exports.page import render_page
from policygraph.graph.evidence import Evidence
from tests.browser import eventually, needs_chromium, page

pytestmark = needs_chromium
NODES = 800
# What is written on the net in the frame drawn last, with its box on the screen.
LISTEN = """() => {
  const pen = CanvasRenderingContext2D.prototype, write = pen.fillText, wipe = pen.clearRect;
  window.written = [];
  pen.clearRect = function (...given) {
    if (this.canvas.isConnected) window.written = [];
    return wipe.apply(this, given);
  };
  pen.fillText = function (text, x, y) {
    const by = this.getTransform(), high = parseFloat(this.font.match(/([\\d.]+)px/)[1]) * by.a;
    const wide = this.measureText(text).width * by.a, middle = by.d * y + by.f;
    const left = by.a * x + by.e - { left: 0, center: wide / 2, right: wide }[this.textAlign];
    window.written.push({ text, left, right: left + wide, top: middle - high / 2, bottom: middle + high / 2, high });
    return write.call(this, text, x, y);
  };
}"""


def network() -> nx.MultiDiGraph:
    draw = random.Random(7)
    graph = nx.MultiDiGraph()
    plain = nx.barabasi_albert_graph(NODES, 1, seed=7)
    for node in plain:
        name = f"示例{'甲乙丙丁'[node % 4] * (1 + node % 5)}{node:03}"
        graph.add_node(f"x:{node:04}", label=name, names=(name,), type=draw.choice(("Enterprise", "Place")), articles=1)
    for a, b in plain.edges:
        if a % 9:  # some stand apart
            evidence = (Evidence("a1", 0, 10, "示例原句。", title="示例文章", published="2025-01-01"),)
            graph.add_edge(f"x:{a:04}", f"x:{b:04}", key="partOf", predicate="partOf", evidence=evidence, weight=1.0)
    return graph


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "links.html"
    path.write_text(render_page(network()), encoding="utf-8")
    return path


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["desktop", "phone"])
def tab(target: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    width, height = request.param
    with page(viewport={"width": width, "height": height}) as opened:
        opened.add_init_script(f"({LISTEN})()")
        opened.goto(target.as_uri())
        opened.wait_for_selector("html[data-ready=true]", state="attached")
        yield opened
        assert opened.errors == []


def written(tab: Any) -> list[dict[str, Any]]:
    return list(tab.evaluate("window.written"))


def over_another(names: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (a["text"], b["text"])
        for a, b in combinations(names, 2)
        if min(a["right"], b["right"]) - max(a["left"], b["left"]) > 1
        and min(a["bottom"], b["bottom"]) - max(a["top"], b["top"]) > 1
    ]


def test_at_the_start_the_best_linked_have_names_that_can_be_read(tab: Any) -> None:
    names, graph = written(tab), network()
    box = tab.locator("#net canvas").bounding_box()
    assert len(names) >= 15
    assert min(name["high"] for name in names) >= 11.9
    assert over_another(names) == []
    assert [name for name in names if name["left"] < 0 or name["right"] > box["width"]] == []
    assert [name for name in names if name["top"] < 0 or name["bottom"] > box["height"]] == []
    hubs = sorted(graph, key=lambda node: (-len(set(nx.Graph(graph)[node])), node))[:5]
    lines = {name["text"] for name in names}
    labels = [graph.nodes[hub]["label"] for hub in hubs]
    assert [label for label in labels if wrapped(label).split("\n")[0] not in lines] == []


def test_from_nearer_there_are_more_names_still_none_over_another(tab: Any) -> None:
    box = tab.locator("#net canvas").bounding_box()
    middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    seen = {name["text"] for name in written(tab)}
    tab.mouse.move(**middle)
    for _ in range(8):
        tab.mouse.wheel(0, -300)
        tab.wait_for_timeout(80)
        assert over_another(written(tab)) == []
    fresh = {name["text"] for name in written(tab)} - seen
    assert len(fresh) > 10


def test_a_click_on_a_name_is_a_click_on_its_node(tab: Any) -> None:
    box = tab.locator("#net canvas").bounding_box()
    name = max(written(tab), key=lambda one: one["high"])
    tab.mouse.click(box["x"] + (name["left"] + name["right"]) / 2, box["y"] + (name["top"] + name["bottom"]) / 2)
    eventually(tab, lambda: name["text"] in tab.locator("[data-testid=evidence] h2").inner_text())
    tab.wait_for_timeout(500)
    assert over_another(written(tab)) == []
    assert box["width"] < 800 or "属于" in {one["text"] for one in written(tab)}  # the line is long enough
