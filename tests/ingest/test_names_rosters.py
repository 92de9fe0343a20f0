"""Rosters of people with their offices: no body begins with a person, and no person is a name."""

from __future__ import annotations

import pytest

from policygraph.ingest.names.rosters import entries
from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article

NOTICE = "关于成立江岭省节水工作领导小组的通知\n各市人民政府：现将组成人员通知如下：\n"
GLUED = NOTICE + (
    "组长：邓岭副省长成员：王刚自然资源厅党组书记杨林水利厅厅长尼玛旺堆财政厅副厅长赵远洋农业农村厅一级巡视员孙岳拉萨市市长"
)
SPACED = NOTICE + (
    "组　长：邓　岭　　副省长　　　　余江州　　省发展改革委副主任　　　　洪远　　省水利厅副厅长　　　　"
    "卓远林　　海岳电机集团有限公司董事长"
)


@pytest.mark.parametrize("profile", ["fast", "accurate"])
def test_bodies_begin_behind_the_people(profile: str) -> None:
    names = {name for e in extract(Article(text=GLUED), profile=profile).entities for name in e.names}
    assert {"自然资源厅", "水利厅", "农业农村厅", "拉萨市"} <= names
    assert not [name for name in names if name.startswith(("王刚", "杨林", "尼玛", "旺堆", "赵远洋", "孙岳", "邓岭"))]


@pytest.mark.parametrize("profile", ["fast", "accurate"])
def test_people_apart_from_their_offices_are_no_names(profile: str) -> None:
    names = {name for e in extract(Article(text=SPACED), profile=profile).entities for name in e.names}
    assert {"省发展改革委", "省水利厅", "海岳电机集团有限公司"} <= names
    assert names.isdisjoint({"余江州", "洪远", "卓远林", "邓　岭"})


def test_the_bodies_of_a_roster_issue_and_share_nothing() -> None:
    roster = "组长：邓岭省教育厅厅长、王刚省水利厅厅长、杨林省林业局局长，下设甘江省财政厅副厅长。"
    record = extract(Article(text=f"关于成立江岭省节水工作领导小组的通知\n{roster}"))
    assert len(record.entities) >= 4
    assert record.relations == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("澜州市教育局局长、澜州市水利局局长、澜州市财政局局长到会。", id="bodies-without-people"),
        pytest.param("王刚水利厅厅长出席。", id="one-person"),
        pytest.param("由省教育厅厅长召集，经省水利厅厅长同意，报省财政厅厅长批准。", id="particles"),
    ],
)
def test_what_is_no_roster(text: str) -> None:
    assert entries(text) == ()
