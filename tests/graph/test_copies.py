"""Copies count once, corrected new issues replace the old, notices of correction lead to what they correct."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.graph.copies import clauses, corrected
from policygraph.graph.workspace import Workspace
from tests.graph.conftest import Draft

BODY = (
    "10月的清晨，骑岭物流园的闸口排起了长队。据市交通运输局统计，全市港口货物吞吐量达到1143万吨。"
    "港联集团全年营业收入22.8亿元，同比增长8.6%。园区还有一家来自邻市的民营企业。难题仍在成本，短驳倒运太多，"
    "要等二期建成货物才能一站到底。"
)


def draft(id_: str, text: str, title: str, day: str, value: float | None = 1143.0) -> Draft:
    made = Draft(id_, text, title=title, published=day, place="宁波市").entity("e1", "Enterprise", "港联集团")
    if value is not None:
        words = f"达到{value:g}万吨"
        made.metric("actual", "港口货物吞吐量", value * 1e4, "吨", words)
    return made


def states(ws: Workspace) -> dict[str, tuple[str, str | None, str | None]]:
    return {e.id: (e.state, e.copy_of, e.superseded_by) for e in ws.articles()}


def counted(ws: Workspace) -> int:
    [row] = ws.query("SELECT (COUNT(?m) AS ?n) { ?m a pg:Actual }")
    return int(row["n"])


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        yield workspace


ORIGINAL = draft("one", BODY, "货运心脏——走进骑岭物流园", "2024-03-05")
REPRINT = draft("two", BODY.replace("10月的清晨，", "") + "（来源：宁波日报）", "货运心脏", "2024-03-12")


@pytest.mark.parametrize("order", [(ORIGINAL, REPRINT), (REPRINT, ORIGINAL)], ids=["first", "last"])
def test_a_copy_is_shown_and_counts_once(ws: Workspace, order: tuple[Draft, Draft]) -> None:
    for item in order:
        ws.add(*item.item)
    assert states(ws) == {"one": ("current", None, None), "two": ("copy", "one", None)}
    assert counted(ws) == 1
    [company] = ws.entities("Enterprise")
    assert {mention.article for mention in company.mentions} == {"one", "two"}
    [row] = ws.query("SELECT ?original { ?copy pg:copyOf ?original }")
    assert row["original"] == ws.iris.article("one")
    ws.remove("one")
    assert states(ws) == {"two": ("current", None, None)}
    assert counted(ws) == 1


def test_what_a_copy_adds_is_its_own(ws: Workspace) -> None:
    more = draft("two", BODY + "本网补充：码头吞吐量达到99万吨。", "货运心脏", "2024-03-12", 99.0)
    ws.add_many([ORIGINAL.item, more.item])
    assert states(ws)["two"][0] == "copy"
    assert counted(ws) == 2


def test_the_same_words_with_other_figures_are_no_copy(ws: Workspace) -> None:
    text = BODY.replace("1143", "1308").replace("22.8", "25.1").replace("8.6", "9.9").replace("10月", "9月")
    text = text.replace("还有一家", "又来一家").replace("难题仍在成本", "成本已经下降")
    ws.add_many([ORIGINAL.item, draft("next", text, "货运心脏", "2025-03-05", 1308.0).item])
    assert {state for state, _, _ in states(ws).values()} == {"current"}


@pytest.mark.parametrize("title", ["【更正】货运心脏", "货运心脏（更正重发）", "更正重发：货运心脏"])
def test_a_corrected_new_issue_replaces_the_old(ws: Workspace, title: str) -> None:
    ws.add_many([ORIGINAL.item, REPRINT.item])
    ws.add(*draft("new", BODY.replace("1143", "1134"), title, "2024-03-07", 1134.0).item)
    found = states(ws)
    assert found["one"] == ("superseded", None, "new")
    assert found["new"] == ("current", None, None)
    values = [str(row["v"]) for row in ws.query("SELECT ?v { ?m a pg:Actual ; pg:value ?v }")]
    assert values == ["11340000"]
    ws.remove("new")
    assert states(ws)["one"] == ("current", None, None)


def test_a_notice_corrects_single_statements(ws: Workspace) -> None:
    ws.add_many([ORIGINAL.item, REPRINT.item])
    notice = "全年情况通报。【更正】本报3月5日刊发的《货运心脏》一文，所载吞吐量有误，应为1134万吨。特此更正。"
    ws.add(*Draft("note", notice, title="通报", published="2025-01-10", place="宁波市").item)
    assert states(ws)["one"] == ("current", None, None)
    rows = ws.query("SELECT ?new ?old { ?new pg:corrects ?old }")
    assert [(row["new"], row["old"]) for row in rows] == [(ws.iris.article("note"), ws.iris.article("one"))]


NOTICES = [
    ("notice", "【更正】本报刊发的《港城风采》一文有误，应为3个。", {"港城风采"}),
    ("appended", "附：更正说明。《港城风采》所载泊位数含重复登记，经核减，应为3个，以此为准。", {"港城风采"}),
    ("unheaded", "《港城风采》一文将泊位误写为5个。经核实，应为3个。", {"港城风采"}),
    ("no-correction", "《港城风采》一文获奖。", set()),
    ("a-demand", "《港城风采》中，主体应为企业。", set()),
    ("far-off", "《港城风采》一文获奖。" + "天" * 200 + "特此更正，原文有误。", set()),
]


@pytest.mark.parametrize(("text", "titles"), [pytest.param(t, s, id=case) for case, t, s in NOTICES])
def test_corrected_titles(text: str, titles: set[str]) -> None:
    assert corrected(text) == titles


def test_clauses_hold_their_figures() -> None:
    assert clauses("增长3%，达到12家。\n") == ["增长3%", "达到12家"]
