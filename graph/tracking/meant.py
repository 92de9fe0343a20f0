"""Which indicators the clause of a figure can mean."""

from __future__ import annotations

import re
from functools import cache, partial

from policygraph.graph.tracking.claims import Claim, kind_of
from policygraph.graph.tracking.clauses import Clause, earlier_clauses
from policygraph.graph.tracking.core import QUOTES, core, surface
from policygraph.graph.tracking.reading import Figure, Reading, is_indicator, is_rated
from policygraph.graph.tracking.words import words
from policygraph.schema.record import Metric

_ASIDE = 12  # characters of brackets and quotation marks inside of an indicator
_YEAR = re.compile(r"(?:19|20)\d\d年|[今去当]年")
_BASED = re.compile("的?基础上")
_MISTAKEN = re.compile("误[^差码]")  # 利率误取了上半年口径，应为…
_SAID_IN = re.compile("^[^，。；]{0,30}?所[列载刊登附称]的?")  # 第四部分所列设备台数有误
_FIGURE = re.compile(r"(?:达到?|超过?|突破|共?有|为|是|至|到)?\d")
_FROM = re.compile("[由从]")
_TO = re.compile(r"[^，。；、：\d]{0,10}[到至为达入进身](?:(?:19|20)\d\d年?[底末]?的?)?[^，。；、：\d]{0,5}")
_THIS = re.compile(r"(?:该|这[一个家座项])([\u4e00-\u9fff]{2,4})")
_CELLS = re.compile(r"[^\s\u3000，。；\d]{0,8}(?:[\s\u3000]+[^\s\u3000，。；]{0,8})+")
_AFTER = re.compile(r"^(?:以上|以下|以内|左右|上下|余|多|的|、|（|\x00)+")


def cores_of(
    reading: Reading, text: str, here: Clause, begin: int, tail: str, figure: Figure, earlier: list[Claim]
) -> tuple[tuple[str, ...], tuple[str, ...], str, bool]:
    """The indicators that the clause can mean, the same with names left in, the one to show; whether elliptical."""
    metric = figure.metric
    measure, named = metric.measure, metric.indicator
    if earlier and earlier[-1].cores and goes_on(text, here, earlier[-1], metric.start_offset):
        return earlier[-1].cores, earlier[-1].whole, earlier[-1].indicator, True  # 由22家发展到60家
    lead = blanked(reading, text, begin, metric.start_offset, named)
    own, given = core(lead, measure), core(unnamed(reading, named), measure)
    whole = tuple(sorted({core(text[begin : metric.start_offset], measure), core(named, measure)} - {""}))
    if given and _in_table(reading.text[begin : metric.start_offset], named):
        return (given,), (core(named, measure),), surface(unnamed(reading, named), measure), False
    behind = core(_AFTER.sub("", tail), measure)
    if given and given not in own and behind and (given in behind or behind in given):
        return (given, behind), whole, unnamed(reading, named), False  # 培育 5 个 国家级创新平台
    if own in words().bare and earlier and earlier[-1].end_offset > here.segment:
        stem = next((earlier[-1].cores[0].removesuffix(w) for w in words().bare if earlier[-1].cores[:1] and
                     earlier[-1].cores[0].endswith(w) and earlier[-1].cores[0] != w), "")  # fmt: skip
        return (stem + own,), whole, stem + own, False
    if own and _repeats(text, here, earlier, own, metric):
        return earlier[-1].cores[:1], whole, earlier[-1].indicator, True
    longer = ""
    if given and own != given and own.startswith(given) and _is_verb(own[len(given) :]):
        own, longer = given, own  # 高峰拥堵延时指数反弹至, 排土场复绿年均完成
    if len(own) > 1:
        name = surface(unnamed(reading, named) if own == given else lead, measure)
        plain = _unpointed(own)
        cores: tuple[str, ...] = (plain, own) if plain != own else (own,)
        if given and given in own and given not in cores:
            cores += (given,)
        if longer:
            cores += (longer,)
        return cores, whole, _unpointed(name), False
    bare = not core(blanked(reading, text, here.segment, metric.start_offset, named), measure)
    follows = bool(earlier) and earlier[-1].end_offset > (here.sentence if bare else here.segment)
    runs_on = follows and bool(earlier[-1].cores) and given.startswith(earlier[-1].cores[0])
    if follows and (runs_on or earlier[-1].kind == kind_of(measure, metric.unit)):
        return earlier[-1].cores[:1], whole, earlier[-1].indicator, True
    spans = [_to_figure(span, earlier) for span in earlier_clauses(text, here.start, here.segment)[:4]]
    phrases = [_SAID_IN.sub("", _MISTAKEN.split(blanked(reading, text, *span, named))[0]) for span in spans]
    inherited = {core(phrase, measure): surface(phrase, measure) for phrase in phrases}
    if given and any(one.startswith(given) and _FIGURE.match(one, len(given)) for one in inherited):
        return (given,), whole, unnamed(reading, named), True  # “人才4.2万人”有误，应为2.4万人: 4.2万人 was not read
    inherited.pop("", None)
    if given and (given in inherited or not inherited):
        return (given,), whole, unnamed(reading, named), True
    return tuple(inherited), whole, next(iter(inherited.values()), named), True


def as_written(reading: Reading, text: str, begin: int, at: int, name: str) -> str:
    """An indicator with the brackets and quotation marks that the text has in it: 乡镇（街道）“一窗受理”.

    `text` is masked; what is not found in it, or has an abbreviation in its brackets, stays as it is.
    """
    plain = QUOTES.sub("", name)
    found = list(re.finditer(r"[\x00“”]*".join(map(re.escape, plain)), text[begin:at])) if plain else []
    if not found:
        return name
    start, end = begin + found[-1].start(), begin + found[-1].end()
    written = reading.text[start:end]
    if len(written) - len(plain) > _ASIDE or words().cues["short_for"].search(written):
        return name
    opened = written.count("“") - written.count("”")
    if opened > 0 and reading.text.startswith("”", end):
        return f"{written}”"
    return f"“{written}" if opened < 0 and reading.text.endswith("“", 0, start) else written


def shown_rank(text: str, begin: int, at: int, name: str) -> str:
    """The indicator of a rank as the text has it: 投资增速在全省的位次, where 投资增速 is what is ranked."""
    start = text.rfind(name, begin, at) if name else -1
    if start < 0:
        return name
    ahead, behind = _around_rank()
    scope, tail = ahead.search(text, begin, start), behind.match(text, start + len(name), at)
    return (scope[0] if scope else "") + name + (tail[0] if tail else "")


@cache
def _around_rank() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a ranked thing, and what behind it."""
    scopes, ranks = "|".join(words().scopes), "|".join(words().endings["rank"])
    return re.compile(rf"(?:{scopes}|自治区)$"), re.compile(
        rf"(?:[在于中]?(?:{scopes}|自治区))?(?:的|中的?)?(?:{ranks})"
    )


def _to_figure(span: tuple[int, int], earlier: list[Claim]) -> tuple[int, int]:
    """A clause up to the first figure in it: 中转量2024年为232万吨."""
    first = min((claim.start_offset for claim in earlier if span[0] <= claim.start_offset < span[1]), default=span[1])
    return span[0], first


def _repeats(text: str, here: Clause, earlier: list[Claim], own: str, metric: Metric) -> bool:
    """Whether a phrase but points to the indicator before, or says its verb again: 清理筏架3亩，2022年清理1亩."""
    before = earlier[-1] if earlier and earlier[-1].cores else None
    if before is None or before.end_offset <= here.sentence:
        return False
    if own in words().this_number:
        return True
    again = before.unit == metric.unit and before.cores[0] != own and before.cores[0].startswith(own)
    return again and before.end_offset > here.segment and bool(_YEAR.search(text, here.start, metric.start_offset))


def goes_on(text: str, here: Clause, before: Claim, at: int) -> bool:
    """Whether a figure is the end of a way that begins with the one before it: 由2021年的22家发展到60家."""
    if before.end_offset <= here.start:
        return False
    if _BASED.match(text, before.end_offset, at):  # 在2022年14亿元的基础上翻一番
        return True
    if not _FROM.search(text, here.start, before.start_offset):
        return False
    return bool(_TO.fullmatch(text, before.end_offset, at))


def _is_verb(words_: str) -> bool:
    """Whether what stands behind an indicator is but a verb, none of the words that make another of it (出口)."""
    import rjieba

    return (
        len(words_) > 1
        and not any(word in words_ for word in words().flows)
        and all(kind.startswith("v") for _, kind in rjieba.tag(words_))
    )


def _in_table(lead: str, indicator: str) -> bool:
    """Whether nothing but cells of a table stand between an indicator and its figure: 粮食产量　万吨　24.6　."""
    _, found, between = lead.partition(indicator)
    return bool(found) and bool(_CELLS.fullmatch(between))


def _unpointed(name: str) -> str:
    """Without a word at the beginning that points back: 该行动累计创建无废工厂, 园区年处理能力."""
    for word in words().anaphors:
        rest = len(name) - len(word)
        if name.startswith(word) and rest > (1 if word.startswith(("该", "这")) else 2):  # 企业上云 is an indicator
            return surface(name[len(word) :])
    return name


def unnamed_text(reading: Reading, text: str, begin: int, end: int) -> str:
    """The text with all names blanked: “夜宿甘州”计划 hopes for nothing."""
    chars = list(text[begin:end])
    for named in reading.named_in(begin, end):
        for at in range(max(named.start, begin), min(named.end, end)):
            chars[at - begin] = "\x00"
    return "".join(chars)


def blanked(reading: Reading, text: str, begin: int, end: int, indicator: str) -> str:
    """The text with the names of things that figures are about blanked."""
    chars = list(text[begin:end])
    for named in reading.named_in(begin, end):
        if named.type in {"Honour", "Industry"} or is_rated(reading, named):
            continue
        counted = named.type in {"Program", "Platform"}
        if not (counted and is_indicator(reading.text[named.start : named.end], indicator)):
            for at in range(max(named.start, begin), min(named.end, end)):
                chars[at - begin] = "\x00"
    return _THIS.sub(partial(_pointing, reading), "".join(chars))


def _pointing(reading: Reading, match: re.Match[str]) -> str:
    """Nothing in place of 该实验室, where a name ends so: it stands for one of them."""
    for length in range(len(match[1]), 1, -1):
        word = match[1][:length]
        if any(
            reading.text.endswith(word, n.start, n.end) or reading.text.endswith(f"{word}”", n.start, n.end)
            for n in reading.named
        ):
            return "\x00" * (len(match[0]) - len(match[1]) + length) + match[1][length:]
    return match[0]


def unnamed(reading: Reading, name: str) -> str:
    """An indicator without the name of a thing at its beginning: 禾仓锌业再生锌产量 is 再生锌产量."""
    names = {reading.text[n.start : n.end] for n in reading.named if n.type not in {"Honour", "Industry"}}
    for known in sorted(names, key=len, reverse=True):
        if name.startswith(known) and len(name) > len(known) + 1:
            return name[len(known) :].lstrip("的")
    return _unpointed(name)
