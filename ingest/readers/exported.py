"""Reader of pages that bear the ending of a workbook, as many systems export their tables: each row is a line."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.document import article_of_lines
from policygraph.ingest.readers.inputs import Input
from policygraph.ingest.readers.page import parse
from policygraph.schema.article import Article

SHEETS = frozenset({".xls", ".xlsx", ".et"})
"""Endings of workbooks."""


def read_exported(item: Input) -> Iterator[Article]:
    """The article of a table that was exported as a page; raises `SourceError` for one without text."""
    page = parse(decode(item.data(), item.name, markup=True))
    yield article_of_lines([block.text for block in page.blocks] if page else [], item)
