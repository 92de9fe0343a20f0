"""Answers as files for spreadsheets: CSV with plain keys for programs, a workbook with headings for people."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from policygraph.cli.messages import say
from policygraph.cli.output import clean, talk

Function = TypeVar("Function", bound=Callable[..., Any])
FLAT = ("csv", "xlsx")


def output_option(function: Function) -> Function:
    """``--output FILE``, for CSV and workbooks; without it they go to standard output."""
    return click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=say("options.output"),
    )(function)


def send(
    form: str,
    output: Path | None,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    title: str,
    said: Iterable[Sequence[Any]] | None = None,
    quiet: bool = False,
) -> None:
    """Send rows as ``csv`` or ``xlsx`` to a file or to standard output.

    Parameters
    ----------
    title
        Of the sheet.
    said
        The rows with codes in words, for the workbook; None: the same rows.
    """
    from policygraph.exports.tables import write_table

    if form == "xlsx":
        _workbook(output, title, columns, rows if said is None else said)
    elif output:
        write_table(output, columns, rows)
    else:
        click.echo(as_csv(columns, rows), nl=False)
    if output:
        talk(say("output.written", file=output), quiet=quiet)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV under their column names: numbers as they are, no formula, nothing that steers a terminal.

    >>> as_csv(["a", "b"], [[-1.5, "=1+1"]])
    "a,b\\n-1.5,'=1+1\\n"
    """
    from policygraph.exports.tables import safe_cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(clean(cell) if isinstance(cell, str) else cell) for cell in row] for row in rows)
    return out.getvalue()


def check_output(form: str, output: Path | None) -> None:
    """Refuse ``--output`` for what is printed, and a workbook on a screen, before any work is done.

    Raises
    ------
    click.UsageError
        With the option to use instead.
    """
    if output and form not in FLAT:
        raise click.UsageError(say("output.not_a_file", form=form))
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError(say("output.no_screen"))


def _workbook(output: Path | None, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from policygraph.exports.spreadsheet import Sheet, write_workbook, write_workbook_to

    sheets = [Sheet(title, [say(f"columns.{name}") for name in columns], rows)]
    if output:
        write_workbook(output, sheets)
    else:
        file = io.BytesIO()
        write_workbook_to(file, sheets)
        sys.stdout.buffer.write(file.getvalue())
        sys.stdout.buffer.flush()
