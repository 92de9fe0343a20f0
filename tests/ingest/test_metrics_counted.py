"""What is counted, where the words behind a number also say what is done: 为150名租户办理签约."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.metrics.compose import is_of_whole
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.trimming import beyond, opened, served, trimmed, unbroken, unjoined
from policygraph.ingest.reading import begin
from policygraph.schema.article import Article


def indicators(text: str) -> list[str]:
    return [metric.indicator for metric in find_metrics(begin(Article(id="t", text=text)))]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        pytest.param("为150名租户办理签约。", "租户", id="for them"),
        pytest.param("给全区800余名环卫工人发放补贴。", "环卫工人", id="to them"),
        pytest.param("与93个项目经办人进行沟通。", "项目经办人", id="with them"),
        pytest.param("工作人员对12个村进行督促检查。", "村", id="one character"),
        pytest.param("现将通过复核的16家平台名单予以公布。", "平台名单", id="a list"),
    ],
)
def test_what_is_done_is_none_of_what_is_counted(text: str, counted: str) -> None:
    assert indicators(text) == [counted]


@pytest.mark.parametrize(
    ("text", "phrase", "figure"),
    [
        pytest.param("成为35家企业提供岗位", "企业提供岗位", (2, 5), id="成为"),
        pytest.param("参与35家企业开展攻关", "企业开展攻关", (2, 5), id="参与"),
        pytest.param("为12家开展试点的企业", "开展试点的企业", (1, 4), id="the counted ones stand behind"),
        pytest.param("新增35家企业提供岗位", "企业提供岗位", (2, 5), id="no such word"),
    ],
)
def test_what_the_counted_ones_do_themselves(text: str, phrase: str, figure: tuple[int, int]) -> None:
    known = Phrase(phrase, figure[1], figure[1] + len(phrase))
    assert served(text, known, figure) == known


def test_what_stands_behind_the_ones_who_are_served() -> None:
    assert indicators("望海市为1.2万户职工发放住房贷款54亿元。") == ["职工", "发放住房贷款"]
    phrase = Phrase("企业发放贷款", 5, 11)
    assert beyond("新增150家企业发放贷款3亿元", phrase, (2, 6)) == phrase


@pytest.mark.parametrize(
    ("text", "phrase", "whole"),
    [
        pytest.param("各地工业和信息化部门900人", "各地工业", "各地工业和信息化部门", id="和 in a name"),
        pytest.param("各地工业和农业产值900亿元", "各地工业", "各地工业", id="和 between two"),
    ],
)
def test_a_name_that_holds_and_is_not_cut(text: str, phrase: str, whole: str) -> None:
    assert unbroken(text, Phrase(phrase, 0, len(phrase)), len(text)).text == whole


@pytest.mark.parametrize(
    ("phrase", "start"), [pytest.param("区）住房", 5, id="closed"), pytest.param("（区）住房", 4, id="opened at once")]
)
def test_a_bracket_behind_the_number_is_kept_with_what_it_explains(phrase: str, start: int) -> None:
    text = "12个省（区）住房和城乡建设主管部门"
    assert unbroken(text, Phrase(phrase, start, start + len(phrase)), 3).text == text[3:]


def test_a_phrase_begins_where_the_figure_ends_only_where_something_is_said_of_them() -> None:
    assert opened("12个乡镇养老中心", Phrase("养老中心", 5, 9), 3).text == "养老中心"
    assert opened("12个乡，镇进行检查", Phrase("进行检查", 5, 9), 3).text == "进行检查"


def test_words_at_the_ends() -> None:
    assert trimmed(Phrase("做到办结率", 0, 5)).text == "办结率"
    assert unjoined(Phrase("宣传做到", 0, 4)).text == "宣传"
    assert unjoined(Phrase("了场地改造", 0, 5)).text == "场地改造"
    assert unjoined(Phrase("了解政策人数", 0, 6)).text == "了解政策人数"


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        pytest.param("一、每户每年补贴", "每户每年补贴", id="a numeral"),
        pytest.param("（二）一次性补贴", "一次性补贴", id="a numeral in brackets"),
        pytest.param("3.养老床位", "养老床位", id="a digit"),
        pytest.param("3.5米以上道路", "3.5米以上道路", id="a decimal"),
    ],
)
def test_the_number_of_an_item_is_none_of_its_name(phrase: str, name: str) -> None:
    assert trimmed(Phrase(phrase, 0, len(phrase))).text == name


def test_what_says_that_it_is_all_there_is_names_nothing() -> None:
    assert indicators("全省一共才2.7万余名律师，还要再招。") == ["律师"]


def test_a_share_is_no_number_of_things() -> None:
    assert is_of_whole("准入承诺比率") and not is_of_whole("占比较高的企业")
    assert is_of_whole("“一窗通办”事项占事项总数") and not is_of_whole("占地总面积")
    assert indicators("“一窗通办”事项共推出310项，占事项总数的60%以上，办理业务达42万件。")[-1] == "办理业务"
