"""The user's own word lists, through the command line: what they change, and how a bad line is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Run

TEXT = "晓塬今年投资3亿元，新增厂房20跨度间。全市活力景气指数达到88。浙江晓塬科技有限公司在列。晓塬智造创新中心揭牌。"
NAMES = "# 企业 / enterprises\n浙江晓塬科技有限公司\t晓塬\n"
UNITS = "跨度间\t间\t1\tcounter\n"
INDICATORS = "活力景气指数\n"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "企业.tsv").write_text("\ufeff" + NAMES.replace("\n", "\r\n"), encoding="utf-8")
    (tmp_path / "单位.tsv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "指标.tsv").write_text(INDICATORS, encoding="utf-8")
    return tmp_path


def name_workspace_lists(ws: Path, lines: str) -> None:
    path = ws / "workspace.toml"
    kept = path.read_text(encoding="utf-8").split("# [lists]")[0]
    path.write_text(f"{kept}[lists]\n{lines}\n", encoding="utf-8")


def read(run: Run, folder: Path, *options: object) -> dict[str, Any]:
    done = run("extract", folder / "a.txt", "--profile", "fast", *options)
    assert done.code == 0, done.err
    record: dict[str, Any] = json.loads(done.out)
    return record


def test_listed_names_are_found_and_say_so(run: Run, lists: Path) -> None:
    record = read(run, lists, "--list", f"enterprises={lists / '企业.tsv'}")
    (company,) = [e for e in record["entities"] if "晓塬" in e["names"]]
    assert company["type"] == "Enterprise"
    assert company["names"][0] == "浙江晓塬科技有限公司"
    assert [m["start_offset"] for m in company["mentions"]] == [0, TEXT.index("浙江晓塬")]
    assert {m["rule"] for m in company["mentions"]} == {"user list: 企业.tsv"}
    assert [e["type"] for e in record["entities"] if e["names"] == ["晓塬智造创新中心"]] == ["Platform"]


def test_the_full_name_comes_from_the_list(run: Run, lists: Path) -> None:
    (lists / "a.txt").write_text("晓塬今年投资3亿元。", encoding="utf-8")
    record = read(run, lists, "--list", f"enterprises={lists / '企业.tsv'}")
    assert record["entities"][0]["names"] == ["浙江晓塬科技有限公司", "晓塬"]


def test_listed_units_and_indicators(run: Run, lists: Path) -> None:
    before = read(run, lists)
    options = ["--list", f"units={lists / '单位.tsv'}", "--list", f"indicators={lists / '指标.tsv'}"]
    record = read(run, lists, *options)
    by_unit = {m["unit"]: m for m in record["metrics"]}
    assert by_unit["间"]["value"] == 20
    assert by_unit["间"]["rule"] == "metrics.counter.user list"
    assert by_unit[""]["indicator"] == "活力景气指数"
    assert by_unit[""]["rule"] == "metrics.number.user list"
    assert "间" not in {m["unit"] for m in before["metrics"]}
    assert not any("user list" in m["rule"] for m in before["metrics"])


@pytest.mark.parametrize("text", ["公共场所。", "CXLABS 成立。", "晓某塬。"], ids=["absent", "longer-latin", "split"])
def test_near_misses(run: Run, lists: Path, text: str) -> None:
    (lists / "企业.tsv").write_text("晓塬\nCXLAB\n", encoding="utf-8")
    (lists / "a.txt").write_text(text, encoding="utf-8")
    record = read(run, lists, "--list", f"enterprises={lists / '企业.tsv'}")
    assert [e for e in record["entities"] if e["rule"].startswith("user list")] == []


def test_a_changed_list_has_articles_read_again(run: Run, lists: Path) -> None:
    ws = lists / "ws"
    build = ("build", lists / "a.txt", "-w", ws, "--profile", "fast")
    assert run(*build).code == 0
    name_workspace_lists(ws, 'enterprises = ["企业.tsv"]')
    (ws / "企业.tsv").write_text(NAMES, encoding="utf-8")
    assert "更新 1" in run(*build).err
    assert "未变 1" in run(*build).err
    (ws / "企业.tsv").write_text(NAMES + "\n# 注释 / a comment changes nothing\n", encoding="utf-8")
    assert "更新 0" in run(*build).err
    (ws / "企业.tsv").write_text(NAMES.replace("\t晓塬", ""), encoding="utf-8")
    assert "更新 1" in run(*build).err


def test_workers_extract_and_explain_use_the_lists_of_the_workspace(run: Run, lists: Path) -> None:
    ws = lists / "ws"
    assert run("build", lists / "a.txt", "-w", ws, "--profile", "fast").code == 0
    name_workspace_lists(ws, 'enterprises = "企业.tsv"')
    (ws / "企业.tsv").write_text(NAMES, encoding="utf-8")
    assert run("build", lists / "a.txt", "-w", ws, "--profile", "fast", "--workers", "2").code == 0
    entities = json.loads(run("entities", "-w", ws, "-f", "json").out)
    assert "浙江晓塬科技有限公司" in {e["label"] for e in entities}
    assert "user list: 企业.tsv" in run("extract", lists / "a.txt", "-w", ws, "--profile", "fast").out
    assert "user list: 企业.tsv" in run("explain", lists / "a.txt", "-w", ws, "--profile", "fast").out


BAD = [
    ("one-character", "enterprises", "好名字\n\n短\n", 3, "短"),
    ("two-tabs", "programs", "青苗行动\t\t青苗计划\n", 1, "短"),
    ("twice", "platforms", "甲研究院\n乙研究院\n甲研究院\n", 3, "已列出"),
    ("few-fields", "units", "# 单位\n跨度间\t间\n", 2, "倍数"),
    ("no-number", "units", "跨度间\t间\t一\tcounter\n", 1, "倍数"),
    ("zero", "units", "跨度间\t间\t0\tcounter\n", 1, "倍数"),
    ("kind-of-unit", "units", "跨度间\t间\t1\troom\n", 1, "counter"),
    ("two-indicators", "indicators", "景气指数\t指数\n", 1, "一行一个"),
]


@pytest.mark.parametrize(("kind", "content", "line", "said"), [pytest.param(*row, id=case) for case, *row in BAD])
def test_a_bad_line_is_refused_with_file_and_line(
    run: Run, lists: Path, kind: str, content: str, line: int, said: str
) -> None:
    bad = lists / "bad.tsv"
    bad.write_text(content, encoding="utf-8")
    ws = lists / "ws"
    assert run("build", lists / "a.txt", "-w", ws, "--profile", "fast").code == 0
    name_workspace_lists(ws, f'{kind} = ["../bad.tsv"]')
    zh = run("build", lists / "a.txt", "-w", ws)
    assert zh.code == 3
    assert f"bad.tsv 第 {line} 行" in zh.err
    assert said in zh.err
    en = run("--lang", "en", "extract", lists / "a.txt", "--list", f"{kind}={bad}")
    assert en.code == 3
    assert f"bad.tsv, line {line}:" in en.err
    assert en.out == ""


def test_a_list_that_is_not_there_or_of_no_kind(run: Run, lists: Path) -> None:
    (lists / "gbk.tsv").write_bytes("澜州电器\n".encode("gb18030"))
    assert "gbk.tsv 第 1 行" in run("extract", lists / "a.txt", "--list", f"programs={lists / 'gbk.tsv'}").err
    assert "gone.tsv" in run("extract", lists / "a.txt", "--list", f"programs={lists / 'gone.tsv'}").err
    assert "enterprises" in run("extract", lists / "a.txt", "--list", f"firms={lists / '企业.tsv'}").err
    assert run("extract", lists / "a.txt", "--list", "programs").code == 2


@pytest.mark.parametrize("line", ["enterprises = 5", "enterprises = [5]"], ids=["number", "numbers"])
def test_bad_settings_are_refused(run: Run, lists: Path, line: str) -> None:
    ws = lists / "ws"
    assert run("build", lists / "a.txt", "-w", ws, "--profile", "fast").code == 0
    name_workspace_lists(ws, line)
    refused = run("build", lists / "a.txt", "-w", ws)
    assert refused.code == 3
    assert "[lists] enterprises" in refused.err
