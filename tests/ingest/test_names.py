"""Names: what is one and what is not, aliases, the home place; hits beside near-misses."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from policygraph.ingest.names import find_names
from policygraph.ingest.names.aliases import cluster
from policygraph.ingest.names.certain import certain
from policygraph.ingest.names.clusters import names_of
from policygraph.ingest.names.combine import read_tags
from policygraph.ingest.names.home import home_place
from policygraph.ingest.names.selection import Choice
from policygraph.ingest.names.titles import titles
from policygraph.ingest.pipeline import extract
from policygraph.ingest.reading import Reading, begin
from policygraph.ingest.tagger import load_tagger
from policygraph.schema.article import Article, Source


def read(text: str, *, place: str | None = "澜州市", tagged: bool = True, title: str | None = None) -> Reading:
    reading = begin(Article(source=Source(place=place, title=title), text=text))
    find_names(reading, read_tags(load_tagger(), [reading.text])[0] if tagged else None)
    return reading


def names(reading: Reading) -> set[tuple[str, str]]:
    return {(entity.type, name.strip("“”《》")) for entity in reading.entities for name in entity.names}


FOUND = [
    ("company", "本市企业海岳电机集团股份有限公司获批建设研发平台。", "Enterprise", "海岳电机集团股份有限公司"),
    ("quoted-program", "全市深入实施“澜才汇”计划。", "Program", "澜才汇”计划"),
    ("run-of-actions", "实施“青苗筑梦”“匠心传承”等系列行动。", "Program", "匠心传承"),
    ("project", "总投资25亿元的海岳电机智能工厂三期项目开工。", "Program", "海岳电机智能工厂三期项目"),
    ("institute", "依托澜州大学建设澜州电机产业研究院。", "Platform", "澜州电机产业研究院"),
    ("university", "依托澜州大学建设澜州电机产业研究院。", "Platform", "澜州大学"),
    ("corridor", "高标准打造“澜江科创走廊”。", "Platform", "澜江科创走廊"),
    ("bureau", "（市经信局、市科技局按职责分工负责）", "Organization", "市科技局"),
    ("province", "与浙江省宁波市签署合作协议。", "Place", "宁波市"),
    ("zone", "项目落户仲恺高新区。", "Place", "仲恺高新区"),
    ("industry", "聚焦智能传感器产业，做强产业链。", "Industry", "智能传感器产业"),
    ("title", "国家级专精特新“小巨人”企业达到31家。", "Honour", "国家级专精特新“小巨人”企业"),
    ("document", "印发《澜州市智能电机产业发展规划》。", "PolicyDocument", "澜州市智能电机产业发展规划"),
    ("brands-in-a-list", "以海岳、恒川、明屿等企业为龙头的智能电机产业链加快成形。", "Enterprise", "明屿"),
]


@pytest.mark.parametrize(("text", "kind", "name"), [pytest.param(*row, id=case) for case, *row in FOUND])
def test_found(text: str, kind: str, name: str) -> None:
    assert (kind, name) in names(read(text))


NOT_FOUND = [
    ("slogan", "筑巢引凤打造人才集聚“强磁场”。", "强磁场"),
    ("generic-platform", "支持企业建设院士工作站、博士后工作站。", "院士工作站"),
    ("generic-company", "鼓励科技型中小企业加大投入。", "科技型中小企业"),
    ("period", "“十四五”期间，全市投入不断加大。", "十四五"),
    ("generic-place", "各县（市、区）人民政府要高度重视。", "各县"),
    ("anaphor", "我市深入推进改革。", "我市"),
    ("statistical", "规上工业增加值增长7.6%。", "规上工业"),
]


@pytest.mark.parametrize(("text", "name"), [pytest.param(*row, id=case) for case, *row in NOT_FOUND])
def test_not_found(text: str, name: str) -> None:
    assert name not in {found for _, found in names(read(text, place=None))}


def test_full_and_short_name_are_one_entity() -> None:
    reading = read("海岳电机集团股份有限公司（以下简称海岳电机）投产。海岳电机今年营收增长，海岳电机获奖。")
    companies = [entity for entity in reading.entities if entity.type == "Enterprise"]
    assert [entity.names[0] for entity in companies] == ["海岳电机集团股份有限公司"]
    assert "海岳电机" in companies[0].names
    index = reading.entities.index(companies[0])
    assert sum(mention.entity == index for mention in reading.mentions) == 4


def test_mentions_are_sorted_and_never_overlap() -> None:
    reading = read("浙江省宁波市实施“双倍增”行动，推动宁波慈星股份有限公司与宁波大学共建宁波大学智能装备研究院。")
    for before, after in zip(reading.mentions, reading.mentions[1:], strict=False):
        assert before.end <= after.start
    assert all(0 < mention.confidence <= 1 and mention.rule for mention in reading.mentions)


HOMES = [
    ("source", Source(place="慈溪市"), "我市推进。", "慈溪市"),
    ("nation", Source(place="全国"), "推进。", "中国"),
    ("publisher", Source(publisher="宁波市人民政府办公厅"), "推进。", "宁波市"),
    ("title", Source(title="余姚市2025年政府工作报告"), "推进。", "余姚市"),
    ("chain", Source(title="浙江省宁波市慈溪市规划"), "推进。", "慈溪市"),
    ("text", Source(publisher="中国建设报"), "社区更好\n成都市上线平台。南昌市办起食堂。东营市开通系统。", "中国"),
    ("none", Source(title="关于推进工作的通知"), "推进。", None),
]


@pytest.mark.parametrize(("source", "text", "home"), [pytest.param(*row, id=case) for case, *row in HOMES])
def test_home_place(source: Source, text: str, home: str | None) -> None:
    assert home_place(begin(Article(source=source, text=text))) == home


def test_the_home_place_has_its_full_name_where_only_its_stem_stands_inside_another_name() -> None:
    source = Source(title="若干举措", publisher="汀洲市人民政府办公室", place="汀洲市", published="2024-04-03")
    reading = begin(Article(source=source, text="实施“惠游汀洲”行动，发放消费券3000万元。"))
    find_names(reading)
    assert reading.home is not None
    assert reading.entities[reading.home].names[0] == "汀洲市"


def test_the_home_place_is_there_even_when_only_implied() -> None:
    reading = read("我市新增企业3家。")
    assert reading.home is not None
    assert reading.entities[reading.home].names == ["澜州市"]
    assert reading.entities[reading.home].implied


BODIES = [
    ("levels", "市财政局会同区财政局核实。", [["市财政局"], ["区财政局"]]),
    ("one-level", "市财政局牵头，财政局负责。", [["市财政局", "财政局"]]),
    (
        "office",
        "设立节水工作领导小组，领导小组办公室设在市水利局。",
        [["节水工作领导小组"], ["领导小组办公室"], ["市水利局"]],
    ),
    ("long-and-short-office", "澜州市人民政府办公室印发。市府办公室解释。", [["澜州市人民政府办公室", "市府办公室"]]),
    ("offices-of-two", "省政府办公厅、市政府办公室到会。", [["省政府办公厅"], ["市政府办公室"]]),
    (
        "editions",
        "印发《江岭节水技术目录（2022年版）》，《江岭节水技术目录（2020年版）》废止。",
        [["《江岭节水技术目录（2022年版）》"], ["《江岭节水技术目录（2020年版）》"]],
    ),
    ("white-space", "印发《节水 办法》，《节水办法》自公布之日起施行。", [["《节水办法》"]]),
]


@pytest.mark.parametrize(("text", "names"), [pytest.param(*row, id=case) for case, *row in BODIES])
def test_one_body_is_one_and_two_are_two(text: str, names: list[list[str]]) -> None:
    record = extract(Article(source=Source(place="澜州市"), text=text))
    kinds = ("Organization", "PolicyDocument")
    assert [list(entity.names) for entity in record.entities if entity.type in kinds] == names


CERTAIN = [
    ("won", "从勇夺“科技创新鼎”到", ["“科技创新鼎”"]),
    ("and", "科技型中小企业“双倍增”行动和高新技术企业“倍增提质”计划", ["高新技术企业“倍增提质”计划"]),
    ("built", "串珠成链打造“上林科创走廊”。", ["“上林科创走廊”"]),
    ("closed-by-its-class", "以海岳、恒川、明屿等企业为龙头的产业链", ["海岳", "恒川", "明屿"]),
    ("renamed", "回收平台换了名字：去年5月，“废易达”更名为“皖东收”。", ["“废易达”", "“皖东收”"]),
    ("own-title", "澜州市支持集成电路产业发展若干措施\n澜政规〔2024〕3号", ["澜州市支持集成电路产业发展若干措施"]),
    ("own-title-on-trial", "澜州市人才待遇实施细则（试行）\n第一章", ["澜州市人才待遇实施细则（试行）"]),
    ("own-title-part", "澜州市综合交通“十四五”规划（节选）\n第二章", ["澜州市综合交通“十四五”规划"]),
    ("headline", "澜州推出181项具体措施\n本报讯", []),
    ("heading", "四、财政支持政策\n对新建项目", []),
    ("structure", "岱山船闸货物通过量4000万吨，二线船闸、新建船闸、全市政务云都在建", ["岱山船闸"]),
    ("platform", "打开“游在澜州”智慧文旅平台，“双创”平台和“澜事办”等平台不在其中", ["“游在澜州”智慧文旅平台"]),
    ("class-alone", "以优势企业为核心，以行业协会、文化企业为主体", []),
    ("carried-out", "先后实施了“多证合一”“证照分离”等制度改革措施", ["“多证合一”", "“证照分离”"]),
    ("called-for", "做到“多证合一”“证照分离”等要求", []),
    ("only-quoted", "打造人才“强磁场”，形成“新动能”。", []),
    ("speech", "“这里有好政策。”他说。", []),
]


@pytest.mark.parametrize(("text", "found"), [pytest.param(*row, id=case) for case, *row in CERTAIN])
def test_certain_shapes(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in certain(text)] == found


TITLES = [
    ("issued", "澜州市政府关于印发澜州市节水管理办法（试行）的通知\n各镇：", ["澜州市节水管理办法（试行）"]),
    ("issued-no-document", "澜州市政府关于印发会议材料的通知\n各镇：", []),
    ("two-in-one", "关于印发澜州市节水实施方案澜州市节水管理办法的通知\n各镇：", []),
    (
        "marked-elsewhere",
        "关于促进奶业\n健康发展的意见\n《关于促进奶业健康发展的意见》印发。",
        ["关于促进奶业\n健康发展的意见"],
    ),
    ("without-de", "关于促进奶业健康发展意见\n《关于促进奶业健康发展的意见》印发。", ["关于促进奶业健康发展意见"]),
    ("inside-a-longer", "《省政府转发〈关于促进奶业健康发展的意见〉的通知》；《关于促进奶业健康发展的意见》", []),
    ("short-title", "办法如下。《办法》印发。", []),
]


@pytest.mark.parametrize(("text", "found"), [pytest.param(*row, id=case) for case, *row in TITLES])
def test_titles_without_marks(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in titles(text)] == found


def test_national_and_provincial_plan_are_two() -> None:
    reading = read("印发《江岭省主体功能区规划》，衔接《全国主体功能区规划》。", place="江岭省")
    documents = [entity for entity in reading.entities if entity.type == "PolicyDocument"]
    assert len(documents) == 2


def test_a_region_is_one_place_and_no_chain() -> None:
    reading = read("西藏自治区出台办法。西藏发展加快。", place="西藏自治区")
    assert [entity.names[0] for entity in reading.entities if entity.type == "Place"] == ["西藏自治区"]


def test_a_branch_market_brings_the_market() -> None:
    reading = read("建设澜州科技大市场桥东分市场，设立澜州银行桥东分行。")
    wholes = [entity for entity in reading.entities if entity.names == ["澜州科技大市场"]]
    assert [entity.implied for entity in wholes] == [True]
    assert not [entity for entity in reading.entities if entity.names == ["澜州银行"]]


def test_without_the_tagger_rules_do_it_alone() -> None:
    alone = names(read("（市经信局、市科技局按职责分工负责）", tagged=False))
    assert {("Organization", "市经信局"), ("Organization", "市科技局")} <= alone


def test_what_introduces_itself_bears_the_place_before_it_too() -> None:
    text = "抚州市临汝医院（以下简称临汝医院）开放床位1500张。"
    choices = [Choice(12, 16, "Platform", 0.9, 0)]
    assert [names_of(one) for one in cluster(text, choices, "抚州市")] == [["抚州市临汝医院", "临汝医院"]]


def documents(text: str, home: str, titles: Sequence[str], places: Sequence[str] = ()) -> list[list[str]]:
    """The documents among `titles` that are one, with `places` marked where each stands last."""
    marked = [("PolicyDocument", title, text.index(title)) for title in titles]
    marked += [("Place", place, text.rindex(place)) for place in places]
    choices = [Choice(at, at + len(name), kind, 0.9, i) for i, (kind, name, at) in enumerate(marked)]
    return [names_of(one) for one in cluster(text, choices, home) if one.type == "PolicyDocument"]


OF_TWO = [
    ("each-with-its-place", "甲江市", "《甲江市能源规划》", "《乙江市能源规划》"),
    ("years-do-not-hide-it", "甲江市", "《甲江市能源方案（2022—2025年）》", "《乙江市能源方案（2024—2027年）》"),
    ("own-place-left-out", "甲江市", "《能源保供实施方案》", "《乙江市能源保供实施方案》"),
]


@pytest.mark.parametrize(("home", "one", "two"), [pytest.param(*row, id=case) for case, *row in OF_TWO])
def test_what_two_places_have_each_is_two_things(home: str, one: str, two: str) -> None:
    assert documents(f"{one}收官。乙江市对照{two}落实，甲江市另行发布。", home, [one, two], ["甲江市", "乙江市"]) == [
        [one], [two],
    ]  # fmt: skip


def test_a_title_without_a_place_is_that_of_the_own_place() -> None:
    short, full = "《能源保供实施方案》", "《乙江市能源保供实施方案》"
    assert documents(f"{short}收官。乙江市对照{full}落实。", "乙江市", [short, full], ["乙江市"]) == [[full, short]]


def test_two_editions_of_a_plan_are_two_and_a_short_title_with_years_is_its_own() -> None:
    new, old = "《能源行动方案（2024—2026年）》", "《能源行动方案（2021—2023年）》"
    short = "《行动方案（2024—2026年）》"
    text = f"印发{new}。{old}已经完成。按照{short}，到2026年产值翻番。"
    assert documents(text, "甲江市", [new, old, short]) == [[new, short], [old]]


def test_an_edition_told_once_is_the_plan_without_years() -> None:
    long, plain = "《能源行动方案（2024—2026年）》", "《能源行动方案》"
    assert documents(f"印发{long}。{plain}提出目标。", "甲江市", [long, plain]) == [[long, plain]]


def test_a_company_of_another_place_keeps_it_where_its_short_name_does() -> None:
    text = "2023年，襄源燃气公司营业收入1.9亿元；其控股的灯塔襄源燃气有限公司（以下简称灯塔襄源）销售量0.3亿立方米。"
    source = Source(title="走访", published="2024-01-01", place="辽阳市")
    found = extract(Article(source=source, text=text), profile="accurate").entities
    assert {frozenset(e.names) for e in found if e.type == "Enterprise"} == {
        frozenset({"襄源燃气公司"}), frozenset({"灯塔襄源燃气有限公司", "灯塔襄源"}),
    }  # fmt: skip


def test_a_body_of_another_city_is_not_that_of_the_own_one() -> None:
    source = Source(publisher="赤壁日报", place="赤壁市", published="2024-04-03")
    text = (
        "利川市与我市合作。市茶叶试验站保存资源780份。常来换种的利川市茶叶试验站保存1050份。赤壁市茶叶试验站建站十年。"
    )
    reading = begin(Article(source=source, text=text))
    find_names(reading)
    stations = {frozenset(e.names) for e in reading.entities if any("试验站" in name for name in e.names)}
    assert frozenset({"利川市茶叶试验站"}) in stations
    assert not any({"市茶叶试验站", "利川市茶叶试验站"} <= names for names in stations)
