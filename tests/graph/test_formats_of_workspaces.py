"""Every released format of a workspace opens for good; a newer one is refused politely."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.graph.archive import restore
from policygraph.graph.checking import check
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import UpgradeWarning, WorkspaceError


@pytest.mark.parametrize("number", [1])
def test_a_released_format_opens(root: Path, tmp_path: Path, number: int) -> None:
    folder = tmp_path / "ws"
    restore(root / "tests" / "data" / "formats" / f"workspace-{number}.zip", folder)
    with Workspace.open(folder) as ws:
        assert [entry.id for entry in ws.articles()] == ["plan", "report", "other"]
        assert ws.show("云江科技创新走廊").label == "云江科技创新走廊"  # a decision of a person
        skilled = next(row for row in ws.targets() if row.target.indicator == "高技能人才")
        assert (skilled.target.value, [result.value for result in skilled.results]) == (30000, [26000])
    assert list(check(folder)) == []


@pytest.mark.parametrize("kind", ["resolution", "mapping"])
def test_what_takes_long_after_an_upgrade_is_told(ws: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    if kind == "resolution":
        ws.ledger.connection.execute("UPDATE meta SET value = '1' WHERE name = 'resolution'")
    else:
        monkeypatch.setattr("policygraph.graph.loading.MAPPING_VERSION", "99")
    ws.close()
    monkeypatch.setattr("policygraph.graph.opening._QUICK", 0)
    with pytest.warns(UpgradeWarning, match="earlier version") as told:
        Workspace.open(ws.folder).close()
    assert len(told) == 1
    Workspace.open(ws.folder).close()  # once: warnings are errors here


@pytest.mark.parametrize("where", ["workspace.toml", "ledger"])
def test_a_newer_format_is_refused_and_left_alone(ws: Workspace, where: str) -> None:
    settings = ws.folder / "workspace.toml"
    if where == "ledger":
        ws.ledger.connection.execute("UPDATE meta SET value = '99' WHERE name = 'format'")
    else:
        settings.write_text(settings.read_text(encoding="utf-8").replace("format = 1", "format = 99"), encoding="utf-8")
    ws.close()
    before = (ws.folder / "articles.sqlite").read_bytes()
    with pytest.raises(WorkspaceError, match="99"):
        Workspace.open(ws.folder)
    assert (ws.folder / "articles.sqlite").read_bytes() == before
