"""Parquet files, one a table, for pandas, polars, DuckDB, Spark and R."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from policygraph.exports.content import Content, Row, Table, tables
from policygraph.exports.writing import replacing
from policygraph.graph.selection import Selection
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import ExportError

_ROWS = 50_000  # in a row group, and in memory


def export(workspace: Workspace, target: Path, selection: Selection, lang: str) -> None:
    """Write a folder with ``entities.parquet``, ``relations.parquet`` and so on.

    Raises
    ------
    ExportError
        Where pyarrow, the extra ``parquet``, is not installed.
    """
    arrow, parquet = _library()
    content = Content(workspace, selection, lang)
    for table in tables().values():
        schema = arrow.schema([(column.name, _type(arrow, column.kind)) for column in table.columns])
        with (
            replacing(target / f"{table.name}.parquet") as partial,
            parquet.ParquetWriter(partial, schema, compression="zstd") as writer,
        ):
            for rows in _groups(content, table):
                columns = [
                    arrow.array([_plain(row[number]) for row in rows], type=field.type)
                    for number, field in enumerate(schema)
                ]
                writer.write_table(arrow.Table.from_arrays(columns, schema=schema))


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ExportError(
            "parquet needs pyarrow, which is not installed; install the extra: pip install 'policygraph[parquet]'"
        ).because("no_pyarrow") from error
    return pyarrow, pyarrow.parquet


def _type(arrow: Any, kind: str) -> Any:
    return {"text": arrow.string(), "integer": arrow.int64(), "real": arrow.float64(), "boolean": arrow.bool_()}[kind]


def _plain(value: Any) -> Any:
    """What Arrow takes: a decimal as a float, text without the lone surrogates that UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if value is None or isinstance(value, bool | int) else float(value)


def _groups(content: Content, table: Table) -> Iterator[list[Row]]:
    rows = content.rows(table.name)
    while group := list(islice(rows, _ROWS)):
        yield group
