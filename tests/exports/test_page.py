"""The page in a real browser, with the network cut."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from policygraph.exports.page import page_data, render_page
from policygraph.workspace import Workspace
from tests.browser import eventually, needs_chromium, page, until


def opened(target: Path, tab: Any) -> Any:
    tab.goto(target.as_uri())
    until(tab, "document.documentElement.dataset.ready === 'true'")
    return tab


@needs_chromium
def test_a_visitor_finds_a_node_and_reads_its_sentence(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "links.html"
    workspace.export("html", target)
    with page() as tab:
        opened(target, tab)
        tab.fill("input[type=search]", "fqs")
        eventually(tab, lambda: "福清市" in tab.locator("[role=option]").first.inner_text())
        tab.keyboard.press("Enter")
        panel = tab.locator("[data-testid=evidence]")
        eventually(tab, lambda: panel.locator("h2").inner_text() == "福清市")
        eventually(tab, lambda: panel.locator("blockquote").count() > 3)
        quote = panel.locator("blockquote").first.inner_text().split("\n")[0]
        assert any(quote in (record.text.replace("\n", "")) for _, record in workspace.records())
        neighbour = panel.locator("button.link").first
        name = neighbour.inner_text()
        neighbour.click()
        eventually(tab, lambda: panel.locator("h2").inner_text() == name)
        tab.go_back()
        until(tab, "document.querySelector('[data-testid=evidence] h2').textContent === '福清市'")
        assert tab.asked == [tab.url.split("#")[0]]
        assert tab.errors == []


AT_LOAD = """addEventListener("load", () => {
  const canvas = document.querySelector("#net canvas"), { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  window.inked = data.filter((value, i) => i % 4 === 3 && value).length;
});"""  # noqa: E501


@needs_chromium
def test_the_graph_stands_there_as_soon_as_the_page_is_loaded(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "links.html"
    workspace.export("html", target)
    with page() as tab:
        tab.add_init_script(AT_LOAD)
        opened(target, tab)
        assert tab.evaluate("window.inked") > 2000  # a browser that only takes a picture takes it then


@needs_chromium
def test_language_types_and_address(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "links.html"
    workspace.export("html", target, lang="en")
    with page(color_scheme="dark") as tab:
        opened(target, tab)
        eventually(tab, lambda: tab.locator("#legend label").first.inner_text().startswith("Enterprise"))
        tab.click("#language")
        eventually(tab, lambda: tab.locator("#legend label").first.inner_text().startswith("企业"))
        tab.locator("#legend input").first.uncheck()
        tab.fill("input[type=search]", "福清")
        tab.locator("[role=option]").first.click()
        eventually(tab, lambda: "#node=" in tab.url)
        address = tab.url
    with page() as tab:
        tab.goto(address)
        until(tab, "document.documentElement.dataset.ready === 'true'")
        eventually(tab, lambda: "福清" in tab.locator("[data-testid=evidence] h2").inner_text())


@needs_chromium
def test_hostile_names_are_only_text(hostile: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "links.html"
    hostile.export("html", target)
    with page() as tab:
        opened(target, tab)
        alerts: list[str] = []
        tab.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
        for word in ("script", "__proto__", "constructor", "onerror", "HYPERLINK"):
            tab.fill("input[type=search]", word)
            tab.locator("[role=option]").first.click()
            assert tab.locator("[data-testid=evidence] a[href^=javascript]").count() == 0
        assert alerts == []
        assert tab.errors == []
        assert len(tab.asked) == 1


@needs_chromium
def test_an_empty_graph_says_so(tmp_path: Path) -> None:
    target = tmp_path / "empty.html"
    target.write_text(render_page(nx.MultiDiGraph()), encoding="utf-8")
    with page() as tab:
        opened(target, tab)
        eventually(tab, lambda: "policygraph build" in tab.locator("#empty").inner_text())
        assert tab.errors == []


def test_the_page_names_no_other_address(workspace: Workspace) -> None:
    text = render_page(workspace.network())
    body = re.sub(r"<script>.*?</script>|<script type=.*?</script>", "", text, flags=re.DOTALL)
    assert re.findall(r"(?:src|href)\s*=", body) == []
    assert "default-src 'none'" in body


def test_page_data_holds_every_fact(workspace: Workspace) -> None:
    network = workspace.network(statuses=("target", "forecast", "actual", "term"))
    data = json.loads(json.dumps(page_data(network)))
    figures = sum(len(node["m"]) for node in data["nodes"])
    assert figures == sum(record.subject is not None for _, r in workspace.records() for record in r.metrics)
    assert len(data["edges"]) == sum(kind in data["predicates"] for _, _, kind in network.edges(data="predicate"))
    assert all(0 <= edge["s"] < len(data["nodes"]) and edge["e"] for edge in data["edges"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_languages_have_the_same_words(lang: str) -> None:
    words = page_data(nx.MultiDiGraph())["words"]
    assert set(words[lang]) == set(words["zh"])
    assert all(words[lang].values())
