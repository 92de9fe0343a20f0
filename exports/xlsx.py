"""A workbook for Excel, WPS and LibreOffice: a sheet for entities, relations, metrics, targets, evidence, articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from policygraph.exports.content import Column, Content, Table, tables
from policygraph.exports.spreadsheet import Sheet, write_workbook
from policygraph.graph.selection import Selection
from policygraph.graph.workspace import Workspace

_ORDER = ("entities", "relations", "metrics", "targets", "evidence", "articles")


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the workbook; headings and words in `lang`, without the columns that only machines want."""
    content = Content(workspace, selection, lang)
    write_workbook(target, (_sheet(content, tables()[name], lang) for name in _ORDER))


def _sheet(content: Content, table: Table, lang: str) -> Sheet:
    shown = [number for number, column in enumerate(table.columns) if not column.machine]
    headings = [_word(table.columns[number], lang) for number in shown]
    return Sheet(_word(table, lang), headings, _rows(content, table, shown, lang))


def _rows(content: Content, table: Table, shown: list[int], lang: str) -> Iterator[list[object]]:
    yes = "是" if lang == "zh" else "yes"
    for row in content.rows(table.name):
        yield [(yes if row[number] else None) if isinstance(row[number], bool) else row[number] for number in shown]


def _word(of: Table | Column, lang: str) -> str:
    return of.en if lang == "en" else of.zh
