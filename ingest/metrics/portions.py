"""Portions and multiples that are written without a unit: 三分之二, 七成, 过半, 翻两番, 全覆盖, 两位数."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from policygraph.ingest.metrics.numerals import Number, find_numbers, parse_number
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.metrics.tables import either, words

_HUGE = 20  # digits before the point from which a share keeps what it has: there are no cents to round
_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_FOLDS = {None: 2, "一": 2, "1": 2, "二": 4, "两": 4, "2": 4, "三": 8, "3": 8, "四": 16, "4": 16, "五": 32, "5": 32}
_HALVES = {"half->=": ">=", "half->": ">", "half-~": "~", "half-=": "="}
_BESIDE = {"fold->": ">", "fold-~": "~", "fold-<": "<"}


@cache
def _halves() -> Mapping[str, str]:
    """The comparator of each word for a half."""
    return {word: sign for kind, sign in _HALVES.items() for word in words("quantity_words")[kind]}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    not_tenths = "".join(words("quantity_words")["not-tenths"])
    return {
        "special": re.compile(
            rf"""(?P<nearly>{either("quantity_words", "all-~")}) | (?P<all>{either("quantity_words", "all")})
              | (?P<most>{either("quantity_words", *_HALVES)})(?!{either("quantity_words", "behind-half")})
              | 翻了?(?P<beside>{either("quantity_words", *_BESIDE)})?(?P<fold>[一二两三四五1-5])?番(?!地|了?个|五次)
              | (?P<none>(?:尚无|没有|无)一(?:家|个|例|起|项|所|座)
                        |一(?P<nc>家|个|例|起|项|所|座)(?:都|也)?(?:没有|未有|无)|清零|“清零”)
              | (?P<first>{either("quantity_words", "rank-first")}) | (?P<last>{either("quantity_words", "rank-last")})
              | 百分(?:之)?百
              | 两位数(?!字)|双位数|(?P<three>三位数(?!字))
              | (?P<double>倍增)(?!计划|行动|工程|”)
            """,
            re.VERBOSE,
        ),
        "discount": re.compile(rf" ?折(?!{either('quantity_words', 'not-discount')})"),
        "tenths": re.compile(
            rf" ?成(?P<more>[一二三四五六七八九](?![十百千万亿年月日家个项名])|半)?(?![{not_tenths}])"
        ),
    }


def fraction(text: str, number: Number, whole: Number | None = None) -> Quantity | None:
    """三分之二, 百分之五, 百分之负三, 负的百分之二, and with `whole` in front of it 二又三分之一."""
    if not text.startswith("分之", number.end):
        return None
    upper = next(find_numbers(text[number.end + 2 : number.end + 40]), None)
    if upper is None or upper.start != 0 or not number.value:
        return None
    below, above, start = abs(number.value), upper.value * (-1 if number.value < 0 else 1), number.start
    if text[start - 2 : start] == "负的":
        above, start = -above, start - 2
    high = upper.value_max / below if upper.value_max is not None else None
    scale = number.bare and below >= _HUNDRED
    written = replace(number, start=start, end=number.end + 2 + upper.end, bare=False)
    if whole is not None:
        return _mixed(written, whole, above, below)
    return _portion(written, above, below, high, scale=scale)


_SLASH = re.compile(r"/(?P<below>100|\d{1,2})(?![\d/.,A-Za-z年月日号次十百千万亿:-])")


def slashed(text: str, number: Number, whole: Number | None = None) -> Quantity | None:
    """1/3, 2/5 and with `whole` in front 3又1/2; None for what may be a date or a version (12/5, 1/2/2024)."""
    match = _SLASH.match(text, number.end)
    before = text[number.start - 1 : number.start]
    if match is None or before in {"/", "-", ".", "第"} or (before.isascii() and before.isalpha()):
        return None
    below = Decimal(match["below"])
    if not 0 < number.value < below or number.value != int(number.value) or number.chinese:
        return None
    written = replace(number, end=match.end())
    return (
        _portion(written, number.value, below, None) if whole is None else _mixed(written, whole, number.value, below)
    )


_COLON = r"\s?[∶:：]\s?"
_TO_ONE = re.compile(rf"{_COLON}1(?![\d.∶:：])")
_ONE_TO = re.compile(rf"{_COLON}(?P<above>\d{{1,3}}(?:\.\d+)?)(?![\d∶:：])")
_COMPARED = re.compile(rf"(?:{either('quantity_words', 'ratio')})[^，。；\d]{{0,6}}$")


def to_one(text: str, number: Number) -> Quantity | None:
    """2.8∶1 behind a word for a ratio (之比, 杠杆), or 1∶2.8: so many times the other."""
    if number.chinese or not _COMPARED.search(text, max(0, number.start - 12), number.start):
        return None
    value, match = number.value, _TO_ONE.match(text, number.end)
    if match is None and value == 1 and (match := _ONE_TO.match(text, number.end)):
        value = Decimal(match["above"])
    if match is None or value == 1:
        return None
    written = replace(number, end=match.end())
    return Quantity.of(written, number.start, match.end(), "倍", "fold", value=value, form="ratio")


def _mixed(written: Number, whole: Number, above: Decimal, below: Decimal) -> Quantity:
    """A whole number and a fraction."""
    above = (above + abs(whole.value) * below) * (-1 if whole.value < 0 else 1)
    written = replace(written, start=whole.start)
    span = (whole.start, written.end)
    return Quantity.of(written, *span, "", "number", value=above / below, form="mixed", ratio=(above, below))


def _portion(written: Number, above: Decimal, below: Decimal, high: Decimal | None, *, scale: bool = False) -> Quantity:
    """A fraction in per cent, exact if its denominator is a scale."""
    start, end = written.start, written.end
    per_cent = above / below * _HUNDRED
    form = "percent" if scale else "fraction"
    if not scale and per_cent.adjusted() < _HUGE:
        per_cent = per_cent.quantize(_CENT, ROUND_HALF_UP)
    return Quantity.of(
        written,
        start,
        end,
        "%",
        form,
        value=per_cent.normalize() + 0,
        value_max=high * _HUNDRED if high is not None else None,
        form=form,
        ratio=(above, below),
    )


def discount(text: str, number: Number) -> Quantity | None:
    """八折 and 七五折 are 80 and 75 per cent; None where 折 begins another word (两折页) or nothing is taken off."""
    match = _patterns()["discount"].match(text, number.end)
    if match is None or number.bare:
        return None
    digits = text[number.start : number.end]
    value = number.value
    if number.chinese and len(digits) == 2 and (second := parse_number(digits[1])) is not None:
        value = value if number.digits else value * 10 + second.value  # 三五折 is 35, no pair
    if value < 10:
        value *= 10
    if not 10 <= value < _HUNDRED or (digits[0] in "十" and value == 10):
        return None
    return Quantity.of(number, number.start, match.end(), "%", "fraction", value=value, form="tenths")


def tenths(text: str, number: Number) -> Quantity | None:
    """三成, 四成五, 七八成, 一成半; None where 成 begins another word."""
    match = _patterns()["tenths"].match(text, number.end)
    if match is None:
        return None
    extra = Decimal(0)
    if match["more"]:
        extra = Decimal(5) if match["more"] == "半" else Decimal("零一二三四五六七八九".index(match["more"]))
    value = number.value * 10 + extra
    high = number.value_max * 10 if number.value_max is not None else None
    whole = replace(number, end=match.end(), bare=False)
    return Quantity.of(whole, number.start, match.end(), "%", "fraction", value=value, value_max=high, form="tenths")


@cache
def _feelings() -> tuple[str, ...]:
    return words("quantity_words")["feeling"]


def special(text: str) -> Iterator[Quantity]:
    """Quantities without a numeral of the usual kind: 过半, 翻两番, 全覆盖, 首位, 两位数."""
    for match in _patterns()["special"].finditer(text):
        start, end = match.span()
        word = match[0]
        span = (start, end)

        def made(
            value: object, unit: str, kind: str, comparator: str, form: str, span: tuple[int, int] = span
        ) -> Quantity:
            return Quantity(*span, span, Decimal(str(value)), None, unit, kind, comparator, True, False, span[1], form)

        if match["all"] or match["nearly"]:
            yield made(100, "%", "coverage", "=" if match["all"] else "~", "all")
        elif match["most"]:
            yield made(50, "%", "fraction", _halves()[word], "half")
        elif word.startswith("翻"):
            sign = next((s for kind, s in _BESIDE.items() if match["beside"] in words("quantity_words")[kind]), "=")
            yield made(_FOLDS[match["fold"]], "倍", "fold", sign, "fold")
        elif match["double"]:
            if text.startswith(_feelings(), end) or text.endswith(_feelings(), 0, start):
                continue
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
