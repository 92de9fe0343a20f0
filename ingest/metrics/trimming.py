"""Words at the ends of an indicator that are none of it: 该产业链产值, 新增就业目标值, 7个项目全部交付."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.tables import either, words

_MARKS = {"“": "”", "《": "》"}
_BRACKETS = {"（": "）", "(": ")", "〔": "〕", "【": "】"}
_NEAR = 14  # characters before a number in which a word may say for whom something is done
_GAP = 8  # characters between a number and a phrase behind it
_NUMBERING = r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])(?=\D)"
_LEAST = 2  # characters that must remain


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    pointed, prefix, planned, what, goal = (
        either("indicator_words", row) for row in ("pointed", "prefix", "planned", "planned-what", "goal")
    )
    ahead = rf"{_NUMBERING}|(?:该|这[一个家项座条]?)(?:{pointed})的?|(?:{prefix})|(?:{planned})(?={what})"
    return re.compile(ahead), re.compile(rf"的?(?:{goal})$")


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(either("indicator_words", "predicate"))


def trimmed(phrase: Phrase, counted: int = -1) -> Phrase:
    """`phrase` without a pointer to its subject before it, the word for a goal behind it, or what the counted ones do.

    `counted` is where the figure ends: what is counted stands right behind it, and what is said of that is none of it.

    >>> trimmed(Phrase("该产业链产值", 0, 6))
    Phrase(text='产值', start=4, end=6)
    >>> [trimmed(Phrase(said, 0, len(said))).text for said in ("达产后年产值", "计划投资", "可增加处理量")]
    ['年产值', '投资', '处理量']
    >>> trimmed(Phrase("督查组奔赴各市州", 2, 10), 2)
    Phrase(text='督查组', start=2, end=5)
    """
    least = _LEAST - phrase.text.startswith(words("indicator_words")["short"])
    said = _predicate().search(phrase.text, least) if phrase.start == counted >= 0 else None
    if said and "的" not in phrase.text[said.start() :]:  # 全部完成改造的小区: what is counted stands behind it
        phrase = Phrase(phrase.text[: said.start()], phrase.start, phrase.start + said.start())
    heads, tails = _patterns()
    head, tail = heads.match(phrase.text), tails.search(phrase.text)
    first = head.end() if head and len(phrase.text) - head.end() >= _LEAST else 0
    last = tail.start() if tail and tail.start() - first >= _LEAST else len(phrase.text)
    if (first, last) == (0, len(phrase.text)):
        return phrase
    text = phrase.text[first:last]
    return Phrase(text, phrase.start + first, phrase.start + last) if phrase.start >= 0 else Phrase(text, -1, -1)


def served(text: str, phrase: Phrase, counted: tuple[int, int]) -> Phrase:
    """`phrase` without what is done for the counted ones, where the words before their number say that it is for them.

    `counted` is the span of the figure, right behind which `phrase` must stand.

    >>> served("为150名租户办理签约", Phrase("租户办理签约", 5, 11), (1, 5))
    Phrase(text='租户', start=5, end=7)
    """
    led, done = _services()
    found = led.search(text, max(0, counted[0] - _NEAR), counted[0])
    if phrase.start != counted[1] or found is None or not found["led"]:
        return phrase
    said = done.search(phrase.text, _LEAST)
    if said is None or "的" in phrase.text[said.start() :]:  # 为12家开展试点的企业: those are what is counted
        return phrase
    return Phrase(phrase.text[: said.start()], phrase.start, phrase.start + said.start())


def unbroken(text: str, phrase: Phrase, counted: int) -> Phrase:
    """`phrase` with the rest of a name that 和 only seems to part, and of a bracket that opened behind the number.

    `counted` is where the figure ends.

    >>> text = "12个省（区）住房和城乡建设主管部门"
    >>> unbroken(text, Phrase("区）住房", 5, 9), 3).text
    '省（区）住房和城乡建设主管部门'
    """
    start, end = phrase.start, phrase.end
    if start < 0 or text[start:end] != phrase.text:
        return phrase
    for opening, closing in _BRACKETS.items():
        inside = text[start:end].split(closing, 1)
        half = len(inside) > 1 and opening not in inside[0] and opening in text[counted:start]
        if half or (phrase.text.startswith(opening) and text[counted:start].isalpha()):
            start = counted
    for name in _whole_names().finditer(text, max(start, end - _NEAR), end + _NEAR):
        if name.start() < end < name.end():
            end = name.end()
    return Phrase(text[start:end], start, end)


@cache
def _whole_names() -> re.Pattern[str]:
    names, office = (either("indicator_words", row) for row in ("with-and", "office"))
    return re.compile(rf"(?:{names})(?:{office})?")


def opened(text: str, phrase: Phrase, counted: int) -> Phrase:
    """`phrase` from where the figure ends (`counted`), where it begins with or holds what is said of the counted ones.

    >>> opened("12个村进行检查", Phrase("进行检查", 4, 8), 3).text
    '村进行检查'
    """
    gap = text[counted : phrase.start]
    if not 0 < len(gap) <= _GAP or not gap.isalpha() or not _predicate().search(phrase.text):
        return phrase
    return Phrase(text[counted : phrase.end], counted, phrase.end)


def beyond(text: str, phrase: Phrase, before: tuple[int, int]) -> Phrase:
    """`phrase` without the ones for whom something is done, whose number (`before`) it follows.

    >>> beyond("为150名租户发放补贴3万元", Phrase("租户发放补贴", 5, 11), (1, 5))
    Phrase(text='发放补贴', start=7, end=11)
    """
    first = len(served(text, phrase, before).text)
    return phrase if first == len(phrase.text) else Phrase(phrase.text[first:], phrase.start + first, phrase.end)


@cache
def _services() -> tuple[re.Pattern[str], re.Pattern[str]]:
    led, other, done = (either("indicator_words", row) for row in ("for", "for-not", "act"))
    return re.compile(rf"(?:(?:{other})|(?P<led>{led}))[^，。；：、\d]{{0,10}}$"), re.compile(done)


@cache
def _joints() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    joined, behind, other, dangling, kept = (
        either("indicator_words", row) for row in ("joined", "joined-behind", "joined-not", "dangling", "dangling-not")
    )
    return (
        re.compile(rf"(?!{other})(?:{joined})"),
        re.compile(rf"(?!{other})(?:{behind})"),
        re.compile(rf"(?:[，、；：]|{dangling})$"),
        re.compile(rf"(?:{kept})$"),
    )


def unjoined(phrase: Phrase, follows: int = -1) -> Phrase:
    """`phrase` without marks and words at its ends that join it to what stands beside it.

    `follows` is where the figure before it ends: a 和 right behind that joins the two.

    >>> unjoined(Phrase("包括幼儿园", 0, 5)).text, unjoined(Phrase("高新技术企业由原来的", 0, 10)).text
    ('幼儿园', '高新技术企业')
    >>> unjoined(Phrase("和高中", 8, 11), 8).text, unjoined(Phrase("和美乡村", 8, 12), 8).text
    ('高中', '和美乡村')
    >>> unjoined(Phrase("（国家级平台", 0, 6)).text, unjoined(Phrase("天气雷达", 0, 4)).text
    ('国家级平台', '天气雷达')
    """
    joined, behind, dangling, kept = _joints()
    text, first, last = phrase.text, 0, len(phrase.text)
    if phrase.start == follows >= 0 and (match := behind.match(text)):
        first = match.end()
    while match := joined.match(text, first):
        first = match.end()
    if text[first : first + 1] in _BRACKETS and _BRACKETS[text[first]] not in text[first:last]:
        first += 1
        while match := joined.match(text, first):
            first = match.end()
    while not kept.search(text, first, last) and (match := dangling.search(text, first, last)):
        last = match.start()
    if text[last - 1 : last] in _BRACKETS:
        last -= 1
    if last - first < _LEAST or (first, last) == (0, len(text)):
        return phrase
    span = (phrase.start + first, phrase.start + last) if phrase.start >= 0 else (-1, -1)
    return Phrase(text[first:last], *span)


def whole_marks(text: str, phrase: Phrase) -> Phrase:
    """`phrase` with the mark beside it whose other half it holds.

    >>> whole_marks("上线“一件事”主题20个", Phrase("一件事”主题", 3, 9)).text
    '“一件事”主题'
    >>> whole_marks("乡镇“一窗受理”实现全覆盖", Phrase("乡镇“一窗受理", 0, 7)).text
    '乡镇“一窗受理”'
    """
    start, end = phrase.start, phrase.end
    if start < 0 or text[start:end] != phrase.text:
        return phrase
    for opening, closing in _MARKS.items():
        missing = phrase.text.count(closing) - phrase.text.count(opening)
        if missing == 1 and text[start - 1 : start] == opening:
            start -= 1
        elif missing == -1 and text[end : end + 1] == closing:
            end += 1
    return Phrase(text[start:end], start, end)
