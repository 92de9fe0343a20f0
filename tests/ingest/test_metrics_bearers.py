"""Whose figures are those that a list shares out, and what the sentence of a figure says of who acts."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics.bearers import shared_bearers, turns
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.metrics.told import Told
from policygraph.ingest.reading import FoundEntity, FoundMention, Reading, begin
from policygraph.schema.article import Article


def named(text: str, names: dict[str, str]) -> Reading:
    """A reading of a text with these names, each with its type."""
    reading = begin(Article(text=text))
    for number, (name, kind) in enumerate(names.items()):
        reading.entities.append(FoundEntity(kind, [name], "test"))
        at = -1
        while (at := text.find(name, at + 1)) >= 0:
            reading.mentions.append(FoundMention(at, at + len(name), number, "test"))
    reading.mentions.sort(key=lambda mention: mention.start)
    return reading


COMPANIES = {"甲江电子": "Enterprise", "乙河机器": "Enterprise", "丙湖新材": "Enterprise"}


@pytest.mark.parametrize(
    ("text", "names", "turns"),
    [
        ("甲江电子、乙河机器、丙湖新材分别签约12亿元、8.6亿元和5000万元。", COMPANIES, [0, 1, 2]),
        ("甲江电子和乙河机器也来签约，投资额依次为12亿元、8.6亿元。", COMPANIES, [0, 1]),
        ("甲江电子、乙河机器分别签约12亿元、8.6亿元和5000万元。", COMPANIES, []),  # three figures, two names
        ("甲江电子、乙河机器分别投资12亿元，建成厂房3个。", COMPANIES, []),  # no row of figures
        ("甲江电子与乙河研究院分别投入12亿元、8亿元。", {"甲江电子": "Enterprise", "乙河研究院": "Platform"}, []),
    ],
)
def test_a_list_shares_out_as_many_figures_as_it_has_names(text: str, names: dict[str, str], turns: list[int]) -> None:
    assembly = Assembly(named(text, names))
    figures = assembly.kept({figure.quantity.start for figure in assembly.found})
    shared = shared_bearers(assembly.reading, figures, assembly.subjects.mentions)
    found = [shared.get(figure.quantity.start, {}) for figure in figures]
    assert [entity for row in found for entity, mention in row.items() if mention] == turns
    assert all(len(row) == len(turns) for row in found if row)


@pytest.mark.parametrize(
    ("text", "lead", "kind"),
    [
        ("甲江电子建成中试线，投产项目3个。", "v", "Enterprise"),
        ("依托中试线，人口达到81万人。", "n", "none"),
        ("目前，甲江电子产值12亿元。", "name", "Enterprise"),
    ],
)
def test_how_the_clause_of_a_figure_begins_and_who_opens_its_sentence(text: str, lead: str, kind: str) -> None:
    assembly = Assembly(named(text, COMPANIES))
    topic = assembly.subjects.topics.of(assembly.found[-1])
    assert (topic.lead, topic.kind) == (lead, kind)


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("澜州市种业企业总产值达到30亿元。", False),
        ("澜州市种业总产值达到30亿元。", True),
    ],
)
def test_an_industry_that_tells_which_firms_are_meant_bears_nothing(text: str, bears: bool) -> None:
    assembly = Assembly(named(text, {"澜州市": "Place", "种业": "Industry"}))
    (figure,) = assembly.kept({figure.quantity.start for figure in assembly.possible})
    asked = assembly.subjects.candidates(figure, "actual", "level", None, Told(assembly.reading))
    assert (1 in {candidate.entity for candidate in asked}) is bears


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("绵阳市：加快建设数据中心，建成项目34个。", True),
        ("——智能家电。加快集聚，建成项目34个。", True),
        ("绵阳市：加快建设，全省建成项目34个。", False),
        ("绵阳市：加快建设，四川省建成项目34个。", False),
        ("省科技厅：建成项目34个。", False),
        ("绵阳市加快建设数据中心，建成项目34个。", False),
    ],
)
def test_the_figures_of_a_line_that_somebody_heads_are_not_those_of_the_articles_place(line: str, out: bool) -> None:
    names = {"四川省": "Place", "绵阳市": "Place", "智能家电": "Industry", "省科技厅": "Organization"}
    reading = named(f"四川省数字经济方案\n{line}", names)
    reading.home = 0
    assembly = Assembly(reading)
    figure = assembly.found[-1]
    entities = {one.entity for one in assembly.subjects.candidates(figure, "target", "increment", None, Told(reading))}
    assert (0 not in entities) is out


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("全省评估中，四川省列第7位，绵阳市列第4位。", True),
        ("全省养老机构81家，同期绵阳市养老机构93家。", True),
        ("2025年，绵阳市养老机构93家。", True),
        ("绵阳市、德阳市养老机构93家。", False),
        ("在绵阳市建设养老机构93家。", False),
    ],
)
def test_a_clause_that_begins_with_another_place_is_not_of_the_articles_own(line: str, out: bool) -> None:
    reading = named(f"四川省公报\n{line}", {"四川省": "Place", "绵阳市": "Place", "德阳市": "Place"})
    reading.home = 0
    assembly = Assembly(reading)
    figure = assembly.found[-1]
    entities = {one.entity for one in assembly.subjects.candidates(figure, "actual", "level", None, Told(reading))}
    assert (0 not in entities) is out


@pytest.mark.parametrize(("clause", "out"), [("培育试点企业8家", True), ("新建厂房8座", False)])
def test_who_raises_firms_is_no_firm(clause: str, out: bool) -> None:
    reading = named(f"甲江电子产值12亿元；{clause}。", COMPANIES)
    assembly = Assembly(reading)
    figure = assembly.found[-1]
    entities = {one.entity for one in assembly.subjects.candidates(figure, "target", "increment", None, Told(reading))}
    assert (0 not in entities) is out


PLACES = {"云阳县": "Place", "巫溪县": "Place", "东盟": "Place", "欧盟": "Place"}


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("云阳县、巫溪县新增面积分别达到12万亩、8万亩。", [0, 1]),
        ("云阳县、巫溪县受干旱影响，产量分别下降4.1%和2.6%。", [0, 1]),
        ("全市改善饮水85万人，其中云阳县3.1万人、巫溪县2.6万人。", [1]),  # the first one is left to the model
        ("云阳县种植12万亩、东盟3个、全市2.6万人。", [2]),
        ("全市对东盟、欧盟出口分别增长18.3%、24.5%。", []),  # they are only objects
        ("在云阳县、巫溪县，桑园、果园面积分别达到12万亩、8万亩。", []),
        ("云阳县、巫溪县开工，桑园、果园面积分别达到12万亩、8万亩。", []),  # a clause of its own
    ],
)
def test_whose_turn_it_is_beyond_doubt(text: str, sure: list[int]) -> None:
    assembly = Assembly(named(text, PLACES))
    figures = assembly.kept({figure.quantity.start for figure in assembly.found})
    known = turns(assembly.reading, figures, assembly.subjects.mentions)
    assert [known[figure.quantity.start] for figure in figures if figure.quantity.start in known] == sure
    assembly.subjects.turns = known
    assert {assembly.subjects.owner(figure, "term") for figure in figures} == {None}


DOCUMENT = {"澜州市": "Place", "澜州市产业措施": "PolicyDocument", "省科技重大专项": "Program"}


@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("澜州市产业措施\n对新建项目，给予最高50万元奖励。", True),
        ("新闻\n《澜州市产业措施》明确，对新建项目，给予最高50万元奖励。", True),
        ("澜州市产业措施\n市级财政每年安排50万元。", False),  # the place's own budget
        ("新闻\n对新建项目，给予最高50万元奖励。", False),
        ("关于组织申报2025年度省科技重大专项的通知\n单项给予最高50万元。", True),
    ],
)
def test_a_term_is_no_term_of_the_place_where_a_document_grants_it(text: str, granted: bool) -> None:
    reading = named(text + "\n澜州市。", DOCUMENT)
    reading.home = 0
    assembly = Assembly(reading)
    figure = assembly.found[-1]
    candidates = assembly.subjects.candidates(figure, "term", "level", None, Told(reading))
    assert (0 not in {candidate.entity for candidate in candidates}) is granted


def test_a_notice_that_calls_for_a_program_tells_its_terms() -> None:
    text = "关于组织申报2025年度省科技重大专项的通知\n按照《澜州市产业措施》，单项最高50万元。"
    assert Assembly(named(text, DOCUMENT)).subjects.document == 2


def test_a_line_that_leads_up_to_a_list_says_whose_its_figures_are() -> None:
    text = "澜州市方案\n轻合金产业是主业。\n二、目标\n集群实现跃升：\n（一）规模：产值900亿元。\n（二）企业40户。"
    reading = named(text, {"澜州市": "Place", "轻合金产业": "Industry"})
    reading.home = 0
    assembly = Assembly(reading)
    for figure in assembly.found[-2:]:
        candidates = assembly.subjects.candidates(figure, "target", "level", None, Told(reading))
        (industry,) = [c for c in candidates if c.entity == 1]
        assert "pos:heading0" in industry.features


def test_what_those_get_who_enter_a_program_is_a_term_of_it() -> None:
    text = "澜州市产业措施\n第七条　入选省科技重大专项的，给予最高200万元，配套50万元。"
    assembly = Assembly(named(text, DOCUMENT))
    assert [assembly.subjects.owner(figure, "term") for figure in assembly.found[-2:]] == [2, 2]


CENTRE = {"望海中心": "Organization", "甲河市": "Place", "乙河县": "Place"}


@pytest.mark.parametrize(
    ("text", "names", "out"),
    [
        pytest.param("甲江电子、乙河机器等72家技术中心评为优秀。", COMPANIES, {0, 1}, id="some of many"),
        pytest.param("甲江电子等七家公司评为优秀。", COMPANIES, {0}, id="in numerals"),
        pytest.param("甲江电子营收12亿元。", COMPANIES, set(), id="the company itself"),
        pytest.param("甲江电子领先，甲江电子等7家公司获奖。", COMPANIES, set(), id="named on its own, too"),
        pytest.param("望海中心优化服务，为甲河市1.2万户职工服务。", CENTRE, {1}, id="for a place"),
        pytest.param("望海中心成为甲河市2万名职工之家。", CENTRE, set(), id="成为"),
        pytest.param("甲河市投资2亿元，望海中心为甲河市3万名职工服务。", CENTRE, set(), id="the place acts, too"),
        pytest.param("为甲河市1.2万户职工服务。", CENTRE, set(), id="nobody else acts"),
    ],
)
def test_who_is_only_named_beside_a_figure(text: str, names: dict[str, str], out: set[int]) -> None:
    assembly = Assembly(named(text, names))
    figure = assembly.kept({figure.quantity.start for figure in assembly.found})[-1]
    assert assembly.subjects.excluded.of(figure, said_here=False) == out


BODIES = {"云岭研究院": "Platform", "澜州市统计局": "Organization", "云岭集团": "Enterprise"}


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("据云岭研究院监测，成交量增长10%。", [0]),
        ("云岭研究院发布的三季度报告显示，成交量增长10%。", [0]),
        ("据澜州市统计局统计，产值增长10%。澜州市统计局有干部60名。", []),  # a figure may be of itself
        ("云岭研究院建成中试线，服务企业30家。", []),
        ("云岭集团年报显示，产值增长10%。", []),  # a company tells of itself
    ],
)
def test_a_body_that_only_tells_figures_bears_none(text: str, tells: list[int]) -> None:
    assert sorted(Assembly(named(text, BODIES)).subjects.excluded.tellers) == tells


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("世界排名第8位的云岭集团全资建设新线。", 2),
        ("排名第8位的“云岭集团”投产。", 2),
        ("排名第8位的企业是云岭集团。", None),
        ("产值居第8位，云岭集团增资。", None),
    ],
)
def test_a_figure_before_a_name_that_it_describes_is_of_that_name(text: str, whose: int | None) -> None:
    assembly = Assembly(named(text, BODIES))
    figures = assembly.kept({figure.quantity.start for figure in assembly.found})
    assert [assembly.subjects.owner(figure, "actual") for figure in figures] == [whose]
