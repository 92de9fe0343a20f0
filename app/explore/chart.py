"""Charts: where the lines and points of a series stand; the template draws them in the colours of the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policygraph.graph.figures import figure, when

SERIES = 6  # subjects in one chart; with more, no line can be told from another
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 280, 96, 18, 28, 34
_TICKS = 4  # steps of the scale, about
_YEAR_WIDTH = 48  # what a year needs on the axis


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a series: whose, on which day, how much; `reached` is False for a target or forecast.

    `kind` is as of a claim: values of two kinds have no line in common.
    """

    whose: str
    day: str
    value: float
    unit: str
    kind: str
    reached: bool
    measure: str = "level"


@dataclass(frozen=True, slots=True)
class Dot:
    """One value: where it stands, whether it was reached or only wanted, and what it says."""

    x: float
    y: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one subject: its label, its class in the style sheet, the way through what was reached."""

    label: str
    css: str
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the template draws. `scale` and `years` are marks of the axes, `left_out` subjects without a line."""

    lines: tuple[Line, ...]
    scale: tuple[tuple[float, str], ...]
    years: tuple[tuple[float, str], ...]
    unit: str
    left_out: int


def chart(values: Sequence[Value], lang: str = "zh") -> Chart | None:
    """The chart of the values of one indicator, the oldest first; None where fewer than two can be drawn.

    Values of another unit or kind than the commonest are left out, and subjects beyond `SERIES`.
    """
    sorts = [(value.unit, value.kind) for value in values]
    if not sorts:
        return None
    unit, kind = max(sorted(set(sorts)), key=sorts.count)
    same = [value for value in values if (value.unit, value.kind) == (unit, kind)]
    owners = [value.whose for value in same]
    most = sorted(set(owners), key=lambda label: (-owners.count(label), label))
    drawn = [value for value in same if value.whose in most[:SERIES]]
    if len(drawn) < 2:
        return None
    days = [date.fromisoformat(value.day).toordinal() for value in drawn]
    first, last = min(days), max(days)
    amounts = [value.value for value in drawn]
    steps = scale(min(0.0, *amounts), max(0.0, *amounts))

    def x(day: int) -> float:
        share = 0.5 if first == last else (day - first) / (last - first)
        return round(LEFT + 14 + share * (WIDTH - LEFT - RIGHT - 28), 1)

    def y(amount: float) -> float:
        share = (amount - steps[0]) / (steps[-1] - steps[0])
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    lines = []
    for number, label in enumerate(most[:SERIES]):
        mine = [(x(day), y(v.value), v) for day, v in zip(days, drawn, strict=True) if v.whose == label]
        way = [f"{at},{height}" for at, height, value in mine if value.reached]
        dots = tuple(Dot(at, height, "reached" if v.reached else "wanted", _text(v, lang)) for at, height, v in mine)
        lines.append(Line(label, f"series-{number}", " ".join(way) if len(way) > 1 else "", dots))
    return Chart(
        tuple(lines),
        tuple((y(amount), figure(amount, unit, lang=lang)) for amount in steps),
        tuple((x(day), year) for day, year in _years(first, last)),
        unit,
        len(most) - len(lines),
    )


def scale(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`, evenly apart.

    >>> scale(0, 870), scale(-15, 0), scale(0, 0)
    ([0.0, 200.0, 400.0, 600.0, 800.0, 1000.0], [-15.0, -10.0, -5.0, 0.0], [0, 1])
    """
    if low == high:
        return [low, low + 1]
    rough = (high - low) / _TICKS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough * 0.75)
    begin, end = math.floor(low / step), math.ceil(high / step)
    return [round(number * step, 10) for number in range(begin, end + 1)]


def _text(value: Value, lang: str) -> str:
    said = figure(value.value, value.unit, measure=value.measure, lang=lang)
    return " · ".join(filter(None, (value.whose, when(value.day, lang, end=True), said)))


def _years(first: int, last: int) -> list[tuple[int, str]]:
    """The ends of years on the axis, as many as have room."""
    begin, end = date.fromordinal(first).year, date.fromordinal(last).year
    years = range(begin, end + 1)
    apart = max(1, math.ceil(len(years) * _YEAR_WIDTH / (WIDTH - LEFT - RIGHT)))
    marks = [(min(max(date(year, 12, 31).toordinal(), first), last), str(year)) for year in years]
    return marks[::-1][::apart][::-1]
