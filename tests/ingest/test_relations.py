"""Relations: who does what to whom in a clause, with names given; stated, planned, refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policygraph.ingest.coreference import anaphors
from policygraph.ingest.reading import FoundEntity, FoundMention, Reading, begin
from policygraph.ingest.relations import find_relations
from policygraph.ingest.relations.candidates import Candidate
from policygraph.ingest.relations.cues import cues, group, read
from policygraph.ingest.relations.doubt import doubted
from policygraph.ingest.relations.skeleton import Skeleton
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import VocabularyError

LETTERS = {
    "E": "Enterprise", "G": "Program", "P": "Platform", "O": "Organization", "L": "Place", "I": "Industry",
    "H": "Honour", "D": "PolicyDocument",
}  # fmt: skip


def reading(text: str, names: str, home: str | None = None) -> Reading:
    """A reading of `text`; `names` is ``E:海岳电机 P:澜州大学 …``, each marked wherever it stands."""
    made = begin(Article(source=Source(place=home, published="2025-06-01"), text=text))
    for index, item in enumerate(names.split()):
        letter, _, name = item.partition(":")
        made.entities.append(FoundEntity(LETTERS[letter], [name], "test"))
        at = made.text.find(name)
        while at >= 0:
            made.mentions.append(FoundMention(at, at + len(name), index, "test"))
            at = made.text.find(name, at + len(name))
        if name == home:
            made.home = index
    made.mentions.sort(key=lambda mention: mention.start)
    return made


def said(made: Reading) -> set[tuple[str, str, str]]:
    names = [entity.names[0] for entity in made.entities]
    return {(names[r.subject], r.predicate, names[r.object]) for r in find_relations(made)}


STATED = [
    (
        "home-implements", "我市深入实施“澜才汇”计划。",
        "L:澜州市 G:“澜才汇”计划", "澜州市", ("澜州市", "implements", "“澜才汇”计划"),
    ),
    (
        "home-builds", "全市加快建设澜江科创走廊。",
        "L:澜州市 P:澜江科创走廊", "澜州市", ("澜州市", "builds", "澜江科创走廊"),
    ),
    (
        "planned", "我市将建设澜江科创走廊。",
        "L:澜州市 P:澜江科创走廊", "澜州市", ("澜州市", "builds", "澜江科创走廊"),
    ),
    (
        "company-builds", "海岳电机牵头组建电机重点实验室。",
        "E:海岳电机 P:电机重点实验室", None, ("海岳电机", "builds", "电机重点实验室"),
    ),
    (
        "issuer-before-title", "根据国务院《水污染防治行动计划》，制定本方案。",
        "O:国务院 D:《水污染防治行动计划》", "澜州市", ("国务院", "issues", "《水污染防治行动计划》"),
    ),
    (
        "another-place-acts", "临屿区为方便企业和群众办事，推出“一窗办”改革。",
        "L:澜州市 L:临屿区 G:“一窗办”改革", "澜州市", ("临屿区", "implements", "“一窗办”改革"),
    ),
    (
        "award", "海岳电机获评国家级制造业单项冠军。",
        "E:海岳电机 H:国家级制造业单项冠军", None, ("海岳电机", "awarded", "国家级制造业单项冠军"),
    ),
    (
        "located", "明屿精工落户临屿产业园。",
        "E:明屿精工 P:临屿产业园", None, ("明屿精工", "locatedIn", "临屿产业园"),
    ),
    (
        "leads", "以海岳电机为龙头的智能电机产业链加快成形。",
        "E:海岳电机 I:智能电机产业链", None, ("海岳电机", "leads", "智能电机产业链"),
    ),
    (
        "based-on", "澜州检测中心依托澜州大学建设。",
        "P:澜州检测中心 P:澜州大学", None, ("澜州检测中心", "basedOn", "澜州大学"),
    ),
    (
        "issues", "澜州市人民政府印发《电机规划》。",
        "O:澜州市人民政府 D:《电机规划》", None, ("澜州市人民政府", "issues", "《电机规划》"),
    ),
    (
        "focus", "公司澜州知微聚焦智能传感器产业。",
        "E:澜州知微 I:智能传感器产业", None, ("澜州知微", "focusesOn", "智能传感器产业"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "home", "triple"), [pytest.param(*row, id=case) for case, *row in STATED])
def test_stated(text: str, names: str, home: str | None, triple: tuple[str, str, str]) -> None:
    assert triple in said(reading(text, names, home))


def test_together_each_builds_and_both_cooperate() -> None:
    found = said(reading("海岳电机与澜州大学共建海岳研究院。", "E:海岳电机 P:澜州大学 P:海岳研究院"))
    assert {("海岳电机", "builds", "海岳研究院"), ("澜州大学", "builds", "海岳研究院")} <= found
    assert ("海岳电机", "collaboratesWith", "澜州大学") in found


def test_a_list_of_winners_shares_its_award() -> None:
    found = said(reading("甲电机、乙电机、丙电机被认定为省级绿色工厂。", "E:甲电机 E:乙电机 E:丙电机 H:省级绿色工厂"))
    assert {name for name, predicate, _ in found if predicate == "awarded"} == {"甲电机", "乙电机", "丙电机"}


NOT_STATED = [
    ("strives-for", "澜州市正在争创国家创新型城市。", "L:澜州市 H:国家创新型城市", "awarded"),
    ("applies-for", "海岳电机积极申报国家绿色工厂。", "E:海岳电机 H:国家绿色工厂", "awarded"),
    ("not-won", "海岳电机未能入选国家绿色工厂。", "E:海岳电机 H:国家绿色工厂", "awarded"),
    ("no-longer", "澜州市不再建设澜州会展中心。", "L:澜州市 P:澜州会展中心", "builds"),
    ("put-off", "澜州市暂缓实施“双倍增”行动。", "L:澜州市 G:“双倍增”行动", "implements"),
    ("law-of-the-nation", "澜州市印发《中华人民共和国森林法》。", "L:澜州市 D:《中华人民共和国森林法》", "issues"),
    (
        "document-of-another",
        "澜州市教育局印发《教育部关于评选的通知》。",
        "O:澜州市教育局 D:《教育部关于评选的通知》",
        "issues",
    ),
    (
        "law-and-ministry",
        "国家发展改革委印发《中华人民共和国招标投标法》。",
        "O:国家发展改革委 D:《中华人民共和国招标投标法》",
        "issues",
    ),
    (
        "document-of-several",
        "澜州市政府印发《财政部、农业部关于减税的通知》。",
        "O:澜州市政府 D:《财政部、农业部关于减税的通知》",
        "issues",
    ),
    (
        "orders-carried-out",
        "为贯彻落实国务院决策部署，深化“澜才汇”计划。",
        "O:国务院 G:“澜才汇”计划",
        "implements",
    ),
    ("name-alone", "澜州大学成绩显著。海岳电机增长。", "P:澜州大学 E:海岳电机", "collaboratesWith"),
]


@pytest.mark.parametrize(("text", "names", "predicate"), [pytest.param(*row, id=case) for case, *row in NOT_STATED])
def test_not_stated(text: str, names: str, predicate: str) -> None:
    assert predicate not in {found for _, found, _ in said(reading(text, names))}


@pytest.mark.parametrize(
    ("text", "focused"),
    [
        pytest.param("推荐范围面向汽车、石油化工、机械制造等领域的研发设计需求。", False, id="whom-it-is-for"),
        pytest.param("加强先进装备在汽车、石油化工、机械制造等领域的应用。", False, id="where-it-is-used"),
        pytest.param("大力发展汽车、石油化工、机械制造等产业。", True, id="said-with-a-verb"),
    ],
)
def test_the_nation_focuses_on_no_industry_that_a_call_lists(text: str, focused: bool) -> None:
    found = said(reading(text, "L:中国 I:汽车 I:石油化工 I:机械制造", "中国"))
    assert (("中国", "focusesOn", "汽车") in found) is focused


def test_a_place_does_what_no_verb_says_only_where_that_is_likely() -> None:
    candidate = Candidate("home", "implements", (), (), Skeleton(0, 0, 0, (), False), 0, 1, "", ())
    assert doubted(candidate, 0.5, nation=False)
    assert not doubted(candidate, 0.9, nation=False)
    assert not doubted(replace(candidate, kind="local>"), 0.5, nation=False)


def test_what_another_place_does_is_not_done_by_the_place_of_the_article() -> None:
    made = reading("临屿区开展“清风”行动。", "L:澜州市 L:临屿区 G:“清风”行动", "澜州市")
    assert said(made) == {("临屿区", "implements", "“清风”行动")}


def test_every_relation_says_where_and_why() -> None:
    made = reading(
        "我市实施“澜才汇”计划，海岳电机获评绿色工厂。", "L:澜州市 G:“澜才汇”计划 E:海岳电机 H:绿色工厂", "澜州市"
    )
    for relation in find_relations(made):
        assert 0 <= relation.start < relation.end <= len(made.text)
        assert relation.rule
        assert 0 < relation.confidence <= 1
        assert made.entities[relation.object].names[0] in made.text[relation.start : relation.end]


ANAPHORS = [
    ("company", "海岳电机入驻园区。该公司投产。", "E:海岳电机", "该公司", 0),
    ("home", "全市新增企业3家。", "L:澜州市", "全市", 0),
    ("park", "临屿产业园建成。园区集聚企业。", "P:临屿产业园", "园区", 0),
    ("group", "海岳集团旗下的海岳绿能公司投产。集团装机10万千瓦。", "E:海岳集团 E:海岳绿能公司", "集团", 0),
    ("factory", "海岳智能工厂投产。该工厂由海岳电机建设。", "P:海岳智能工厂 E:海岳电机", "该工厂", 0),
    ("harbour", "临屿港区有泊位23个。该港区吞吐量1亿吨。", "P:临屿港区", "该港区", 0),
    ("bank", "临屿银行开业。该行贷款5亿元。", "E:临屿银行", "该行", 0),
    (
        "own-document",
        "临屿节水办法印发。《澜州用水办法》同时废止。本办法施行。",
        "D:临屿节水办法 D:《澜州用水办法》",
        "本办法",
        0,
    ),
    ("described", "打开“澜小麦”就能问。这个由市农业农村局打造的农事平台，用户3400户。", "P:“澜小麦”", "平台", 0),
    ("far", f"临屿产业园建成。{'人来人往。' * 100}去年，园区产值5亿元。", "P:临屿产业园", "园区", 0),
    ("latter", "临屿研究院依托临屿交易中心，后者交易额5亿元。", "P:临屿研究院 P:临屿交易中心", "后者", 1),
]


@pytest.mark.parametrize(("text", "names", "word", "entity"), [pytest.param(*row, id=case) for case, *row in ANAPHORS])
def test_anaphors(text: str, names: str, word: str, entity: int) -> None:
    made = reading(text, names, "澜州市")
    assert (word, entity) in {(made.text[a.start : a.end], a.entity) for a in anaphors(made)}


def test_an_anaphor_needs_something_to_mean() -> None:
    assert anaphors(reading("该公司投产。", "L:澜州市")) == []


@pytest.mark.parametrize("text", ["临屿银行开业。该行政村通了路。", "临屿铁路通车。该线上平台开通。"])
def test_a_longer_word_is_no_anaphor(text: str) -> None:
    made = reading(text, "E:临屿银行 P:临屿铁路", "澜州市")
    assert not {made.text[a.start : a.end] for a in anaphors(made)} & {"该行", "该线"}


def test_bad_cue_lines_are_refused_with_their_number() -> None:
    with pytest.raises(VocabularyError, match=r"cues\.tsv, line 2: expected a kind"):
        read(["DO\t实施", "BUILD 建设"], name="cues.tsv")
    with pytest.raises(VocabularyError, match=r"line 2: '实施' is of kind DO already"):
        read(["DO\t实施", "BUILD\t实施"], name="cues.tsv")
    with pytest.raises(VocabularyError, match="no group 'nobody'"):
        group("nobody")
    assert cues().kind_of["实施"] == "DO"


def test_a_part_is_known_by_its_name() -> None:
    made = reading("建成澜州科技大市场桥东分市场。", "P:澜州科技大市场桥东分市场")
    made.entities.append(FoundEntity("Platform", ["澜州科技大市场"], "inside the name of a part", implied=True))
    assert ("澜州科技大市场桥东分市场", "partOf", "澜州科技大市场") in said(made)


def test_a_branch_of_a_bank_is_no_part_by_its_name() -> None:
    made = reading("建成澜州银行桥东分行，澜州银行增资。", "E:澜州银行桥东分行 E:澜州银行")
    assert not [triple for triple in said(made) if triple[1] == "partOf"]


def test_of_a_chain_of_places_the_last_acts() -> None:
    made = reading("云岭省澜州市近日印发《澜州市青年友好方案》。", "L:云岭省 L:澜州市 D:《澜州市青年友好方案》")
    assert said(made) == {("澜州市", "issues", "《澜州市青年友好方案》")}


def test_a_body_that_was_just_set_up_does_not_do_what_follows() -> None:
    text = "澜州市成立了由市长任组长的清欠领导小组，制定了《澜州市清欠方案》《账款清偿方案》，针对全市欠款逐项细化。"
    made = reading(text, "L:澜州市 O:清欠领导小组 D:《澜州市清欠方案》 D:《账款清偿方案》", "澜州市")
    assert said(made) == {
        ("澜州市", "issues", "《澜州市清欠方案》"),
        ("澜州市", "issues", "《账款清偿方案》"),
    }


def test_where_a_sentence_says_who_issued_a_document_nobody_else_is_guessed() -> None:
    text = "云岭：让企业省心\n去年11月，澜州市政府出台《关于推动知识产权发展的实施方案》，将奖补政策扩展到18项。"
    names = "L:云岭 O:澜州市政府 D:《关于推动知识产权发展的实施方案》"
    assert said(reading(text, names, "云岭")) == {("澜州市政府", "issues", "《关于推动知识产权发展的实施方案》")}
