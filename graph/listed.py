"""Lists in SQL: one statement for all of a batch, in place of one for each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable


def listed(values: Iterable[str] | Iterable[Collection[str]]) -> str:
    """Values, or tuples of them, as one parameter for ``json_each(?)``, in order, each once.

    Join by ``FROM json_each(?) g CROSS JOIN table t ON t.key = g.value``: CROSS keeps SQLite from reading the whole
    table instead of looking up each value.

    >>> listed(["b", "a", "b"]), listed([("a", "b")])
    ('["a","b"]', '[["a","b"]]')
    """
    return json.dumps(sorted(set(values)), ensure_ascii=False, separators=(",", ":"))
