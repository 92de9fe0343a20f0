"""What an article says of its own names."""

from __future__ import annotations

import pytest

from policygraph.graph.resolution.within import Reading, read, subject_place
from policygraph.schema.article import Source
from policygraph.schema.record import Entity, Mention, Record


def record(text: str, *entities: tuple[str, str], place: str | None = "宁波市") -> Record:
    """Entities are type and name; each is an entity of its own with its first mention."""
    made = []
    for number, (type_, name) in enumerate(entities, 1):
        at = text.index(name)
        mention = Mention(name=name, start_offset=at, end_offset=at + len(name))
        made.append(Entity(id=f"e{number}", type=type_, names=(name,), mentions=(mention,)))
    return Record(text=text, source=Source(place=place, published="2024-03-01"), entities=tuple(made))


def names(reading: Reading) -> list[set[str]]:
    return [set(entity.names) for entity in reading.record.entities if entity.type != "Place"]


TIED = [
    ("introduced", "青禾电机有限公司（以下简称“青电”）扩产。", "青禾电机有限公司", "青电", set()),
    ("renamed", "今年，青禾电机更名为远禾智能。", "青禾电机", "远禾智能", {"青禾电机"}),
    ("formerly", "远禾智能（原名青禾电机）扩产。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("formerly-in-brackets", "远禾智能（原青禾电机）扩产。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("formerly-told", "远禾智能扩产。老职工还记得它从前的名字——青禾电机。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("its-former-self", "远禾智能扩产，它的前身是青禾电机。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("its-former-self-described", "远禾智能扩产，前身就是做电扇起家的青禾电机。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("took-this-name", "远禾智能扩产。去年8月，青禾电机改用这个新名字。", "远禾智能", "青禾电机", {"青禾电机"}),
    ("told-by-its-sign", "试车台归远禾智能使用。前年，门牌上写的还是青禾电机。", "远禾智能", "青禾电机", {"青禾电机"}),
    (
        "told-as-a-story",
        "远禾智能扩产。它就是人们叫了二十年的青禾电机，今年改用新名。",
        "远禾智能",
        "青禾电机",
        {"青禾电机"},
    ),
    ("come-of", "远禾智能——去年8月由青禾电机更名而来——扩产。", "远禾智能", "青禾电机", {"青禾电机"}),
]


STORIES = [  # of 远禾智能, and how 青禾电机 comes into them
    "去年8月，青禾电机改用此名，为上市铺路。",
    "青禾电机去年8月正式改用此名。",
    "去年8月起，青禾电机用的就是这个名字。",
    "这个名字由青禾电机改来。",
    "去年8月之前，它叫青禾电机。",
    "换下的老招牌上写着青禾电机。",
    "青禾电机这个名字，去年8月起不再使用。",
    "它的老名字叫青禾电机，去年换下。",
    "去年8月，青禾电机在工商部门变更登记，启用这一名称。",
    "这是青禾电机去年8月换上的新名字。",
    "青禾电机自去年8月起用上了这个新名。",
    "企业此前名为青禾电机。",
    "去年股改完成，青禾电机从此叫这个名字。",
]
NO_STORIES = [
    "去年8月，青禾电机改用新设备。", "青禾电机也来参观，去年8月更名的还有别家。", "青禾电机采用该名单。",
    "青禾电机的牌子去年摘下。",
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_a_story_tells_of_a_name_that_was_given_up(story: str) -> None:
    reading = read(
        record(f"门头上的字还很新：远禾智能。{story}", ("Enterprise", "远禾智能"), ("Enterprise", "青禾电机"))
    )
    assert names(reading) == [{"远禾智能", "青禾电机"}]
    assert set(reading.former.values()) == {frozenset({"青禾电机"})}


@pytest.mark.parametrize("story", NO_STORIES)
def test_a_story_of_something_else_ties_nothing(story: str) -> None:
    reading = read(
        record(f"门头上的字还很新：远禾智能。{story}", ("Enterprise", "远禾智能"), ("Enterprise", "青禾电机"))
    )
    assert (names(reading), reading.former) == ([{"远禾智能"}, {"青禾电机"}], {})


RENAMED_AFTER = ["新名为", "名称改为", "如今叫", "，如今改叫", "启用新名"]


@pytest.mark.parametrize("words", RENAMED_AFTER)
def test_a_new_name_follows_however_it_is_said(words: str) -> None:
    reading = read(record(f"青禾电机{words}远禾智能，扩产。", ("Enterprise", "青禾电机"), ("Enterprise", "远禾智能")))
    assert (names(reading), set(reading.former.values())) == ([{"远禾智能", "青禾电机"}], {frozenset({"青禾电机"})})


@pytest.mark.parametrize(("text", "one", "two", "former"), [pytest.param(*rest, id=case) for case, *rest in TIED])
def test_tied_names_are_one(text: str, one: str, two: str, former: set[str]) -> None:
    reading = read(record(text, ("Enterprise", one), ("Enterprise", two)))
    assert names(reading) == [{one, two}]
    assert set().union(*reading.former.values()) == former


def test_a_renaming_is_read_where_the_other_name_is_no_mention() -> None:
    [entity] = read(record("青禾电机今年正式更名为远禾智能，员工不变。", ("Enterprise", "青禾电机"))).record.entities
    assert entity.names == ("远禾智能", "青禾电机")


def test_the_name_given_up_for_this_one_is_read_where_it_is_no_mention() -> None:
    text = "远禾智能扩产。去年8月，青禾电机改用这个新名字，员工不变。"
    [entity] = read(record(text, ("Enterprise", "远禾智能"))).record.entities
    assert set(entity.names) == {"远禾智能", "青禾电机"}


BRANDS = [
    ("under-it", "青禾食品旗下“云上茶”品牌热销。", ["“云上茶”"], [{"青禾食品", "“云上茶”"}]),
    ("unread", "青禾食品旗下的自主品牌“云上茶”热销。", [], [{"青禾食品", "云上茶"}]),
    ("of-it", "青禾食品的“云上茶”品牌热销。", ["“云上茶”"], [{"青禾食品", "“云上茶”"}]),
    ("no-brand", "青禾食品旗下“云上茶”热销。", ["“云上茶”"], [{"青禾食品"}, {"“云上茶”"}]),
    ("several", "青禾食品旗下“云上茶”“云上果”品牌热销。", ["“云上茶”"], [{"青禾食品"}, {"“云上茶”"}]),
    ("of-a-region", "青禾食品的“云上好物”区域公用品牌热销。", ["“云上好物”"], [{"青禾食品"}, {"“云上好物”"}]),
    ("no-owner", "青禾食品入选“云上茶”品牌榜。", ["“云上茶”"], [{"青禾食品"}, {"“云上茶”"}]),
    (
        "of-two",
        "青禾食品旗下“云上茶”品牌热销，远禾食品旗下“云上茶”品牌停产。",
        ["远禾食品", "“云上茶”"],
        [{"青禾食品"}, {"远禾食品"}, {"“云上茶”"}],
    ),
]


@pytest.mark.parametrize(("text", "others", "one"), [pytest.param(*rest, id=case) for case, *rest in BRANDS])
def test_a_company_s_only_brand_is_a_name_of_it(text: str, others: list[str], one: list[set[str]]) -> None:
    reading = read(record(text, ("Enterprise", "青禾食品"), *(("Enterprise", name) for name in others)))
    assert names(reading) == one
    assert all(text[m.start_offset : m.end_offset] == m.name for e in reading.record.entities for m in e.mentions)


def test_a_program_called_as_a_brand_stays_one() -> None:
    text = "青禾食品旗下“云上茶”品牌热销。"
    reading = read(record(text, ("Enterprise", "青禾食品"), ("Program", "“云上茶”")))
    assert names(reading) == [{"青禾食品"}, {"“云上茶”"}]


SWALLOWED = [
    (
        "former",
        "远禾智能有限公司（原名青禾电机有限公司）扩产。",
        "原名青禾电机有限公司",
        {"远禾智能有限公司", "青禾电机有限公司"},
    ),
    (
        "once",
        "远禾智能有限公司（原青禾电机有限公司）扩产。",
        "原青禾电机有限公司",
        {"远禾智能有限公司", "青禾电机有限公司"},
    ),
]


@pytest.mark.parametrize(("text", "read_as", "one"), [pytest.param(*rest, id=case) for case, *rest in SWALLOWED])
def test_a_cue_that_a_former_name_swallowed_still_ties(text: str, read_as: str, one: set[str]) -> None:
    reading = read(record(text, ("Enterprise", "远禾智能有限公司"), ("Enterprise", read_as)))
    [entity] = reading.record.entities
    assert set(entity.names) == one
    assert all(text[m.start_offset : m.end_offset] == m.name for m in entity.mentions)
    assert reading.former == {"e1": frozenset({"青禾电机有限公司"})}


HEADED = [
    ("headline", "祝贺青禾电机有限公司上市\n青禾电机有限公司扩产。", "祝贺青禾电机有限公司", "青禾电机有限公司"),
    ("column", "新闻链接青禾电机有限公司。\n青禾电机有限公司扩产。", "新闻链接青禾电机有限公司", "青禾电机有限公司"),
    ("reporter", "李华 青禾电机有限公司投产。青禾电机有限公司扩产。", "李华 青禾电机有限公司", "青禾电机有限公司"),
    ("its-own-name", "解码海洋科技有限公司扩产。", "解码海洋科技有限公司", "解码海洋科技有限公司"),
    ("general", "聚焦科技有限公司扩产。科技有限公司多。", "聚焦科技有限公司", "聚焦科技有限公司"),
    ("place", "宁波青禾电机有限公司与青禾电机有限公司签约。", "宁波青禾电机有限公司", "宁波青禾电机有限公司"),
    ("its-own-beginning", "原野电机有限公司扩产。野电机有限公司多。", "原野电机有限公司", "原野电机有限公司"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "read_as", "name"), [pytest.param(*rest, id=case) for case, *rest in HEADED])
def test_a_heading_is_no_part_of_a_company(text: str, read_as: str, name: str) -> None:
    [entity, *_] = read(record(text, ("Enterprise", read_as))).record.entities
    assert entity.names == (name,)
    assert all(text[m.start_offset : m.end_offset] == m.name for m in entity.mentions)


OLD_NAMES = [
    ("after-a-date", "今年6月，青禾电机更名为远禾智能，员工不变。"),
    ("numbered", "3.青禾电机更名为远禾智能，员工不变。"),
    ("in-brackets", "青禾电机（2025年6月更名为远禾智能）扩产。"),
    ("reformed", "9月，青禾电机完成改制，更名为远禾智能。"),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=case) for case, text in OLD_NAMES])
def test_a_renaming_is_read_where_the_old_name_is_no_mention(text: str) -> None:
    reading = read(record(text, ("Enterprise", "远禾智能")))
    [entity] = [e for e in reading.record.entities if e.type == "Enterprise"]
    assert (set(entity.names), reading.former) == ({"远禾智能", "青禾电机"}, {"e1": frozenset({"青禾电机"})})


def test_what_stands_before_a_renaming_is_no_old_name_when_it_is_a_clause() -> None:
    reading = read(record("经市政府同意的更名为远禾智能。", ("Enterprise", "远禾智能")))
    assert names(reading) == [{"远禾智能"}]


APART = [
    ("subsidiary", "青禾电机的全资子公司禾苗物流投产。"),
    ("taken-in", "青禾电机并入禾苗物流。"),
    ("together", "青禾电机会同禾苗物流签约。"),
]


@pytest.mark.parametrize("text", [pytest.param(t, id=case) for case, t in APART])
def test_what_an_article_tells_apart_stays_two(text: str) -> None:
    reading = read(record(text, ("Enterprise", "青禾电机"), ("Enterprise", "禾苗物流")))
    assert names(reading) == [{"青禾电机"}, {"禾苗物流"}]
    assert reading.apart == {("e1", "e2")}


def test_a_bare_name_is_not_that_of_the_body_of_another_city() -> None:
    text = "杭州市生态环境局来访，市生态环境局接待。"
    given = record(text, ("Organization", "杭州市生态环境局"), ("Organization", "市生态环境局"))
    first, second = given.entities
    joined = first.model_copy(
        update={"names": (*first.names, *second.names), "mentions": (*first.mentions, *second.mentions)}
    )
    reading = read(given.model_copy(update={"entities": (joined,)}))
    assert names(reading) == [{"杭州市生态环境局"}, {"市生态环境局"}]


def test_the_home_place_is_mentioned_where_its_name_stands_alone() -> None:
    reading = read(record("宁波吹响号角，宁波日报报道。《宁波市规划》印发。"))
    [place] = reading.record.entities
    assert [(m.name, m.start_offset) for m in place.mentions] == [("宁波", 0)]


def test_two_bodies_read_as_one_are_two() -> None:
    reading = read(record("市卫健委和市人社局联合开课。", ("Organization", "市卫健委和市人社局")))
    assert names(reading) == [{"市卫健委"}, {"市人社局"}]


def test_a_verb_does_not_belong_to_a_name() -> None:
    reading = read(record("宁波启动“青苗”专项行动。", ("Program", "宁波启动“青苗”专项行动")))
    [program] = [entity for entity in reading.record.entities if entity.type == "Program"]
    assert program.names == ("“青苗”专项行动",)
    assert reading.record.text[program.mentions[0].start_offset :].startswith("“青苗”")


PLACES = [
    ("reprint", "广西壮族自治区", "贵港市交通运输局显示，全市吞吐量增长。贵港港口繁忙，市商务局发布数据。", "贵港市"),
    ("province", "广西壮族自治区", "全区工业增长，贵港市增长最快。自治区商务厅发布数据。", "广西壮族自治区"),
    ("city", "贵港市", "全市增长。", "贵港市"),
    ("nowhere", None, "全市增长。", None),
]


@pytest.mark.parametrize(("place", "text", "meant"), [pytest.param(*rest, id=case) for case, *rest in PLACES])
def test_the_place_that_an_article_is_about(place: str | None, text: str, meant: str | None) -> None:
    assert subject_place(Record(text=text, source=Source(place=place))) == meant


def test_a_station_that_reads_as_a_carrier_is_renamed_too() -> None:
    reading = read(
        record("去年，市草原站更名为宁波市草监中心。", ("Organization", "市草原站"), ("Platform", "宁波市草监中心"))
    )
    assert names(reading) == [{"市草原站", "宁波市草监中心"}]


def test_another_word_for_an_indicator_is_nobodys_former_name() -> None:
    reading = read(record("青禾电机扩产，全市经营主体（原称市场主体）30万户。", ("Enterprise", "青禾电机")))
    assert names(reading) == [{"青禾电机"}]


def test_a_former_name_that_is_read_with_the_new_one_belongs_to_nobody_before_it() -> None:
    text = "青禾电机是龙头企业。宁波远禾学院（原名宁波机电学校）招生。"
    made = record(text, ("Enterprise", "青禾电机"), ("Platform", "宁波远禾学院"), ("Platform", "宁波机电学校"))
    company, school, old = made.entities
    both = {"names": (*school.names, *old.names), "mentions": (*school.mentions, *old.mentions)}
    reading = read(made.model_copy(update={"entities": (company, school.model_copy(update=both))}))
    assert names(reading) == [{"青禾电机"}, {"宁波远禾学院", "宁波机电学校"}]
    assert set(reading.former.values()) == {frozenset({"宁波机电学校"})}
