"""Namesakes are told apart by their place where they are listed and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policygraph
from policygraph.schema.article import Article, Source
from tests.app.conftest import Run, read_into

PLACES = {"c1": "慈溪市", "c2": "余姚市", "c3": None}


@pytest.fixture(scope="module")
def bureaus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bureaus") / "ws"
    with policygraph.open(folder) as ws:
        for name, place in PLACES.items():
            text = f"市科技局发布第{name}号通知。"
            ws.add(
                Article(id=name, source=Source(title="通知", place=place), text=text),
                policygraph.extract(text, place=place),
            )
    return folder


def test_the_list_tells_namesakes_apart(run: Run, bureaus: Path) -> None:
    shown = run("entities", "--type", "机构", "-w", bureaus).out
    assert all(name in shown for name in ("市科技局（慈溪市）", "市科技局（余姚市）", "市科技局（c3）"))
    rows = json.loads(run("entities", "--type", "机构", "-w", bureaus, "-f", "json").out)
    assert {(row["label"], row["place"]) for row in rows} == {("市科技局", p) for p in PLACES.values()}


def test_a_name_alone_in_its_type_stands_without_place(run: Run, tmp_path: Path) -> None:
    ws = read_into(tmp_path / "ws", {"a": ("2024-01-01", "市科技局发布通知。")})
    assert "（" not in run("entities", "-w", ws).out


def test_showing_one_of_several_names_the_others(run: Run, bureaus: Path) -> None:
    done = run("show", "市科技局", "-w", bureaus)
    assert (done.code, "还有 2 个" in done.err) == (0, True)
    other = next(word for word in done.err.split() if "/Organization/" in word)
    one = run("show", other, "-w", bureaus)
    assert (one.code, one.err) == (0, "")


def test_an_upgrade_is_said_in_one_line(run: Run, bureaus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.graph.opening._QUICK", 0)

    def outdated() -> Path:
        with policygraph.open(bureaus) as ws:
            ws.ledger.connection.execute("UPDATE meta SET value = '1' WHERE name = 'resolution'")
            ws.ledger.connection.execute("DELETE FROM meta WHERE name = 'tracking'")
        return bureaus

    told = run("articles", "-w", outdated()).err.splitlines()
    assert [line for line in told if "旧版本" in line and "3 篇" in line] == told[:1]
    assert "earlier version" in run("articles", "--lang", "en", "-w", outdated()).err
    assert run("articles", "--quiet", "-w", outdated()).err == ""
    assert "旧版本" not in run("articles", "-w", bureaus).err
