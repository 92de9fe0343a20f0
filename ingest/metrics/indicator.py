"""What is counted: the noun phrase of a figure, before it, behind it, or carried over from the figure before."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.dates import Calendar
from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import words

_LEVEL = re.compile(r"^(?:其中)?(?:国家级?|省级|市级|区级|县级|世界级|自治区级|部级|一类|二类|A股)(?:以上|及以上)?$")
_LEVEL_OF = re.compile(r"^(?:国家级?|省级|市级|区级|县级|世界级|自治区级|部级)(?:以上|及以上)?(.{2,})$")
_SHARE_OF = re.compile(r"占(?P<whole>[^，。；]{1,30}?)(?:的)?(?:比重|比例|份额)?$")
_MARKS = "，。；：、\n“”"
_LONGEST = 40
_OPEN_QUOTE = re.compile(r"[^“”]*”")


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words("indicator_words")

    def either(kind: str) -> str:
        return "|".join(re.escape(word) for word in sorted(table[kind], key=len, reverse=True))

    return re.compile(rf"(?:{either('lead')})"), re.compile(rf"(?:{either('tail')})$")


def phrase(text: str, figure: Figure, dates: list[Calendar], carried: str | None) -> tuple[str, str]:
    """The indicator of a figure and how it was found: ``before``, ``behind``, ``carried`` or ``level``.

    Parameters
    ----------
    carried
        The indicator of the figure before, which this one may share.
    """
    left = left_phrase(text, figure, dates)
    share = _SHARE_OF.search(_strip_tail(text[slice(*figure.left)]))
    if share and figure.quantity.kind in {"percent", "fraction"}:
        return _shared_part(share["whole"], left, carried), "share"
    if left and _LEVEL.match(left) and carried and (same := _LEVEL_OF.match(carried)):
        return left + same[1], "level"
    right = right_phrase(text, figure)
    if left and not (right and len(left) < 2):
        return left, "before"
    if right and figure.quantity.kind in {"counter", "person", "dimension", "fold", "coverage", "money", "number"}:
        return right, "behind"
    if carried:
        return carried, "carried"
    return (right or left or ""), "behind" if right else "before"


def left_phrase(text: str, figure: Figure, dates: list[Calendar]) -> str:
    """The noun phrase before a figure within its clause, without period, verbs, adverbs and comparators."""
    start, end = figure.left
    for calendar in dates:  # a period in the clause ends what belongs to the phrase, or stands in front of it
        if start <= calendar.start and calendar.end <= end:
            rest = _strip_tail(_strip_lead(text[calendar.end : end].lstrip("的底末前内，、")))
            if rest:
                start = calendar.end
            else:
                end = calendar.start
                break
    raw = text[start:end]
    raw = raw[max(raw.rfind("："), raw.rfind("\n")) + 1 :]
    return _strip_lead(_strip_tail(raw[-_LONGEST * 2 :]))[-_LONGEST:]


def right_phrase(text: str, figure: Figure) -> str:
    """The noun phrase behind a figure: 10个以上【省级大学科技园】, 三家【单项冠军企业】."""
    raw = text[slice(*figure.right)]
    raw = raw.removeprefix("的").lstrip()
    stop = re.search(r"(?:达到|达|实现|完成|增长|占|，|。|；|、|：|和(?=\d)|及(?=\d)|以及|并|建成|落户|投产|通过|入选|获评|获得|用于|，)", raw)
    raw = raw[: stop.start()] if stop else raw
    return raw.strip("　 ）)】")[:_LONGEST]


def _shared_part(whole: str, left: str, carried: str | None) -> str:
    head = left.split("占", 1)[0] if "占" in left else ""
    head = head or (carried.split("占", 1)[0] if carried else "")
    return f"{head}占{whole}比重" if head else f"占{whole}比重"


def _strip_tail(raw: str) -> str:
    """`raw` without trailing verbs, adverbs, marks and comparators."""
    _, tail = _edges()
    while True:
        raw = raw.rstrip(" 　，、：（(的")
        cut = tail.sub("", raw)
        if cut == raw:
            return raw
        raw = cut


def _strip_lead(raw: str) -> str:
    """`raw` without leading adverbs, verbs that bring forth, and marks."""
    lead, _ = _edges()
    while True:
        raw = raw.lstrip(" 　，、：）)；的了")
        match = lead.match(raw)
        if not match or len(raw) - match.end() < 2:
            return raw
        raw = raw[match.end() :]
