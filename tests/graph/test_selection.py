"""Selections: each condition chooses what it says, alone and with others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policygraph.graph.selection import Selection, selected_network
from policygraph.graph.timespan import span
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import PolicyGraphError, QueryError, UnknownNameError
from tests.graph.conftest import Draft


def places() -> list[Draft]:
    """Two cities of one province, and one elsewhere, in three years."""
    return [
        Draft("a", "东平市位于江南省，到2025年新增企业30家，甲公司落户东平市。", published="2021-05-01", place="东平市")
        .entity("e1", "Place", "东平市")
        .entity("e2", "Place", "江南省")
        .entity("e3", "Enterprise", "甲公司")
        .relation("e1", "locatedIn", "e2", "东平市位于江南省")
        .relation("e3", "locatedIn", "e1", "甲公司落户东平市", confidence=0.6)
        .metric("target", "企业", 30, "家", "新增企业30家", subject="e1", end="2025"),
        Draft("b", "2023年产值5亿元，乙公司与丙公司合作。", published="2023-02-01", place="西安平县")
        .entity("e1", "Enterprise", "乙公司")
        .entity("e2", "Enterprise", "丙公司")
        .relation("e1", "collaboratesWith", "e2", "乙公司与丙公司合作")
        .metric("actual", "产值", 5e8, "元", "2023年产值5亿元", start="2023", end="2023"),
        Draft("c", "甲公司与乙公司合作。", published="2024-02-01", place="江南省")
        .entity("e1", "Enterprise", "甲公司")
        .entity("e2", "Enterprise", "乙公司")
        .relation("e1", "collaboratesWith", "e2", "甲公司与乙公司合作"),
    ]


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Workspace.open(tmp_path_factory.mktemp("selection") / "workspace", create=True) as workspace:
        workspace.add_many([draft.item for draft in places()])
        yield workspace


CASES = [
    ("all", {}, "东平市 丙公司 乙公司 江南省 甲公司", 2),
    ("place-and-places-in-it", {"place": "江南"}, "东平市 乙公司 江南省 甲公司", 1),
    ("part-of-a-place-name", {"place": "安平"}, "丙公司 乙公司", 1),
    ("period-of-articles-and-figures", {"period": "2023"}, "丙公司 乙公司", 1),
    ("figures-due-later", {"period": "2024-06..2025"}, "东平市", 1),
    ("place-and-period", {"place": "江南", "period": "..2022"}, "东平市 江南省 甲公司", 0),
    ("types", {"types": ("Place",)}, "东平市 江南省", 1),
    ("predicates", {"predicates": ("collaboratesWith",)}, "丙公司 乙公司 甲公司", 0),
    ("one-hop", {"entity": "丙公司", "hops": 1}, "丙公司 乙公司", 0),
    ("two-hops-by-default", {"entity": "丙公司"}, "丙公司 乙公司 甲公司", 0),
    ("no-hop", {"entity": "东平市", "hops": 0}, "东平市", 1),
    ("top-by-degree", {"top": 1}, "东平市", 1),
    ("top-by-betweenness", {"top": 1, "measure": "betweenness", "types": ("Enterprise",)}, "乙公司", 0),
    ("confidence", {"min_confidence": 0.9, "predicates": ("locatedIn",)}, "东平市 江南省", 1),
    ("answer", {"named": "located-in", "parameters": {"place": "东平市"}}, "东平市 甲公司", 1),
    ("answer-and-around", {"named": "located-in", "parameters": {"place": "东平市"}, "hops": 1},
     "东平市 乙公司 江南省 甲公司", 1),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "labels", "figures"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_what_is_chosen(ws: Workspace, chosen: dict[str, Any], labels: str, figures: int) -> None:
    network = selected_network(ws, Selection(**chosen))
    named = sorted(data["label"] for _, data in network.nodes(data=True) if "names" in data)
    assert named == sorted(labels.split())
    assert sum("indicator" in data for _, data in network.nodes(data=True)) == figures


def test_evidence_is_of_the_selected_articles(ws: Workspace) -> None:
    network = selected_network(ws, Selection(period="2024"))
    assert [e.article for *_, data in network.edges(data=True) for e in data["evidence"]] == ["c"]


WRONG = [
    ("entity", {"entity": "丁公司"}, UnknownNameError, "nearest: .*公司"),
    ("place", {"place": "东坪市"}, UnknownNameError, "no place is called '东坪市'; nearest: 东平市"),
    ("type", {"types": ("Firm",)}, QueryError, "unknown entity type 'Firm'"),
    ("measure", {"measure": "size"}, QueryError, "unknown centrality 'size'; known: degree"),
    ("period", {"period": "去年"}, QueryError, "'去年' is no period; give one such as 2025"),
    ("query", {"named": "x"}, QueryError, "no packaged query 'x'"),
    ("parameter", {"named": "located-in"}, QueryError, "needs place"),
    ("nothing", {"period": "1999"}, QueryError, "nothing is left of the graph by this selection"),
]


@pytest.mark.parametrize(("chosen", "error", "message"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_what_is_not_there_is_named(
    ws: Workspace, chosen: dict[str, Any], error: type[PolicyGraphError], message: str
) -> None:
    with pytest.raises(error, match=message):
        selected_network(ws, Selection(**chosen))


SPANS = [
    ("2025", "2025-01-01", "2025-12-31"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2021..2025", "2021-01-01", "2025-12-31"),
    ("2021-2025", "2021-01-01", "2025-12-31"),
    ("2021至2025-06", "2021-01-01", "2025-06-30"),
    ("2023-07..", "2023-07-01", "9999-12-31"),
    ("..2023-07-15", "0001-01-01", "2023-07-15"),
    ("2025年", "2025-01-01", "2025-12-31"),
    ("2025年度", "2025-01-01", "2025-12-31"),
    ("2025年上半年", "2025-01-01", "2025-06-30"),
    ("2025下半年", "2025-07-01", "2025-12-31"),
    ("2025年第一季度", "2025-01-01", "2025-03-31"),
    ("2025年前三季度", "2025-01-01", "2025-09-30"),
    ("2025Q4", "2025-10-01", "2025-12-31"),
    ("2025 H1", "2025-01-01", "2025-06-30"),
    ("2025年6月", "2025-06-01", "2025-06-30"),
    ("2025年6月3日", "2025-06-03", "2025-06-03"),
    ("2025年1—6月", "2025-01-01", "2025-06-30"),
    ("2025年1月至6月", "2025-01-01", "2025-06-30"),
    ("2021—2025年", "2021-01-01", "2025-12-31"),
    ("2021年-2025年", "2021-01-01", "2025-12-31"),
    ("2024年7月至2025年上半年", "2024-07-01", "2025-06-30"),
    ("２０２５年", "2025-01-01", "2025-12-31"),
    ("“十四五”期间", "2021-01-01", "2025-12-31"),
    ("十五五", "2026-01-01", "2030-12-31"),
]


def test_labels_choose_what_names_choose(ws: Workspace) -> None:
    said = Selection(types=("企业", "计划"), predicates=("印发",))
    assert said == Selection(types=("Enterprise", "Program"), predicates=("issues",))
    assert set(ws.network(types=["企业"])) == set(ws.network(types=["Enterprise"]))
    assert ws.entities("地方") == ws.entities("Place") != []


@pytest.mark.parametrize(("text", "first", "last"), SPANS)
def test_spans(text: str, first: str, last: str) -> None:
    found = span(text)
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "25",
        "2025-13",
        "2025..2021",
        "2025 2026",
        "20250601",
        "2025-06-31..",
        "2025年13月",
        "上半年",
        "2025年以来",
        "2021..2023..2025",
    ],
)
def test_no_spans(text: str) -> None:
    with pytest.raises(QueryError, match=r"period|ends before|is no day"):
        span(text)


def test_an_empty_workspace_is_whole(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        assert len(selected_network(workspace, Selection())) == 0
