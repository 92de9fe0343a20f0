"""No pattern of the grammar blows up: ten times the text takes about ten times the time, whatever it is made of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module

import pytest

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.metrics.units import packaged_units

FILLS = {
    "digits": "9",
    "thousands": ",123",
    "numerals": "一",
    "scales": "千万亿",
    "quotes": "“",
    "commas": "、",
    "items": "1、",
    "ranges": "3—",
    "spaces": " ",
    "months": "3月",
    "bounds": "3年以上",
}
MODULES = ("calendars", "comparing", "dates", "durations", "leading", "money", "numerals", "portions", "quantities",
           "ranks", "relative", "timing", "wording")  # fmt: skip
LENGTH = 100_000
TENFOLD = 50  # ten times the text: 10 times the time if it is linear, 100 times if it is quadratic
NOISE_S = 0.004


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the grammar."""
    for name in MODULES:
        module = import_module(f"policygraph.ingest.metrics.{name}")
        for key, value in vars(module).items():
            made = value() if key in {"_pattern", "_patterns", "_alphabet", "_coin"} else value
            if isinstance(made, re.Pattern):
                yield f"{name}.{key}", made
            elif isinstance(made, dict):
                for kind, pattern in made.items():
                    if isinstance(pattern, re.Pattern):
                        yield f"{name}.{key}.{kind}", pattern
            elif key == "_alphabet":
                yield f"{name}.{key}", made.run
    yield "units.rate", packaged_units()._rate


def seconds(run: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    run(text)
    return time.process_time() - began


def grows(run: Callable[[str], object], fill: str, length: int = LENGTH) -> bool:
    """Whether `run` takes far more than ten times as long for ten times the text, each time that it is tried."""
    short, long = (fill * (size // len(fill)) for size in (length // 10, length))
    return all(seconds(run, long) > TENFOLD * max(seconds(run, short), NOISE_S) for _ in range(3))


@pytest.mark.parametrize("fill", list(FILLS))
def test_patterns_are_linear(fill: str) -> None:
    found = dict(patterns())
    assert len(found) > 40
    # patterns that end at a place are searched in the few characters before it, never in a whole text
    whole = {name: pattern for name, pattern in found.items() if not pattern.pattern.rstrip().endswith("$")}
    worse = [name for name, pattern in whole.items() if grows(lambda t, p=pattern: list(p.finditer(t)), FILLS[fill])]
    assert worse == []


@pytest.mark.parametrize("fill", list(FILLS))
def test_reading_is_linear(fill: str) -> None:
    assert not grows(find_quantities, FILLS[fill], LENGTH // 2)
    assert not grows(lambda text: list(find_dates(text, date(2025, 8, 1))), FILLS[fill], LENGTH // 2)
