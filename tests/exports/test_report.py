"""The briefing: what it says, that every footnote is there, hostile text, a part of the graph, PDF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policygraph.exports import printing
from policygraph.exports.judged import judged
from policygraph.exports.report import render_report, report
from policygraph.graph.selection import Selection
from policygraph.schema.errors import ExportError
from policygraph.workspace import Workspace
from tests.browser import needs_chromium


def test_every_target_stands_under_its_verdict(workspace: Workspace) -> None:
    said = report(workspace, Selection(), "zh")
    rows = judged(workspace, workspace.network(statuses=("target",)))[1]
    counts = {group["label"]: group["count"] for group in said["board"]}
    assert counts["无报告"] == sum(row.verdict == "no report" for row in rows)
    assert sum(group["count"] for group in said["board"]) == len(rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_footnote_leads_to_its_sentence(workspace: Workspace, lang: str) -> None:
    page = render_report(workspace, lang=lang)
    cited = {int(n) for n in re.findall(r'href="#n(\d+)"', page)}
    notes = {int(n) for n in re.findall(r'id="n(\d+)"', page)}
    assert cited == notes
    assert len(notes) > 20
    quotes = [note["quote"] for note in report(workspace, Selection(), lang)["notes"]]
    texts = ["".join(record.text.split()) for _, record in workspace.records()]
    assert [q for q in quotes if not any("".join(q.split()) in text for text in texts)] == []


@pytest.mark.parametrize(
    ("lang", "fall", "least", "end"), [("zh", "下降", "以上", "年底"), ("en", "down ", "at least ", "the end of ")]
)
def test_figures_and_days_are_written_as_people_write_them(
    workspace: Workspace, lang: str, fall: str, least: str, end: str
) -> None:
    rows = [row for group in report(workspace, Selection(), lang)["board"] for row in group["rows"]]
    said = [row[name] for row in rows for name in ("target", "result") if row[name]]
    assert [text for text in said if re.search(r"[≥≤<>]|(?<![\d.])-\d", text)] == []
    assert any(text.startswith(fall) for text in said)
    assert any(least in text for text in said)
    assert any(end in row["due"] for row in rows)


def test_a_part_by_place_and_period(workspace: Workspace) -> None:
    whole, part = (report(workspace, s, "zh") for s in (Selection(), Selection(place="福清市", period="2021..2026")))
    assert part["scope"] == ["地方：福清市", "时段：2021..2026"]
    assert 0 < len(part["articles"]) < len(whole["articles"])
    assert "福清市" in render_report(workspace, Selection(place="福清市"))


def test_hostile_text_stays_text(hostile: Workspace) -> None:
    page = render_report(hostile)
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "empty", create=True) as ws:
        assert "policygraph build" in render_report(ws)


@needs_chromium
def test_pdf(workspace: Workspace, tmp_path: Path) -> None:
    import pypdfium2

    workspace.export("report", tmp_path / "r.pdf", Selection(place="福清市"))
    document = pypdfium2.PdfDocument(tmp_path / "r.pdf")
    assert "政策目标简报" in document[0].get_textpage().get_text_range()
    document.close()


def test_no_browser_says_the_way_out(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.shutil, "which", lambda _name: None)
    with pytest.raises(ExportError, match=r"needs Chromium.*\.html"):
        workspace.export("report", tmp_path / "r.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_scope_names_each_condition(workspace: Workspace) -> None:
    selection = Selection(entity="福清市", hops=1, types=("Place", "Program"), predicates=("implements",), top=9)
    assert report(workspace, selection, "zh")["scope"] == [
        "实体：福清市", "周围 1 步", "类型：地方、计划", "关系：实施", "中心度最高的 9 个实体",
    ]  # fmt: skip
    assert "entity: 福清市" in report(workspace, selection, "en")["scope"]
