"""The core of an indicator: what is counted, without dates, verbs, scope and comparators, in one spelling."""

from __future__ import annotations

import re
import unicodedata

from policygraph.graph.tracking.words import variants, words

_YEARS = (
    r"(?:[“\"]?十[一二三四五六七八九]五[”\"]?|\d{4}年?(?:\s*[-—–~至到]\s*\d{4}年?)?|"
    r"今年|去年|前年|前一年|上一年度?|上年度?|本年|明年|当年|同年)"
)
_PART = (
    r"(?:度(?!假)|\d{1,2}月份?(?:\d{1,2}日)?|[一二三四1-4]季度|前[一二三1-3]个?季度|上半年|下半年|前\d{1,2}个?月|"
    r"全年|期间|时期|规划期|底|末|初|前|中期|以来|起|间)"
)
_DATE = re.compile(
    rf"(?:截至|截止|截止到|自|从|由|到|至|于|在|(?<!占)比|较|与)?(?:{_YEARS}{_PART}*|上半年|下半年|[一二三四]季度|前三季度|\d{{1,2}}月份?底?)(?:的|，|、|和|及|相比)?"
)
QUOTES = re.compile("[“”\"'‘’「」『』〈〉<>·\\s]")
_ASIDE = re.compile(r"(?<=.)\((?!助理|含|市|县)[^()]{1,8}\)?$")  # 化肥使用量(折纯)
_NUMBERED = re.compile(
    r"^(?:【[^】]{1,12}】|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[.、](?!\d)|\d{1,2}\.(?=(?:19|20)\d\d年)|[一二三四五六七八九十]是)"
)
_INNER = re.compile(  # 智能电机产业实现产值, 化工产业全年实现产值, but 目标完成率
    "(?<=.)(?:(?:全年|当年|年内)(?:累计|共)?(?:实现|完成(?!率|度))?|实现|完成(?!率|度))(?=.)"
)
_OF = re.compile("(?<=..)(?<!目)的(?=..)")  # 上线的主题 and 上线主题, but 目的地
_TOO_SHORT = 2  # characters of a thing that is no indicator without what is done to it
_TAIL = re.compile(r"^[的（(）)、，,：:]+|[的（(）)、，,：:]+$")


def core(phrase: str, measure: str = "level") -> str:
    """The core of a phrase that names an indicator, maybe with dates and verbs around it; "" where nothing is left.

    >>> core("到2025年底累计修复历史遗留矿山", "increment"), core("据此将新能源发电装机容量2025年目标值由")
    ('历史遗留矿山', '新能源发电装机容量')
    >>> core("应为“已服务企业"), core("经复核应为")
    ('服务企业', '')
    >>> core("乡镇污水处理设施覆盖率达到", "coverage"), core("2022年创建"), core("1．2024年全市种植面积目标由")
    ('乡镇污水处理设施', '', '种植面积')
    """
    return spelled(_stripped(unicodedata.normalize("NFKC", phrase), rank=measure == "rank"), measure)


def surface(phrase: str, measure: str = "level") -> str:
    """The indicator in a phrase as the phrase writes it, without what does not belong to it.

    >>> surface("全市单位地区生产总值能耗累计下降", "growth")
    '单位地区生产总值能耗'
    """
    phrase = _stripped(unicodedata.normalize("NFKC", phrase), rank=measure == "rank")
    return phrase + ")" * (phrase.count("(") - phrase.count(")"))  # 化肥使用量(折纯)


def spelled(name: str, measure: str = "level") -> str:
    """An indicator's name in one spelling: without quotation marks, variants of words made one, idle endings off.

    >>> spelled("国家高新技术企业数量"), spelled("万元地区生产总值能耗"), spelled("全省绿色发展综合评价位次", "rank")
    ('高新技术企业', '单位GDP能耗', '绿色发展综合评价')
    >>> spelled("上线的“一件事”主题"), spelled("旅游目的地")
    ('上线一件事主题', '旅游目的地')
    >>> spelled("年供应船舶"), spelled("年测控服务量"), spelled("年均气温"), spelled("电子证照累计签发量")
    ('供应船舶', '测控服务量', '年均气温', '签发电子证照')
    """
    table = words()
    name = _ASIDE.sub("", QUOTES.sub("", unicodedata.normalize("NFKC", name)))
    if measure == "rank":
        name = _without(name, table.scopes, front=True)
    for wording, other in (*variants(), *variants()):  # twice: one replacement can make room for another
        if wording in name:
            name = name.replace(wording, other)
    name = _INNER.sub("", _OF.sub("", name))
    if name.startswith("年") and (name[1:].startswith(table.of_a_year) or name.endswith(table.ends_of_a_year)):
        name = name[1:]
    if done := words().quantity_of.fullmatch(name):  # 信用报告年出具量 is 出具信用报告
        name = done["what"] if done["verb"] in table.leading else done["verb"] + done["what"]
    name = _without(name, table.endings.get(measure, ()), front=False)
    name = _without(name, table.heads, front=False)
    if name.endswith("数") and len(name) > 2 and not name.endswith(table.keep_number):
        name = name[:-1]
    return _TAIL.sub("", name)


def _stripped(phrase: str, *, rank: bool) -> str:
    """`phrase` without dates, and without leading and trailing words that belong to no indicator."""
    table = words()
    phrase = _DATE.sub("\0", _NUMBERED.sub("", phrase.lstrip()))
    before, verb = None, ""
    while before != phrase:
        before = phrase
        phrase = phrase.strip("\0 \u3000—-“”")
        phrase = _TAIL.sub("", phrase)
        phrase = _without(phrase, table.scopes, front=True, once=True)
        if phrase.startswith("共") and phrase[1:].startswith(table.leading):
            phrase = phrase[1:]  # 共引进人才655名
        if not phrase.startswith(table.protected):
            rest = _without(phrase, table.leading, front=True, once=True)
            said = phrase[: len(phrase) - len(rest)]
            phrase, verb = rest, said if said in table.telling | table.acting else verb
        phrase = _without(phrase, table.trailing, front=False, once=True)
        if rank:
            phrase = _without(phrase, table.rank_trailing, front=False, once=True)
    phrase = phrase.replace("\0", "")
    needed = phrase in table.vague or (len(phrase) <= _TOO_SHORT and verb != "")
    return verb + phrase if needed else phrase  # 孵化企业 and 集聚企业 are two indicators; 治理沟道 is more than 沟道


def _without(text: str, removable: tuple[str, ...], *, front: bool, once: bool = False) -> str:
    while True:
        for word in removable:
            if front and text.startswith(word):
                text = text[len(word) :]
                break
            if not front and text.endswith(word) and len(text) >= len(word) + (0 if once else 2):
                text = text[: -len(word)]
                break
        else:
            return text
        if once:
            return text
