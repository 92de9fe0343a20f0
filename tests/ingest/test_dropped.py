"""Targets that are given up: every way to say it, and what only looks like it."""

from __future__ import annotations

import pytest

from policygraph.ingest.pipeline import extract
from policygraph.schema.article import Article

GIVEN_UP = [
    ("with-value", "取消昭萍算力中心机架规模6000架的目标。", [("昭萍算力中心机架规模", 6000, "架")]),
    ("no-longer", "人均公共图书馆藏书量不再作为考核指标。", [("人均公共图书馆藏书量", None, "")]),
    ("deleted", "删去“农村公路里程”指标。", [("农村公路里程", None, "")]),
    ("made", "不再将地区生产总值增速作为约束性指标。", [("地区生产总值增速", None, "")]),
    ("passive", "研发投入强度指标予以取消。", [("研发投入强度", None, "")]),
    ("moved-out", "将单位GDP能耗调出考核指标体系。", [("单位GDP能耗", None, "")]),
    ("kept-no-more", "2025年新建充电桩5000个的目标不再保留。", [("2025年新建充电桩", 5000, "个")]),
    ("of-a-plan", "停止执行“十四五”规划中港口吞吐量达到1亿吨的目标。", [("港口吞吐量达到", 1e8, "吨")]),
    (
        "list",
        "养老床位、护理型床位和助餐点三项指标不再列入考核。",
        [("养老床位", None, ""), ("护理型床位", None, ""), ("助餐点", None, "")],
    ),
    ("management", "一般工业固体废物综合利用率不再纳入年度目标管理。", [("一般工业固体废物综合利用率", None, "")]),
]
KEPT = [
    ("limit-lifted", "取消企业上云补贴申报名额限制，推动企业上云3000家的目标不变。"),
    ("not-reported", "每万人拥有5G基站数不再按季度通报，目标值保持不变。"),
    ("forbidden", "不得取消节能降耗目标。"),
    ("not-done", "有关部门没有取消节能降耗目标。"),
    ("proposed", "专家建议取消藏书量指标。"),
    ("not-lowered", "电子商务交易额不再下调目标。"),
    ("laggards", "删除目标完成率低的单位。"),
    ("bonus", "取消目标责任考核奖。"),
    ("data", "删去重复统计的数据。"),
    ("boilers", "全市不再新建燃煤锅炉，完成减排任务。"),
    ("no-rebound", "PM2.5浓度不再反弹，超额完成目标任务。"),
    ("fees", "取消收费项目12项，完成年度目标。"),
    ("unchanged", "其余指标维持不变。"),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in GIVEN_UP])
def test_targets_given_up(text: str, expected: list[tuple[str, float | None, str]]) -> None:
    lead = "云江市印发通知。\n"
    record = extract(Article(text=lead + text), profile="fast")
    assert [(d.indicator, d.value, d.unit) for d in record.dropped] == expected
    for item in record.dropped:
        assert record.text[item.start_offset : item.end_offset].strip("的“”") == item.indicator
        assert (item.quote, item.cue in text) == (text, True)


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in KEPT])
def test_targets_kept(text: str) -> None:
    assert extract(Article(text=text), profile="fast").dropped == ()
