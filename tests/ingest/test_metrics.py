"""Whole metrics: which figure is one, and each slot of its tuple."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policygraph.ingest.calibration import PARTS
from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.metrics.figures import figures
from policygraph.ingest.metrics.find import plain_unit
from policygraph.ingest.metrics.grids import in_cells
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.metrics.respective import partners
from policygraph.ingest.reading import FoundEntity, FoundMention, FoundMetric, Reading, begin
from policygraph.ingest.structure import structure
from policygraph.schema.article import Article, Source


def read(text: str, *places: str, title: str = "望海市高质量发展行动方案", published: str = "2024-03-20") -> Reading:
    """A reading of `text` in which `places` are found, the first of them at home."""
    reading = begin(Article(id="t", source=Source(title=title, published=published), text=text))
    for index, name in enumerate(places):
        reading.entities.append(FoundEntity("Place", [name], "test"))
        at = reading.text.find(name)
        while at >= 0:
            reading.mentions.append(FoundMention(at, at + len(name), index, "test"))
            at = reading.text.find(name, at + 1)
    reading.mentions.sort(key=lambda mention: mention.start)
    reading.home = 0 if places else None
    return reading


def metrics(text: str, *places: str, **source: str) -> list[FoundMetric]:
    return find_metrics(read(text, *places, **source))


def test_a_goal_with_every_slot() -> None:
    (metric,) = metrics("到2025年，全市高新技术企业达到300家以上。", "望海市")
    assert (metric.value, metric.unit, metric.comparator) == (Decimal(300), "家", ">=")
    assert (metric.status, metric.measure) == ("target", "level")
    assert (metric.period_start, metric.period_end, metric.period_inferred) == (None, "2025", False)
    assert metric.indicator.endswith("高新技术企业")
    assert metric.subject == 0
    assert set(metric.said) == set(PARTS["metric"])
    assert all(0 < probability <= 1 for probability in metric.said.values())


@pytest.mark.parametrize(
    ("text", "measure", "value"),
    [
        pytest.param("2023年，规上工业增加值增长9.3%。", "growth", "9.3", id="growth"),
        pytest.param("2023年，固定资产投资下降3.6%。", "growth", "-3.6", id="fall"),
        pytest.param("2023年，新增规上工业企业25家。", "increment", "25", id="new"),
        pytest.param("2023年，地区生产总值居全省第2位。", "rank", "2", id="rank"),
    ],
)
def test_measures(text: str, measure: str, value: str) -> None:
    (metric,) = metrics(text, "望海市", title="望海市政府工作报告")
    assert (metric.measure, metric.value) == (measure, Decimal(value))


def test_a_duration_before_a_multiple_is_no_figure_between_it_and_its_indicator() -> None:
    (metric,) = metrics("高新技术企业数量五年翻两番。")
    assert (metric.indicator, metric.value, metric.measure) == ("高新技术企业数量", 4, "multiple")


@pytest.mark.parametrize(("published", "status"), [("2022-03-01", "target"), ("2025-03-01", "actual")])
def test_nothing_is_reached_in_a_year_to_come(published: str, status: str) -> None:
    found = metrics("滇东电池磷酸铁锂产能2024年达到15万吨，产量达到10万吨。", published=published, title="产业动态")
    assert [(m.status, m.period_end) for m in found] == [(status, "2024")] * 2


def test_a_deadline_governs_what_follows() -> None:
    first, second = metrics("按照规划，到2024年将建成工匠工作室10个，累计占劳动者比例超35%。", published="2024-11-14")
    assert (first.status, second.status) == ("target", "target")


@pytest.mark.parametrize(
    ("text", "bearers"),
    [
        pytest.param("2025年，望海市建成标杆企业23家，其中北湖区9家；建成5G基站3260个。", [0, 1, 0], id="over"),
        pytest.param("2025年，望海市建成标杆企业23家，其中北湖区9家；北湖区建成5G基站3260个。", [0, 1, 1], id="anew"),
    ],
)
def test_after_a_part_the_whole_goes_on(text: str, bearers: list[int]) -> None:
    found = metrics(text, "望海市", "北湖区", published="2026-01-10")
    assert [metric.subject for metric in found] == bearers


def test_a_shared_fall_is_a_fall_for_both() -> None:
    found = metrics("2023年，甲产业、乙产业增加值分别下降1.9%、4.7%。", title="望海市统计公报")
    assert [metric.value for metric in found] == [Decimal("-1.9"), Decimal("-4.7")]


def test_base_years_govern_their_own_figure_only() -> None:
    text = "到2027年，设计业占比由2023年的18%提升到35%以上，新增上市企业3家。"
    found = {metric.value: metric.period_end for metric in metrics(text)}
    assert found[Decimal(35)] == "2027"
    assert found[Decimal(3)] == "2027"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("会议于2024年3月20日召开。", id="date"),
        pytest.param("第三届理事会第二次会议召开。", id="ordinal"),
        pytest.param("没有数字的一句话。", id="none"),
        pytest.param("打通创新链与产业链的“最后一公里”。", id="figure-of-speech"),
    ],
)
def test_no_metric(text: str) -> None:
    assert metrics(text, "望海市") == []


def test_a_number_inside_a_name_is_none() -> None:
    reading = begin(Article(id="t", source=Source(title="望海"), text="年产30万台压缩机项目开工。"))
    reading.entities.append(FoundEntity("Program", ["年产30万台压缩机项目"], "test"))
    reading.mentions.append(FoundMention(0, 11, 0, "test"))
    assert find_metrics(reading) == []


def test_a_table_gives_units_from_its_cells() -> None:
    text = "指标　单位　2022年　2025年　属性\n粮食总产量　万吨　129　130.6　约束性\n森林覆盖率　%　43.1　45　约束性"
    pairs = list(in_cells(text, structure(text).lines, [q for q in find_quantities(text) if q.kind == "number"]))
    assert [(q.value, q.unit, cell.name, cell.column) for q, cell in pairs if cell] == [
        (Decimal(1290000), "吨", "粮食总产量", "2022年"),
        (Decimal(1306000), "吨", "粮食总产量", "2025年"),
        (Decimal("43.1"), "%", "森林覆盖率", "2022年"),
        (Decimal(45), "%", "森林覆盖率", "2025年"),
    ]


def test_a_row_without_header_is_no_table() -> None:
    text = "粮食总产量　万吨　129　130.6"
    assert all(cell is None for _, cell in in_cells(text, structure(text).lines, find_quantities(text)))


def test_an_empty_text_has_none() -> None:
    assert metrics(" ") == []


def test_monthly_amounts_are_in_yuan() -> None:
    assert [plain_unit(unit) for unit in ("元/月", "元/年", "元/吨", "家")] == ["元", "元", "元/吨", "家"]


def test_values_behind_each_go_with_the_figures_in_front_of_them() -> None:
    reading = read("2023年，望海市产值8亿元、出口额3亿元，分别增长7%和12%；甲县、乙县投资分别增长5%和6%。")
    found, _ = figures(reading)
    goes_with = partners(reading.text, found)
    assert [(str(f.quantity.value), goes_with.get(f.quantity.start)) for f in found] == [
        ("800000000", None),
        ("300000000", None),
        ("7", found[0].quantity.start),
        ("12", found[1].quantity.start),
        ("5", None),
        ("6", None),
    ]


def test_a_share_behind_each_is_one_of_what_stands_in_the_same_place() -> None:
    found = metrics(
        "2023年，望海市常住人口324万人、地区生产总值1114亿元、进出口总额96亿元，分别占全省的57%、47%和30%。",
        "望海市",
        title="望海市统计公报",
    )
    assert found[3].indicator == "常住人口占全省"


@pytest.mark.parametrize(
    "sentence",
    ["全市高新技术企业96家，与“年内达到100家”的目标尚有差距。", "全市高新技术企业96家，离100家大关一步之遥。"],
)
def test_what_a_value_is_called_is_not_what_it_counts(sentence: str) -> None:
    assert [m.indicator for m in metrics(sentence, title="望海市统计公报")] == ["高新技术企业"] * 2


def test_a_list_is_told_apart_into_as_many_items_as_there_are_values() -> None:
    found = metrics(
        "2023年，望海市油料、蔬菜及食用菌、水果总产量分别达到5.9万吨、74.5万吨和9.3万吨。", title="望海市统计公报"
    )
    assert [(m.indicator, m.value) for m in found][1] == ("蔬菜及食用菌总产量", Decimal(745000))


@pytest.mark.parametrize(
    ("text", "measure", "values"),
    [
        pytest.param("将单位建筑面积能耗累计下降目标由18%调整为16%。", "growth", [-18, -16], id="fall"),
        pytest.param("2023年，幼儿入园率由42%提高到55%。", "share", [42, 55], id="share"),
        pytest.param("2023年，出口额增速由下降2%转为增长3%。", "growth", [-2, 3], id="turns"),
    ],
)
def test_both_ends_of_a_change_are_of_one_measure(text: str, measure: str, values: list[int]) -> None:
    found = metrics(text, "望海市")
    assert [(one.measure, int(one.value)) for one in found] == [(measure, value) for value in values]
