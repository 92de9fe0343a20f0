"""One name is one node everywhere; local names belong to their place."""

from __future__ import annotations

import pytest

from policygraph.graph.resolution.nodes import key_of
from policygraph.graph.resolution.places import home_of
from policygraph.schema.record import Entity

HERE, THERE = "慈溪市", "余姚市"
LOCAL = [
    ("city-bureau", "Organization", "市科技局"),
    ("committee", "Organization", "市委"),
    ("generic-centre", "Platform", "检测中心"),
    ("generic-board", "Organization", "市场监管局"),
    ("generic-plan", "Program", "人才强市战略"),
    ("work-report", "PolicyDocument", "《政府工作报告》"),
    ("own-plan", "PolicyDocument", "《科创走廊建设规划》"),
    ("city-company", "Enterprise", "市城投集团"),
]
GLOBAL = [
    ("full-bureau", "Organization", "慈溪市科技局"),
    ("company", "Enterprise", "公牛集团"),
    ("market", "Platform", "宁波科技大市场"),
    ("blockchain", "Platform", "区块链研究院"),
    ("industry", "Industry", "数字经济"),
    ("national", "Organization", "国家发展改革委"),
    ("ministry", "Organization", "工业和信息化部"),
    ("named-plan", "Program", "“上林英才”计划"),
]
ONE = [
    ("level-and-name", "Organization", "慈溪市科学技术局", "市科技局"),
    ("commission", "Organization", "慈溪市发展和改革局", "市发改委"),
    ("party", "Organization", "中共慈溪市委", "市委"),
    ("government", "Organization", "慈溪市人民政府", "市政府"),
    ("market-bureau", "Organization", "慈溪市市场监督管理局", "市市场监管局"),
    ("province", "Organization", "浙江省生态环境厅", "省生态环境厅"),
    ("above", "Platform", "浙江省中小电机创新研究院", "省中小电机创新研究院"),
    ("place", "Place", "慈溪市", "慈溪"),
    ("chain", "Place", "浙江省宁波市慈溪市", "慈溪市"),
    ("traditional", "Program", "「智慧樞紐」計劃", "“智慧枢纽”计划"),
    ("brackets", "PolicyDocument", "慈溪市人才条例", "《慈溪市人才条例》"),
]
TWO = [
    ("departments", "Organization", "市教育局", "市科技局"),
    ("levels", "Organization", "市科技局", "省科技厅"),
    ("neighbour", "Organization", "市科技局", "余姚市科技局"),
    ("district-and-city", "Organization", "宁波市科技局", "市科技局"),
    ("museum", "Organization", "市科技馆", "市科技局"),
    ("years", "PolicyDocument", "《慈溪市人才规划（2021—2025年）》", "《慈溪市人才规划（2026—2030年）》"),
    ("reading", "PolicyDocument", "《慈溪市人才条例》", "《慈溪市人才条例实施细则》"),
]


def node(type_: str, name: str, place: str | None = HERE, article: str = "a") -> str:
    return key_of(Entity(id="e", type=type_, names=(name,)), home_of(place), article)[0]


@pytest.mark.parametrize(("type_", "name"), [pytest.param(t, n, id=case) for case, t, n in LOCAL])
def test_local_names_are_kept_apart_by_place_then_by_article(type_: str, name: str) -> None:
    assert node(type_, name, HERE, "a") == node(type_, name, HERE, "b")
    assert node(type_, name, HERE) != node(type_, name, THERE)
    assert node(type_, name, None, "a") != node(type_, name, None, "b")


@pytest.mark.parametrize(("type_", "name"), [pytest.param(t, n, id=case) for case, t, n in GLOBAL])
def test_names_of_one_thing_mean_it_everywhere(type_: str, name: str) -> None:
    assert node(type_, name, HERE) == node(type_, name, THERE) == node(type_, name, None)


@pytest.mark.parametrize(("type_", "one", "two"), [pytest.param(*rest, id=case) for case, *rest in ONE])
def test_forms_of_one_name(type_: str, one: str, two: str) -> None:
    assert node(type_, one) == node(type_, two)


@pytest.mark.parametrize(("type_", "one", "two"), [pytest.param(*rest, id=case) for case, *rest in TWO])
def test_names_of_two_things(type_: str, one: str, two: str) -> None:
    assert node(type_, one) != node(type_, two)


def test_type_keeps_apart() -> None:
    assert node("Enterprise", "北湖") != node("Place", "北湖")


def test_a_place_of_many_is_the_one_nearby() -> None:
    assert node("Place", "鼓楼区", "福州市") == node("Place", "福州市鼓楼区", None)
    assert node("Place", "鼓楼区", "福州市") != node("Place", "鼓楼区", "南京市")


def test_a_place_that_no_table_lists_is_a_home_all_the_same() -> None:
    assert node("Organization", "市科技局", "云江市") == node("Organization", "云江市科技局", "余姚市")
