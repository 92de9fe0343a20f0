"""The page in Firefox, with the network cut."""

from __future__ import annotations

from pathlib import Path

from policygraph.exports.page import render_page
from policygraph.workspace import Workspace
from tests.exports.test_page_views import communities
from tests.firefox import firefox, needs_firefox

READY = "document.documentElement.dataset.ready === 'true'"
INK = """
const canvas = document.querySelector("#net canvas");
const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
let inked = 0;
for (let i = 3; i < data.length; i += 4) if (data[i]) inked += 1;
return inked;
"""


def typed(words: str) -> str:
    return f"""
    const input = document.getElementById("search");
    input.value = {words!r};
    input.dispatchEvent(new Event("input"));
    const hits = [...document.querySelectorAll("[role=option]")];
    const first = hits[0].textContent;
    hits[0].click();
    return first;
    """


@needs_firefox
def test_search_panel_views_and_back(workspace: Workspace, tmp_path: Path) -> None:
    target, large = tmp_path / "links.html", tmp_path / "large.html"
    workspace.export("html", target)
    large.write_text(render_page(communities()), encoding="utf-8")
    (tmp_path / "profile").mkdir()
    with firefox(tmp_path / "profile") as browser:
        browser.open(target.as_uri())
        browser.wait(READY)
        assert browser.run(INK) > 2000
        assert "福清市" in browser.run(typed("fqs"))
        heading = "document.querySelector('[data-testid=evidence] h2').textContent"
        assert browser.run(f"return {heading}") == "福清市"
        assert browser.run("return document.querySelectorAll('[data-testid=evidence] blockquote').length") > 3
        browser.run("document.getElementById('view-time').click()")
        assert browser.run("return document.querySelectorAll('#time .span').length") > 10
        browser.run("history.back()")
        browser.wait("document.body.dataset.view === 'net'")
        assert browser.run("return performance.getEntriesByType('resource').length") == 0
        browser.open(large.as_uri())
        browser.wait(READY)
        assert browser.run(INK) > 2000
        browser.run(typed("实体0001"))
        quotes = (
            "return [...document.querySelectorAll('[data-testid=evidence] blockquote p')].map((p) => p.textContent)"
        )
        assert "第1与第2的原句。" in browser.run(quotes)
