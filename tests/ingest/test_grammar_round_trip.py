"""What is written in any of its shapes is read back: numbers, units, portions, ranges, durations and periods."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.numerals import find_numbers
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.metrics.tables import rows
from policygraph.ingest.normal import normalise
from policygraph.schema.units import Written, units

DIGITS = "零一二三四五六七八九"
CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
FULL = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789.%"} | {ord(","): "，"}
FEW = settings(max_examples=150, deadline=None)
NUMBERS = st.one_of(st.integers(1, 10**5), st.integers(1, 10**12 - 1))


def section(number: int) -> str:
    """A number below 10,000 as it is spoken, with 零 in its gaps."""
    said, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + unit
        gap = not digit
    return said


def spoken(number: int) -> str:
    """一亿零五百, 三万五千: a number below 万亿 in Chinese numerals, nothing left out."""
    if number == 0:
        return "零"
    said = ""
    for scale, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // scale % 10**4
        if part:
            said += ("零" if said and part < 1000 else "") + section(part) + sign
    return said


def said(number: int) -> str:
    """As people say it: 十二, not 一十二."""
    return spoken(number).removeprefix("一") if 10 <= number < 20 else spoken(number)


def spelled(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def shapes(number: int) -> list[str]:
    """The ways in which a number is written."""
    found = [
        str(number),
        f"{number:,}",
        str(number).translate(FULL),
        said(number),
        f"{number:,}".translate(FULL),
        spoken(number),
    ]
    if number >= 10:
        found.append(spoken(number).translate(CAPITALS))
    for scale, sign in ((10**4, "万"), (10**8, "亿")):
        if number % (scale // 100) == 0 and number >= scale:
            found += [f"{Decimal(number) / scale:f}{sign}", f"{Decimal(number) / scale:f} {sign}"]
    return found


@FEW
@given(NUMBERS, st.data())
def test_numbers(number: int, data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(shapes(number)))
    (found,) = find_numbers(normalise(f"共{shape}。").text)
    assert found.value == number


@FEW
@given(st.integers(0, 9999), st.text("0123456789", min_size=1, max_size=3))
def test_decimals(whole: int, behind: str) -> None:
    value = Decimal(f"{whole}.{behind}")
    for shape in (f"{whole}.{behind}", f"{spoken(whole)}点{''.join(DIGITS[int(d)] for d in behind)}"):
        (found,) = find_quantities(f"达{shape}%。")
        assert (found.value, found.unit) == (value, "%")
    (found,) = find_quantities(f"达百分之{spoken(whole)}点{''.join(DIGITS[int(d)] for d in behind)}。")
    assert (found.value, found.unit) == (value, "%")


@FEW
@given(
    st.integers(13, 99), st.sampled_from([unit for unit in units()[0] if unit.form not in {"兆", "两", "路"}])
)  # 一带一路
def test_units(number: int, unit: Written) -> None:
    for shape in (str(number), said(number)):
        found = find_quantities(f"共有{shape}{unit.form}。")
        assert [(q.value, q.unit, q.kind) for q in found] == [(number * unit.factor, unit.unit, unit.kind)]


@FEW
@given(st.integers(1, 10**6), st.sampled_from(rows("currencies", 2)))
def test_currencies_before(number: int, mark: tuple[str, ...]) -> None:
    for text in (f"支付{mark[0]}{number}。", f"支付{mark[0]} {number}。", f"支付{mark[0]}{number:,}。"):
        (found,) = find_quantities(text)
        assert (found.value, found.unit, found.kind) == (number, mark[1], "money")


@FEW
@given(st.integers(1, 999), st.integers(2, 100))
def test_fractions(above: int, below: int) -> None:
    (found,) = find_quantities(f"占{said(below)}分之{said(above)}。")
    assert found.ratio == (above, below)
    if above < below:
        (found,) = find_quantities(f"占{above}/{below}。")
        assert found.ratio == (above, below)


@FEW
@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["—", "-", "~", "～", "至", "到", "——", "–"]))
def test_ranges(one: int, other: int, join: str) -> None:
    assume(one != other)
    low, high = sorted((one, other))
    for unit in ("家", "亿元", "%"):
        (found,) = find_quantities(f"共有{low}{join}{high}{unit}。")
        factor = 10**8 if unit == "亿元" else 1
        assert (found.value, found.value_max) == (low * factor, high * factor)


@FEW
@given(st.integers(1, 99), st.integers(1, 11), st.sampled_from(["", "零", "又"]))
def test_durations(years: int, months: int, join: str) -> None:
    for text in (f"历时{said(years)}年{join}{said(months)}个月。", f"历时{years}年{join}{months}个月。"):
        (found,) = find_quantities(text)
        assert (found.value, found.unit) == (12 * years + months, "个月")
        assert found.parts == ((years, "年"), (months, "个月"))


@FEW
@given(st.integers(1, 23), st.integers(1, 59))
def test_hours(hours: int, minutes: int) -> None:
    for unit in ("分钟", "分"):
        (found,) = find_quantities(f"用时{hours}小时{minutes}{unit}。")
        assert (found.value, found.unit) == (60 * hours + minutes, "分钟")


@FEW
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_days(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for shape in (
        f"{year}年{month}月{number}日",
        f"{year} 年 {month} 月 {number} 日",
        f"{spelled(year)}年{said(month)}月{number}日",
        f"{spelled(year).replace('零', '〇')}年{month}月{number}号",
        day.isoformat(),
        f"{year}.{month}.{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year}{month:02}{number:02}",
    ):
        (found,) = find_dates(f"于{shape}。")
        assert (found.first, found.last, found.kind) == (day.isoformat(), day.isoformat(), "day")


@FEW
@given(st.integers(1950, 2090), st.integers(1, 12))
def test_months_and_more(year: int, month: int) -> None:
    quarter = (month + 2) // 3
    ends = {
        f"{year}年{month}月": (f"{year}-{month:02}", f"{year}-{month:02}"),
        f"{year}年{month}月份": (f"{year}-{month:02}", f"{year}-{month:02}"),
        f"{year}-{month:02}": (f"{year}-{month:02}", f"{year}-{month:02}"),
        f"{year}年": (str(year), str(year)),
        f"{year}年度": (str(year), str(year)),
        f"{spelled(year)}年": (str(year), str(year)),
        f"{year}年{'一二三四'[quarter - 1]}季度": (f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}"),
        f"{year}年第{quarter}季度": (f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}"),
        f"{year}Q{quarter}": (f"{year}-{3 * quarter - 2:02}", f"{year}-{3 * quarter:02}"),
        f"{year}年上半年": (f"{year}-01", f"{year}-06"),
        f"{year}年前{month}个月": (f"{year}-01", f"{year}-{month:02}"),
        f"{year}年{month}月下旬": (f"{year}-{month:02}-21", f"{year}-{month:02}-{monthrange(year, month)[1]}"),
        f"{year}—{year + 3}年": (str(year), str(year + 3)),
        f"{year}年至{year + 3}年": (str(year), str(year + 3)),
    }
    for shape, wanted in ends.items():
        (found,) = find_dates(f"在{shape}，")
        assert (shape, found.first, found.last) == (shape, *wanted)


@settings(max_examples=300, deadline=None)
@given(
    st.text("0123456789零一二两三五十百千万亿点分之年月日个元%-—至到约超以上下半几数多第前成折又/,.，。 ", max_size=40)
)
def test_anything_is_read_in_order_and_without_overlap(text: str) -> None:
    for found in (find_quantities(text), list(find_dates(text, date(2025, 8, 1)))):
        at = 0
        for item in found:
            start, end = item.core if hasattr(item, "core") else (item.start, item.end)
            assert at <= start < end <= len(text)
            at = end
