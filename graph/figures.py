"""Figures and days as people write them: 3.2亿元, 增长12%以上, 2025年底; 320 million yuan, the end of 2025."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files

from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Result
from policygraph.graph.units import family
from policygraph.graph.wording import number
from policygraph.schema.tables import split

_ZH = {">": "超过{}", ">=": "{}以上", "<": "低于{}", "<=": "不超过{}", "~": "约{}"}
_EN = {">": "over {}", ">=": "at least {}", "<": "under {}", "<=": "at most {}", "~": "about {}"}
_LARGE = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_FALLS = {"growth": "fall", "increment": "cut", "gap": "below"}  # what is below nothing is called otherwise
_MOVES = {"increment": "rise", "cut": "fall", "below": "lower"}  # of points and of places in a ranking
_VERBS = {
    "growth": "增长", "rise": "提高", "fall": "下降", "increment": "新增", "cut": "减少", "below": "少", "lower": "低",
}  # fmt: skip
_BEFORE = {"growth": "up", "rise": "up", "fall": "down", "cut": "down"}
_BEHIND = {"increment": "more", "below": "less", "lower": "lower"}
_SIGNS = ("%", "‰", "％")  # stand at the number, without a space
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LAST = {"01": 31, "02": 28, "03": 31, "04": 30, "05": 31, "06": 30, "07": 31, "08": 31, "09": 30, "10": 31,
         "11": 30, "12": 31}  # fmt: skip


def figure(
    value: float,
    unit: str = "",
    *,
    top: float | None = None,
    comparator: str = "=",
    measure: str = "level",
    yearly: bool = False,
    of: str | None = None,
    lang: str = "zh",
) -> str:
    """A figure in words.

    Parameters
    ----------
    top
        The upper end where it is a range.
    comparator, measure
        As in a record: ``">="`` is 以上, a rank 第3位, a growth of -15 is 下降15%, an increment of -12 减少12家. The
        comparator of a fall tells how deep it goes, as articles say it: -15 with ``">="`` is 下降15%以上.
    yearly
        Whether it holds for each year.
    of
        What it is a multiple of, "" for what was before; None: it is none.

    >>> figure(320000000, "元"), figure(-15, "%", measure="growth", comparator=">=")
    ('3.2亿元', '下降15%以上')
    >>> figure(30000, "人", comparator="~", lang="en"), figure(3, "%", top=3.5, lang="en")
    ('about 30,000 people', '3–3.5%')
    """
    if value < 0 and measure in _FALLS:
        measure = _FALLS[measure]
        ends = sorted(-end for end in (value, top) if end is not None)
        value, top = ends[0], ends[1] if len(ends) > 1 else None
    said = _english if lang == "en" else _chinese
    if family(unit) == "point" or (unit == "位" and measure == "cut"):  # 60位 that come new are mostly people
        measure = _MOVES.get(measure, measure)
    return said(value, unit, top, comparator, measure, yearly=yearly, of=of)


def claimed(claim: Claim, lang: str = "zh") -> str:
    """The figure of a claim in words; a multiple says of what: 2020年的2倍, 2 times that of 2020."""
    of = None
    if claim.kind == "multiple":  # a year that was concluded, not read, is not told
        since = str(claim.base_year)
        of = when(since, lang) if since in claim.quote and not (claim.end or "").startswith(since) else ""
    return figure(
        claim.value, claim.unit, top=claim.value_max, comparator=claim.comparator, measure=claim.measure,
        yearly=claim.yearly, of=of, lang=lang,
    )  # fmt: skip


def reached(result: Result, measure: str, lang: str = "zh") -> str:
    """A result in words, in the unit of its target, whose measure it has where it was worked out.

    Where the reported figure stands as it is, what it comes to on the target's scale follows in brackets.
    """
    if result.derived is None:
        return claimed(result.claim, lang)
    derived = figure(result.derived.value, result.derived.unit, measure=measure, lang=lang)
    if not result.derived.beside:
        return derived
    return f"{claimed(result.claim, lang)} ({derived})" if lang == "en" else f"{claimed(result.claim)}（{derived}）"


def _chinese(
    value: float, unit: str, top: float | None, comparator: str, measure: str, *, yearly: bool, of: str | None
) -> str:
    if measure == "rank":
        text = f"第{number(value, '')}" + (f"—{number(top, '')}" if top is not None else "") + "位"
    elif top is not None:
        text = _chinese_range(value, top, unit)
    else:
        text = number(value, unit)
    if of is not None:
        text = f"{of or '原来'}的{text}"
    each = "" if not yearly else "年均" if measure in {"growth", "fall"} else "每年"
    return f"{each}{_VERBS.get(measure, '')}{_ZH.get(comparator, '{}').format(text)}"


def _chinese_range(value: float, top: float, unit: str) -> str:
    """Both ends with one word for 万 or 亿 where they share it: 3—5万人."""
    low, high = number(value, ""), number(top, "")
    if low[-1:] in "万亿" and low[-1:] == high[-1:]:
        low = low[:-1]
    sign = unit if unit in _SIGNS else ""
    return f"{low}{sign}—{high}{unit}"


def _english(
    value: float, unit: str, top: float | None, comparator: str, measure: str, *, yearly: bool, of: str | None
) -> str:
    text = _plain(value) + (f"–{_plain(top)}" if top is not None else "")
    if measure == "rank":
        text = f"No. {text}"
    else:
        word = units().get(unit, unit)
        word = _single(word) if value == 1 and top is None else word
        text += word if word in _SIGNS else f" {word}" if word else ""
    if of is not None:
        text += f" that of {of}" if of else " as much as before"
    text = _EN.get(comparator, "{}").format(text)
    if measure in _BEFORE:
        text = f"{_BEFORE[measure]} {text}"
    elif measure in _BEHIND and unit not in _SIGNS:
        text = f"{text} {_BEHIND[measure]}"
    return f"{text} a year" if yearly else text


def _single(word: str) -> str:
    """An English unit of which there is one: 1 person, 1 percentage point, 1 tonne of standard coal; but 1 times."""
    head, of, rest = word.partition(" of ")
    return {"people": "person", "times": "times"}.get(head, head.removesuffix("s")) + of + rest


def _plain(value: float) -> str:
    """A number in English: grouped digits, or million and billion where that is short and exact."""
    exact = Decimal(repr(round(value, 2 if abs(value) < 10_000 else 0)))
    for size, word in _LARGE:
        if abs(exact) >= size:
            scaled = (exact / size).normalize()
            if -int(scaled.as_tuple().exponent) <= 3:
                return f"{scaled:,f} {word}"
    return f"{exact.normalize():,f}"


def when(period: str | None, lang: str = "zh", *, end: bool = False) -> str:
    """A year, month or day (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``) in words; "" for None.

    Parameters
    ----------
    end
        Say that its end is meant, as of a deadline; the last day of a year or month is its end then, too.

    >>> when("2025-11-14"), when("2025", end=True), when("2025-06-30", end=True), when("2025-06", "en", end=True)
    ('2025年11月14日', '2025年底', '2025年6月底', 'the end of June 2025')
    """
    if not period:
        return ""
    year, month, day = [*period.split("-"), "", ""][:3]
    if end and day and _is_last(year, month, day):
        day = ""
        month = "" if month == "12" else month
    if lang == "en":
        name = _MONTHS[int(month) - 1] if month else ""
        said = " ".join(filter(None, (day.lstrip("0"), name, year)))
        return f"the end of {said}" if end and not day else said
    said = f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
    if not end or day:
        return said
    return f"{said}底"


def _is_last(year: str, month: str, day: str) -> bool:
    leap = month == "02" and int(year) % 4 == 0 and (int(year) % 100 != 0 or int(year) % 400 == 0)
    return int(day) == _LAST.get(month, 0) + leap


@cache
def units() -> Mapping[str, str]:
    """English for units; "" for a counter."""
    text = files("policygraph.graph").joinpath("data/units_english.tsv").read_text(encoding="utf-8")
    return {unit: "" if english == "-" else english for _, (unit, english) in split(text, "units_english.tsv", 2)}
