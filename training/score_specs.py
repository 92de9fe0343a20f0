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
from decimal import Decimal
from pathlib import Path
from typing import Any

from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.figures import reference_date
from policygraph.ingest.metrics.numerals import find_numbers
from policygraph.ingest.metrics.quantities import find_quantities
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
OPEN = re.compile(r"(?P<before>[及或]?(?:以前|之前)|前)|(?P<after>[及或]?(?:以后|之后)|后)|(?P<since>起|开始|以来)")
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
    edges = {edge for token in tokenize(view.text) for edge in (token.start, token.end)}
    for number in find_numbers(view.text):
        if number.end - number.start == 1 and number.chinese and not {number.start, number.end} <= edges:
            continue  # a character of a word (大陆, 一切)
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
