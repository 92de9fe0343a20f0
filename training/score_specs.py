"""Reads third-party cases of numbers, units and dates with the grammar, and scores them with the cases' own scorer.

    python training/score_specs.py FOLDER

FOLDER holds ``*.jsonl`` suites and their ``score.py`` (see its ``SCHEMA.md``); only cases for policy text are read.
"""

from __future__ import annotations

import argparse
import calendar
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.figures import reference_date
from policygraph.ingest.metrics.numerals import find_numbers
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.normal import Normal, normalise

KINDS = {"money": "currency", "percent": "percentage", "fraction": "percentage", "age": "age", "ordinal": "ordinal"}
DURATIONS = {
    "年": "year",
    "个月": "month",
    "月": "month",
    "天": "day",
    "日": "day",
    "周": "week",
    "小时": "hour",
    "分钟": "minute",
    "秒": "second",
}


def answers(text: str, reference: date | None) -> Iterator[dict[str, Any]]:
    """What the grammar finds in a text, in the form of the scorer."""
    view = normalise(text)
    quantities = find_quantities(view.text, reference)
    for q in quantities:
        for start, end in {(q.start, q.end), q.core}:
            yield from _quantity(q, *view.span(start, end))
    for number in find_numbers(view.text):
        start, end = view.span(number.start, number.end)
        row = {"start": start, "end": end, "kind": "number", "value": str(number.value)}
        yield row
        if number.value_max is not None:
            yield {**row, "kind": "range", "low": str(number.value), "high": str(number.value_max)}
    yield from _dates(view, reference)


def _quantity(q: Any, start: int, end: int) -> Iterator[dict[str, Any]]:
    row: dict[str, Any] = {"start": start, "end": end, "value": str(q.value), "unit": q.unit or None}
    if q.kind == "duration":
        yield {**row, "kind": "duration", "unit": DURATIONS.get(q.unit, q.unit)}
    if q.value_max is not None:
        yield {**row, "kind": "range", "low": str(q.value), "high": str(q.value_max)}
    elif q.comparator != "=":
        side = {">": "low", ">=": "low", "<": "high", "<=": "high"}.get(q.comparator)
        if side:
            yield {**row, "kind": "range", "low": None, "high": None, side: str(q.value)}
    if q.form == "fraction":
        yield {**row, "kind": "number", "value": str(q.value / Decimal(100)), "unit": None}
    yield {**row, "kind": KINDS.get(q.kind, "number" if not q.unit else "quantity")}
    if not q.unit:
        yield {**row, "kind": "number"}


def _dates(view: Normal, reference: date | None) -> Iterator[dict[str, Any]]:
    for found in find_dates(view.text, reference):
        start, end = view.span(found.start, found.end)
        first = _first(found.first) if found.first else None
        last = _last(found.last) if found.last else None
        for kind in ("date", "date_period"):
            yield {"start": start, "end": end, "kind": kind, "res": [[first, last]]}


def _first(moment: str) -> str:
    return moment + "-01-01"[len(moment) - 4 :]


def _last(moment: str) -> str:
    if len(moment) == 4:
        return f"{moment}-12-31"
    if len(moment) == 7:
        return f"{moment}-{calendar.monthrange(int(moment[:4]), int(moment[5:]))[1]:02}"
    return moment


def main() -> None:
    """Write the answers to a temporary file and run the scorer on it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as scratch:
        target, suites = Path(scratch) / "answers.jsonl", []
        with target.open("w", encoding="utf-8") as out:
            for suite in sorted(folder.glob("*.jsonl")):
                cases = [json.loads(line) for line in suite.read_text(encoding="utf-8").splitlines() if line]
                cases = [case for case in cases if case.get("policy", True)]
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
