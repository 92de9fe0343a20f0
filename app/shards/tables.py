"""The Parquet tables of a shard: records, and the side table of what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from policygraph.schema.article import without_surrogates
from policygraph.schema.errors import ShardError
from policygraph.shards.places import missing

RECORDS = ("key", "path", "title", "published", "content_hash", "extractor", "record")
FAILURES = ("name", "reason", "shard")
_GROUP = 200  # rows in memory and in a row group


def library() -> tuple[Any, Any]:
    """Modules ``pyarrow`` and ``pyarrow.parquet``; raises `ShardError` where they are not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise missing("pyarrow", "shards") from error
    return pyarrow, pyarrow.parquet


class Writer:
    """Writes rows of text to a Parquet file, a group of rows at a time."""

    def __init__(self, file: Path, columns: tuple[str, ...]) -> None:
        arrow, parquet = library()
        self.rows = 0
        self._arrow = arrow
        self._schema = arrow.schema([(column, arrow.large_string()) for column in columns])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []

    def write(self, row: dict[str, Any]) -> None:
        """Add a row; a column that it lacks stays empty."""
        self._waiting.append({k: without_surrogates(v) if isinstance(v, str) else v for k, v in row.items()})
        self.rows += 1
        if len(self._waiting) == _GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._arrow.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def rows(file: Path, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The rows of a Parquet file; raises `ShardError` for one that is damaged or lacks a column."""
    arrow, parquet = library()
    try:
        with parquet.ParquetFile(file) as table:
            for batch in table.iter_batches(_GROUP, columns=list(columns)):
                yield from batch.to_pylist()
    except (arrow.ArrowException, OSError, KeyError) as error:
        raise ShardError(f"{file.name}: is no table of a shard ({error}); make the shard again") from error
