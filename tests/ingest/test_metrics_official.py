"""How official documents word figures: rates that are granted, lists that share a word, numbers that count nothing."""

from __future__ import annotations

import pytest

from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Metric

SOURCE = {
    "title": "云江省人民政府关于印发规划的通知",
    "published": "2021-03-01",
    "publisher": "云江省人民政府",
    "place": "云江省",
}


def metrics(text: str) -> list[Metric]:
    return list(extract(Article.model_validate({"id": "x", "text": text, "source": SOURCE}), profile="fast").metrics)


@pytest.mark.parametrize(
    ("text", "indicators"),
    [
        ("对引进设备的企业，按设备投资额的5%给予补助，最高不超过200万元。", ["补助占设备投资额", "补助"]),
        ("对并购品牌的，按不超过并购金额的10%予以奖励。", ["奖励占并购金额"]),
        ("对上市企业，分别按融资金额的2%、1%给予一次性奖励。", ["一次性奖励占融资金额"] * 2),
        (
            "2020年，每千常住人口执业医师1.68人、注册护士1.61人、床位2.87张。",
            ["每千常住人口执业医师", "每千常住人口注册护士", "每千常住人口床位"],
        ),
        (
            "医疗机构床位、卫生技术人员、执业（助理）医师、注册护士分别为30万张、44.6万人、16.8万人、16.6万人。",
            ["医疗机构床位", "卫生技术人员", "执业（助理）医师", "注册护士"],
        ),
        (
            "全省地区生产总值增长7.9%，其中一、二、三产业分别增长3.3%、6.6%和10.5%。",
            ["地区生产总值", "第一产业增加值", "第二产业增加值", "第三产业增加值"],
        ),
        ("建立草种生产基地5万亩，其中2022年0.8万亩，2023年2.5万亩。", ["草种生产基地"] * 3),
    ],
)
def test_indicators_that_no_stretch_of_the_text_is(text: str, indicators: list[str]) -> None:
    assert [metric.indicator for metric in metrics(text)] == indicators


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("打造以青石、白河、柳川、大安等4个县为中心的皂角产业基地，到2025年建成园区3个。", [3]),
        ("规划范围包括青石市、白河市、柳川市，共3个市州，总面积12.1万平方公里。", [121000]),
        ("每日7：00～8：00和21：00～23：00的用电量给予每千瓦时0.1元补助。", [0.1]),
        ("重点抓好12方面工作，新增企业30家。", [30]),
        ("建设青石3000亿级产业集群，引进企业20家。", [20]),
        ("分2个阶段实施，第一阶段建设高标准农田10万亩。", [100000]),
        ("分11批取消行政职权1127项。", [1127]),
        # a few of many are no sum of the list
        ("到2025年，培育海岳电机、白河重工等20家链主企业。", [20]),
    ],
)
def test_numbers_that_count_nothing_are_no_metrics(text: str, values: list[float]) -> None:
    assert [float(metric.value) for metric in metrics(text)] == values


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("到2025年，力争建成深远海养殖装备40个，更新渔船200艘。", ["increment", "increment"]),
        ("到2025年，建设高水平实验室10家、技术创新中心15家。", ["increment", "increment"]),
        ("到2025年，全省建成的实验室总数达到10家。", ["level"]),
    ],
)
def test_what_a_goal_brings_forth_is_an_increment(text: str, measures: list[str]) -> None:
    assert [metric.measure for metric in metrics(text)] == measures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("通过合并，全市小区由106个减少为89个。", [(106, "level"), (89, "level")]),
        ("合并后，小区减少为89个。", [(89, "level")]),
        ("今年，小区减少17个。", [(-17, "increment")]),
        ("审批事项精简至35项。", [(35, "level")]),
        ("将单位工业增加值能耗累计下降目标由15%调整为13%。", [(-15, "growth"), (-13, "growth")]),
        ("到2025年，各区绿地率最低值不低于28%。", [(28, None)]),
    ],
)
def test_what_a_value_came_to_is_no_change(text: str, found: list[tuple[float, str | None]]) -> None:
    answers = metrics(text)
    assert [float(metric.value) for metric in answers] == [value for value, _ in found]
    assert all(wanted in {metric.measure, None} for metric, (_, wanted) in zip(answers, found, strict=True))


def test_a_bound_before_the_verb_governs_the_number() -> None:
    assert [m.comparator for m in metrics("到2025年，生活垃圾日处理能力至少增加2000吨。")] == [">="]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("改造共回收利用55万块旧砖、13万片旧瓦。", [(550_000, "块"), (130_000, "片")]),
        ("以居民区为例，共有7个售后房小区、4个商品房小区、1个老旧房屋小区。", [(7, "个"), (4, "个"), (1, "个")]),
    ],
)
def test_figures_of_a_list_are_read_together(text: str, counted: list[tuple[float, str]]) -> None:
    assert [(float(metric.value), metric.unit) for metric in metrics(text)] == counted


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("到2025年，渔业产值在2020年的基础上增长两倍，年接待人数达到1700万人次。", ["2025", "2025"]),
        ("推广新能源汽车1万辆，其中2022、2023年分别推广3500辆和6500辆。", ["2023", "2022", "2023"]),
    ],
)
def test_years_of_comparison_and_years_that_are_shared_out(text: str, ends: list[str]) -> None:
    assert [metric.end for metric in metrics(text)] == ends


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("审批时间分别压减至90个和55个工作日。", []),
        ("新建公园3个和广场5个。", [(3, "个"), (5, "个")]),
        ("12345热线受理诉求1062.5万件。", [(10_625_000, "件")]),
        ("新增就业12345人。", [(12345, "人")]),
        ("举报电话 962345，传真：0571-6234567、6234568，邮编315399。", []),
        ("服务热线接听量达到12300件。", [(12300, "件")]),
        ("孕产妇死亡率控制在8例以下/10万人口。", [(8, "例/10万")]),
        ("建成口袋公园28个、15分钟便民生活圈12个。", [(28, "个"), (12, "个")]),
        ("企业应在60天的期限内办结。", []),
        ("年末常住人口705万以上。", [(7_050_000, "人")]),
        ("年处理能力达2.6亿吨/年。", [(260_000_000, "吨/年")]),
        ("每人补助3000元/月。", [(3000, "元")]),
    ],
)
def test_lines_and_shared_units_of_time_are_no_figures_and_units_are_what_is_counted(
    text: str, values: list[tuple[float, str]]
) -> None:
    assert [(float(metric.value), metric.unit) for metric in metrics(text)] == values


@pytest.mark.parametrize(
    ("published", "text", "end"),
    [
        ("2021-05-09", "咸云市线上线下走访企业3480次，收集问题2432条。", None),
        ("2021-05-09", "2020年，咸云市走访企业3480次。全市收集问题2432条。", "2020"),
    ],
)
def test_no_year_is_guessed_where_the_text_says_none(published: str, text: str, end: str | None) -> None:
    source = {"title": "咸云市走访企业", "published": published, "publisher": "咸云日报", "place": "咸云市"}
    found = extract(Article.model_validate({"id": "x", "text": text, "source": source}), profile="fast").metrics
    assert [metric.end for metric in found] == [end, end]


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("新增3家自主实现盈利的企业。", "自主实现盈利的企业"),
        ("新设5个价值实现中心。", "价值实现中心"),
        ("新建7个安置房项目全部交付。", "安置房项目"),
    ],
)
def test_what_is_counted_ends_where_something_is_said_of_it(text: str, indicator: str) -> None:
    assert [metric.indicator for metric in metrics(text)] == [indicator]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("毕业生本地就业率每提高1个百分点，奖励学校10万元。", [100_000]),
        ("水库设计坝高38.5米，总投资4.7亿元。", [470_000_000]),
        ("国家卫生健康委等10部门印发通知。", []),
        ("（一）提升政务服务便利度（5项）。\n全年办件320件。", [320]),
        ("清晨6点，政务服务中心开门迎客，当日办件320件。", [320]),
        ("坚持把产业立市摆在首位，引进企业20家。", [20]),
        ("工业增加值居全省首位。", [1]),
        ("新购图书10部。", [10]),
        ("会议于14:30开始。", []),
        ("对困难家庭开展全覆盖入户调查。", []),
        ("行政村通硬化路全覆盖。", [100]),
        ("《咸云市节水方案》明确主要任务10项、重点举措25条。", []),
        ("《咸云市节水方案》提出10项重点任务。", []),
        ("全市推出惠企措施40项。", [40]),
        ("“碳汇贷”执行利率较同期下浮30个基点。", [-30]),
        ("本地就业率提高1个百分点。", [1]),
    ],
)
def test_steps_technical_data_and_who_wrote_it_count_nothing(text: str, values: list[float]) -> None:
    """What a rule counts by (每提高1个百分点), what is measured of a dam, and 10部门 are no figures."""
    for profile in ("accurate", "fast"):
        record = extract(Article(text=text, source=Source(published="2025-03-01")), profile=profile)
        assert [metric.value for metric in record.metrics] == values


@pytest.mark.parametrize(
    ("text", "of", "shares"),
    [
        ("全市三次产业结构调整为14.8:38.6:46.6。", "", [14.8, 38.6, 46.6]),
        ("三次产业结构由上年的13.6∶38.9∶47.5调整为13.1∶38.5∶48.4。", "", [13.6, 38.9, 47.5, 13.1, 38.5, 48.4]),
        ("三次海洋产业结构为17∶23∶60。", "海洋", [17, 23, 60]),
    ],
)
def test_the_structure_of_the_sectors_is_three_shares(text: str, of: str, shares: list[float]) -> None:
    for profile in ("accurate", "fast"):
        record = extract(Article(text=text, source=Source(published="2025-03-01")), profile=profile)
        assert [metric.value for metric in record.metrics] == shares
        turns = [f"{of}第{number}产业占比" for number in "一二三"] * (len(shares) // 3)
        assert [metric.indicator for metric in record.metrics] == turns
        assert {(metric.unit, metric.measure) for metric in record.metrics} == {("%", "share")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("农产品加工业产值与农业总产值之比达到2.8∶1。", 2.8),
        ("农产品加工业产值与农业总产值之比达到2.8:1。", 2.8),
        ("专项资金杠杆达到1∶8.2。", 8.2),
    ],
)
def test_a_ratio_to_one_is_a_multiple(text: str, value: float) -> None:
    (metric,) = metrics(text)
    assert (metric.value, metric.unit, metric.measure) == (value, "倍", "multiple")


@pytest.mark.parametrize("text", ["全市男女比例为1:1。", "上午9:10，招商大会开幕。", "主队以3:1获胜。"])
def test_other_numbers_with_a_colon_are_no_ratio_to_one(text: str) -> None:
    assert [metric for metric in metrics(text) if metric.unit == "倍"] == []
