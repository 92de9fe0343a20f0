"""Workbooks: what a spreadsheet reads back, and what must not happen in it."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policygraph.exports import spreadsheet
from policygraph.exports.spreadsheet import Sheet, write_workbook, write_workbook_to
from policygraph.schema.errors import ExportError


def written(*sheets: Sheet) -> bytes:
    file = io.BytesIO()
    write_workbook_to(file, sheets)
    return file.getvalue()


def read_back(rows: Sequence[Sequence[Any]], width: int = 1) -> Any:
    headings = [f"c{n}" for n in range(width)]
    return openpyxl.load_workbook(io.BytesIO(written(Sheet("t", headings, rows)))).active


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","点")', "=cmd|' /C calc'!A0"],
    ids=["equals", "plus", "minus", "at", "tab", "hyperlink", "dde"],
)
def test_text_is_never_a_formula(text: str) -> None:
    cell = read_back([[text]])["A2"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (text, "s", True)


@pytest.mark.parametrize(
    ("value", "kind", "back"),
    [
        (3, "n", 3),
        (-2.5, "n", -2.5),
        (Decimal("1.25"), "n", 1.25),
        (10**16, "s", "10000000000000000"),
        (math.nan, "s", "nan"),
        (math.inf, "s", "inf"),
        ("007", "s", "007"),
        ("2025", "s", "2025"),
        (None, "n", None),
        (True, "b", True),
    ],
)
def test_kinds_of_cells(value: Any, kind: str, back: Any) -> None:
    cell = read_back([[value, "x"]], 2)["A2"]
    assert (cell.value, cell.data_type) == (back, kind)


def test_dates_are_dates() -> None:
    assert read_back([[date(2025, 6, 30)]])["A2"].value.date() == date(2025, 6, 30)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_text_can_be_written(texts: list[str]) -> None:
    sheet = read_back([[text, "x"] for text in texts], 2)
    assert sheet.max_row == len(texts) + 1
    assert {sheet.cell(n + 2, 1).data_type for n, text in enumerate(texts) if text} <= {"s"}


def test_what_xml_cannot_hold_is_marked_and_what_is_too_long_is_cut() -> None:
    sheet = read_back([["甲\x00\x1b乙"], ["长" * 40_000]])
    assert sheet["A2"].value == "甲\ufffd\ufffd乙"
    assert (len(sheet["A3"].value), sheet["A3"].value[-1]) == (32_767, "…")


def test_the_heading_is_frozen_and_bold_and_columns_are_wide_enough() -> None:
    sheet = read_back([["一个相当长的中文名称", 1], ["短", 2]], 2)
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet.auto_filter.ref) == ("A2", True, "A1:B3")
    assert sheet.column_dimensions["A"].width == 22
    assert sheet.column_dimensions["B"].width == 10


def test_titles_are_made_fit_and_kept_apart() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(written(*(Sheet(t, ["a"], []) for t in ("目标/结果", "目标/结果", "长" * 50, ""))))
    )
    assert book.sheetnames == ["目标 结果", "目标 结果 2", "长" * 31, "Sheet"]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written(Sheet("t", ["a"], [["甲", 1]])) == written(Sheet("t", ["a"], [["甲", 1]]))


def test_too_many_rows_are_refused_and_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    with pytest.raises(ExportError, match="csv or parquet"):
        write_workbook(tmp_path / "t.xlsx", [Sheet("t", ["a"], ([n] for n in range(4)))])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="file"):
        write_workbook(tmp_path / "file" / "t.xlsx", [Sheet("t", ["a"], [])])
