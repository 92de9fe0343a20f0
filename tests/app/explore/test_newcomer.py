"""A newcomer's path in a real browser: find a target, see what came of it, mend a wrong merge, take the table along.

Set ``POLICYGRAPH_SCREENSHOTS`` to a folder to have the pictures of the manual made (``page.png`` comes from
``tests/app/test_page_of_examples.py``).
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.app.conftest import Run
from tests.app.explore.serving import serving
from tests.browser import eventually, needs_chromium, page, picture

pytestmark = needs_chromium
ONE, OTHER = "澜州市", "临屿县"


@pytest.fixture
def mistaken(run: Run, workspace: Path, tmp_path: Path) -> Path:
    """A workspace in which somebody merged a city with a county."""
    copy = tmp_path / "workspace"
    shutil.copytree(workspace, copy)
    assert run("curate", "merge", ONE, OTHER, "-w", copy, "--who", "实习生").code == 0
    return copy


@pytest.fixture
def tab(mistaken: Path) -> Iterator[Any]:
    """A browser at a server that really runs."""
    with serving(mistaken) as address, page(offline=False, base_url=address) as opened:
        yield opened
        assert [asked for asked in opened.asked if not asked.startswith((address, "blob:"))] == []
        assert opened.errors == []


def downloaded(tab: Any, link: Any) -> bytes:
    """The file behind a link."""
    with tab.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_newcomer_finds_mends_and_takes_along(tab: Any, mistaken: Path) -> None:
    tab.goto("/")
    tab.locator("input[type=search]").fill("高技能人才")
    tab.keyboard.press("Enter")
    row = tab.locator(".targets tbody tr", has_text="高技能人才").first
    eventually(tab, lambda: row.locator(".badge").first.inner_text() == "完成")
    picture(tab, "explorer-search")
    row.locator("td").last.locator("a").click()  # what it rests on
    eventually(tab, lambda: tab.locator("h1").inner_text() == "澜州市：高技能人才")
    picture(tab, "explorer-target")
    tab.go_back()
    row.locator("td.figure a").nth(1).click()  # the result's sentence
    tab.wait_for_url("**/article/*")  # until it is loaded: a slow machine paints later
    eventually(tab, lambda: tab.locator("#at").is_visible())
    assert "高技能人才" in "".join(tab.locator("mark").all_text_contents())

    tab.locator("input[type=search]").fill(OTHER)
    tab.keyboard.press("Enter")
    tab.locator("main a.entity", has_text=ONE).first.click()
    eventually(tab, lambda: tab.locator("h1").inner_text() == ONE)
    eventually(tab, lambda: OTHER in tab.locator(".names").inner_text())
    tab.locator(".mend summary").click()
    for name in (OTHER, "临屿"):
        tab.get_by_label(name, exact=True).check()
    tab.get_by_role("button", name="拆分").click()
    change = tab.get_by_test_id("change")
    change.wait_for()
    assert OTHER not in change.locator("section").nth(0).locator("b").all_inner_texts()
    assert {ONE, OTHER} <= set(change.locator("section").nth(1).locator("b").all_inner_texts())
    assert len(decisions(mistaken)) == 1, "a preview changes nothing"
    tab.get_by_label("谁定的").fill("新人")
    tab.get_by_label("理由").fill("市和县不是一回事")
    picture(tab, "explorer-preview")
    tab.locator(".decide button").click()
    eventually(tab, lambda: "决定 2" in tab.get_by_role("status").inner_text())
    eventually(tab, lambda: OTHER not in tab.locator("main").inner_text().split("关系", 1)[0])
    assert (decisions(mistaken)[1]["do"], decisions(mistaken)[1]["who"]) == ("split", "新人")

    tab.get_by_role("status").get_by_role("button", name="撤回").click()  # second thoughts
    eventually(tab, lambda: OTHER in tab.locator(".names").inner_text())
    tab.get_by_role("status").get_by_role("link").click()
    tab.locator("tbody tr", has_text="实习生").get_by_role("button", name="撤回").click()
    tab.locator(".decide button").click()  # the merge itself was wrong
    eventually(tab, lambda: [one["do"] for one in decisions(mistaken)] == ["merge", "split", "undo", "undo"])
    eventually(tab, lambda: tab.locator("tbody tr", has_text="实习生").locator(".badge").inner_text() == "已撤回")
    picture(tab, "explorer-decisions")

    tab.goto("/targets?q=高技能人才")
    shown = tab.locator(".targets tbody tr").count()
    table = list(csv.reader(io.StringIO(downloaded(tab, tab.get_by_role("link", name="CSV")).decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(downloaded(tab, tab.get_by_role("link", name="XLSX"))))
    cells = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(table) == len(cells) == shown + 1
    assert all("高技能人才" in "".join(line) for line in table[1:])
    assert [str(cell) for cell in cells[0]] == table[0]


def decisions(folder: Path) -> list[dict[str, Any]]:
    """What the log of a workspace holds."""
    return [json.loads(line) for line in (folder / "curation.jsonl").read_text("utf-8").splitlines()]


def test_doubts_are_decided_one_after_the_other(tab: Any, mistaken: Path) -> None:
    tab.goto("/curate")
    first = tab.get_by_test_id("question").inner_text()
    tab.get_by_role("link", name="跳过").click()
    eventually(tab, lambda: tab.get_by_test_id("question").inner_text() != first)
    tab.goto("/curate")
    tab.get_by_role("button", name="确认").click()
    eventually(tab, lambda: decisions(mistaken)[-1]["do"] == "confirm")
    eventually(tab, lambda: tab.get_by_test_id("question").inner_text() != first)


def test_files_are_added_by_dropping_them(tab: Any, mistaken: Path, tmp_path: Path) -> None:
    tab.goto("/workspace")
    tab.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["2025年6月，澜州市新增高新技术企业12家。"], "../新闻.txt"));
            files.items.add(new File(["x"], "程序.exe"));
            document.getElementById("drop").dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true}));
        }"""
    )
    tab.wait_for_selector("#jobs .job")
    tab.wait_for_selector("#jobs[data-running='0']", timeout=120_000)
    told = tab.locator("#jobs").inner_text()
    assert "新增 1 篇" in told
    assert ".exe" in told
    assert [path.name for path in (mistaken / "uploads").iterdir()] == ["新闻.txt"]
    picture(tab, "explorer-files")
    tab.goto("/articles?q=新闻")
    tab.locator("tbody a").first.click()
    eventually(tab, lambda: "高新技术企业" in tab.locator("article.text").inner_text())
    tab.get_by_role("link", name="移出").click()
    tab.get_by_role("button", name="移出").click()
    eventually(tab, lambda: "已移出" in tab.get_by_role("status").inner_text())
    assert list((mistaken / "uploads").iterdir()) == []
