"""Kinds of statements, with near-misses: values that move, quoted goals, years that are shared out, lifetimes."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.metrics.figures import figures
from policygraph.ingest.metrics.goals import is_goal
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.respective import shared_years
from policygraph.ingest.metrics.trimming import trimmed
from policygraph.ingest.reading import FoundMetric, Reading, begin
from policygraph.schema.article import Article, Source


def read(text: str) -> Reading:
    return begin(Article(id="t", source=Source(title="望海市发展规划", published="2024-03-20"), text=text))


def metrics(text: str) -> list[FoundMetric]:
    return find_metrics(read(text))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        pytest.param("高新技术企业由120家增至300家。", ["from", "to"], id="plain"),
        pytest.param("规上企业从2020年的86家增加到2025年的120家。", ["from", "to"], id="years"),
        pytest.param("产能利用率由40%爬升到85%。", ["from", "to"], id="a verb of no list"),
        pytest.param("由5家企业、3家院所共建。", ["", ""], id="a list of partners"),
        pytest.param("新增企业5家，产值达到3亿元。", ["", ""], id="two figures"),
        pytest.param("由市财政给予10万元奖励，其中县级承担4万元。", ["", ""], id="a payer"),
    ],
)
def test_a_value_that_moves(text: str, ends: list[str]) -> None:
    assert [figure.shift for figure in figures(read(text))[0]] == ends


def test_where_a_planned_move_starts_is_a_fact_of_its_own_year() -> None:
    found = metrics("到2025年，全市高新技术企业由2020年的120家增至300家，上市公司由8家增加到15家以上。")
    assert [m.status for m in found] == ["actual", "target", "actual", "target"]
    assert [m.period_end for m in found] == ["2020", "2025", None, "2025"]


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        pytest.param("提前一年完成350亿元的目标。", True, id="met"),
        pytest.param("与稳定在350亿元的预期目标仍有差距。", True, id="missed"),
        pytest.param("森林覆盖率目标值为42%。", True, id="named before"),
        pytest.param("完成年度目标的105.5%。", False, id="a share of a goal"),
        pytest.param("建立30个目标企业库。", False, id="another word"),
        pytest.param("完成投资350亿元，实现年度目标。", False, id="another clause"),
    ],
)
def test_a_quoted_goal(text: str, goal: bool) -> None:
    (figure,) = [f for f in figures(read(text))[0] if f.quantity.kind not in {"ordinal", "duration"}]
    assert is_goal(read(text).text, figure) is goal


def test_both_ends_of_a_changed_goal_are_goals() -> None:
    found = metrics("全市森林覆盖率2025年目标值由42%调整为42.5%。")
    assert [m.status for m in found] == ["target", "target"]
    assert {m.indicator for m in found} == {"森林覆盖率"}


@pytest.mark.parametrize(
    ("text", "years"),
    [
        pytest.param("2022年、2023年全市生产总值分别增长5.1%和6.2%。", [("2022", False), ("2023", False)], id="list"),
        pytest.param(
            "到2025年、2030年，高新技术企业分别达到500家、1000家。",
            [("2025", True), ("2030", True)],
            id="deadlines",
        ),
        pytest.param(
            "2021年至2023年，投入分别为3亿元、4亿元、5亿元。",
            [("2021", False), ("2022", False), ("2023", False)],
            id="range",
        ),
        pytest.param("2021—2023年，甲县、乙县产值分别增长5%和6%.", [], id="as many figures as counties, not as years"),
        pytest.param("2022年、2023年全市生产总值增长5.1%和6.2%。", [], id="without the word"),
    ],
)
def test_years_that_are_shared_out(text: str, years: list[tuple[str, bool]]) -> None:
    reading = read(text)
    assert list(shared_years(reading.text, figures(reading)[0]).values()) == years


def test_shared_years_are_the_periods() -> None:
    found = metrics("到2025年、2030年，全市高新技术企业分别达到500家、1000家。")
    assert [(m.period_start, m.period_end) for m in found] == [(None, "2025"), (None, "2030")]


def test_a_lifetime_is_a_metric_and_an_age_is_none() -> None:
    (metric,) = metrics("到2027年，人均预期寿命达到80.5岁。")
    assert (metric.unit, metric.status) == ("岁", "target")
    assert "寿命" in metric.indicator
    assert metrics("人均预期寿命稳步提高，62岁的村民种了三十年枸杞。") == []
    assert metrics("申请人年龄不超过45岁。") == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("该产业链产值", "产值"),
        ("新增就业目标值", "新增就业"),
        ("目标值", "目标值"),
        ("该公司营收", "营收"),
        ("应该公示项目", "应该公示项目"),
        ("产值", "产值"),
        ("达产后年产值", "年产值"),
        ("计划投资", "投资"),
        ("计划单列市", "计划单列市"),
    ],
)
def test_what_is_no_part_of_an_indicator(text: str, left: str) -> None:
    found = trimmed(Phrase(text, 10, 10 + len(text)))
    assert found.text == left
    assert found.end - found.start == len(left)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("三、民生。城镇调查失业率控制在5.5%以内。", "target", id="what a place watches over"),
        pytest.param("对财政出资占比控制在20%以内的项目，给予补助。", "term", id="a condition of a grant"),
    ],
)
def test_a_bound_for_what_is_watched_over_is_no_condition(text: str, status: str) -> None:
    [found] = metrics(text)
    assert found.status == status


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("到2024年底，全市建成低空起降点120个。", 120, id="part of another word"),
        pytest.param("2023年，全市年降水量增加12毫米。", 12, id="rain"),
        pytest.param("2023年，全市规上企业减少12家。", -12, id="a fall"),
    ],
)
def test_a_fall_is_a_word_of_its_own(text: str, value: int) -> None:
    assert [found.value for found in metrics(text)] == [value]


def test_a_thousand_litres_are_a_unit() -> None:
    found = metrics("葡萄酒产量由2021年的1.8万千升提高至2024年的3万千升。")
    assert [(one.value, one.unit) for one in found] == [(18_000, "千升"), (30_000, "千升")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("自2021年以来，全市实施产业项目12个。", "actual", id="so far"),
        pytest.param("2021年以来，全市规划建设工业园区12个。", "actual", id="planned and built"),
        pytest.param("自2021年以来进展顺利，到2026年力争建成工业园区12个。", "target", id="what is to come"),
    ],
)
def test_what_has_been_since_a_year_is_no_goal(text: str, status: str) -> None:
    assert [metric.status for metric in metrics(text)] == [status]


def test_a_share_is_of_what_was_just_counted() -> None:
    found = metrics("到2025年，新增专业护士3000名，累计占卫生人员比例超35%。")
    assert [metric.indicator for metric in found] == ["专业护士", "专业护士占卫生人员比例"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("改造老旧小区118个（市住建局，12月20日前）。", [("2024-12-20", "target")]),
        ("建成口袋公园12个。（牵头单位：市城管局；完成时限：10月底前）", [("2024-10", "target")]),
        ("到2027年，新增停车位2000个（市公安局，年底前完成方案）。", [("2027", "target")]),  # a date of its own
    ],
)
def test_a_deadline_in_the_bracket_behind_a_task(text: str, found: list[tuple[str, str]]) -> None:
    assert [(metric.period_end, metric.status) for metric in metrics(text)] == found


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("全市工业投资增速达11.8%。", "growth"),
        ("技术合同成交额年均递增15%左右。", "growth"),
        ("市场主体增长率86.6%。", "growth"),
        ("新能源汽车占比增速明显，占比为37%。", "share"),
    ],
)
def test_a_per_cent_that_is_called_a_rate_of_growth(text: str, measure: str) -> None:
    assert [metric.measure for metric in metrics(text)] == [measure]


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("据市经信局测算，到2030年，总产值有望达到2800亿元，新能源产值将超500亿元。", ["forecast", "forecast"]),
        ("到2030年，总产值将达到2800亿元。", ["target"]),
        ("另据测算，到2030年非化石能源消费占比达到27%。", ["target"]),
        ("《青年友好方案》明确，着力优化居住环境。完善保障体系，年均建设租赁住房7000套。", ["target"]),
        ("《青年友好方案》明确，着力优化居住环境。目前已建设租赁住房7000套。", ["actual"]),
        ("澜州市提出加快实施“4321”行动，完成改造项目40个、建成样板区100个。", ["target", "target"]),
        ("推进应急物资储备中心建设，建筑面积1.8万平方米，概算投资9600万元。", ["actual", "actual"]),
        ("将建设应急物资储备中心，计划占地30亩。", ["target"]),
    ],
)
def test_what_frames_a_figure_gives_it_its_status(text: str, statuses: list[str]) -> None:
    assert [metric.status for metric in metrics(text)] == statuses


def test_what_an_example_supposes_is_no_figure() -> None:
    assert metrics("据测算，如果购房贷款100万元，利率从6%降为4%，每月可少还款1200多元。") == []
    assert [m.value for m in metrics("据测算，项目年发电量可达1200万千瓦时。")] == [12000000]


def test_what_a_project_brings_once_it_runs_is_expected_up_to_the_semicolon() -> None:
    found = metrics("项目全部达产后，年产起重机1.2万台，单位产品能耗下降18%；目前已投资2亿元。")
    assert [metric.status for metric in found] == ["forecast", "forecast", "actual"]


def test_a_rate_that_a_measure_raises_is_a_term_before_and_after() -> None:
    found = metrics("澜州市若干措施\n一、对首次认定的企业，给予最高50万元奖励，奖励标准由10万元提高到20万元。")[1:]
    assert [metric.status for metric in found] == ["term", "term"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("前三季度全市新增减税降费38亿元。", [3.8e9], id="taxes that are cut are an increment"),
        pytest.param("减税降费规模增长8%。", [8], id="and grow"),
        pytest.param("总投资超过10亿元的项目实行领导包联。", [], id="which projects are meant"),
        pytest.param("对超额部分，给予不低于100万元的项目资助。", [1e6], id="money for projects"),
        pytest.param("办公地址：科技路88号3幢1201室。", [], id="an address"),
        pytest.param("股票代码：600519。", [], id="a code"),
        pytest.param("生产总值增速位列全市12个县区第2位。", [2], id="among how many"),
        pytest.param("2024年，数字经济增加值突破万亿元大关。", [1e12], id="a mark that is passed"),
    ],
)
def test_values_and_their_signs(text: str, values: list[float]) -> None:
    assert [float(found.value) for found in metrics(text)] == values


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("该项目计划总投资52亿元，拟用地210亩，已完成投资3亿元。", ["target", "target", "actual"]),
        ("到2027年，森林覆盖率达到70%以上，目前已达66.2%。", ["target", "actual"]),
        ("规划目标6.5%左右，前四年实际年均增长5.8%。", ["target", "actual"]),
    ],
)
def test_what_is_planned_and_what_has_been_reached(text: str, statuses: list[str]) -> None:
    assert [metric.status for metric in metrics(text)] == statuses


def test_channels_are_counted_and_roads_are_not() -> None:
    found = metrics("接入视频监控达到3000路，建成80余路高清视频。位于人民路128号，乘坐12路公交车。")
    assert [(float(metric.value), metric.unit) for metric in found] == [(3000, "路"), (80, "路")]


def test_years_of_its_own_come_before_those_of_two_values() -> None:
    (*_, growth) = metrics("馆舍由2021年的20座增加到2024年的80座；2022年至2025年，增加值年均增长10%以上。")
    assert (growth.period_start, growth.period_end) == ("2022", "2025")


def test_less_than_the_year_before_is_a_fall() -> None:
    (*_, less) = metrics("2025年，万元GDP用水量446立方米，比2024年少7立方米。")
    assert float(less.value) == -7


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("望海市印发《望海市青年发展实施方案》，提出年均建设保障房5万套。", "target", id="proposed"),
        pytest.param("方案明确，每年服务求职青年1.2万人次。", "target", id="laid down"),
        pytest.param("近年来，全市按照方案每年建设保障房3万套。", "actual", id="goes on already"),
    ],
)
def test_what_is_to_be_done_every_year(text: str, status: str) -> None:
    assert [m.status for m in metrics(text)] == [status]
