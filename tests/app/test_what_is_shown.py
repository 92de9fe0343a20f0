"""What lists say beside a figure or a name: corrected, from when till when, of which place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policygraph
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Record
from tests.app.conftest import Run, read_into

ARTICLES = {
    "news": ("2024-01-10", "云江市人才工作亮点", "2023年，云江市高技能人才达到4.2万人。"),
    "notice": (
        "2024-01-12", "更正",
        "本报1月10日刊发的《云江市人才工作亮点》一文中，“2023年，云江市高技能人才达到4.2万人”有误，应为2.4万人，特此更正。",
    ),
    "later": ("2025-01-10", "云江市人才总结", "2024年，云江市高技能人才达到3万人。"),
}  # fmt: skip


@pytest.fixture
def ws(tmp_path: Path) -> Path:
    for name, (day, title, text) in ARTICLES.items():
        source = {"title": title, "published": day, "place": "云江市"}
        row = json.dumps({"id": name, "source": source, "text": text}, ensure_ascii=False)
        (tmp_path / f"{name}.json").write_text(row, encoding="utf-8")
    with policygraph.open(tmp_path / "ws") as opened:
        assert opened.build([str(tmp_path / f"{name}.json") for name in ARTICLES]).failures == []
    return tmp_path / "ws"


def test_a_series_marks_what_was_corrected(run: Run, ws: Path) -> None:
    rows = json.loads(run("series", "高技能人才", "-w", ws, "-f", "json").out)
    assert {row["value"] for row in rows if row["withdrawn"]} == {42000}
    assert {row["value"] for row in rows if not row["withdrawn"]} == {24000, 30000}
    shown = run("series", "高技能人才", "-w", ws).out
    assert "4.2万人 [已更正]" in shown
    assert "2.4万人 [已更正]" not in shown
    assert shown.splitlines()[-1] == "云江市  ▁█"
    before = json.loads(run("series", "高技能人才", "--as-of", "2024-01-11", "-w", ws, "-f", "json").out)
    assert [(row["value"], row["withdrawn"]) for row in before] == [(42000, False)]


def test_articles_tell_what_corrects_what(run: Run, ws: Path) -> None:
    rows = {row["id"]: row for row in json.loads(run("articles", "-w", ws, "-f", "json").out)}
    assert (rows["notice"]["corrects"], rows["news"]["corrected_by"]) == (["news"], "notice")
    assert (rows["later"]["corrects"], rows["later"]["corrected_by"]) == ([], None)
    assert "corrected_by" in run("articles", "-w", ws).out


def test_names_stand_with_the_days_on_which_articles_use_them(run: Run, tmp_path: Path) -> None:
    texts = {
        "old": ("2022-03-02", "青禾电机股份有限公司位于云江市。"),
        "renamed": ("2024-02-01", "1月31日，青禾电机股份有限公司更名为远禾智能股份有限公司。"),
        "new": ("2025-03-02", "远禾智能股份有限公司位于云江市。"),
    }
    ws = read_into(tmp_path / "ws", texts)
    shown = json.loads(run("show", "远禾智能股份有限公司", "-w", ws, "-f", "json").out)
    assert shown["naming"] == [
        {"name": "青禾电机股份有限公司", "first": "2022-03-02", "last": "2024-02-01"},
        {"name": "远禾智能股份有限公司", "first": "2024-02-01", "last": "2025-03-02"},
    ]
    assert (
        "青禾电机股份有限公司（2022-03-02—2024-02-01）"
        in run("show", "青禾电机股份有限公司", "-w", tmp_path / "ws").out
    )


def test_a_body_is_listed_with_its_place_where_an_article_gives_it(run: Run, tmp_path: Path) -> None:
    texts = {"one": "霁州市科技局召开会议。", "two": "市科技局发布数据。", "three": "市科技局表示，政策不变。"}
    with policygraph.open(tmp_path / "ws") as opened:
        for name, text in texts.items():
            called = ("霁州市科技局",) if name == "one" else ("市科技局",)
            entity = Entity(id="e1", type="Organization", names=called)
            article = Article(id=name, source=Source(title=name, place="霁州市"), text=text)
            opened.add(article, Record(text=text, entities=(entity,)))
        [row] = opened.entities("Organization")
    assert (row.label, row.names) == ("霁州市科技局", ("霁州市科技局", "市科技局"))


def test_terms_are_found_by_the_title_of_their_measure(run: Run, tmp_path: Path) -> None:
    text = "按研发投入的20%给予补助，最高不超过300万元。"
    with policygraph.open(tmp_path / "ws") as opened:
        for title in ("霁州市首台（套）装备奖励办法", "霁州市人才奖励办法"):
            source = Source(title=title, place="霁州市", published="2024-01-01")
            opened.add(Article(id=title, source=source, text=text), policygraph.extract(text, place="霁州市"))
    rows = json.loads(run("compare", "--terms", "首台", "补助", "-w", tmp_path / "ws", "-f", "json").out)
    assert {row["article"] for row in rows} == {"霁州市首台（套）装备奖励办法"}
    assert {row["value"] for row in rows} == {20, 3_000_000}


def test_a_verdict_is_asked_for_as_the_table_shows_it(run: Run, ws: Path) -> None:
    assert run("targets", "--status", "未完成", "-w", ws).out == run("targets", "--status", "missed", "-w", ws).out
    assert run("targets", "--status", "未完", "-w", ws).code == 2


def test_what_is_wrong_with_a_table_of_indicators_is_said_in_chinese(run: Run, ws: Path) -> None:
    settings = ws / "workspace.toml"
    settings.write_text(settings.read_text("utf-8") + 'indicators = ["my.tsv"]\n', encoding="utf-8")
    assert "指标表" in run("targets", "-w", ws).err
    (ws / "my.tsv").write_text("a\tb\n", encoding="utf-8")
    assert "第 1 行" in run("targets", "-w", ws).err
