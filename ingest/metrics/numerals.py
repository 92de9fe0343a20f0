"""Numerals: Arabic, Chinese, mixed, with 万 and 亿, decimals, digit pairs (三五百), vague ones (十几万, 数十)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import prod

from policygraph.ingest.metrics.tables import rows, words
from policygraph.schema.units import units

_DIGITS_MAX = 60  # a longer run of digits is no number that anybody means


@dataclass(frozen=True, slots=True)
class Number:
    """A numeral in a text, half-open ``[start, end)``.

    `more` says that it goes beyond the value (十几万, 500多亿, 30余), `few` that it does so up to ten times (数十,
    几百), `about` that it lies near it (百来). `bare` marks scale words without a digit (百万, 千亿), `chinese` those
    without an Arabic digit, `digits` those written digit by digit (二〇二五).
    """

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    more: bool = False
    about: bool = False
    bare: bool = False
    chinese: bool = False
    digits: bool = False
    few: bool = False

    @property
    def ceiling(self) -> Decimal:
        """What a vague numeral stays below: 20 for 十几, 600亿 for 500多亿, 100 for 数十, 3600 for 3500余."""
        if self.few:
            return self.value * 10
        place = self.value.normalize().as_tuple().exponent
        return self.value + Decimal(10) ** max(int(place), 0)


@dataclass(frozen=True, slots=True)
class _Alphabet:
    digit: dict[str, int]
    small: dict[str, int]
    large: dict[str, int]
    run: re.Pattern[str]


@cache
def _alphabet() -> _Alphabet:
    kinds: dict[str, dict[str, int]] = {"digit": {}, "small": {}, "large": {}}
    for char, kind, value in rows("numerals", 3):
        kinds[kind][char] = int(value)
    digits = "".join(kinds["digit"])
    scale = "".join([*kinds["small"], *kinds["large"]])
    counted = "".join(words("quantity_words")["counted"])
    run = re.compile(
        rf"""(?:(?:(?<![{counted}])数|好?几)(?=[十百千万亿]))?+(?:
            \d++(?:,\d{{3}}(?!\d))*+(?:\.\d++)?+
          | [千仟](?!{_tails("千")}) | 百(?!{_tails("百")}) | 兆(?!{_tails("兆")})
          | (?<=[十百千万亿])零 | 零(?!\d|[{digits}]?[十百千]|下[\d{digits}十])
          | (?<![{_without(digits, "零〇○")}十])两 | (?<=一)两(?=[百千万亿个年天日周月家人次倍成])
          | [{_without(scale + digits, "千仟百兆零两")}]
          | 点(?=[{digits}])
          | (?<=[十百千万亿零])几(?=[十百千万亿{_heads()}])
          | (?<=[十百千万亿\d])[多余来](?=[万亿])
          | (?<=[\d{digits}])个(?=亿(?:[美欧日港英韩卢泰澳加新人块]|[的，。；、）]|$))
          | (?<=\d)\ (?=[万亿]) | (?<=亿)\ (?=\d{{1,4}}[千万]) | (?<=万)\ (?=\d千) | (?<=千)\ (?=\d百)
        )++""",
        re.VERBOSE,
    )
    return _Alphabet(kinds["digit"], kinds["small"], kinds["large"], run)


def _tails(scale: str) -> str:
    """What makes a unit of a scale word (千瓦, 兆字节); 千克拉 is a thousand 克拉."""
    tails = [form[1:] for form in (unit.form for unit in units()[0]) if form[0] == scale and form[1:]]
    return "|".join(re.escape(tail) + ("(?!拉)" if tail in {"瓦", "克"} else "") for tail in tails)


def _heads() -> str:
    """The characters that begin a unit."""
    return "".join(sorted({form[0] for form in (unit.form for unit in units()[0]) if form[0] > "一"}))


def _without(chars: str, left_out: str) -> str:
    return "".join(char for char in chars if char not in left_out)


def find_numbers(text: str) -> Iterator[Number]:
    """Every numeral of `text`, in order.

    >>> [(text[n.start:n.end], n.value) for text in ["三万五千名", "1.2亿元", "约500多亿"] for n in find_numbers(text)]
    [('三万五千', Decimal('35000')), ('1.2亿', Decimal('120000000.0')), ('500多亿', Decimal('50000000000'))]
    """
    for match in _alphabet().run.finditer(text):
        start, end = match.span()
        scale = text.startswith("分之", end) or _is_compared(text, start, end)
        number = parse_number(match[0], start, signed=_sign(text, start, end), scale=scale)
        if number is not None:
            yield number


def _is_compared(text: str, start: int, end: int) -> bool:
    """Whether words around 万, 亿 or 万亿 make a number of it: 近万人, 突破万亿元, 万余亩; not 万亩良田, 以上亿元."""
    if text.startswith("余", end):
        return True
    before, table = text[start - 1 : start], words("quantity_words")
    return before in table["before-scale"] and text[start - 2 : start] not in table["not-compared"]


def _sign(text: str, start: int, end: int) -> int:
    """The length of a minus sign before ``[start, end)``: 负, 零下, or - where it cannot be a dash or a hyphen.

    负 is none where it ends another word (为企业减负12.8亿元).
    """
    before = text[start - 1 : start]
    if before == "负":
        return 0 if text[start - 2 : start] in words("quantity_words")["not-minus"] else 1
    if before == "下" and start > 1 and text[start - 2] == "零":
        return 2
    if before in {"-", "−"} and (
        start == 1
        or text[start - 2] in " \u3000\t\n（(：:，,、；;=≥≤"
        or (text[start - 2] > "一" and text[end : end + 1] in {"%", "℃"})  # 增长-3.5%
    ):
        return 1
    return 0


def parse_number(run: str, start: int = 0, *, signed: int = 0, scale: bool = False) -> Number | None:
    """The number that a run of numeral characters means, or None where it means none (万 alone, 几).

    `scale` takes 万 and 亿 alone for numbers, as denominators are (万分之五) and what is compared (近万人).

    >>> parse_number("一亿五千万六千三百五十五").value
    Decimal('150006355')
    >>> parse_number("三五百").value_max
    Decimal('500')
    """
    if len(run) > _DIGITS_MAX:
        return None
    few = run[0] in "数几好"
    reader = _Reader(_alphabet())
    if not reader.read(run.lstrip("数几好") if few else run, scale=scale or few):
        return None
    sign = -1 if signed else 1
    low, high = reader.low * sign, reader.high
    return Number(
        start - signed,
        start + len(run),
        low,
        None if high is None else high * sign,
        more=reader.more or few,
        about=reader.about,
        bare=reader.bare,
        chinese=not any(char.isdigit() and char.isascii() for char in run),
        digits=reader.spelled,
        few=few,
    )


_ATOM = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^ 个]")


class _Reader:
    """Adds up a numeral from left to right: digit, section (十百千), total (万亿)."""

    def __init__(self, alphabet: _Alphabet) -> None:
        self.alphabet = alphabet
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.pending: list[Decimal] = []  # digits that wait for their unit
        self.last_large = 0
        self.last_unit = 0
        self.after_zero = False
        self.more = self.about = self.spelled = False
        self.bare = True
        self.spread: Decimal | None = None  # how much more the second digit of a pair means: 三五百 is 300 and 200 more
        self.low = Decimal(0)
        self.high: Decimal | None = None

    def read(self, run: str, *, scale: bool = False) -> bool:
        whole, _, decimals = run.partition("点")
        atoms = _ATOM.findall(whole)
        if all(atom in self.alphabet.large for atom in atoms):
            self.low = Decimal(prod(self.alphabet.large[atom] for atom in atoms))
            return scale and bool(atoms)
        if not decimals and self._spelled(atoms):
            return True
        for atom in atoms:
            if not self._take(atom):
                return False
        if decimals and not self._decimals(decimals):
            return False
        self._close()
        self.low = self.total + self.section
        if self.spread is not None:
            self.high = self.low + self.spread
        return True

    def _spelled(self, atoms: list[str]) -> bool:
        """二〇二五 and 一零一: three or more Chinese digits in a row are read digit by digit."""
        digit = self.alphabet.digit
        if len(atoms) >= 3 and all(atom in digit for atom in atoms):
            self.low = Decimal("".join(str(digit[atom]) for atom in atoms))
            self.spelled, self.bare = True, False
            return True
        return False

    def _take(self, atom: str) -> bool:
        alphabet = self.alphabet
        if atom[0].isdigit() and atom[0].isascii():
            if self.pending:
                return False
            self.pending.append(Decimal(atom.replace(",", "")))
            self.bare = False
        elif atom in alphabet.digit:
            if alphabet.digit[atom] == 0 and not self.pending:
                self.after_zero = True
                if not (self.total or self.section):
                    self.pending.append(Decimal(0))
                    self.bare = False
                return True
            self.pending.append(Decimal(alphabet.digit[atom]))
            self.bare = False
        elif atom in alphabet.small:
            return self._unit(alphabet.small[atom], large=False)
        elif atom in alphabet.large:
            return self._unit(alphabet.large[atom], large=True)
        elif atom in {"多", "余"}:
            self.more = True
        elif atom == "来":
            self.about = True
        elif atom == "几":
            self.more = True
        return True

    def _unit(self, unit: int, *, large: bool) -> bool:
        digits = self._digits()
        if digits is None or (large and not (self.pending or self.section or self.total)):
            return False  # 万一
        self.last_unit = unit
        if not large:
            if self.pending or not (self.section or self.last_large) or self.after_zero or self.section:
                self.section += (digits if self.pending else Decimal(1)) * unit
            else:
                self.section += unit
            if self.spread is not None and self.pending:
                self.spread *= unit
        else:
            self.section += digits if self.pending else 0
            if self.spread is not None:
                self.spread *= unit
            if self.last_large and unit >= self.last_large:
                self.total = (self.total + self.section) * unit
            else:
                self.total += self.section * unit
            self.section = Decimal(0)
            self.last_large = unit
        self.pending.clear()
        self.after_zero = False
        return True

    def _digits(self) -> Decimal | None:
        """What the waiting digits mean before a unit; a pair (三五, 七八) opens a spread."""
        if not self.pending:
            return Decimal(0)
        if len(self.pending) == 1:
            return self.pending[0]
        low, high = self.pending[0], self.pending[1]
        if len(self.pending) == 2 and self.spread is None and 0 < high - low <= 2 and high < 10 and low > 0:
            self.spread = high - low
            return low
        return None

    def _decimals(self, decimals: str) -> bool:
        """点 and what follows it: digits, then perhaps a large unit (二十点一万)."""
        digit, large = self.alphabet.digit, self.alphabet.large
        count = 0
        while count < len(decimals) and decimals[count] in digit:
            count += 1
        self._close()
        self.section += Decimal("0." + "".join(str(digit[char]) for char in decimals[:count]))
        self.bare = False
        for char in decimals[count:]:
            if char not in large:
                return False
            self.total = (self.total + self.section) * large[char]
            self.section = Decimal(0)
        return True

    def _close(self) -> None:
        """Digits left at the end: 两千四百五 means 2450, 五亿零六 means 500000006, 十七八 is a pair."""
        if not self.pending:
            return
        digits = self._digits()
        if digits is None:
            digits = Decimal("".join(str(int(value)) for value in self.pending))
            self.spelled = True
        short = self.last_unit >= 100 and not self.after_zero and digits == int(digits) and 0 < digits < 10
        if short and len(self.pending) == 1:
            digits *= self.last_unit // 10
        self.section += digits
        self.pending.clear()
