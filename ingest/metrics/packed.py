"""The fitted weights of the metric reader: gzipped JSON in ``data/``, checked when first read."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from typing import Any

from policygraph.schema.errors import ModelError

FORMAT = 1


def packed(name: str) -> dict[str, Any]:
    """The table in ``data/<name>.json.gz``; raises `ModelError` for a file that is damaged or of another format."""
    path = files("policygraph.ingest.metrics").joinpath(f"data/{name}.json.gz")
    try:
        table: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, ValueError, EOFError) as error:
        raise ModelError(f"{path} cannot be read: {error}; install the package again") from error
    if table.get("format") != FORMAT:
        raise ModelError(f"{path} has format {table.get('format')!r}, wanted {FORMAT}; install the package again")
    return table


def pack(table: dict[str, Any]) -> bytes:
    """The bytes of such a file; the same table gives the same bytes."""
    text = json.dumps({"format": FORMAT, **table}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), mtime=0)
