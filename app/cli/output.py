"""Printing: tables that align Chinese, JSON, and messages on standard error."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from policygraph.cli.messages import say

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def talk(message: str, *, quiet: bool = False) -> None:
    """Say something to the person, on standard error."""
    if not quiet:
        click.echo(clean(message), err=True)


def clean(text: str) -> str:
    """`text` without control characters and direction marks: article text must not steer a terminal.

    >>> clean("红\\x1b[31m色")
    '红[31m色'
    """
    return _CONTROL.sub("", text)


def print_json(value: Any) -> None:
    """Print `value` as indented JSON, Chinese as it is."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    click.echo(_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text))  # the same value, spelt harmlessly


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    headings: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> None:
    """Print rows under their headings, widths counted in terminal cells; long cells are folded between words."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from policygraph.cli.wrapping import Cell

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column((headings or {}).get(column, column), overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*[Cell(clean("" if cell is None else str(cell))) for cell in row])
        count += 1
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 140)
    console.print(table)
    talk(say("output.rows", count=count), quiet=quiet)
