"""The page of the packaged examples, as the README shows it (see `tests.browser.picture`)."""

from __future__ import annotations

from pathlib import Path

import policygraph
from tests.browser import eventually, needs_chromium, page, picture


@needs_chromium
def test_an_industry_with_its_leaders_figures_and_sentences(workspace: Path, tmp_path: Path) -> None:
    target = tmp_path / "links.html"
    with policygraph.open(workspace, read_only=True) as ws:
        ws.export("html", target)
    with page() as tab:
        tab.goto(target.as_uri())
        tab.wait_for_selector("html[data-ready=true]", state="attached")
        tab.fill("input[type=search]", "智能电机")
        tab.locator("[role=option]").first.click()
        panel = tab.locator("[data-testid=evidence]")
        eventually(tab, lambda: panel.locator("h2").inner_text() == "智能电机产业")
        assert panel.locator("figure.chart, figure .chart").count() > 0
        assert panel.locator("blockquote").count() > 3
        tab.fill("input[type=search]", "")
        tab.evaluate("document.activeElement.blur()")
        tab.mouse.move(600, 760)
        tab.wait_for_timeout(600)  # the net comes to rest
        picture(tab, "page")
        assert tab.errors == []
