"""What people do with the page: filter, sort, follow time and targets, find paths, expand, take along, go back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from policygraph.exports.judged import judged
from policygraph.exports.labels import drawn, pinyin, wrapped
from policygraph.exports.packing import packed
from policygraph.exports.page import page_data, render_page
from policygraph.graph.evidence import Evidence
from policygraph.schema.vocabulary import vocabulary
from policygraph.workspace import Workspace
from tests.browser import eventually, needs_chromium, page, until

READY = "html[data-ready=true]"


@pytest.fixture(scope="module")
def target(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "links.html"
    workspace.export("html", path)
    return path


@pytest.fixture
def tab(target: Path) -> Iterator[Any]:
    with page() as opened:
        opened.home = target.as_uri()
        start(opened)
        yield opened
        assert opened.errors == []
        asked = {url.split("#")[0] for url in opened.asked}
        assert {url for url in asked if not url.startswith(("blob:", "about:"))} == {opened.home}


def start(tab: Any, fragment: str = "") -> None:
    tab.goto("about:blank")
    tab.goto(tab.home + fragment)
    tab.wait_for_selector(READY, state="attached")


def look_up(tab: Any, words: str) -> None:
    tab.fill("input[type=search]", words)
    tab.locator("[role=option]").first.click()


OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll("text")].map((text) => [text.textContent, text.getBBox()]);
  const found = [];
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height) found.push([a, b]);
  }));
  return [boxes.length, found];
}"""


@needs_chromium
def test_labels_do_not_overlap_at_the_start(tab: Any, tmp_path: Path) -> None:
    tab.click("#save")
    with tab.expect_download() as saved:
        tab.click("#svg")
    saved.value.save_as(tmp_path / "net.svg")
    tab.set_content((tmp_path / "net.svg").read_text(encoding="utf-8"))
    labels, overlaps = tab.evaluate(OVERLAPS)
    assert labels > 200
    assert overlaps == []


@needs_chromium
@pytest.mark.parametrize(("typed", "found"), [("fqs", "福清市"), ("fu qing", "福清市"), ("福清", "福清市")])
def test_search_by_name_and_pinyin(tab: Any, typed: str, found: str) -> None:
    tab.fill("input[type=search]", typed)
    eventually(tab, lambda: found in tab.locator("[role=option]").first.inner_text())


@needs_chromium
def test_search_by_the_indicator_of_a_target_and_of_a_figure(tab: Any, workspace: Workspace) -> None:
    rows = [row for row in judged(workspace, workspace.network(statuses=("target",)))[1] if row.subject.iri]
    row = next(row for row in rows if len(row.target.indicator) > 5)
    hit = tab.locator("[role=option]", has_text=row.target.indicator).filter(has_text="目标")
    for typed in (row.target.indicator, pinyin(row.target.indicator).split()[0]):
        tab.fill("input[type=search]", typed)
        eventually(tab, lambda: hit.count() > 0)
    hit.first.click()
    eventually(tab, lambda: tab.locator("[data-testid=evidence] h2").inner_text() == row.target.indicator)
    assert "target=" in tab.url
    start(tab)
    node = tab.evaluate("""() => {
      const named = JSON.parse(document.getElementById("data").textContent);
      const metric = named.metrics.find((m) => m.g === undefined && m.st === "actual");
      return [metric.i, named.nodes[metric.s].l];
    }""")
    tab.fill("input[type=search]", node[0])
    tab.locator("[role=option]", has_text=node[0]).filter(has_text=node[1]).first.click()
    eventually(tab, lambda: tab.locator("[data-testid=evidence] h2").inner_text() == node[1])
    assert tab.locator(f'[data-indicator="{node[0]}"]').first.is_visible()


@needs_chromium
def test_a_verdict_filters_table_timeline_and_net(tab: Any, workspace: Workspace) -> None:
    rows = judged(workspace, workspace.network(statuses=("target",)))[1]
    missed = [row for row in rows if row.verdict == "no report"]
    tab.locator(".board button", has_text="无报告").click()
    eventually(tab, lambda: f"共 {len(missed)} 行" in tab.locator("#table .tabs").inner_text())
    assert tab.locator("#table tbody tr .verdict").all_inner_texts() == ["?无报告"] * min(200, len(missed))
    tab.click("#view-time")
    eventually(tab, lambda: tab.locator("#time .span").count() > 1)
    eventually(tab, lambda: "verdict=no" in tab.url)
    tab.go_back()
    tab.go_back()
    until(tab, "() => document.body.dataset.view === 'net'")


@needs_chromium
def test_a_table_sorts_and_goes_to_csv(tab: Any, tmp_path: Path) -> None:
    tab.click("#view-table")
    tab.locator("#table .tabs button").nth(1).click()
    tab.locator("#table th button", has_text="关系").click()
    tab.locator("#table th button", has_text="关系").click()
    degrees = [int(text) for text in tab.locator("#table tbody td:nth-child(4)").all_inner_texts()]
    assert degrees == sorted(degrees, reverse=True)
    eventually(tab, lambda: tab.locator("#table th[aria-sort=descending]").count() == 1)
    tab.click("#save")
    with tab.expect_download() as saved:
        tab.click("#csv")
    saved.value.save_as(tmp_path / "t.csv")
    raw = (tmp_path / "t.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[0][:2] == ["名称", "类型"]
    assert [int(row[3]) for row in rows[1 : len(degrees) + 1]] == degrees


@needs_chromium
def test_filters_by_predicate_time_place_and_confidence(tab: Any) -> None:
    def links() -> int:
        return int(re.sub(r"\D", "", tab.locator("#table .tabs .soft").inner_text()))

    start(tab, "#view=table&tab=links")
    every = links()
    tab.click("#sieve")
    tab.locator("#filters .without input").first.uncheck()
    some = links()
    assert 0 < some < every
    tab.locator("#filters select").nth(0).select_option("福清市")
    here = links()
    assert 0 < here < some
    tab.click("#clear")
    assert links() == every
    start(tab, "#view=table&tab=links&from=2025&to=2025")
    dates = tab.locator("#table tbody td:nth-child(5)").all_inner_texts()
    assert dates
    assert {date[:4] for date in dates} == {"2025"}
    start(tab, "#view=table&tab=links&conf=1")
    assert 0 < links() <= every


@needs_chromium
def test_a_path_with_its_sentences(tab: Any, workspace: Workspace) -> None:
    network = nx.Graph(workspace.network())
    largest = max(nx.connected_components(network), key=len)
    ends = sorted(largest)[0], max(largest, key=lambda node: nx.shortest_path_length(network, sorted(largest)[0], node))
    length = nx.shortest_path_length(network, *ends)
    look_up(tab, workspace.network().nodes[ends[0]]["label"])
    tab.get_by_role("button", name="找路径").click()
    look_up(tab, workspace.network().nodes[ends[1]]["label"])
    panel = tab.locator("[data-testid=evidence]")
    eventually(tab, lambda: f"相隔 {length} 步" in panel.inner_text())
    eventually(tab, lambda: panel.locator(".fact").count() == length)
    eventually(tab, lambda: panel.locator("blockquote").count() >= length)
    eventually(tab, lambda: "path=" in tab.url)
    address = tab.url
    start(tab, "#" + address.split("#")[1])
    eventually(tab, lambda: f"相隔 {length} 步" in panel.inner_text())


@needs_chromium
def test_copy_citation_expand_relax_and_back(tab: Any) -> None:
    look_up(tab, "福清市")
    panel = tab.locator("[data-testid=evidence]")
    quote = panel.locator("blockquote p").first.inner_text()
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel.get_by_role("button", name=re.compile("复制引文")).first.click()
    eventually(tab, lambda: "已复制" in tab.locator("#told").inner_text())
    copied = tab.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(f"“{quote}”\n")
    tab.get_by_role("button", name="展开相邻").click()
    eventually(tab, lambda: "more=" in tab.url)
    tab.get_by_role("button", name="理顺周围").click()
    eventually(tab, lambda: "at=" in tab.url)
    first = tab.url
    tab.go_back()
    until(tab, "() => !location.hash.includes('at=')")
    tab.get_by_role("button", name="理顺周围").click()
    eventually(tab, lambda: tab.url == first)  # the same each time


@needs_chromium
def test_dragging_moves_a_node(tab: Any) -> None:
    look_up(tab, "福清市")
    tab.wait_for_timeout(600)
    box = tab.locator("#net canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y + 40, steps=4)
    tab.mouse.up()
    until(tab, "() => location.hash.includes('at=')")


@needs_chromium
def test_pictures_and_the_table_of_the_net(tab: Any, tmp_path: Path) -> None:
    files = {}
    for kind in ("png", "svg", "csv"):
        tab.click("#save")
        with tab.expect_download() as saved:
            tab.click(f"#{kind}")
        saved.value.save_as(tmp_path / f"net.{kind}")
        files[kind] = (tmp_path / f"net.{kind}").read_bytes()
    assert files["png"].startswith(b"\x89PNG")
    texts = [node.text for node in ET.fromstring(files["svg"]).iter("{http://www.w3.org/2000/svg}tspan")]
    assert "福清市" in texts
    rows = list(csv.reader(files["csv"].decode("utf-8-sig").splitlines()))
    assert len(rows) > 200
    assert "原句" in rows[0]
    assert len(set(rows[0])) == len(rows[0])


@needs_chromium
def test_a_button_that_cannot_be_used_says_why(tab: Any) -> None:
    for lang, why in (("zh", "表格没有图片"), ("en", "A table is no picture")):
        start(tab, f"#view=table&lang={lang}")
        for kind in ("png", "svg"):
            assert tab.locator(f"#{kind}").is_disabled()
            assert why in tab.locator(f"#{kind}").get_attribute("title")
    assert tab.locator("#csv").is_enabled()
    tab.click("#view-net")
    assert [tab.locator(f"#{kind}").get_attribute("title") for kind in ("png", "svg", "fit", "labels")] == [""] * 4


@needs_chromium
def test_pictures_of_the_timeline(tab: Any, tmp_path: Path) -> None:
    tab.click("#view-time")
    names = tab.locator("#time .span .link").all_inner_texts()
    for kind in ("svg", "png"):
        tab.click("#save")
        with tab.expect_download() as saved:
            tab.click(f"#{kind}")
        saved.value.save_as(tmp_path / f"time.{kind}")
    assert (tmp_path / "time.png").read_bytes().startswith(b"\x89PNG")
    texts = [
        "".join(text.itertext()) for text in ET.parse(tmp_path / "time.svg").iter("{http://www.w3.org/2000/svg}text")
    ]
    assert [name for name in names if not any(name[:8] in text for text in texts)] == []
    tab.set_content((tmp_path / "time.svg").read_text(encoding="utf-8"))
    assert tab.evaluate(OVERLAPS)[1] == []


@needs_chromium
def test_keyboard_alone(tab: Any) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("fqs")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("Enter")
    panel = tab.locator("[data-testid=evidence]")
    eventually(tab, lambda: panel.locator("h2").inner_text() == "福清市")
    tab.focus("#net")
    tab.keyboard.press("j")
    eventually(tab, lambda: panel.locator("h2").inner_text() != "福清市")
    tab.keyboard.press("Enter")
    eventually(tab, lambda: "more=" in tab.url)
    tab.keyboard.press("Escape")
    eventually(tab, lambda: panel.locator("h2").inner_text() == "从这里开始")


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#view=table&tab=links", "#view=time"])
def test_no_serious_fault_for_axe(target: Path, scheme: str, fragment: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with page(color_scheme=scheme, bypass_csp=True) as opened:
        opened.goto(target.as_uri() + fragment)
        opened.wait_for_selector(READY, state="attached")
        opened.click("#sieve")
        look_up(opened, "福清市")
        found = axe.run(opened).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in {"serious", "critical"}] == []


@needs_chromium
def test_the_theme_is_chosen_and_kept_in_the_address(target: Path) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with page(color_scheme="dark") as opened:
        opened.goto(target.as_uri())
        opened.wait_for_selector(READY, state="attached")
        eventually(opened, lambda: opened.inner_text("#theme") == "外观：自动")
        dark = opened.evaluate(paper)
        opened.focus("#theme")
        opened.keyboard.press("Enter")
        eventually(opened, lambda: opened.inner_text("#theme") == "外观：浅色")
        light = opened.evaluate(paper)
        assert light != dark
        eventually(opened, lambda: "theme=light" in opened.url)
        address = opened.url
        opened.keyboard.press("Enter")
        assert opened.evaluate(paper) == dark
        opened.emulate_media(media="print")
        assert opened.evaluate(paper) == light
    with page(color_scheme="dark") as opened:
        opened.goto(address)
        opened.wait_for_selector(READY, state="attached")
        assert opened.evaluate(paper) == light


@needs_chromium
@pytest.mark.parametrize(("lang", "year"), [("zh", "2025年底"), ("en", "the end of 2025")])
def test_days_are_written_as_people_write_them(target: Path, lang: str, year: str) -> None:
    with page() as opened:
        opened.home = target.as_uri()
        said = []
        for fragment in ("#", "#view=table", "#view=table&tab=links", "#view=time"):
            start(opened, f"{fragment}&lang={lang}")
            look_up(opened, "浦阳市")
            opened.evaluate("document.querySelectorAll('blockquote p').forEach((quote) => quote.remove())")
            every = "[...document.querySelectorAll('title, [aria-label]')]"
            labels = f"{every}.map((one) => one.getAttribute('aria-label') || one.textContent)"
            said.append("\n".join([opened.inner_text("body"), *opened.evaluate(labels)]))
        shown = "\n".join(said)
        assert year in shown
        assert re.findall(r".*\d{4}-\d\d.*", shown) == []


def communities(groups: int = 40, members: int = 50) -> nx.MultiDiGraph:
    """A network above the size that opens by communities."""
    graph = nx.MultiDiGraph()
    plain = nx.connected_caveman_graph(groups, members)
    for node in plain:
        name = f"实体{node:04}"
        graph.add_node(f"x:{node}", label=name, names=(name,), type="Enterprise", articles=1)
    for a, b in plain.edges:
        evidence = (Evidence("a1", 0, 10, f"第{a}与第{b}的原句。", title="文章", published="2025-01-01"),)
        graph.add_edge(f"x:{a}", f"x:{b}", key="partOf", predicate="partOf", evidence=evidence, weight=1.0)
    return graph


@needs_chromium
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_all_tools_are_of_one_size_and_hold_their_words(target: Path, lang: str) -> None:
    with page(viewport={"width": 375, "height": 740}) as tab:
        tab.home = target.as_uri()
        start(tab)
        if lang == "en":
            tab.click("#language")
        boxes = [one.bounding_box() for one in tab.locator(".tools > button, #save").all()]
        assert len({(round(box["width"]), round(box["height"])) for box in boxes}) == 1
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 375 for box in boxes)
        cut = (
            "[...document.querySelectorAll('header button, #save')].filter((b) => b.scrollWidth > b.clientWidth).length"
        )
        assert tab.evaluate(cut) == 0


@needs_chromium
def test_a_figure_of_a_chart_stands_beside_its_point(tab: Any) -> None:
    look_up(tab, "浦阳市")
    far = tab.evaluate("""() => [...document.querySelectorAll(".chart")].flatMap((chart) => {
      const points = [...chart.querySelectorAll(".reached, .guess, .aim")].map((point) => [
        point.querySelector("title").textContent.split(" ").slice(1).join(" "), point.getBBox()]);
      return [...chart.querySelectorAll(".amount")].filter((text) => {
        const box = text.getBBox();
        return !points.some(([said, p]) => said === text.textContent && box.x < p.x + p.width + 20 &&
          box.x + box.width > p.x - 20 && Math.abs(box.y + box.height / 2 - p.y - p.height / 2) < 25);
      }).map((text) => text.textContent);
    })""")
    eventually(tab, lambda: tab.locator(".chart .amount").count() > 1)
    assert far == []


def test_a_large_graph_opens_by_communities_and_loads_what_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(render_page(communities()), encoding="utf-8")
    assert "第1与第2的原句" not in path.read_text(encoding="utf-8")  # packed
    with page() as opened:
        opened.goto(path.as_uri())
        opened.wait_for_selector(READY, state="attached")
        eventually(opened, lambda: "双击" in opened.locator("[data-testid=evidence]").inner_text())
        look_up(opened, "实体0001")
        quotes = opened.locator("[data-testid=evidence] blockquote p")
        assert "第1与第2的原句。" in quotes.all_inner_texts()
        assert opened.errors == []
        assert len(opened.asked) == 1


def test_figures_are_written_as_people_write_them_in_both_languages(workspace: Workspace) -> None:
    network = workspace.network(statuses=tuple(vocabulary().statuses))
    data = page_data(network, tracked=workspace.tracking().targets())
    targets, results = data["targets"], [result for target in data["targets"] for result in target["re"]]
    said = [item["v"] for item in (*targets, *results, *data["metrics"])]
    assert [pair for pair in said if re.search(r"[≥≤<>]|(?<![\d.])-\d", " ".join(pair))] == []
    falls = [target["v"] for target in targets if target["me"] == "growth" and target["n"] < 0]
    assert falls
    assert all("下降" in zh and "down " in en for zh, en in falls)
    growths = [metric["v"] for metric in data["metrics"] if metric["me"] == "growth"]
    assert all(zh.startswith(("增长", "下降", "年均")) and en.startswith(("up ", "down ")) for zh, en in growths)


def test_groups_of_a_large_graph_hold_every_node_once() -> None:
    data = page_data(communities(100, 20))
    members = sorted(i for group in data["groups"] for i in group)
    assert members == list(range(2000))
    assert page_data(communities(4, 5))["groups"] == []


def test_what_has_hardly_a_link_is_called_so() -> None:
    network = communities(100, 20)
    for number in range(500):
        network.add_node(f"y:{number}", label=f"孤立{number}", names=(f"孤立{number}",), type="Place", articles=1)
    data = page_data(network)
    names = [{data["nodes"][i]["l"][:2] for i in group} for group in data["groups"]]
    assert [number for number, some in enumerate(names) if some == {"孤立"}] == data["loose"] != []
    assert all(len(some) == 1 for some in names)


def test_packed_data_are_the_same_data() -> None:
    import base64
    import zlib

    data = {"quotes": [f"第{n}句" for n in range(1201)], "nodes": [1, 2]}
    opened = json.loads(packed(data, plain=0))

    def unpack(pair: list[Any]) -> Any:
        text = zlib.decompress(base64.b64decode(pair[1]), -15)
        assert len(text) == pair[0]
        return json.loads(text)

    assert [quote for part in opened["parts"] for quote in unpack(part)] == data["quotes"]
    assert unpack(opened["packed"])["nodes"] == [1, 2]
    assert packed(data, plain=0) == packed(data, plain=0)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        pytest.param("慈溪市", ["慈溪市"], id="short"),
        pytest.param("海岳电机集团股份有限公司", ["海岳电机集团", "股份有限公司"], id="even"),
        pytest.param("长" * 10_000, ["长" * 10, "长" * 9 + "…"], id="endless"),
        pytest.param(
            "皖溪电路（集团）股份有限公司", ["皖溪电路（集团）", "股份有限公司"], id="no-bracket-begins-a-line"
        ),
        pytest.param("电路（澜州市）有限公司所", ["电路（澜州市）", "有限公司所"], id="closing-goes-up"),
        pytest.param("关于澜州电路《规划》的批复", ["关于澜州电路", "《规划》的批复"], id="opening-goes-down"),
        pytest.param("\u202e倒写\u200b公司", ["倒写公司"], id="no-turning-marks"),
        pytest.param("\x1b[31m", ["[31m"], id="escape"),
        pytest.param("", ["…"], id="empty"),
    ],
)
def test_labels_fit(label: str, lines: list[str]) -> None:
    assert wrapped(label).split("\n") == lines
    assert drawn(label, 1, 1).box[0] < 300
