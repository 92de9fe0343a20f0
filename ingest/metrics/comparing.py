"""Ranges of two neighbouring quantities, and the comparators on both sides of each."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either

_SYMBOL = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "ap": "~"}
_MINUS_JOIN = re.compile(r"\s*(?:——|[—–\-~～至到])\s*")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    def named(prefix: str, names: tuple[str, ...]) -> str:
        return "|".join(rf"(?P<{name}>{either('quantity_words', prefix + _SYMBOL[name])})" for name in names)

    every = ("ge", "le", "gt", "lt", "ap")
    return {
        "before": re.compile(rf"(?:{named('', every)})(?:了|到|为|于)?\s*$"),
        "after": re.compile(rf"[（(]?(?:{named('after-', every)})[）)]?"),
        "far": re.compile(rf"(?:{named('far-', ('le', 'ge', 'ap'))})[^，。；：、\d]{{0,24}}$"),
    }


def joined(text: str, found: list[Quantity]) -> list[Quantity]:
    """Ranges made of two neighbours (3—5家, 15%至20%), then comparators on both sides."""
    joined: list[Quantity] = []
    index = 0
    while index < len(found):
        low = found[index]
        if index + 1 < len(found):
            merged = _range(text, low, found[index + 1])
            if merged is not None:
                joined.append(_compared(text, merged))
                index += 2
                continue
        joined.append(_compared(text, low))
        index += 1
    return joined


def _range(text: str, low: Quantity, high: Quantity) -> Quantity | None:
    between = text[low.core[1] : high.core[0]]
    if len(between) > 4 or low.value_max is not None or not (match := _MINUS_JOIN.fullmatch(between)):
        return None
    same = low.unit == high.unit and low.kind == high.kind
    plain = low.kind == "number" and high.kind not in {"ordinal", "rank", "coverage", "fold"}
    if not (same or plain) or low.kind in {"ordinal", "coverage"}:
        return None
    if (
        same
        and low.kind != "number"
        and match[0].strip() in {"至", "到"}
        and text[low.core[0] - 1 : low.core[0]] in {"由", "从"}
    ):
        return None
    value = low.value
    value_max = high.value_max if high.value_max is not None else high.value
    if plain and not same:
        factor = _shared_scale(text, low, high)
        value *= factor
        if high.form in {"tenths"}:
            value *= 10
    if value >= value_max:
        return None
    return replace(
        high, start=low.start, core=(low.core[0], high.core[1]), value=value, value_max=value_max, comparator="="
    )


def _shared_scale(text: str, low: Quantity, high: Quantity) -> Decimal:
    """3—5万 is 30000 to 50000: the low end shares 万 and 亿 when it has none of its own."""
    numeral = text[high.core[0] : high.number_end]
    own = text[low.core[0] : low.number_end]
    scale = Decimal(1)
    for char in reversed(numeral):
        if char not in "万亿百千":
            break
        if char in own:
            break
        scale *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[char]
    if any(char in "万亿" for char in own):
        return Decimal(1)
    if scale > 1 and low.value * scale < high.value:
        return scale
    return Decimal(1)


def _compared(text: str, quantity: Quantity) -> Quantity:
    """`quantity` with the comparator words that touch it."""
    start, end = quantity.core
    comparator = quantity.comparator
    if match := _patterns()["after"].match(text, end):
        name = match.lastgroup or ""
        if not _word_runs_on(text, match, quantity):
            comparator = _SYMBOL[name]
            end = match.end()
    window = text[max(start - 8, 0) : start]
    if match := _patterns()["before"].search(window):
        name = match.lastgroup or ""
        if not _not_a_comparator(text, start, match, quantity):
            symbol = _SYMBOL[name]
            if comparator == "=" or symbol in {">=", "<="} or (symbol != "~" and comparator == "~"):
                comparator = symbol
            start -= len(window) - match.start()
    if (
        comparator == "="
        and quantity.value_max is None
        and (far := _patterns()["far"].search(text, max(0, start - 40), start))
    ):
        comparator = _SYMBOL[far.lastgroup or ""]
    return replace(quantity, start=start, end=end, comparator=comparator)


def _word_runs_on(text: str, match: re.Match[str], quantity: Quantity) -> bool:
    """内 in 内容, 多 in 多个, 起 in 起重机 and the like are no comparators."""
    word, after = match[0], text[match.end() : match.end() + 1]
    if word == "内":
        return quantity.kind not in {"percent", "duration"} or after in "容部外陆"
    if word == "起":
        return after not in "，。；、）" or quantity.kind != "money"
    if word == "强":
        return quantity.kind not in {"fraction"} or after not in "，。；"
    if word in {"弱", "许", "前后", "不到", "之内", "之上"}:
        return after not in "，。；、）的"
    if word in {"多", "余"}:
        return after in "个家名项件万亿" or (after in "元")
    return False


def _not_a_comparator(text: str, start: int, match: re.Match[str], quantity: Quantity) -> bool:
    """过 in 通过, 超 in 赶超, 近 in 附近, 破 in 打破 are parts of other words."""
    word = match[match.lastgroup or 0]
    position = start - len(match[0])
    before = text[position - 1 : position]
    if word == "过":
        return before in set("通经超不胜度路渡")
    if word == "超":
        return before in set("赶反")
    if word == "近":
        return before in set("附邻靠最临就接远") or quantity.kind == "duration"
    if word == "破":
        return before in set("打突爆")
    return bool(word in {"高于", "低于"} and quantity.kind == "point")
