"""The place that an article speaks for."""

from __future__ import annotations

import pytest

from policygraph.ingest.place import place_of

PLACES = [
    ("paper-and-our-city", "科技引擎新动能澎湃", "慈溪日报", "我市新增高新技术企业300家。", "慈溪市"),
    ("site-and-paper", "科技引擎新动能澎湃", "慈溪新闻网-慈溪日报", "我市新增企业3家。", "慈溪市"),
    ("government", "关于印发方案的通知", "福建省人民政府办公厅", "各市、县人民政府：", "福建省"),
    ("title", "嘉兴市推进科创走廊建设", None, "今年新增企业3家。", "嘉兴市"),
    ("our-province", "产业向新", "湖南日报", "我省新增企业3家，长沙市占两家。", "湖南省"),
    ("county-in-city", "丹徒区上半年经济运行", "镇江市丹徒区人民政府", "全区新增企业3家。", "丹徒区"),
    ("short-form-in-text", "楚雄州2025年计划", "楚雄州发展和改革委员会", "全州新增企业3家。", "楚雄州"),
    ("national", "农业农村部召开发布会", "农业农村部", "上半年，全国夏粮增产。", "中国"),
    ("national-paper", "社区更好", "中国建设报", "成都市上线平台。南昌市办起食堂。山东省东营市开通系统。", "中国"),
    ("national-paper-one", "社区更好", "中国建设报", "成都市上线，成都市办好，成都市延时。四川省推广。", "成都市"),
    ("national-paper-title", "南昌市社区更智慧", "中国建设报", "社区上线平台。成都市、东营市前来考察。", "南昌市"),
    ("national-paper-word", "撑起安居一片天", "中国建设报", "在成都市、东营市、南昌市试点。", "中国"),  # no 安居区
    ("chain", "浙江省宁波市慈溪市规划", None, "推进。", "慈溪市"),
    ("zone", "园区半年报", "阜新高新技术产业开发区管理委员会", "全区新增企业3家。", "阜新高新技术产业开发区"),
    ("unlisted", "云汀市召开会议", "云汀日报", "我市新增企业3家。", "云汀市"),
    ("renamed", "开拓进取的一年", "萧山日报", "我市工业增长12%。萧山市委召开全会。", "萧山市"),
    ("renamed-county", "余杭县农业总结", None, "余杭县种粮3万亩，全县增收。", "余杭县"),
    ("renamed-remembered", "萧山区工作报告", None, "我区（原萧山市）工业增长12%。", "萧山区"),
    ("old-name-of-another", "淮安市工作报告", "淮安市人民政府", "全市工业增长12%。", "淮安市"),
    (
        "national-paper-chain",
        "社区更好",
        "中国建设报",
        "湖南省岳阳市住建局发布办法，新建住房。",
        "岳阳市",
    ),
    (
        "national-paper-words",
        "社区更好",
        "中国建设报",
        "杭州市上线，杭州市办好，杭州市延时。安居乐业。",
        "杭州市",
    ),
    ("national-paper-two", "社区更好", "中国建设报", "湖南省岳阳市上线，江苏省无锡市考察。", "中国"),
    ("chain-of-a-government", "关于成立小组的通知", "广东省人民政府办公厅", "广东省佛山市顺德区负责。", "广东省"),
    ("county-town", "探索县城绿色低碳", None, "探索县城低碳建设，探索县城新路。", None),
    ("headline", "长春：营商环境进入第一方阵", "吉林日报", "落实吉林省委要求，当好全省排头兵。", "长春市"),
    ("headline-province-first", "浙江宁波：分类成习惯", "浙江日报", "全省推广。", "宁波市"),
    ("headline-of-two", "江苏、浙江：共建长廊", "吉林日报", "吉林省推广。", "吉林省"),
    ("paper-of-province", "推进工业", "吉林日报", "吉林持续发力。", "吉林省"),
    ("city-of-that-name", "推进工业", "吉林日报", "我市工业增长，吉林市办好企业。", "吉林市"),
    ("word-not-place", "自然资源利用", None, "资源保护成效明显，人力资源充足。", None),
    ("nothing", None, None, "今天天气很好。", None),
]


@pytest.mark.parametrize(("title", "publisher", "text", "expected"), [pytest.param(*r, id=case) for case, *r in PLACES])
def test_place(title: str | None, publisher: str | None, text: str, expected: str | None) -> None:
    assert place_of(title, publisher, text) == expected


@pytest.mark.parametrize("whose", ["各县区", "各市县区", "有关县区", "各乡镇、县区"])
def test_governments_of_each_county_are_those_of_no_place(whose: str) -> None:
    text = f"{whose}人民政府要抓好落实。"
    assert place_of(None, None, text) is None
    assert place_of("澜州市新增高新技术企业情况的通报", None, f"2025年，澜州市新增企业12家。{text}") == "澜州市"
