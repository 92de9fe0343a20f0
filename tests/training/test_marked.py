"""Texts with marked figures: what each mark stands for, refused lines, and the records kept beside them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from marked import FormatError, convert, value_of

from policygraph.ingest.scoring import compare, total

FOLDER = Path(__file__).resolve().parents[2] / "training" / "gold" / "train-figures"
HEADER = "title: 甲\npublished: 2025-01-01\nplace: 临湖区\n\n"


def record(folder: Path, body: str, header: str = HEADER) -> dict[str, Any]:
    path = folder / "a.txt"
    path.write_text(header + body, encoding="utf-8")
    return convert(path)


@pytest.mark.parametrize(
    ("span", "comparator", "value", "most", "unit"),
    [
        pytest.param("3.2亿元", "=", 320_000_000, None, "元", id="scaled"),
        pytest.param("1.5万亿元", "=", 1_500_000_000_000, None, "元", id="twice-scaled"),
        pytest.param("最高不超过50万元", "<=", 500_000, None, "元", id="longest-word-first"),
        pytest.param("2600余个", ">", 2600, None, "个", id="more-inside"),
        pytest.param("210多万元", ">", 2_100_000, None, "元", id="more-before-the-scale"),
        pytest.param("5%左右", "~", 5, None, "%", id="behind"),
        pytest.param("第8位", "=", 8, None, "位", id="rank"),
        pytest.param("1140名", "=", 1140, None, "人", id="people"),
        pytest.param("2—3家", "=", 2, 3, "家", id="range"),
        pytest.param("4%—5%", "=", 4, 5, "%", id="range-of-rates"),
        pytest.param("翻番@2倍", "=", 2, None, "倍", id="written-out"),
        pytest.param("3到5家@3..5家", "=", 3, 5, "家", id="written-range"),
        pytest.param("一成多@>-10%", ">", -10, None, "%", id="written-fall"),
    ],
)
def test_values(span: str, comparator: str, value: float, most: float | None, unit: str) -> None:
    assert value_of(span) == {"comparator": comparator, "value": value, "value_max": most, "unit": unit}


def test_marks_become_a_record(tmp_path: Path) -> None:
    body = (
        "{Enterprise:海岳电机=临湖海岳电机有限公司}去年营业收入[[5亿元|营业收入|la|2024|海岳电机]]，下降[[3%|营业收入|ga-|2024|海岳电机]]；\n"
        "到2027年，全区产值[[翻番@2倍|产值|mt|~2027?|]]。\n---\n海岳电机 | locatedIn | 临湖区 | 全区产值\n"
    )
    made = record(tmp_path, body)
    assert made["text"] == "海岳电机去年营业收入5亿元，下降3%；\n到2027年，全区产值翻番。"
    assert [(e["type"], e["names"]) for e in made["entities"]] == [
        ("Enterprise", ["临湖海岳电机有限公司", "海岳电机"]),
        ("Place", ["临湖区"]),
    ]
    income, fall, double = made["metrics"]
    assert (income["start"], income["end"], income["subject"], income["measure"]) == ("2024", "2024", "e1", "level")
    assert (fall["value"], fall["measure"], fall["status"]) == (-3, "growth", "actual")
    assert (double["start"], double["end"], double["period_inferred"], double["subject"]) == (None, "2027", True, "e2")
    assert made["text"][double["start_offset"] : double["end_offset"]] == "翻番"
    (relation,) = made["relations"]
    assert made["text"][relation["start_offset"] : relation["end_offset"]] == "全区产值"


def test_a_span_may_hold_several_metrics(tmp_path: Path) -> None:
    made = record(tmp_path, "{Industry:纺织}、{Industry:建材}产值均[[翻番@2倍|产值|mt||纺织;;产值|mt||建材]]。")
    assert [m["subject"] for m in made["metrics"]] == ["e1", "e2"]
    assert len({(m["start_offset"], m["end_offset"]) for m in made["metrics"]}) == 1


def test_a_relation_takes_the_shortest_run_of_clauses(tmp_path: Path) -> None:
    body = "{Enterprise:海岳电机}扩产，海岳电机与{Enterprise:青禾科技}合作，成效明显。"
    body += "\n---\n海岳电机 | collaboratesWith | 青禾科技"
    made = record(tmp_path, body)
    (relation,) = made["relations"]
    assert made["text"][relation["start_offset"] : relation["end_offset"]] == "海岳电机与青禾科技合作"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param("产值[[5亿元|产值|la|2024]]", "four slots", id="slot-missing"),
        pytest.param("产值[[5亿元|产值|lx|2024|]]", "no such code", id="code"),
        pytest.param("产值[[5亿元|产值|la|24年|]]", "no such code, period", id="period"),
        pytest.param("产值[[翻番|产值|ma|2024|]]", "after @", id="value-not-read"),
        pytest.param("产值[[5亿元|产值|la|2024|海岳电机]]", "no entity is named 海岳电机", id="subject"),
        pytest.param("产值[[5亿元|产值|la|2024|", "not closed", id="open-mark"),
        pytest.param("{Company:海岳电机}", "no entity type", id="type"),
        pytest.param("{Enterprise:海岳}{Platform:海岳}", "Enterprise already", id="two-types"),
        pytest.param("{Enterprise:海岳}\n---\n海岳 | owns | 临湖区", "no relation", id="predicate"),
        pytest.param("{Enterprise:海岳}\n---\n海岳 | leads | 临湖区", "links no", id="range"),
        pytest.param("{Enterprise:海岳}\n---\n海岳 | locatedIn | 临湖区 | 位于", "not in the text", id="evidence"),
    ],
)
def test_bad_lines_are_refused_with_their_place(tmp_path: Path, body: str, what: str) -> None:
    with pytest.raises(FormatError, match=rf"a\.txt:\d+: .*{what}"):
        record(tmp_path, body)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_records_are_those_of_their_texts(path: Path) -> None:
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert kept == convert(path)
    tallies = total([compare(kept, kept)])
    assert {name: tally.f1 for name, tally in tallies.items() if tally.gold} == {
        name: 1.0 for name, tally in tallies.items() if tally.gold
    }
