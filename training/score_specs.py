"""Reads third-party cases of numbers, units and dates with the grammar, and scores them with the cases' own scorer.

    python training/score_specs.py FOLDER

FOLDER holds ``*.jsonl`` suites and their ``score.py`` (see its ``SCHEMA.md``); only cases for policy text are read.
"""

from __future__ import annotations

import argparse
import calendar
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.framing import reference_date
from policygraph.ingest.metrics.numerals import find_numbers
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.metrics.quantity import Quantity
from policygraph.ingest.normal import Normal, normalise
from policygraph.ingest.tokens import tokenize

KINDS = {
    "money": "currency",
    "percent": "percentage",
    "fraction": "percentage",
    "point": "percentage",
    "age": "age",
    "ordinal": "ordinal",
}
OPEN = re.compile(
    r"(?P<before>[及或]?(?:以前|之前)|前)|(?P<after>[及或]?(?:以后|之后)|后)|(?P<since>起|开始|以来|至今|迄今)"
)
DURATIONS = {
    "年": ("year", "Y"),
    "个月": ("month", "M"),
    "月": ("month", "M"),
    "周": ("week", "W"),
    "天": ("day", "D"),
    "日": ("day", "D"),
    "小时": ("hour", "H"),
    "分钟": ("minute", "M"),
    "秒": ("second", "S"),
}
TIMES = {"hour", "minute", "second"}
UNITS = {"公里/小时": "km/h", "岁": "Year"}  # ours in the names of the scorer
CURRENCIES = {"印度卢比": "INR", "马来西亚令吉": "MYR", "奈拉": "NGN"}


def answers(text: str, reference: date | None) -> Iterator[dict[str, Any]]:
    """What the grammar finds in a text, in the form of the scorer."""
    view = normalise(text)
    quantities = find_quantities(view.text, reference)
    for q in quantities:
        for start, end in {(q.start, q.end), q.core}:
            yield from _quantity(q, *view.span(start, end))
        if q.value_max is not None:
            start, end = view.span(q.core[0], q.number_end)
            yield {"start": start, "end": end, "kind": "range", "low": str(q.value), "high": str(q.value_max)}
    plans = [c for c in find_dates(view.text, reference) if c.kind == "plan"]  # 十三五 is no number
    numerals = {(q.core[0] + skip, q.number_end) for q in quantities for skip in (0, 1)}  # 第二: behind 第
    edges = {edge for token in tokenize(view.text) for edge in (token.start, token.end)}
    for number in find_numbers(view.text):
        if any(plan.start <= number.start < plan.end for plan in plans):
            continue
        counted = (number.start, number.end) in numerals
        short = number.end - number.start <= 2 and number.chinese
        if short and not counted and not {number.start, number.end} <= edges:
            continue  # characters of a word (大陆, 一切)
        start, end = view.span(number.start, number.end)
        row = {"start": start, "end": end, "kind": "number", "value": str(number.value)}
        yield row
        if number.value_max is not None:
            yield {**row, "kind": "range", "low": str(number.value), "high": str(number.value_max)}
    yield from _dates(view, reference)


def _quantity(q: Quantity, start: int, end: int) -> Iterator[dict[str, Any]]:
    unit = UNITS.get(q.unit) or CURRENCIES.get(q.unit) or q.unit or None
    row: dict[str, Any] = {"start": start, "end": end, "value": str(q.value), "unit": unit}
    if q.kind == "duration" and q.unit in DURATIONS:
        yield {**row, "kind": "duration", "unit": DURATIONS[q.unit][0], **_duration(q)}
    bounds = [(q.value, q.value_max)] if q.value_max is not None else []
    if q.comparator in {">", ">="} and q.value_max is None:
        bounds = [(q.value, None), *([(q.value, q.ceiling)] if q.ceiling else [])]
    elif q.comparator in {"<", "<="}:
        bounds = [(None, q.value)]
    elif q.comparator == "=" and (start, end) != q.core and q.value_max is None:
        bounds = [(q.value, q.value)]  # 等于10
    for low, high in bounds:
        vague = {"value": None} if high is not None and high == q.ceiling else {}
        sides = {"low": None if low is None else str(low), "high": None if high is None else str(high)}
        for kind in ("range", "currency") if q.kind == "money" else ("range",):
            yield {**row, "kind": kind, **sides, **vague}
    if q.ratio is not None:
        yield {**row, "kind": "number", "value": f"{q.ratio[0]}/{q.ratio[1]}", "unit": None, "fraction": True}
    yield {**row, "kind": KINDS.get(q.kind, "number" if not q.unit else "quantity")}
    if not q.unit:
        yield {**row, "kind": "number"}


def _duration(q: Quantity) -> dict[str, Any]:
    """The parts of a duration, or its two ends, and its ISO 8601 form."""
    if q.value_max is not None:
        name = DURATIONS[q.unit][0]
        return {"delta": [{name: float(q.value)}, {name: float(q.value_max)}]}
    parts = [(amount, DURATIONS[unit]) for amount, unit in q.parts or ((q.value, q.unit),)]
    dated = "".join(f"{amount}{letter}" for amount, (name, letter) in parts if name not in TIMES)
    timed = "".join(f"{amount}{letter}" for amount, (name, letter) in parts if name in TIMES)
    delta = {"delta": {name: float(amount) for amount, (name, _) in parts}} if q.parts else {}
    return {"timex": f"P{dated}T{timed}" if timed else f"P{dated}", **delta}


def _dates(view: Normal, reference: date | None) -> Iterator[dict[str, Any]]:
    for found in find_dates(view.text, reference):
        first = _first(found.first) if found.first else None
        last = _last(found.last) if found.last else None
        open_side = OPEN.match(view.text, found.end)
        for end, spans in ((found.end, [[first, last]]), *([_opened(open_side, first, last)] if open_side else [])):
            row = {"start": view.span(found.start, end)[0], "end": view.span(found.start, end)[1], "res": spans}
            mod = {"mod": open_side.lastgroup} if open_side and end != found.end else {}
            for kind in ("date", "date_period"):
                yield {**row, **mod, "kind": kind}


def _opened(match: re.Match[str], first: str | None, last: str | None) -> tuple[int, list[list[str | None]]]:
    """An open span, with the named day and without it where 以前 leaves that open."""
    if match.lastgroup == "before":
        eve = (date.fromisoformat(first) - timedelta(1)).isoformat() if first else None
        return match.end(), [[None, last]] if match["before"][0] in "及或" else [[None, last], [None, eve]]
    next_day = (date.fromisoformat(last) + timedelta(1)).isoformat() if last else None
    inclusive = match.lastgroup == "since" or match[0][0] in "及或"
    return match.end(), [[first, None]] if inclusive else [[first, None], [next_day, None]]


def _first(moment: str) -> str:
    return moment + "-01-01"[len(moment) - 4 :]


def _last(moment: str) -> str:
    if len(moment) == 4:
        return f"{moment}-12-31"
    if len(moment) == 7:
        return f"{moment}-{calendar.monthrange(int(moment[:4]), int(moment[5:]))[1]:02}"
    return moment


def policy_cases(suite: Path) -> list[dict[str, Any]]:
    """The cases of a suite that a reader of policy text should handle."""
    cases = [json.loads(line) for line in suite.read_text(encoding="utf-8").splitlines() if line]
    return [case for case in cases if case.get("policy", True)]


def main() -> None:
    """Write the answers to a temporary file and run the scorer on it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as scratch:
        target, suites = Path(scratch) / "answers.jsonl", []
        with target.open("w", encoding="utf-8") as out:
            for suite in sorted(folder.glob("*.jsonl")):
                cases = policy_cases(suite)
                for case in cases:
                    when = case.get("ref_time")
                    found = list(answers(case["text"], reference_date(when[:10]) if when else None))
                    out.write(json.dumps({"id": case["id"], "preds": found}, ensure_ascii=False) + "\n")
                kept = Path(scratch) / suite.name
                kept.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases), encoding="utf-8")
                suites.append(str(kept))
        subprocess.run([sys.executable, str(folder / "score.py"), str(target), *suites], check=True)


if __name__ == "__main__":
    main()
