"""One SQLite file for Datasette and any other tool: tables with foreign keys, full-text search by parts of words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from policygraph.exports.content import Content, Table, tables
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import ExportError

_KINDS = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "INTEGER"}
_SEARCHED = {"entities": ("label", "names"), "evidence": ("fact", "quote"), "articles": ("title",)}


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write the file. Searching takes three characters or more: its index holds every three in a row."""
    content = Content(workspace, selection, lang)
    with replacing(target) as partial:
        partial.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(partial, isolation_level=None)) as connection:
                _fill(connection, content)
        except sqlite3.OperationalError as error:
            raise ExportError(f"cannot write {str(target)!r}: {error}; choose another folder or free some space") from (
                error
            )


def _fill(connection: sqlite3.Connection, content: Content) -> None:
    ask = connection.execute
    ask("PRAGMA journal_mode = OFF")  # the file is renamed when it is whole
    ask("PRAGMA foreign_keys = ON")
    ask("BEGIN")
    for table in tables().values():
        ask(_create(table))
        marks = ", ".join("?" * len(table.columns))
        rows = ([_plain(value) for value in row] for row in content.rows(table.name))
        connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)  # noqa: S608
        for column in table.columns:
            if column.refers and column.name != table.key:
                ask(f'CREATE INDEX "{table.name}_{column.name}" ON "{table.name}" ("{column.name}")')
    for name, columns in _SEARCHED.items():
        listed = ", ".join(columns)
        ask(f'CREATE VIRTUAL TABLE {name}_fts USING fts5({listed}, content="{name}", tokenize="trigram")')
        ask(f"INSERT INTO {name}_fts (rowid, {listed}) SELECT rowid, {listed} FROM {name}")  # noqa: S608
    ask("COMMIT")
    ask("VACUUM")


def _create(table: Table) -> str:
    lines = [
        f'"{column.name}" {_KINDS[column.kind]}'
        + (" PRIMARY KEY" if column.name == table.key else "")
        + (f' REFERENCES "{column.refers}"' if column.refers else "")
        for column in table.columns
    ]
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _plain(value: Any) -> Any:
    """What SQLite takes: a decimal as a float, text without the lone surrogates that UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if value is None or isinstance(value, int) else float(value)
