"""What is no name whatever the models say, and what only looks like it: near-misses beside hits."""

from __future__ import annotations

import numpy as np
import pytest

from policygraph.ingest.names.candidates import Candidate
from policygraph.ingest.names.evidence import TYPES
from policygraph.ingest.names.refusal import refuse, verdict
from policygraph.ingest.pipeline import extract
from policygraph.ingest.reading import begin
from policygraph.schema.article import Article

ROWS = [  # case, text, name taken for a type, the type that it has
    ("part-of-department", "各级财政部门要核实", "财政部", "Organization", ""),
    ("ministry", "财政部、教育部门要核实", "财政部", "Organization", "Organization"),
    ("line-break-inside", "各级财政部\n门要核实", "财政部", "Organization", ""),
    ("bracket-that-opens-before", "甲乙电机有限公司（以下简称甲乙）扩产", "甲乙）", "Enterprise", ""),
    ("number-of-document", "（澜科厅发〔2019〕12号）", "澜科厅", "Organization", ""),
    ("number-of-decree", "澜州市科技局令2016年第6号", "澜州市科技局", "Organization", ""),
    ("body-and-year", "澜州市科技局（2019年组建）", "澜州市科技局", "Organization", "Organization"),
    ("ideology", "以新时代中国特色社会主义思想为指导", "中国", "Place", ""),
    ("country", "中国特高压走向世界", "中国", "Place", "Place"),
    ("newspaper", "来源：澜州日报", "澜州", "Place", ""),
    ("trade-paper", "来源：中国建设报", "中国", "Place", ""),
    ("paper-that-tells", "记者从澜江日报社获悉", "澜江日报社", "Enterprise", ""),
    ("company-of-papers", "澜江日报报业集团上市", "澜江日报报业集团", "Enterprise", "Enterprise"),
    ("reports-a-case", "澜州市报告3例", "澜州市", "Place", "Place"),
    ("paper-in-marks", "摘自《澜江早报》", "《澜江早报》", "PolicyDocument", ""),
    ("circular-in-marks", "印发《关于督查情况的通报》", "《关于督查情况的通报》", "PolicyDocument", "PolicyDocument"),
    ("refused-program", "杜绝“面子工程”，务求实效", "“面子工程”", "Program", ""),
    ("teller-and-document", "市安委办通报三年行动方案推进情况", "市安委办通报三年行动方案", "PolicyDocument", ""),
    ("release-in-a-title", "市政府信息公布管理办法", "市政府信息公布管理办法", "PolicyDocument", "PolicyDocument"),
    ("refused-in-a-list", "严禁搞“面子工程”“盆景工程”", "“盆景工程”", "Program", ""),
    ("campaign-against", "整治“漂绿”专项行动", "“漂绿”", "Program", "Program"),
    ("part-in-a-deal", "债权人海岳集团收购了项目", "债权人海岳集团", "Enterprise", ""),
    ("and-the-last", "还有桥东电厂二期项目等", "还有桥东电厂二期项目", "Program", ""),
    ("row-of-quotations", "“多证合一”“证照分离”等改革", "“多证合一”“证照分离”等改革", "Program", ""),
    ("lone-quotation-mark", "获评国家“优先发展示范市", "国家“优先发展示范市", "Honour", ""),
    ("office-of-a-person", "市委副书记出席", "市委副书记", "Organization", ""),
    ("hall", "清理游艺厅", "游艺厅", "Organization", ""),
    ("motto", "澜州市育苗引凤建“才智大脑”", "育苗引凤", "Enterprise", ""),
    ("motto-is-a-company", "引凤筑巢打造园区，引凤筑巢科技公司", "引凤筑巢", "Enterprise", "Enterprise"),
    ("company-before-a-verb", "海岳电机打造园区", "海岳电机", "Enterprise", "Enterprise"),
    ("company-that-develops", "保利发展打造园区", "保利发展", "Enterprise", "Enterprise"),
    ("licence", "换发《营业执照》", "《营业执照》", "PolicyDocument", ""),
    ("form", "填写《项目申报书（试行）》", "《项目申报书（试行）》", "PolicyDocument", ""),
    ("list", "执行《市场准入负面清单》", "《市场准入负面清单》", "PolicyDocument", "PolicyDocument"),
    ("forwarding", "关于印发澜州市节水办法的通知", "关于印发澜州市节水办法", "PolicyDocument", ""),
    ("issued", "关于印发澜州市节水办法的通知", "澜州市节水办法", "PolicyDocument", "PolicyDocument"),
    ("meeting", "召开防汛工作会议", "防汛工作会议", "Program", ""),
    ("forum", "举办澜江发展论坛", "澜江发展论坛", "Program", ""),
    ("fair", "举办澜江招商大会", "澜江招商大会", "Program", "Program"),
    ("clause", "澜州市城管部门迅速行动", "澜州市城管部门迅速行动", "Program", ""),
    ("campaign", "澜州市城管攻坚行动", "澜州市城管攻坚行动", "Program", "Program"),
    ("body-in-quotes", "公众号“江岭省税务局”推送", "“江岭省税务局”", "Program", "Organization"),
    ("pattern-in-quotes", "推动“双循环新格局”", "“双循环新格局”", "Program", "Program"),
    ("plant", "建成澜州垃圾焚烧发电厂", "澜州垃圾焚烧发电厂", "Program", "Platform"),
    ("plant-project", "建成澜州垃圾焚烧发电厂项目", "澜州垃圾焚烧发电厂项目", "Program", "Program"),
    ("slogan", "老人走进“暖心小屋”，笑声不断", "“暖心小屋”", "Program", ""),
    ("carried-out", "深入实施“暖心小屋”，覆盖全市", "“暖心小屋”", "Program", "Program"),
    ("in-a-list", "开展“春雨”“秋实”，覆盖全市", "“秋实”", "Program", "Program"),
    ("typed-behind", "澜州“春雨”培育工程见效", "“春雨”", "Program", "Program"),
    ("typed-elsewhere", "“春雨”见效，“春雨”行动收官", "“春雨”", "Program", "Program"),
    ("typed-inside", "澜州“春雨计划”见效", "“春雨计划”", "Program", "Program"),
    ("enumeration", "推进“土墙、石瓦、泥路”改观", "“土墙、石瓦、泥路”", "Program", ""),
    ("warning", "发布预警信息", "预警信息", "Industry", ""),
    ("new-materials", "发展新材料", "新材料", "Industry", "Industry"),
    ("in-the-city", "整合市内科创平台资源", "市内科创平台", "Platform", ""),
    ("verb-behind-a-place", "人才来澜州领办企业", "澜州领办", "Organization", ""),
    ("office", "由澜州市政府办牵头", "澜州市政府办", "Organization", "Organization"),
    ("beginning-of-a-clause", "目前实验室已集聚人员", "目前实验室", "Platform", ""),
    ("people", "海归博士团队创办公司", "海归博士", "Enterprise", ""),
    ("people-in-a-name", "澜江博士后工作站", "澜江博士后工作站", "Platform", "Platform"),
    ("english", "what they tell of their county", "tell", "Enterprise", ""),
    ("english-at-the-end", "come from their county", "county", "Place", ""),
    ("latin-brands", "澜州引进了 Tesla, Bosch 等企业", "Bosch", "Enterprise", "Enterprise"),
    ("latin-brand", "澜州引进vivo、OPPO等企业", "vivo", "Enterprise", "Enterprise"),
    ("statistics", "数字经济核心产业增加值增长9%", "数字经济核心产业", "Industry", ""),
    ("statistics-as-topic", "聚焦数字经济核心产业", "数字经济核心产业", "Industry", "Industry"),
    ("common-place", "建设智慧社区", "智慧社区", "Place", ""),
    ("named-community", "建设绿苑社区", "绿苑社区", "Place", "Place"),
    ("common-company", "设立村镇银行", "村镇银行", "Enterprise", ""),
    ("named-bank", "设立澜州村镇银行", "澜州村镇银行", "Enterprise", "Enterprise"),
    ("common-body", "由县级人民政府批准", "县级人民政府", "Organization", ""),
    ("named-body", "由澜州县人民政府批准", "澜州县人民政府", "Organization", "Organization"),
    ("common-carrier", "新建公共图书馆", "公共图书馆", "Platform", ""),
    ("named-carrier", "新建澜州图书馆", "澜州图书馆", "Platform", "Platform"),
    ("villager", "村民汪友禾领到补助", "汪友禾", "Enterprise", ""),
    ("villager-elsewhere", "“好日子来了。”汪友禾说。后来汪友禾搬了家", "汪友禾", "Place", ""),
    ("place-like-a-person", "村民来到石桥镇，石桥镇说好", "石桥镇", "Place", "Place"),
    ("relative", "曾凤英爱人是股东", "曾凤英爱人", "Enterprise", ""),
    ("what-must-be-done", "影像数据业主单位应自项目启动起备案", "影像数据业主单位应自项目", "Program", ""),
    ("what-it-is-to-somebody", "母公司海岳集团参与共建", "母公司海岳集团", "Enterprise", ""),
    ("what-it-is-here", "龙头企业海岳电机落户", "龙头企业海岳电机", "Enterprise", ""),
    ("a-name-like-it", "总公馆酒店开业", "总公馆酒店", "Enterprise", "Enterprise"),
    ("cut-title", "《节水办\n发布日期：2021-05-06\n法》", "《节水办\n发布日期：2021-05-06\n法》", "PolicyDocument", ""),
    ("sight", "湖边枫林如画，游人如织", "枫林如画", "Enterprise", ""),
    ("tree", "公园栽种银杏、红枫树40棵", "红枫树", "Enterprise", ""),
    ("brand-and-business", "岭澜投资3亿元扩产", "岭澜", "Enterprise", "Enterprise"),
    ("business-elsewhere", "岭澜的灯亮着。集团把岭澜列为重点", "岭澜", "Enterprise", "Enterprise"),
    ("trade-without-business", "岭澜电机的灯亮着", "岭澜电机", "Enterprise", "Enterprise"),
    ("slogan-beside-projects", "打造宜居宜业的家园，引进项目3个", "宜居宜业", "Enterprise", ""),
    ("writer", "摘自《澜江建设报》 2023.01.05 何岭 江轩", "江轩", "Enterprise", ""),
    ("company-behind-an-excerpt", "摘自《澜江建设报》。海岳电机投产", "海岳电机", "Enterprise", "Enterprise"),
    ("trade-paper-as-body", "摘自《澜江建设报》", "澜江建设报", "Organization", ""),
    ("site-as-source", "来源：澜江在线", "澜江在线", "Platform", ""),
    ("whom-to-ask", "联系人：岳明、林杉电话：0000-1234", "岳明", "Enterprise", ""),
    ("whom-to-ask-too", "联 系 人：岳明、林杉电话：0000-1234", "林杉电话", "Enterprise", ""),
    ("how-to-reach", "畅通电话、网络渠道", "畅通电话", "Enterprise", ""),
    ("hotline", "海岳热线受理诉求3万件", "海岳热线", "Platform", "Platform"),
    ("city-of-the-table", "石家庄表示支持", "石家庄", "Place", "Place"),
]


@pytest.mark.parametrize(("text", "name", "kind", "expected"), [pytest.param(*row, id=case) for case, *row in ROWS])
def test_verdict(text: str, name: str, kind: str, expected: str) -> None:
    reading = begin(Article(text=text))
    at = reading.text.rfind(name)
    assert verdict(reading, at, at + len(name), kind, {}) == expected


@pytest.mark.parametrize(
    ("text", "whole", "owner"),
    [
        ("走进澜江走廊的海岳电机中央工厂，产线正忙。海岳电机集团去年投产。", "海岳电机中央工厂", "海岳电机"),
        ("海岳电机建设研发中心，海岳电机集团去年投产。", "海岳电机建设研发中心", "海岳电机"),
    ],
)
def test_a_facility_takes_over_its_owners_name_where_only_qualities_stand_between(
    text: str, whole: str, owner: str
) -> None:
    reading = begin(Article(text=text))
    spans = [(text.index(whole), text.index(whole) + len(name)) for name in (owner, whole)]
    candidates = [Candidate(start, end) for start, end in spans]
    probabilities = np.zeros((2, len(TYPES) + 1), np.float32)
    column = {name: number for number, name in enumerate(TYPES, 1)}
    probabilities[0, [0, column["Enterprise"]]] = 0.3, 0.7
    probabilities[1, [0, column["Platform"]]] = 0.8, 0.2
    result = refuse(reading, candidates, probabilities)
    taken = "建设" not in whole
    assert result[1, column["Platform"]] == pytest.approx(0.9 if taken else 0.2)
    assert result[0, column["Enterprise"]] == pytest.approx(0.0 if taken else 0.7)
    assert result.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_a_facility_before_its_area_is_part_of_an_indicator() -> None:
    text = "建设澜江生物医药产业园（以下简称澜江药谷）。澜江药谷孵化器面积由9万平方米扩至18万平方米。"
    for profile in ("fast", "accurate"):
        record = extract(Article(text=text), profile=profile)
        named = {entity.id: entity.names for entity in record.entities}
        assert "澜江药谷孵化器" not in {name for names in named.values() for name in names}
        assert all("澜江药谷" in named[metric.subject or ""] for metric in record.metrics)


def test_a_mark_that_a_figure_passes_is_no_county() -> None:
    for text in ("2024年，慈溪市地区生产总值突破1万亿元大关。", "慈溪市人口突破百万大关。"):
        assert [entity.names[0] for entity in extract(Article(text=text)).entities] == ["慈溪市"]
    county = extract(Article(text="云南省大关县举行仪式，大关县新增企业3家。"))
    assert "大关县" in {entity.names[0] for entity in county.entities}
