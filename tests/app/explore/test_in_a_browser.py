"""The pages in a real browser: they ask nothing of the network, fit a phone, and axe finds no serious fault."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from policygraph.cli.serve_command import listening
from policygraph.explore.rendering import NAVIGATION
from policygraph.explore.site import create_app
from tests.browser import eventually, needs_chromium, page
from tests.contrast import faint

pytestmark = needs_chromium
PAGES = (
    "/",
    "/search?q=dj",
    "/targets",
    "/indicators",
    "/indicator/高新技术企业",
    "/entities",
    "/entity/Industry/智能电机产业链",
    "/articles",
    "/article/plan-2021?at=138-150#at",
    "/path?a=明屿精工&b=智能电机产业链",
    "/compare?indicator=高新技术企业",
    "/silence",
    "/curate",
    "/curate/decisions",
    "/curate/preview?do=merge&entity=澜州市&entity=临屿县",
    "/workspace",
    "/workspace/remove?article=plan-2021",
    "/nowhere",
)


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site that really listens, over a workspace of its own."""
    copy = tmp_path_factory.mktemp("listening") / "workspace"
    shutil.copytree(folder, copy)
    listener = listening("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(create_app(copy), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(address: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
    faults = []
    with page(offline=False, color_scheme=scheme, bypass_csp=True) as tab:  # axe itself is a script of the tester's
        for path in PAGES:
            tab.goto(address + path)
            found = axe.Axe().run(tab).response["violations"]
            faults += [
                (path, fault["id"], fault["nodes"][0]["html"][:160], fault["nodes"][0].get("failureSummary", "")[:200])
                for fault in found
                if fault["impact"] in {"serious", "critical"}
            ]
    assert faults == []


def test_pages_ask_nothing_of_the_network_and_break_no_policy(address: str) -> None:
    with page(offline=False) as tab:
        for path in PAGES[:-1]:
            tab.goto(address + path)
        assert [asked for asked in tab.asked if not asked.startswith(address)] == []
        assert tab.errors == []


@pytest.mark.parametrize("width", [360, 768, 1366])
def test_no_page_is_wider_than_the_screen(address: str, width: int) -> None:
    with page(offline=False, viewport={"width": width, "height": 740}) as tab:
        wide = []
        for path in PAGES:
            tab.goto(address + path)
            if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append(path)
        assert wide == []


def test_on_a_phone_a_target_is_read_without_moving_sideways(address: str) -> None:
    with page(offline=False, viewport={"width": 375, "height": 740}) as tab:
        tab.goto(address + "/targets")
        row = tab.locator(".targets tbody tr", has_text="高技能人才").first
        for part in (".figure", ".badge", "td:last-child a"):
            box = row.locator(part).first.bounding_box()
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 375, part
        links = tab.locator(".head nav a")
        assert all(0 <= link.bounding_box()["x"] < 340 for link in links.all())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_what_is_said_of_a_target_stands_beside_its_name(address: str, lang: str) -> None:
    with page(offline=False, viewport={"width": 375, "height": 740}) as tab:
        tab.goto(f"{address}/targets?q=高技能人才&lang={lang}")
        tab.locator(".targets tbody tr td:last-child a").first.click()
        tab.wait_for_url("**/target/*/**")
        names, said = tab.locator(".facts dt").all(), tab.locator(".facts dd").all()
        assert len(names) == len(said) > 4
        for name, what in zip(names, said, strict=True):
            one, other = name.bounding_box(), what.bounding_box()
            assert other["x"] >= one["x"] + one["width"]
            assert abs(other["y"] - one["y"]) < one["height"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_the_menu_takes_two_lines_with_every_page_in_it(address: str, lang: str, width: int) -> None:
    with page(offline=False, viewport={"width": width, "height": 740}) as tab:
        for here, _ in NAVIGATION:  # the page where one is stands there in bold
            tab.goto(f"{address}{here}?lang={lang}")
            links = tab.locator(".head nav a").all()
            assert [link.get_attribute("href") for link in links] == [path for path, _ in NAVIGATION]
            boxes = [link.bounding_box() for link in links]
            assert len({round(box["y"]) for box in boxes}) <= 2, here
            assert all(0 <= box["x"] <= box["x"] + box["width"] <= width and box["height"] >= 24 for box in boxes)
        tab.locator(".find button").focus()
        for path, _ in NAVIGATION:
            tab.keyboard.press("Tab")
            assert tab.evaluate("document.activeElement.getAttribute('href')") == path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out(address: str, scheme: str) -> None:
    with page(offline=False, color_scheme=scheme, viewport={"width": 1440, "height": 900}) as tab:
        found = []
        for path in (*PAGES, "/sparql"):
            tab.goto(address + path)
            found += [(path, *words) for words in faint(tab)]
        assert found == []


def test_on_a_phone_a_sentence_has_the_width_of_the_screen(address: str) -> None:
    narrow = "[...document.querySelectorAll('q')].filter(q => q.closest('td, li, blockquote').clientWidth < 270).length"
    with page(offline=False, viewport={"width": 390, "height": 844}) as tab:
        found = []
        for path in ("/indicator/高新技术企业", "/compare?words=万元", "/silence", "/article/plan-2021"):
            tab.goto(address + path)
            found += [path] * bool(tab.evaluate(narrow))
        assert found == []


def test_on_paper_tables_are_whole_and_nothing_is_there_to_click(address: str) -> None:
    with page(offline=False, viewport={"width": 718, "height": 1000}, color_scheme="dark") as tab:  # A4
        tab.emulate_media(media="print")
        for path in ("/targets", "/article/plan-2021"):
            tab.goto(address + path)
            assert tab.evaluate("[...document.querySelectorAll('table')].every(t => t.offsetWidth <= 718)"), path
            assert tab.evaluate("getComputedStyle(document.querySelector('tr')).display") == "table-row"
            assert tab.locator("button:visible, input:visible").count() == 0


def test_without_scripts_and_with_the_keyboard_alone_a_sentence_is_reached(address: str) -> None:
    with page(offline=False, java_script_enabled=False) as tab:
        tab.goto(address)
        tab.keyboard.press("Tab")
        assert tab.locator(".skip").evaluate("e => e === document.activeElement")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Tab")
        tab.keyboard.type("高技能人才")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/search?q=*")
        tab.locator(".targets td.figure a").first.click()
        tab.wait_for_url("**/article/*")  # until it is loaded: a slow machine paints later
        eventually(tab, lambda: tab.locator("#at").is_visible())
        assert "高技能人才" in "".join(tab.locator("mark").all_text_contents())
