"""One name is one entity everywhere; local names belong to their place."""

from __future__ import annotations

import pytest

from policygraph.graph.iris import Iris
from policygraph.graph.resolve import is_local, resolve
from policygraph.schema.article import Source
from policygraph.schema.record import Entity, Record

IRIS = Iris("http://example.org/")
LOCAL = [
    ("city-bureau", "Organization", "市科技局"),
    ("province-bureau", "Organization", "省科技厅"),
    ("committee", "Organization", "市委"),
    ("generic-centre", "Platform", "检测中心"),
    ("generic-board", "Organization", "市场监管局"),
    ("generic-plan", "Program", "人才强市战略"),
    ("work-report", "PolicyDocument", "《政府工作报告》"),
    ("city-company", "Enterprise", "市城投集团"),
]
GLOBAL = [
    ("full-bureau", "Organization", "慈溪市科技局"),
    ("company", "Enterprise", "公牛集团"),
    ("market", "Platform", "宁波科技大市场"),
    ("blockchain", "Platform", "区块链研究院"),
    ("industry", "Industry", "数字经济"),
    ("place", "Place", "市中心"),
    ("national", "Organization", "国家发展改革委"),
    ("named-plan", "Program", "“上林英才”计划"),
]


@pytest.mark.parametrize(("type_", "name"), [pytest.param(t, n, id=case) for case, t, n in LOCAL])
def test_local_names(type_: str, name: str) -> None:
    assert is_local(Entity(id="e", type=type_, names=(name,)))


@pytest.mark.parametrize(("type_", "name"), [pytest.param(t, n, id=case) for case, t, n in GLOBAL])
def test_names_of_one_thing(type_: str, name: str) -> None:
    assert not is_local(Entity(id="e", type=type_, names=(name,)))


def iri(type_: str, *names: str, place: str | None = None, article: str = "a", home: str | None = None) -> str:
    record = Record(text="", source=Source(place=place), entities=(Entity(id="e", type=type_, names=names),))
    return resolve(record, article=article, iris=IRIS, home=home)["e"].iri


def test_one_fullest_name_is_one_entity() -> None:
    assert iri("Enterprise", "远航电机集团", "远航", article="a") == iri("Enterprise", "远航电机集团", article="b")


def test_short_names_hold_within_their_article() -> None:
    assert iri("Enterprise", "远航电机集团", "远航") != iri("Enterprise", "远航")


def test_type_keeps_apart() -> None:
    assert iri("Enterprise", "北湖") != iri("Place", "北湖")


def test_local_names_are_kept_apart_by_place_then_by_article() -> None:
    name = ("Organization", "市科技局")
    assert iri(*name, place="云江市", article="a") == iri(*name, place="云江市", article="b")
    assert iri(*name, place="云江市") != iri(*name, place="南平湖市")
    assert iri(*name, article="a") != iri(*name, article="b")
    assert iri(*name, home="云江市") == iri(*name, place="云江市")
