"""Numbers that give no value of an indicator, whatever stands around them: sums of a list, clock times, classes."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.grids import is_head, is_row
from policygraph.ingest.metrics.tables import either, words

_MEMBER = r"[^，。；：、\n]{1,18}"
_LIST = re.compile(
    rf"(?P<list>(?:{_MEMBER}、){{1,20}}(?P<last>{_MEMBER}?)) ?(?P<closed>等|，?(?:总|一)?共(?:计|有)?|) ?$"
)
_LAST = re.compile(r"[和与及]")
_ASPECT = re.compile(rf" ?个?(?:{either('uncounted_words', 'division', 'aspect')})")
_REACH = 240  # characters before a number in which its list may stand
_CLOCK = re.compile(r" ?[：:] ?[0-5]\d(?![\d.])")
_HOURS = frozenset(range(25))  # 14.8:38.6:46.6 and 76:24 are ratios
_UNIT_OF_CLASS = "级"  # 百亿级, 3000亿级: what class of thing is meant
_LONGER = {"方": "面", "部": "门", "单": "元", "台": "阶"}  # 12方面, 10部门, 2单元, 百亿台阶
_NEVER = "\x00"
_STEP = re.compile(rf"每(?:{either('uncounted_words', 'step')}) ?$")
_TECHNICAL = re.compile(rf"(?:{either('uncounted_words', 'technical')})(?:达到?|为|控制在)? ?$")
_HOUR = re.compile(rf"(?:{either('uncounted_words', 'day-part')}) ?$")
_WEIGHT = re.compile(rf"(?:{either('uncounted_words', 'weight')})$")
_DIVIDED = re.compile(r"分(?:成|为|作)? ?$")
_DIVISION = re.compile(rf"\s?(?:{either('uncounted_words', 'division')})")
_LINE = re.compile(r"12\d{3}|9[56]\d{3}")  # 12345, 96345: a telephone line
_CONTACT = re.compile(  # the label of a line, and the numbers behind it up to the one that is asked about
    rf"(?:{either('uncounted_words', 'contact')})(?:号码?|为|是|（[^（）\d]{{0,8}}）)?"
    r"[ \u3000]*[:：]?[\d \u3000\-—－()（）、，,；;/或转]*$"
)
_ROOM = re.compile(rf" ?\d{{0,4}} ?(?:{either('uncounted_words', 'room')})")
_BUILDINGS = frozenset({"幢", "栋", "座", "层"})
_AMONG = re.compile(rf"(?:{either('uncounted_words', 'ranked-among')}) ?$")
_RANKED = re.compile(rf"[^，。；：、\d\n]{{1,8}}?(?:{either('uncounted_words', 'rank-of-them')})")
_GIVEN = either("uncounted_words", "given")
_CLASS = re.compile(rf"的[^，。；：、\d\n的]{{0,6}}?(?:{either('uncounted_words', 'class')})(?!{_GIVEN})")
_OPEN = frozenset({">", ">=", "<"})
_SWEPT = re.compile(rf"(?:{either('uncounted_words', 'swept')})")
_HOLDS = re.compile(rf"(?:{either('uncounted_words', 'holds')})了?(?:共计?)?$")
_HELD = re.compile(
    rf"[^，。；：、\d\n]{{0,6}}?(?:{either('uncounted_words', 'held')})(?![^，。；\n]{{0,4}}(?:完成|落地|落实))"
)
_OWN = re.compile(rf"(?:{either('uncounted_words', 'own')})(?:共|共计|有|计)?$")
_OWNED = frozenset({"money", "dimension"})
_PERSON = re.compile(rf"[\u4e00-\u9fff](?:{either('uncounted_words', 'person')})")
_WHOLE = re.compile(either("uncounted_words", "whole"))
_SCORED = re.compile(rf"(?:{either('uncounted_words', 'scored')})(?:\d{{1,3}}分、){{0,6}}$")
_SAYING = re.compile(rf"的?[“‘]?(?:{either('uncounted_words', 'saying')})")
_LENGTH = re.compile(rf"(?:{either('uncounted_words', 'length')})[^，。；、\d]{{0,6}}$")
_SUPPOSED = re.compile(rf"(?:{either('uncounted_words', 'reckons')})，(?:{either('uncounted_words', 'supposes')})")
_TIME = either("uncounted_words", "time")
_CLOSED = re.compile(r" ?[）)](?:[。；;]|[ \u3000]*(?:\n|$))")
_SHARED = re.compile(rf"(?:(?:[、和及与]|以及)\d[\d.]*个?){{1,5}} ?(?:{_TIME})(?:以?内|左右)?(?![\u4e00-\u9fff])")


def counts_nothing(text: str, figure: Figure) -> bool:
    """Whether a number only sums up a list (甲、乙、丙等3个县), tells a time, names a class (百亿级) or a line.

    Nor does a step of a rule (每提高1个百分点，奖励10万元) count anything, nor do technical data (坝高38.5米), the hour
    of a day (清晨6点), an address (3幢1201室), the size of those that are meant (超过10亿元的项目), among how many
    one has its rank (全市12个县区第2位), how many points follow a heading (提升便利度（4项）), the weight of a matter
    (摆在首位), the parts of a work (分2个阶段), a way of checking (全覆盖入户调查), the tasks of a document
    (主要任务10项), the length of a text (字数不超过3000字), what one person
    owns or borrows, what an example supposes (据测算，如果贷款100万元，…) and
    figures of which a table does not say what they are.
    """
    quantity = figure.quantity
    if _unnamed(text, figure) or _SUPPOSED.search(text, figure.sentence.start, figure.quantity.start):
        return True
    if quantity.kind == "coverage" and _SWEPT.match(text, quantity.end):
        return True
    behind = text[quantity.end : quantity.end + 8]
    if quantity.unit == _UNIT_OF_CLASS or behind.startswith(_LONGER.get(quantity.unit, _NEVER)):
        return True
    if _STEP.search(text, max(figure.left[0], quantity.start - 8), quantity.start):
        return True
    if _TECHNICAL.search(text, max(figure.left[0], quantity.start - 12), quantity.start):
        return True
    if _DIVIDED.search(text, max(figure.left[0], quantity.start - 3), quantity.start) and _DIVISION.match(
        text, quantity.end - (0 if quantity.unit in {"个", ""} else len(quantity.unit))
    ):
        return True
    if quantity.unit == "点" and quantity.value in _HOURS and _HOUR.search(text, figure.left[0], quantity.start):
        return True
    if quantity.kind == "rank" and _WEIGHT.search(text, figure.left[0], quantity.start):
        return True
    if (
        quantity.kind == "number"
        and text.startswith("分", quantity.end)
        and _SCORED.search(text, figure.clause.start, quantity.start)
    ):
        return True
    if quantity.kind in _OWNED and _of_person(text, figure):
        return True
    if quantity.unit == "字" and (
        _SAYING.match(text, quantity.end) or _LENGTH.search(text, figure.clause.start, quantity.start)
    ):
        return True
    if quantity.unit in {"项", "条", "个"} and _is_task(text, figure):
        return True
    if quantity.unit == "" and ((quantity.value in _HOURS and _CLOCK.match(behind)) or _is_line(text, figure)):
        return True
    if quantity.kind == "money" and quantity.comparator in _OPEN and _CLASS.match(text, quantity.end):
        return True  # 总投资超过10亿元的项目: which ones are meant
    if quantity.unit in _BUILDINGS and _ROOM.match(text, quantity.end):
        return True
    if (
        quantity.kind == "counter"
        and _RANKED.match(text, quantity.end)
        and _AMONG.search(text, max(figure.left[0], quantity.start - 4), quantity.start)
    ):
        return True
    if quantity.kind == "counter" and text[quantity.start - 1 : quantity.start] in {"（", "("}:
        return _CLOSED.match(text, quantity.end) is not None  # （一）提升便利度（4项）: how many points follow
    lasts = quantity.unit in {"", "个"} and _SHARED.match(text, quantity.end) is not None
    return lasts or _sums_up(text, figure)


def _unnamed(text: str, figure: Figure) -> bool:
    """Whether a figure stands in a table that does not say what it is, or is but a word of a column's head (全覆盖)."""
    kind, end = figure.quantity.kind, figure.quantity.number_end
    bare = kind == "number" or text[end : end + 1].isspace()  # 小计 1700 双桥区: no pairs of anything
    return figure.cell is None and (
        (bare and is_row(text, figure.line)) or (kind == "coverage" and is_head(text, figure.line))
    )


def _of_person(text: str, figure: Figure) -> bool:
    """Whether a figure is of the affairs of one person of whom its sentence tells: 市民樊先生贷款199万元."""
    said = text[figure.sentence.start : figure.quantity.start]
    found = _PERSON.search(said)
    return found is not None and not _WHOLE.search(said)


def _is_line(text: str, figure: Figure) -> bool:
    """Whether a number is that of a telephone line (12345热线), a post code or an account (邮编315300)."""
    start, end = figure.quantity.start, figure.quantity.end
    if text[start:end].isdigit() and _CONTACT.search(text, max(figure.line.start, start - 60), start):
        return True
    table = words("uncounted_words")
    return bool(_LINE.fullmatch(text, start, end)) and (
        text.startswith(table["line-behind"], end) or text.endswith(table["line-before"], 0, start)
    )


def _is_task(text: str, figure: Figure) -> bool:
    """Whether a number is that of the points which a document holds: 提出10项任务, 主要任务10项."""
    start, end = figure.quantity.start, figure.quantity.end
    if _OWN.search(text, figure.left[0], start):
        return True
    return bool(_HOLDS.search(text, figure.clause.start, start) and _HELD.match(text, end))


def _sums_up(text: str, figure: Figure) -> bool:
    """Whether a number is that of the things in a list before it, which 等 or 共 closes, or of what those are parts."""
    quantity = figure.quantity
    if quantity.kind not in {"counter", "number", "person"} or not 2 <= quantity.value <= 20:
        return False
    found = _LIST.search(text, max(figure.sentence.start, quantity.start - _REACH), quantity.core[0])
    if found is None or not (found["closed"] or _ASPECT.match(text, quantity.number_end)):
        return False
    return found["list"].count("、") + len(_LAST.findall(found["last"])) + 1 == quantity.value
