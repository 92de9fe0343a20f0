"""Indicators that no stretch of the text is: made of the indicator before and the words at the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either
from policygraph.ingest.tokens import tokenize

_SHARE = re.compile(
    r"(?:占|为|是|达)(?:到)?(?P<whole>[^，。；占]{2,24}?)(?:的)?(?:比重|比例|份额|之比)?(?:为|达|达到|约)?$"
)
_RATIO = re.compile(r"(?:占比|比重|比例)(?:为|达|达到|约|升至|提高到)?$")
_ADVERBS = re.compile(r"^(?:其中|而|但|且|并|同时|仅|只有|另有|还有|有|的)+|(?:达到|达|为|有|仅|约|近|各|均|分别)+$")
_YEAR = re.compile(r"^(?:19|20)\d\d年[度底末]?")
_RELATIVE = frozenset({"percent", "fraction", "point", "rank"})


_BARE = re.compile(r"(?:累计|合计|总共|共|约)?占(?!地|用|有)")


def is_bare_share(phrase: str) -> bool:
    """Whether an indicator does not say whose share it is: 累计占技能劳动者比例.

    >>> is_bare_share("累计占技能劳动者比例"), is_bare_share("高技能人才占比"), is_bare_share("占地面积")
    (True, False, False)
    """
    return _BARE.match(phrase) is not None


def is_of_whole(phrase: str) -> bool:
    """Whether an indicator is a share of something, which no number of things can be: 新增高技能人才占总数.

    >>> is_of_whole("新增高技能人才占总数"), is_of_whole("占地面积"), is_of_whole("占道经营")
    (True, False, False)
    """
    return _of_whole().search(phrase) is not None


@cache
def _of_whole() -> re.Pattern[str]:
    whole, share, other = (either("indicator_words", row) for row in ("whole", "share", "occupies"))
    return re.compile(f"占(?!{other})[^，。；占]{{0,24}}(?:{whole}|{share})$|(?:占比|{share})$")


def composed(text: str, figure: Figure, carried: str | None) -> Iterator[tuple[str, str]]:
    """Candidates made of the indicator before (`carried`), each with the name of how it was made.

    A share of what was just named (…，占全县的三成), its growth, a part of it (其中博士37人), an item of its list.
    """
    if not carried:
        return
    yield carried, "same"
    raw = text[slice(*figure.left)].strip(" 　，、")
    base = carried.split("占", 1)[0] or carried
    if figure.quantity.kind in _RELATIVE:
        if "占" in raw and (match := _SHARE.search(raw)):
            yield f"{base}占{match['whole']}", "share"
        if _RATIO.search(raw):
            yield f"{base}占比", "ratio"
        if not carried.endswith(("增速", "率", "比重", "占比")):
            yield f"{carried}增速", "speed"
    part = _YEAR.sub("", _ADVERBS.sub("", raw.rsplit("，", 1)[-1]).lstrip())
    if 2 <= len(part) <= 12:
        words = [token.text for token in tokenize(carried)]
        for count in (1, 2):
            tail = "".join(words[-count:])
            if len(words) > count and len(tail) >= 2 and not part.endswith(tail):
                yield part + tail, f"part{count}"
