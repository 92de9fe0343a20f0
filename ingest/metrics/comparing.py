"""Ranges of two neighbouring quantities, and the comparators on both sides of each."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either, words
from policygraph.ingest.metrics.units import Units

_SYMBOL = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "ap": "~", "eq": "="}
_TURNED = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}  # what a negation makes of a comparator
_INCLUSIVE = r"(?:[（(]不?含(?:本数)?[）)])?"
_MINUS_JOIN = re.compile(rf"{_INCLUSIVE}\s{{0,4}}(?:——|[—–\-~～至到])\s{{0,4}}")
_BOTH_JOIN = re.compile(r"\s{0,4}[和与到至]\s{0,4}")
_CLOSE = 12  # characters between the two ends of a range, at most


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    def named(prefix: str, names: tuple[str, ...]) -> str:
        return "|".join(
            rf"(?P<{name}>{either('quantity_words', prefix + _SYMBOL[name]).replace('或', ' ?或 ?')})" for name in names
        )

    every = ("ge", "le", "gt", "lt", "ap")
    no = either("quantity_words", "not")
    turned = "|".join(rf"(?P<not_{name}>{either('quantity_words', _SYMBOL[name])})" for name in ("ge", "gt", "lt"))
    return {
        "before": re.compile(rf"(?:(?:{no})(?:{turned})|{named('', (*every, 'eq'))})(?:了|到|为|于|有)?\s{{0,8}}$"),
        "after": re.compile(rf"{_INCLUSIVE}[（(]?(?:{named('after-', every)})[）)]?"),
        "between": re.compile(rf"(?:{either('quantity_words', 'between')})$"),
        "between-end": re.compile(either("quantity_words", "between-end")),
        "and-below": re.compile(rf"[，,、]?\s*(?:{either('quantity_words', 'and-below')})?\s*"),
        "than": re.compile(
            rf"(?:(?P<gt>{either('quantity_words', 'than->')})|(?P<lt>{either('quantity_words', 'than-<')}))"
            r"(?![\d（(]|[一二两三四五六七八九十](?!些|点))"
        ),
        "far": re.compile(rf"(?:(?:{no})(?:{turned})|{named('far-', ('le', 'ge', 'ap'))})[^，。；：、\d]{{0,24}}$"),
    }


def joined(text: str, found: list[Quantity], units: Units) -> list[Quantity]:
    """Ranges made of two neighbours (3—5家, 15%至20%, 3年以上7年以下), and comparators on both sides of the others."""
    joined: list[Quantity] = []
    index = 0
    while index < len(found):
        low = found[index]
        if index + 1 < len(found):
            merged = _range(text, low, found[index + 1], units) or _between(text, low, found[index + 1], units)
            if merged is not None:
                joined.append(_compared(text, merged))
                index += 2
                continue
        compared = _compared(text, low)
        if joined and (bounded := _bounded(text, joined[-1], compared, units)):
            joined[-1] = bounded
        else:
            joined.append(compared)
        index += 1
    return joined


def _between(text: str, low: Quantity, high: Quantity, units: Units) -> Quantity | None:
    """20和30之间."""
    end = _patterns()["between-end"].match(text, high.core[1])
    if end is None or not _BOTH_JOIN.fullmatch(text, low.core[1], high.core[0]):
        return None
    merged = _ends(text, low, high, units)
    if merged is None:
        return None
    start = merged.start
    if before := _patterns()["between"].search(text, max(0, start - 3), start):
        start = before.start()
    return replace(merged, start=start, end=end.end(), core=(start, end.end()))


def _bounded(text: str, low: Quantity, high: Quantity, units: Units) -> Quantity | None:
    """One range of a lower and an upper bound: 5万元以上10万元以下, 大于10且小于20."""
    if low.comparator not in {">", ">="} or high.comparator not in {"<", "<="} or low.ceiling is not None:
        return None
    if low.value_max is not None or high.value_max is not None or high.start - low.end > _CLOSE:
        return None
    if not _patterns()["and-below"].fullmatch(text, low.end, high.start):
        return None
    merged = _ends(text, low, high, units)
    return merged and replace(merged, end=high.end, core=(low.start, high.end))


def _range(text: str, low: Quantity, high: Quantity, units: Units) -> Quantity | None:
    """3—5家, 15%至20%; 由15%提高至20% is none."""
    if high.core[0] - low.core[1] > _CLOSE:
        return None
    match = _MINUS_JOIN.fullmatch(text, low.core[1], high.core[0])
    if not match:
        return None
    led = text[low.core[0] - 1 : low.core[0]] in {"由", "从"}
    if led and match[0].strip() in {"至", "到"} and low.unit == high.unit and low.kind == high.kind != "number":
        return None
    return _ends(text, low, high, units)


def _ends(text: str, low: Quantity, high: Quantity, units: Units) -> Quantity | None:
    """The range from `low` to `high`, where one of them may lend the other its unit; None if they do not fit."""
    if low.form == "percent" and high.kind == "number" and not high.form:
        high = replace(high, unit="%", kind=low.kind, form=low.form)  # 百分之三到五
    same = low.unit == high.unit and low.kind == high.kind
    plain = low.kind == "number" and high.kind not in {"ordinal", "rank", "coverage", "fold"}
    if low.value_max is not None or not (same or plain) or low.kind in {"ordinal", "coverage"}:
        return None
    value = low.value
    value_max = high.value_max if high.value_max is not None else high.value
    if plain and not same:
        value *= _shared_scale(text, low, high) * _unit_factor(text, high, units)
    if value >= value_max:
        return None
    return replace(
        high, start=low.start, core=(low.core[0], high.core[1]), value=value, value_max=value_max, comparator="="
    )


def _unit_factor(text: str, quantity: Quantity, units: Units) -> Decimal:
    """What a plain number before the unit of `quantity` is multiplied with."""
    if quantity.form == "tenths":
        return Decimal(10)
    unit = units.at(text, quantity.number_end)
    return unit.unit.factor if unit is not None else Decimal(1)


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
    if comparator == "=" and text[start - 1 : start] == "比" and (than := _patterns()["than"].match(text, end)):
        return replace(quantity, start=start - 1, end=than.end(), comparator=_SYMBOL[than.lastgroup or ""])
    window = text[max(start - 12, 0) : start]
    if match := _patterns()["before"].search(window):
        name = match.lastgroup or ""
        if not _not_a_comparator(text, start, match, quantity):
            symbol = _symbol(name)
            if comparator == "=" or symbol in {">=", "<="} or (symbol != "~" and comparator == "~"):
                comparator = symbol
            start -= len(window) - match.start()
    if (
        comparator == "="
        and quantity.value_max is None
        and (far := _patterns()["far"].search(text, max(0, start - 40), start))
    ):
        comparator = _symbol(far.lastgroup or "")
    return replace(quantity, start=start, end=end, comparator=comparator)


def _symbol(group: str) -> str:
    """The comparator of a group of the patterns, turned round where a negation stands before it (``not_gt``)."""
    name = group.removeprefix("not_")
    return _SYMBOL[name] if name == group else _TURNED[_SYMBOL[name]]


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
        if text.startswith(words("quantity_words")["not-after"], match.end() - 1):
            return True
        return after in "个家名项件万亿" or (after in "元")
    return False


def _not_a_comparator(text: str, start: int, match: re.Match[str], quantity: Quantity) -> bool:
    """过 in 通过, 超 in 赶超, 近 in 附近, 破 in 打破 are parts of other words."""
    word = match[match.lastgroup or 0]
    position = start - len(match[0])
    before = text[position - 1 : position]
    if word == ">":
        return before.isascii() and before.isalpha()  # <br>2
    if word == "上":  # 上百家, but not 迈上, 线上, 以上100家
        return (
            text[start] not in "百千万亿"
            or text[position - 1 : position + 1] in words("quantity_words")["not-compared"]
        )
    if word == "过":
        return before in set("通经超不胜度路渡")
    if word == "超":
        return before in set("赶反")
    if word == "近":
        return before in set("附邻靠最临就接远") or quantity.kind == "duration"
    if word == "约":
        return text[position - 1 : position + 1] in words("quantity_words")["not-compared"]  # 签约50亿元
    if word == "破":
        return before in set("打突爆")
    return bool(word in {"高于", "低于"} and quantity.kind == "point")
