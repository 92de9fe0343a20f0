"""The page on a phone, on paper and in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from policygraph.workspace import Workspace
from tests.browser import needs_chromium, page
from tests.contrast import faint

pytestmark = needs_chromium
TABLES = ("targets", "entities", "links")
CELLS = """() => {
  const heads = [...document.querySelectorAll("#table th")].map((head) => head.innerText.trim());
  return [...document.querySelectorAll("#table tbody tr")].flatMap((row) => [...row.cells].map((cell, i) => [
    heads[i], getComputedStyle(cell, "::before").content.replaceAll('"', ""), cell.textContent !== "",
    cell.getBoundingClientRect().width, cell.getBoundingClientRect().right]));
}"""


@pytest.fixture(scope="module")
def target(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "links.html"
    workspace.export("html", path)
    return path


def start(tab: Any, target: Path, fragment: str) -> None:
    tab.goto("about:blank")
    tab.goto(f"{target.as_uri()}#{fragment}")
    tab.wait_for_selector("html[data-ready=true]", state="attached")


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_a_row_stands_under_another_with_the_names_of_its_columns(
    target: Path, lang: str, width: int
) -> None:
    with page(viewport={"width": width, "height": 844}) as tab:
        for table in TABLES:
            start(tab, target, f"view=table&tab={table}&lang={lang}")
            assert tab.evaluate("document.querySelector('.scroll').scrollWidth") <= width
            cells = tab.evaluate(CELLS)
            assert cells
            assert [said for head, said, _, _, _ in cells if said != head] == []
            assert [head for head, _, full, wide, right in cells if (wide > 0) != full or right > width] == []


def test_on_a_phone_a_table_still_sorts(target: Path) -> None:
    with page(viewport={"width": 390, "height": 844}) as tab:
        start(tab, target, "view=table&tab=entities")
        for head in tab.locator("#table th button").all():
            box = head.bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
        tab.locator("#table th button", has_text="关系").click()
        degrees = [int(text) for text in tab.locator("#table tbody td:nth-child(4)").all_inner_texts()]
        assert degrees == sorted(degrees)


def test_on_a_desktop_cells_do_not_repeat_the_heads(target: Path) -> None:
    with page() as tab:
        start(tab, target, "view=table&tab=links")
        assert {said for _, said, _, _, _ in tab.evaluate(CELLS)} == {"none"}


def printed(target: Path, fragment: str) -> pypdfium2.PdfDocument:
    with page() as tab:
        start(tab, target, fragment)
        return pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True))


def over_another(paper: pypdfium2.PdfDocument) -> list[tuple[int, str]]:
    """The pieces of text that are printed over another one, with their pages."""
    found = []
    for number, sheet in enumerate(paper):
        text = sheet.get_textpage()
        boxes = [text.get_rect(i) for i in range(text.count_rects())]
        for i, (left, bottom, right, top) in enumerate(boxes):
            for left2, bottom2, right2, top2 in boxes[:i]:
                if min(right, right2) - max(left, left2) > 1 and min(top, top2) - max(bottom, bottom2) > 1:
                    found.append((number, text.get_text_bounded(left, bottom, right, top)))
    return found


@pytest.mark.parametrize(("table", "heads"), [("targets", "最近结果"), ("entities", "别名"), ("links", "可信度")])
def test_on_paper_each_page_of_a_table_has_its_heads(target: Path, table: str, heads: str) -> None:
    paper = printed(target, f"view=table&tab={table}")
    said = ["".join(sheet.get_textpage().get_text_range().split()) for sheet in paper]
    last = next(i for i, text in enumerate(said) if "评判截至" in text)  # what stands beside the table comes after it
    assert last > 1
    assert [i for i, text in enumerate(said[:last]) if heads not in text] == []


@pytest.mark.parametrize("fragment", [f"view=table&tab={table}" for table in TABLES] + ["view=time"])
def test_on_paper_no_text_stands_over_another(target: Path, fragment: str) -> None:
    paper = printed(target, fragment)
    assert len(paper) > 1
    assert over_another(paper) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out(target: Path, scheme: str) -> None:
    with page(color_scheme=scheme, viewport={"width": 1440, "height": 900}) as tab:
        found = []
        for fragment in ("", *(f"view=table&tab={table}" for table in TABLES), "view=time"):
            start(tab, target, fragment)
            tab.click("#sieve")
            found += faint(tab)
            tab.fill("input[type=search]", "福清市")
            tab.locator("[role=option]").first.click()
            tab.click("#save")
            found += faint(tab)
        assert found == []
