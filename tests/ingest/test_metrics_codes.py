"""Digits that count nothing beside those that do: codes, penalties, rows without heads, tables of tasks."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.metrics.codes import in_code
from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.place import place_of
from policygraph.ingest.reading import FoundMetric, begin
from policygraph.schema.article import Article, Source


def metrics(text: str, title: str = "望海市港口管理条例") -> list[FoundMetric]:
    return find_metrics(begin(Article(id="t", source=Source(title=title, published="2024-03-20"), text=text)))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("联系人：王海010-61230007李江0571-81230007。", [], id="telephone numbers behind names"),
        pytest.param("执行 GB 17402-2021 食品标准和 DB33/T 2345—2020。", [], id="numbers of standards"),
        pytest.param("见 https://www.example.org/2021-09/17/a_1200.htm 新建12个。", [12], id="a web address"),
        pytest.param("来信寄 port2024@example.org，共30封。", [30], id="an e-mail address"),
        pytest.param("内容 18.台企服务专窗 19.“两互”联动 20.5万元", [205000], id="items told in one line"),
        pytest.param("GDP 1200亿元，IP 3000个。", [120_000_000_000, 3000], id="indicators in letters"),
        pytest.param("CJ 1200万元，NB 300家。", [12_000_000, 300], id="a unit behind"),
    ],
)
def test_a_code_is_no_quantity(text: str, values: list[int]) -> None:
    assert [int(q.value) for q in find_quantities(text) if q.kind != "ordinal"] == values


def test_an_address_holds_no_date() -> None:
    assert not list(find_dates("来源：http://www.example.org/2021-09/17/content.htm"))
    assert [d.first for d in find_dates("2021-09-17发布，见 www.example.org/2020-01-02/")] == ["2021-09-17"]


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        pytest.param("新建27根多功能智能杆。", "=", id="多功能"),
        pytest.param("新建30多家企业。", ">", id="多 before the counter"),
        pytest.param("新建27公里多。", ">", id="多 behind it"),
    ],
)
def test_a_word_behind_a_number_is_no_comparator(text: str, comparator: str) -> None:
    assert [q.comparator for q in find_quantities(text)] == [comparator]


def test_codes_are_found_in_linear_time() -> None:
    text = ("a" * 20_000) + "@" * 20_000 + "0" * 20_000
    assert not in_code(text)(0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("违反规定的，处以10万元以下的罚款。", [(100_000, "罚款")], id="at most"),
        pytest.param("情节严重的，处三万元以上五万元以下的罚款。", [(30_000, "罚款")], id="between, in numerals"),
        pytest.param("申请人应当缴存十万元以下的现金。", [], id="no penalty"),
    ],
)
def test_a_penalty_is_a_term(text: str, found: list[tuple[int, str]]) -> None:
    told = metrics("第三条 " + text)
    assert [(int(m.value), m.indicator) for m in told] == found
    assert {m.status for m in told} <= {"term"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param("单套面积原则上不超过60平方米。", "term", id="as a rule"),
        pytest.param("返还比例不得低于60%。", "term", id="must not"),
        pytest.param("到2026年，绿化率必须达到45%以上。", "target", id="by a year to come"),
    ],
)
def test_a_bound_that_a_rule_sets(text: str, status: str) -> None:
    assert [m.status for m in metrics(text)] == [status]


def test_what_a_table_of_tasks_holds_is_still_to_be_done() -> None:
    rows = "单位 发证率 到户率\n青山县 85% 75%\n白石县 85% 65%\n"
    assert {m.status for m in metrics("2024年望海市发证任务分解表\n" + rows)} == {"target"}
    assert {m.status for m in metrics("2023年望海市发证情况表\n" + rows)} == {"actual"}


def test_rows_that_stand_side_by_side_name_no_indicator() -> None:
    assert not metrics("望海市任务分解\n青山县 1210 白石县 200\n小计 1700 双桥区 450\n")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("大家倍感振奋、倍增信心。", 0, id="a feeling"),
        pytest.param("队伍干劲倍增。", 0, id="a feeling before"),
        pytest.param("申报书字数控制在3000字以内。", 0, id="the length of a text"),
        pytest.param("市民樊先生购房，共计贷款199万元，其中商业贷款129万元。", 0, id="what a person borrows"),
        pytest.param("樊先生说，全市已发放贷款199万元。", 1, id="what a person tells of the city"),
        pytest.param("累计扣满30分、60分的列为警示对象。", 0, id="steps of a scale"),
        pytest.param("游客满意度达到92分。", 1, id="a score that was reached"),
        pytest.param("坚持“勤查、严管、实改”6字方针。", 0, id="a saying"),
        pytest.param("从流域、城区和街道3个层面推进。", 0, id="sides of a thing"),
        pytest.param("资质分为综合资质、专业资质、劳务资质3个序列。", 0, id="parts of a thing"),
        pytest.param("与住建、税务、公安4个部门共享。", 1, id="more of them than are named"),
        pytest.param("企业数量实现倍增。", 1, id="twice as many"),
    ],
)
def test_what_is_no_figure(text: str, count: int) -> None:
    assert len(metrics(text)) == count


def test_years_that_have_come_since() -> None:
    assert [(m.period_start, m.period_end) for m in metrics("2018年来，望海市建成海绵设施80处。")] == [("2018", None)]
    assert [(m.period_start, m.period_end) for m in metrics("2019年来访客商300人。")] == [("2019", "2019")]


@pytest.mark.parametrize(
    ("title", "place"),
    [
        pytest.param("关于命名养老服务全国示范县的通知", None, id="示范县"),
        pytest.param("关于加快健康县城建设的通知", None, id="健康县城"),
        pytest.param("范县推进河湖治理", "范县", id="the county"),
    ],
)
def test_a_short_name_is_no_part_of_words(title: str, place: str | None) -> None:
    assert place_of(title, None, title) == place
