"""The grammar of numbers and dates reads any text in linear time, whatever it is made of."""

from __future__ import annotations

import time
from datetime import date

import pytest

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities

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
LENGTH = 100_000
LIMIT_S = 15  # well under 2 s where it is linear, minutes where it is not


@pytest.mark.parametrize("fill", list(FILLS))
def test_reading_is_linear(fill: str) -> None:
    text = fill * (LENGTH // len(fill))
    began = time.process_time()
    find_quantities(text)
    list(find_dates(text, date(2025, 8, 1)))
    assert time.process_time() - began < LIMIT_S
