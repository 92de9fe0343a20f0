"""Pairs of names: what is one thing, what is not, and what a person is asked."""

from __future__ import annotations

import pytest

from policygraph.graph.resolution.blocks import blocks, facing
from policygraph.graph.resolution.compare import View, compare, labels, thresholds

CITY, OTHER, PROVINCE = "3302", "3301", "33"
ONE = [  # type, names of one article (fullest first), of the other
    ("legal-form", "Enterprise", ["海岳电机集团股份有限公司"], ["海岳电机"]),
    ("group", "Enterprise", ["海岳电机集团股份有限公司"], ["海岳电机集团"]),
    ("brand-and-group", "Enterprise", ["海岳电机集团股份有限公司"], ["海岳集团"]),
    ("place", "Enterprise", ["浙江海岳电机有限公司"], ["海岳电机有限公司"]),
    ("introduced", "Enterprise", ["宁波港联集装箱码头有限公司", "港集码头"], ["港集码头"]),
    ("beginning", "Enterprise", ["海岳循环材料股份有限公司"], ["海岳循环"]),
    ("kind-word", "Program", ["“青苗”专项行动"], ["“青苗”行动"]),
    ("bare-quoted", "Program", ["“青苗”适老化改造工程"], ["“青苗”"]),
    ("modifiers", "Platform", ["骑岭循环经济产业园"], ["骑岭循环园"]),
    ("place-of-platform", "Platform", ["宁波骑岭循环经济产业园"], ["骑岭循环经济产业园"]),
    ("years-left-out", "PolicyDocument", ["《宁波市人才规划（2021—2025年）》"], ["《宁波市人才规划》"]),
    ("part-of-title", "PolicyDocument", ["《宁波市现代物流提速两年攻坚计划》"], ["《两年攻坚计划》"]),
    ("region-left-out", "Program", ["“浙东银龄暖窗”工程"], ["“银龄暖窗”工程"]),
    ("introduced-title", "PolicyDocument", ["《宁波市机器人三年行动方案》", "《三年方案》"], ["《三年方案》"]),
    ("introduced-of-general-words", "Platform", ["骑岭水利博物馆", "水利博物馆"], ["水利博物馆"]),
    ("general-title", "PolicyDocument", ["《宁波市机器人产业三年行动方案（2023—2025年）》"], ["《三年行动方案》"]),
    ("general-title-in-short", "PolicyDocument", ["《宁波市机器人产业三年行动方案》"], ["《三年方案》"]),
    ("title-in-short", "PolicyDocument", ["《宁波市动力电池三年跃升行动方案》"], ["《跃升方案》"]),
    ("abbreviated-body", "Organization", ["宁波市数据资源管理局"], ["市数资局"]),
    ("approvals", "Organization", ["宁波市行政审批服务局"], ["市审批局"]),
    ("zone", "Place", ["宁波骑岭经济技术开发区"], ["骑岭经开区"]),
    ("chain", "Industry", ["智能家电产业链"], ["智能家电产业"]),
]
TWO = [
    ("parent", "Enterprise", ["海岳电机集团股份有限公司"], ["海岳电机有限公司"]),
    ("subsidiary", "Enterprise", ["海岳电机有限公司"], ["海岳电机物流有限公司"]),
    ("sound-alike", "Enterprise", ["恒韵科技"], ["恒润科技"]),
    ("other-place", "Enterprise", ["杭州海岳材料有限公司"], ["宁波海岳新能源有限公司"]),
    ("phase", "Platform", ["骑岭循环园"], ["骑岭循环园二期"]),
    ("two-phases", "Program", ["骑岭循环园二期工程"], ["骑岭循环园三期工程"]),
    ("version", "Program", ["“青苗”行动2.0版"], ["“青苗”行动3.0版"]),
    ("review", "PolicyDocument", ["《宁波市人才规划》"], ["《宁波市人才规划中期评估报告》"]),
    ("years", "PolicyDocument", ["《宁波市人才规划（2021—2025年）》"], ["《宁波市人才规划（2026—2030年）》"]),
    ("city", "PolicyDocument", ["《宁波市人才规划》"], ["《杭州市人才规划》"]),
    ("one-character", "Platform", ["江南碳汇服务平台"], ["江南碳普惠服务平台"]),
    ("quoted", "Program", ["“青苗”行动"], ["“青禾”行动"]),
    ("number", "Honour", ["国家5A级物流企业"], ["国家4A级物流企业"]),
    ("level", "Platform", ["浙江省骑岭研究院"], ["宁波市骑岭研究院"]),
    ("content-word", "Platform", ["骑岭科技园"], ["骑岭科技创业园"]),
    ("generic", "Platform", ["检测中心"], ["检测中心"]),
    ("regions", "Program", ["“浙东银龄暖窗”工程"], ["“浙西银龄暖窗”工程"]),
    ("zones", "Place", ["宁波骑岭经济技术开发区"], ["宁波经济技术开发区"]),
    ("kind-of-document", "PolicyDocument", ["《宁波市机器人产业三年行动方案》"], ["《行动方案》"]),
    ("other-kind-of-document", "PolicyDocument", ["《宁波市机器人产业三年行动方案》"], ["《三年行动计划》"]),
    ("known-department", "Organization", ["宁波市体育产业发展局"], ["市体育局"]),
    ("other-kind-of-body", "Organization", ["宁波市数据资源管理中心"], ["市数资局"]),
    ("other-order", "Organization", ["宁波市数据资源管理局"], ["市资数局"]),
    ("body-of-another-city", "Organization", ["杭州市数据资源管理局"], ["市数资局"]),
    ("introduced-for-others", "Platform", ["骑岭检测中心", "检测中心"], ["骑山检测中心", "检测中心"]),
]


def view(node: str, type_: str, names: list[str], place: str = CITY) -> View:
    kinds = ["full", *["alias"] * (len(names) - 1)]
    return View(node, type_, frozenset({place}), tuple(zip(names, kinds, strict=True)))


@pytest.mark.parametrize(("type_", "one", "two"), [pytest.param(*rest, id=case) for case, *rest in ONE])
def test_one_thing(type_: str, one: list[str], two: list[str]) -> None:
    verdict = compare(view("a", type_, one), view("b", type_, two))
    assert verdict.score >= thresholds().merge, verdict
    assert set(verdict.features) <= set(labels())


@pytest.mark.parametrize(("type_", "one", "two"), [pytest.param(*rest, id=case) for case, *rest in TWO])
def test_two_things(type_: str, one: list[str], two: list[str]) -> None:
    a, b = view("a", type_, one), view("b", type_, two)
    assert compare(a, b).score < thresholds().merge, compare(a, b)
    assert compare(a, b).score == compare(b, a).score


@pytest.mark.parametrize(("type_", "one", "two"), [pytest.param(*rest, id=case) for case, *rest in ONE])
def test_order_does_not_matter(type_: str, one: list[str], two: list[str]) -> None:
    a, b = view("a", type_, one), view("b", type_, two)
    assert compare(a, b) == compare(b, a)


GUESSED = [  # types and names, places; whether they are one
    ("type-word", ("Program", "“果链通”"), ("Platform", "“果链通”追溯平台"), CITY, True),
    ("other-kind-word", ("Program", "“果链通”"), ("Platform", "“果链通”服务中心"), CITY, True),
    ("program-word", ("Platform", "“果链通”"), ("Program", "“果链通”提质增效行动"), CITY, True),
    ("other-place", ("Program", "“果链通”"), ("Platform", "“果链通”追溯平台"), OTHER, False),
    ("place-within", ("Program", "“果链通”"), ("Platform", "“果链通”追溯平台"), PROVINCE, False),
    ("company", ("Enterprise", "“果链通”"), ("Platform", "“果链通”追溯平台"), CITY, False),
    ("both-with-words", ("Program", "“果链通”提升行动"), ("Platform", "“果链通”追溯平台"), CITY, False),
    ("other-name", ("Program", "“果联通”"), ("Platform", "“果链通”追溯平台"), CITY, False),
    ("too-short", ("Program", "“果链”"), ("Platform", "“果链”追溯平台"), CITY, False),
    ("not-quoted", ("Program", "果链通"), ("Platform", "“果链通”追溯平台"), CITY, False),
]


@pytest.mark.parametrize(("one", "two", "place", "same"), [pytest.param(*rest, id=case) for case, *rest in GUESSED])
def test_a_name_in_quotation_marks_alone_has_no_type_of_its_own(
    one: tuple[str, str], two: tuple[str, str], place: str, same: bool
) -> None:
    a, b = view("a", one[0], [one[1]]), view("b", two[0], [two[1]], place)
    verdict = compare(a, b)
    assert (verdict.score >= thresholds().merge) == same, verdict
    assert compare(b, a) == verdict
    assert not same or not blocks(a).isdisjoint(blocks(b))


def test_a_short_form_is_doubtful_where_both_stand_side_by_side() -> None:
    a, b = view("a", "Platform", ["骑岭循环经济产业园"]), view("b", "Platform", ["骑岭循环园"])
    assert "together" in compare(a, b, lambda _a, _b: True).features
    assert compare(a, b, lambda _a, _b: True).score < thresholds().merge


def test_a_former_name_bridges_what_the_names_hold_apart() -> None:
    new = View("a", "Enterprise", frozenset({PROVINCE}), (("浙江新名材料股份有限公司", "full"), ("旧名锌业", "former")))
    old = view("b", "Enterprise", ["宁波旧名锌业有限公司", "旧名锌业"])
    assert compare(new, old).features[0] == "renamed"
    assert compare(new, old).score >= thresholds().merge


def test_types_join_for_the_same_quoted_name_alone() -> None:
    program = view("a", "Program", ["“江铁快线”行动"])
    assert compare(program, view("b", "Enterprise", ["“江铁快线”"])).score >= thresholds().merge
    assert compare(program, view("b", "Enterprise", ["江铁快线物流有限公司"])).score < thresholds().merge


def test_short_names_hold_in_their_place_alone() -> None:
    full = view("a", "Platform", ["宁波骑岭循环经济产业园", "骑岭园"])
    assert compare(full, view("b", "Platform", ["骑岭园"])).score >= thresholds().merge
    assert compare(full, view("b", "Platform", ["骑岭园"], OTHER)).score < thresholds().merge


def test_a_short_name_of_a_place_and_a_general_word_is_more_than_the_word() -> None:
    full = view(
        "a", "Platform", ["海曙卫星测控站", "海曙站"], "330203"
    )  # of a district, told in an article of the city
    short = view("b", "Platform", ["海曙站"])
    assert compare(full, short).score >= thresholds().merge
    assert blocks(full) & blocks(short)


def test_a_title_without_years_is_no_plan_that_is_still_to_come() -> None:
    coming = view("a", "PolicyDocument", ["《宁波市人才规划（2026—2030年）》"])
    names = (("《宁波市人才规划》", "full"),)
    early, late = (View("b", "PolicyDocument", coming.places, names, year) for year in ("2023", "2026"))
    assert compare(coming, early).against == "years"
    assert compare(coming, late).score >= thresholds().merge


def test_a_short_title_is_none_of_a_plan_of_another_place_or_time() -> None:
    plan = view("a", "PolicyDocument", ["《宁波市机器人产业三年行动方案（2021—2023年）》"])
    names = (("《三年行动方案》", "full"),)
    in_time, late = (View("b", "PolicyDocument", plan.places, names, year) for year in ("2024", "2025"))
    assert compare(plan, in_time).features == ("general_title",)
    assert compare(plan, late).score == 0
    assert compare(plan, View("b", "PolicyDocument", frozenset({PROVINCE}), names)).score == 0
    assert not blocks(in_time).isdisjoint(map(facing, blocks(plan)))


def test_an_abbreviated_body_meets_the_full_one() -> None:
    short, full = view("a", "Organization", ["市数资局"]), view("b", "Organization", ["宁波市数据资源管理局"])
    assert not blocks(short).isdisjoint(map(facing, blocks(full)))


def test_a_company_and_its_kin_with_a_place_in_one_article_are_likelier_two() -> None:
    short, kin = view("a", "Enterprise", ["襄源燃气"]), view("b", "Enterprise", ["宁波襄源燃气有限公司"])
    apart = compare(short, kin, lambda _a, _b: True)
    assert (apart.features, compare(short, kin).features) == (("same_core", "beside"), ("same_core",))


def test_a_short_name_meets_the_full_one_with_a_place_that_no_table_lists() -> None:
    short = View("a", "Enterprise", frozenset({"澜州市"}), (("明屿精工", "full"),))
    full = View("b", "Enterprise", frozenset({"临屿县", "澜州市"}), (("澜州明屿精工股份有限公司", "full"),))
    assert compare(short, full).score >= thresholds().merge
    assert not blocks(short).isdisjoint(map(facing, blocks(full)))
