"""Quantities: a number with unit, comparator and range, in all the ways in which policy text writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from policygraph.ingest.metrics.dates import Calendar, find_dates
from policygraph.ingest.metrics.numerals import Number, find_numbers
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.metrics.units import Unit, UnitAt, unit_at

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a text, half-open ``[start, end)`` with comparator words that touch it.

    `kind` is that of the unit (``money``, ``percent``, ``point``, ``multiple``, ``person``, ``counter``, ``dimension``,
    ``duration``, ``age``, ``temperature``), or ``fraction`` (per cent), ``fold`` (翻番), ``rank``, ``coverage``,
    ``ordinal``, ``number`` (no unit). `value` is exact, in `unit`. `core` is the span of number and unit alone.
    `chinese` marks numerals without an Arabic digit, `bare` scale words alone (百万).
    """

    start: int
    end: int
    core: tuple[int, int]
    value: Decimal
    value_max: Decimal | None
    unit: str
    kind: str
    comparator: str = "="
    chinese: bool = False
    bare: bool = False
    number_end: int = 0  # where the numeral ends, before the unit
    form: str = ""  # how a number that is no plain number and unit was written: tenths, half, fraction, ...


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = words("quantity_words")

    def either(kind: str) -> str:
        return "|".join(re.escape(word) for word in sorted(table[kind], key=len, reverse=True))

    before = "|".join(
        rf"(?P<{name}>{either(kind)})"
        for name, kind in (("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<"), ("ap", "~"))
    )
    after = "|".join(
        rf"(?P<{name}>{either('after-' + kind)})"
        for name, kind in (("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<"), ("ap", "~"))
    )
    return {
        "before": re.compile(rf"(?:{before})(?:了|到|为|于)?\s*$"),
        "after": re.compile(rf"[（(]?(?:{after})[）)]?"),
        "special": re.compile(
            rf"""(?P<all>{either("all")})
              | (?P<most>半数以上|过半数|过半|半数|近半数|近半|一半|大半|对半)(?!年|天|月|个|小|成|导|径|山|岛|挂|封)
              | 翻(?:了)?(?P<fold>[一二两三四五1-5])?番
              | (?P<none>(?:尚无|没有|无)一(?:家|个|例|起|项|所|座)|一(?P<nc>家|个|例|起|项|所|座)(?:都|也)?(?:没有|未有|无)|清零|“清零”)
              | (?P<first>{either("rank-first")}) | (?P<last>{either("rank-last")})
              | 百分(?:之)?百
              | 两位数(?!字)|双位数|(?P<three>三位数(?!字))
              | (?P<double>倍增)(?!计划|行动|工程|”)
            """,
            re.VERBOSE,
        ),
        "tenths": re.compile(
            rf"成(?P<more>[一二三四五六七八九](?![{'十百千万亿年月日家个项名'}])|半)?(?![{''.join(table['not-tenths'])}])"
        ),
    }


_SYMBOL = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "ap": "~"}
_JOIN = re.compile(r"\s*(?:[—–\-~～]{1,2}|至|到|或|－)\s*(?:第|前)?")
_MINUS_JOIN = re.compile(r"\s*(?:——|[—–\-~～至到])\s*")


def find_quantities(text: str, reference_date: date | None = None) -> list[Quantity]:
    """Every quantity of `text`, in order, never overlapping; dates are none.

    Parameters
    ----------
    text
        Normalised text (`policygraph.ingest.normal.normalise`).
    reference_date
        Helps to tell dates from numbers; the values do not depend on it.

    Examples
    --------
    >>> [(q.value, q.unit, q.comparator) for q in find_quantities("2025年突破1.2亿元，增长近两成，新增3—5家")]
    [(Decimal('120000000.0'), '元', '>'), (Decimal('20'), '%', '~'), (Decimal('3'), '家', '=')]
    """
    return quantities(text, list(find_dates(text, reference_date)))


def quantities(text: str, dates: list[Calendar]) -> list[Quantity]:
    """The quantities of `text` outside `dates`."""
    found = sorted([*_numeric(text, dates), *_special(text)], key=lambda q: (q.core[0], -q.core[1]))
    kept: list[Quantity] = []
    for quantity in found:
        if kept and quantity.core[0] < kept[-1].core[1]:
            if quantity.form and not kept[-1].form:
                kept[-1] = quantity
            continue
        kept.append(quantity)
    return _joined(text, kept)


def _numeric(text: str, dates: list[Calendar]) -> Iterator[Quantity]:
    """Numbers with their units, fractions, tenths and ranks."""
    date_index = 0
    done = 0
    for number in find_numbers(text):
        if number.start < done:
            continue
        while date_index < len(dates) and dates[date_index].end <= number.start:
            date_index += 1
        if date_index < len(dates) and number.end > dates[date_index].start:
            continue
        quantity = _quantity(text, number)
        if quantity is not None:
            done = quantity.core[1]
            yield quantity


def _quantity(text: str, number: Number) -> Quantity | None:
    start, end = number.start, number.end
    before, after = text[start - 1 : start], text[end : end + 1]
    if after == "分" and text.startswith("分之", end):
        return _fraction(text, number)
    if after == "成" and (number.chinese or number.value < 10) and number.value <= 10:
        match = _patterns()["tenths"].match(text, end)
        if match:
            return _tenths(number, match)
    if before == "第":
        return _ordinal(text, number)
    if before == "前" and (after in "位名强%" or number.chinese or not after.isalnum()):
        return _top(text, number)
    glued = _glued(text, number)
    skip = end
    if (after in "多余来" and after) or (after == " " and text[end + 1 : end + 2] not in " \t"):
        skip += 1
    if (places := _MOVE.match(text, skip)) and _MOVED.search(text, max(0, start - 8), start):
        close = places.end()
        return Quantity(
            start,
            close,
            (start, close),
            number.value,
            number.value_max,
            "位",
            "rank",
            _more(number, after),
            number.chinese,
            number.bare,
            end,
            "move",
        )
    unit = unit_at(text, skip)
    if unit is not None and after == "个" and _POINTS_FOLLOW.match(text, unit.end):
        unit = UnitAt(Unit("个百分点", unit.unit.factor, "point"), unit.end)
    if unit is None and after == "个" and text[end + 1 : end + 2] in "亿万":
        return None
    if unit is None:
        if glued or number.bare:
            return None
        return Quantity(
            start,
            end,
            (start, end),
            number.value,
            number.value_max,
            "",
            "number",
            _more(number, after),
            number.chinese,
            number.bare,
            end,
        )
    if glued and (not unit.unit.name.isascii() or glued == "letter"):
        return None
    comparator = _more(number, after)
    close = unit.end
    value, high = number.value * unit.unit.factor, number.value_max
    high = high * unit.unit.factor if high is not None else None
    kind = unit.unit.kind
    if kind == "money" and unit.unit.name == "元" and not unit.per:
        value, close, name = _coins(text, value, close)
        if name:
            return Quantity(
                start, close, (start, close), value, high, name, kind, comparator, number.chinese, number.bare, end
            )
    if text.startswith("半", close) and kind in {"duration", "dimension", "multiple", "money"} and high is None:
        value += Decimal("0.5") * unit.unit.factor
        close += 1
    return Quantity(
        start, close, (start, close), value, high, unit.unit.name, kind, comparator, number.chinese, number.bare, end
    )


def _more(number: Number, after: str) -> str:
    if number.more or after in {"多", "余"}:
        return ">"
    return "~" if number.about or after == "来" else "="


_RANKED = re.compile(r"(?:排名|排在|位列|名列|位居|跃居|稳居|升至|列|居|排|全国|全省|全市|全区|世界|全球)$")
_MOVE = re.compile(r"位(?!于|居|列|置)|个(?:位次|名次)")
_MOVED = re.compile(r"(?:前移|后移|上移|下移|上升|下降|提升|前进|后退|前升|跃升|进|升|退|降)(?:了)?$")
_POINTS_FOLLOW = re.compile(r"[和、与及或至]\d[\d.]*个(?:百分点|基点)")
_GLUE = re.compile(r"[A-Za-z_.+/\\@＋]")


def _glued(text: str, number: Number) -> str:
    """Whether a number hangs on letters or signs that make it part of a name or a code: X3, 3+3, COVID-19, 1:2."""
    before, after = text[number.start - 1 : number.start], text[number.end : number.end + 1]
    if number.chinese:
        return ""
    if before.isascii() and before.isalpha():
        return "letter"
    if (
        before == "-"
        and text[number.start - 2 : number.start - 1].isascii()
        and text[number.start - 2 : number.start - 1].isalpha()
    ):
        return "letter"
    if before in {"+", "＋", "#", "№"} or after in {"+", "＋"}:
        return "sign"
    if after.isascii() and after.isalpha():
        return "tail"
    if text.startswith("号", number.end) or (before == "." and text[number.start - 2 : number.start - 1].isdigit()):
        return "sign"
    if (
        number.value >= 10**6
        and number.end - number.start >= 7
        and "," not in text[number.start : number.end]
        and "." not in text[number.start : number.end]
        and not any(c in "万亿" for c in text[number.start : number.end])
    ):
        return "tail"
    return ""


_COIN = re.compile(
    r"(?P<fen10>[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])角(?:(?P<fen>[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分)?|零?(?P<only>[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分(?!之|点)"
)


def _coins(text: str, value: Decimal, at: int) -> tuple[Decimal, int, str]:
    """角 and 分 behind 元."""
    match = _COIN.match(text, at)
    if not match:
        return value, at, ""
    from policygraph.ingest.metrics.numerals import parse_number

    def digit(name: str) -> Decimal:
        number = parse_number(match[name]) if match[name] else None
        return number.value if number else Decimal(0)

    return value + digit("fen10") / 10 + (digit("fen") + digit("only")) / 100, match.end(), "元"


def _fraction(text: str, number: Number) -> Quantity | None:
    """三分之二, 百分之五, 千分之一."""
    below = number.value
    upper = next(find_numbers(text[number.end + 2 : number.end + 40]), None)
    if upper is None or upper.start != 0 or not below:
        return None
    start, end = number.start, number.end + 2 + upper.end
    per_cent = upper.value / below * _HUNDRED
    high = upper.value_max / below * _HUNDRED if upper.value_max is not None else None
    form = "percent" if text[number.start : number.end] in {"百", "千", "万"} else "fraction"
    if form == "fraction":
        per_cent = per_cent.quantize(_CENT, ROUND_HALF_UP)
        if text.startswith("强", end) or text.startswith("弱", end):
            end += 0
    return Quantity(
        start,
        end,
        (start, end),
        per_cent.normalize() + 0,
        high,
        "%",
        "percent" if form == "percent" else "fraction",
        "=",
        number.chinese,
        False,
        end,
        form,
    )


def _tenths(number: Number, match: re.Match[str]) -> Quantity:
    """三成, 四成五, 七八成, 一成半."""
    extra = Decimal(0)
    if match["more"]:
        extra = Decimal(5) if match["more"] == "半" else Decimal("零一二三四五六七八九".index(match["more"]))
    value = number.value * 10 + extra
    high = number.value_max * 10 if number.value_max is not None else None
    return Quantity(
        number.start,
        match.end(),
        (number.start, match.end()),
        value,
        high,
        "%",
        "fraction",
        "=",
        number.chinese,
        False,
        match.end(),
        "tenths",
    )


def _ordinal(text: str, number: Number) -> Quantity:
    """第2位 is a rank; 第三方 and 第四届 are ordinals."""
    after = text[number.end : number.end + 1]
    start = number.start - 1
    if text[number.start - 3 : number.start - 1] == "倒数":
        start -= 2
    placed = not (after.isalnum() or after in "“《（") and _RANKED.search(text, max(0, start - 8), start)
    if placed:
        return Quantity(
            start,
            number.end,
            (start, number.end),
            number.value,
            None,
            "位",
            "rank",
            "=",
            number.chinese,
            False,
            number.end,
            "place",
        )
    if after in {"位", "名"} and not text.startswith("位于", number.end):
        return Quantity(
            start,
            number.end + 1,
            (start, number.end + 1),
            number.value,
            None,
            "位",
            "rank",
            "=",
            number.chinese,
            False,
            number.end,
            "place",
        )
    return Quantity(
        start,
        number.end,
        (start, number.end),
        number.value,
        None,
        "",
        "ordinal",
        "=",
        number.chinese,
        False,
        number.end,
    )


def _top(text: str, number: Number) -> Quantity:
    """前三, 前10位, 前20%."""
    after = text[number.end : number.end + 1]
    if after == "%":
        return Quantity(
            number.start - 1,
            number.end + 1,
            (number.start - 1, number.end + 1),
            number.value,
            None,
            "%",
            "rank",
            "<=",
            number.chinese,
            False,
            number.end,
            "top",
        )
    end = number.end + (1 if after in {"位", "名", "强"} else 0)
    return Quantity(
        number.start - 1,
        end,
        (number.start - 1, end),
        number.value,
        None,
        "位",
        "rank",
        "<=",
        number.chinese,
        number.bare,
        number.end,
        "top",
    )


_FOLDS = {None: 2, "一": 2, "1": 2, "二": 4, "两": 4, "2": 4, "三": 8, "3": 8, "四": 16, "4": 16, "五": 32, "5": 32}


def _special(text: str) -> Iterator[Quantity]:
    """Quantities without a numeral of the usual kind: 过半, 翻两番, 全覆盖, 首位, 两位数."""
    for match in _patterns()["special"].finditer(text):
        start, end = match.span()
        word = match[0]
        span = (start, end)

        def made(
            value: object, unit: str, kind: str, comparator: str, form: str, span: tuple[int, int] = span
        ) -> Quantity:
            return Quantity(*span, span, Decimal(str(value)), None, unit, kind, comparator, True, False, span[1], form)

        if match["all"]:
            yield made(100, "%", "coverage", "=", "all")
        elif match["most"]:
            comparator = {"半数以上": ">=", "过半": ">", "过半数": ">", "大半": ">", "近半": "~", "近半数": "~"}.get(
                word, "="
            )
            yield made(50, "%", "fraction", comparator, "half")
        elif word.startswith("翻"):
            yield made(_FOLDS[match["fold"]], "倍", "fold", "=", "fold")
        elif match["double"]:
            yield made(2, "倍", "fold", "=", "fold")
        elif match["none"]:
            counter = match["nc"] or (word[-1] if word[-1] in "家个例起项所座" else "")
            yield made(0, counter, "counter", "=", "none")
        elif match["first"]:
            yield made(1, "位", "rank", "=", "first")
        elif match["last"]:
            continue
        elif "位数" in word:
            yield made(100 if match["three"] else 10, "%", "percent", ">=", "digits")
        elif word.startswith("百分"):
            yield made(100, "%", "percent", "=", "percent")


def _joined(text: str, found: list[Quantity]) -> list[Quantity]:
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
    if comparator == "=" and quantity.value_max is None and (far := _FAR.search(text, max(0, start - 40), start)):
        comparator = {"<=": "<=", ">=": ">=", "~": "~"}[_FAR_WORDS[far["word"]]]
    return replace(quantity, start=start, end=end, comparator=comparator)


_FAR_WORDS = {
    "不超过": "<=",
    "不得超过": "<=",
    "不高于": "<=",
    "最多": "<=",
    "最高资助": "<=",
    "最高奖励": "<=",
    "最高补助": "<=",
    "不低于": ">=",
    "不少于": ">=",
    "不得低于": ">=",
    "约占": "~",
}
_FAR = re.compile(rf"(?P<word>{'|'.join(sorted(_FAR_WORDS, key=len, reverse=True))})[^，。；：、\d]{{0,24}}$")


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
