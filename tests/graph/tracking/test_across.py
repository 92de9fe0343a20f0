"""Cascades: a country, its province, the cities of the province; what they promise together, and who is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.graph.tracking.across import Cascade
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Mention, Metric, Record

WHAT = "高新技术企业"


def promised(place: str, value: float, *, unit: str = "家", end: str = "2025", what: str = WHAT) -> tuple:
    """An article in which a place sets a target."""
    text = f"到{end}年，{place}{what}达到{value:g}{unit}。"
    words = f"{value:g}{unit}"
    at = text.index(words)
    source = Source(title=place, published="2021-03-01", place=place)
    start = text.index(place)
    mention = Mention(name=place, start_offset=start, end_offset=start + len(place))
    record = Record(
        id=f"{place}-{end}-{what}", source=source, text=text, extractor="t",
        entities=(Entity(id="e1", type="Place", names=(place,), mentions=(mention,)),),
        metrics=(
            Metric(id="m1", status="target", indicator=what, measure="level", comparator="=", value=value, unit=unit,
                   end=end, subject="e1", start_offset=at, end_offset=at + len(words), quote=text),
        ),
    )  # fmt: skip
    return Article(id=record.id, source=source, text=text), record


def cascades(folder: Path, *articles: tuple, year: int = 2025) -> dict[str, Cascade]:
    workspace = Workspace.open(folder / "ws", create=True)
    try:
        workspace.add_many(articles)
        return {c.whole.subject.label: c for c in workspace.tracking().cascades(WHAT, year)}
    finally:
        workspace.close()


def test_country_province_and_cities(tmp_path: Path) -> None:
    found = cascades(
        tmp_path,
        promised("中国", 500_000),
        promised("海南省", 4000),
        promised("贵州省", 3500),
        promised("海口市", 2000),
        promised("三亚市", 500),
        promised("贵阳市", 2600),
        promised("海口市", 900, end="2023"),  # another year
        promised("三亚市", 80, what="科技型中小企业"),  # another indicator
    )
    country, province = found["中国"], found["海南省"]
    assert {part.place: part.value for part in country.parts} == {"海南省": 4000, "贵州省": 3500}
    assert country.total == 7500
    assert "浙江省" in country.missing
    assert not {"海南省", "贵州省", "海口市"} & set(country.missing)
    assert {part.place: part.value for part in province.parts} == {"海口市": 2000, "三亚市": 500}
    assert province.total == 2500
    assert {"儋州市", "三沙市"} <= set(province.missing)
    assert "贵阳市" not in province.missing


def test_parts_in_units_that_do_not_convert_are_shown_and_not_added(tmp_path: Path) -> None:
    found = cascades(tmp_path, promised("海南省", 4000), promised("海口市", 2000), promised("三亚市", 5, unit="亩"))
    province = found["海南省"]
    assert {part.place: part.value for part in province.parts} == {"海口市": 2000, "三亚市": None}
    assert (province.total, "三亚市" in province.missing) == (2000, False)


@pytest.mark.parametrize("year", [2024, 2026], ids=["before", "after"])
def test_another_year_has_no_cascade(tmp_path: Path, year: int) -> None:
    assert cascades(tmp_path, promised("海南省", 4000), promised("海口市", 2000), year=year) == {}


def test_growth_is_not_drawn_on_the_axis_of_the_value(tmp_path: Path) -> None:
    from lxml import etree

    from policygraph.graph.tracking.plot import svg

    workspace = Workspace.open(tmp_path / "ws", create=True)
    level = promised("海口市", 2000)
    growth = promised("三亚市", 12, unit="%")
    grown = growth[1].metrics[0].model_copy(update={"measure": "growth"})
    workspace.add_many([level, (growth[0], growth[1].model_copy(update={"metrics": (grown,)}))])
    picture = etree.fromstring(svg(WHAT, workspace.tracking().series(WHAT)).encode())
    workspace.close()
    panels = picture.findall("{*}g")
    assert [len(panel.findall("{*}circle")) for panel in panels] == [1, 1]
    axes = [[t.text for t in panel.findall("{*}text[@text-anchor='end']")] for panel in panels]
    assert ["2000家" in axis for axis in axes] == [not any("%" in str(t) for t in axis) for axis in axes]
    assert {"%" in "".join(map(str, axis)) for axis in axes} == {True, False}
