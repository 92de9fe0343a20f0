"""``policygraph diff`` tells of articles, entities and relations, too, and each change with its evidence."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import policygraph
from policygraph.schema.article import Article, Source
from tests.app.conftest import Run, read_into

TEXTS = {
    "plan": ("2021-03-01", "海岳电机集团股份有限公司总部位于云江市。恒韵智能科技有限公司建设北湖科创平台。"
             "到2025年，云江市高新技术企业达到200家。"),
    "news": ("2022-03-01", "海岳电机投产。2021年，云江市高新技术企业达到140家。中科云江研究所成立。"),
    "renamed": ("2023-02-01", "恒韵智能科技有限公司更名为恒韵数科股份有限公司。恒韵数科与海岳电机共建联合实验室。"),
}  # fmt: skip
NOTICE = "【更正】本报3月1日刊发的《news》一文有误，“140家”应为“145家”，特此更正。"
Diff = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return read_into(tmp_path_factory.mktemp("diff") / "ws", {**TEXTS, "notice": ("2023-03-01", NOTICE)})


@pytest.fixture
def diff(run: Run) -> Diff:
    """The rows of ``diff`` as JSON."""

    def rows(*words: object) -> list[dict[str, Any]]:
        done = run("diff", *words, "-f", "json")
        assert done.code == 0, done.err
        found: list[dict[str, Any]] = json.loads(done.out)
        return found

    return rows


def told(rows: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {(r["change"], r["kind"], r["what"], r["before"], r["after"], r["article"]) for r in rows}


def test_days_differ_in_articles_entities_and_relations(diff: Diff, whole: Path) -> None:
    rows = diff("2022-06-30", "2024-01-01", "-w", whole)
    assert {row["kind"] for row in rows} == {"article", "figure", "entity", "relation"}
    assert {
        ("added", "article", "renamed", "", "有效", "renamed"),
        ("added", "article", "notice", "", "有效", "notice"),
        ("corrected", "article", "news", "有效", "被 notice 更正", "notice"),
        ("renamed", "entity", "恒韵智能科技有限公司", "恒韵智能科技有限公司", "恒韵数科股份有限公司", "renamed"),
        ("added", "relation", "恒韵智能科技有限公司", "", "合作 海岳电机", "renamed"),
    } <= told(rows)
    quotes = {(row["kind"], row["change"]): row["quote"] for row in rows}
    assert quotes["article", "corrected"].startswith("【更正】本报3月1日")
    assert quotes["entity", "renamed"] == "恒韵智能科技有限公司更名为恒韵数科股份有限公司。"
    assert quotes["relation", "added"].startswith("恒韵数科与海岳电机")
    assert all(row["quote"] for row in rows)


@pytest.mark.parametrize(("lang", "least"), [("zh", "95%以上"), ("en", "at least 95%")])
def test_figures_and_days_are_in_words(run: Run, tmp_path: Path, lang: str, least: str) -> None:
    texts = {
        "a": ("2021-03-01", "到2025年，云江市污水处理率达到95%以上，单位能耗下降12%以上。"),
        "b": ("2026-02-01", "2025年，云江市污水处理率达到96%。"),
    }
    done = run(
        "--lang", lang, "diff", "2020-01-01", "2026-06-01", "-w", read_into(tmp_path / "ws", texts), "-f", "json"
    )
    said = [row["after"] for row in json.loads(done.out) if row["kind"] in {"target", "figure"}]
    assert any(least in text for text in said)
    assert [text for text in said if re.search(r"[≥≤<>]|(?<![\w.])-\d|\d{4}-\d", text)] == []


def test_the_other_way_round_it_is_withdrawn(diff: Diff, whole: Path, tmp_path: Path) -> None:
    less = read_into(tmp_path / "less", {"plan": TEXTS["plan"], "news": TEXTS["news"]})
    rows = told(diff(whole, less))
    assert ("withdrawn", "article", "renamed", "有效", "", "renamed") in rows
    assert ("withdrawn", "relation", "恒韵智能科技有限公司", "合作 海岳电机", "", "renamed") in rows
    assert diff(whole, whole) == []


def test_a_later_article_makes_two_one(diff: Diff, tmp_path: Path) -> None:
    texts = {
        "a": ("2021-01-01", "岚桥智造有限公司投产。"),
        "b": ("2021-02-01", "澄远科技股份有限公司与云江市签约。"),
        "c": ("2022-01-01", "岚桥智造有限公司更名为澄远科技股份有限公司。"),
    }
    ws = read_into(tmp_path / "ws", texts)
    [merged] = diff("2021-06-30", "2022-06-30", "-w", ws, "--kind", "实体")
    assert (merged["change"], merged["article"], merged["quote"]) == ("merged", "c", texts["c"][1])
    assert set(merged["before"].split("；")) == {"岚桥智造有限公司", "澄远科技股份有限公司"}
    [split] = diff("2022-06-30", "2021-06-30", "-w", ws, "-k", "entity")
    assert (split["change"], split["before"]) == ("split", merged["what"])
    assert diff("2021-06-30", "2022-06-30", "-w", ws, "-k", "relation") == []  # the same ones, of what is one now


def test_what_people_decided_is_the_evidence(run: Run, diff: Diff, whole: Path, tmp_path: Path) -> None:
    own = read_into(tmp_path / "own", {**TEXTS, "notice": ("2023-03-01", NOTICE)})
    for words in (
        ("retype", "中科云江研究所", "Enterprise"),
        ("rename", "北湖科创平台", "北湖平台", "--who", "李"),
        ("split", "海岳电机集团股份有限公司", "海岳电机"),
    ):
        assert run("curate", *words, "-w", own).code == 0
    rows = {row["change"]: row for row in diff(whole, own, "-k", "entity")}
    assert (rows["changed"]["before"], rows["changed"]["after"]) == ("平台", "企业")
    assert (rows["renamed"]["before"], rows["renamed"]["after"]) == ("北湖科创平台", "北湖平台")
    assert set(rows["split"]["after"].split("；")) == {"海岳电机", "海岳电机集团股份有限公司"}
    assert [("人的决定" in row["quote"], row["article"]) for row in rows.values()] == [(True, "")] * 3
    assert "李" in rows["renamed"]["quote"]
    back = {row["change"]: row["quote"] for row in diff(own, whole, "-k", "entity")}
    assert set(back) == {"changed", "renamed", "merged"}
    assert all(quote.startswith("不再有效的决定") for quote in back.values())


def test_articles_are_replaced_copied_or_say_something_else(diff: Diff, tmp_path: Path) -> None:
    long = "".join(f"云江市第{n}号项目投资{n}亿元，建设年产{n}万台电机的生产线，新增就业{n}00人。" for n in range(2, 9))
    articles = {
        "first": ("招商简报", long),
        "other": ("快讯", "海岳电机投产。"),
        "again": ("【更正重发】招商简报", long),
    }

    def build(folder: Path, **changed: str) -> Path:
        with policygraph.open(folder) as ws:
            for number, (name, (title, usual)) in enumerate(articles.items()):
                if name in changed:
                    day, text = f"2022-0{number + 1}-01", changed[name] or usual
                    source = Source(title=title, published=day)
                    ws.add(Article(id=name, source=source, text=text), policygraph.extract(text, published=day))
        return folder

    before = build(tmp_path / "before", first="", other="")
    after = build(tmp_path / "after", first="", other="海岳电机停产。", again="")
    rows = told(diff(before, after, "-k", "article"))
    assert ("replaced", "article", "招商简报", "有效", "被 again 取代", "again") in rows
    assert ("changed", "article", "快讯", "有效", "有效（正文改过）", "other") in rows


def test_evidence_of_a_target_is_what_changed_it(diff: Diff, whole: Path) -> None:
    [row] = diff("2021-06-30", "2022-06-30", "-w", whole, "-k", "target")
    assert (row["change"], row["article"], row["quote"]) == ("changed", "news", "2021年，云江市高新技术企业达到140家。")


def test_tables_hold_the_evidence(run: Run, whole: Path, tmp_path: Path) -> None:
    words = ("diff", "2022-06-30", "2024-01-01", "-w", whole, "-k", "article", "-k", "relation")
    shown = run(*words)
    assert ("其中：文章 3 关系 1" in shown.err, "原句" in shown.out) == (True, True)
    rows = list(csv.reader(io.StringIO(run(*words, "-f", "csv").out)))
    assert rows[0] == ["change", "kind", "what", "before", "after", "article", "quote"]
    assert {row[1] for row in rows[1:]} == {"article", "relation"}
    book = tmp_path / "diff.xlsx"
    assert run(*words, "-f", "xlsx", "-o", book).code == 0
    assert book.stat().st_size > 0
    assert "of which: article 3 relation 1" in run(*words, "--lang", "en").err
    wrong = run(*words, "-k", "小说")
    assert (wrong.code, "relation" in wrong.err) == (2, True)


def test_a_day_and_a_workspace_cannot_be_compared(run: Run, whole: Path) -> None:
    for pair in (("2023-01-01", whole), (whole, "2023")):
        done = run("diff", *pair)
        assert (done.code, "两个工作区" in done.err) == (2, True)
    assert run("diff", whole, "nowhere").code == 3
