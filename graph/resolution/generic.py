"""Generic names, which say what a thing is but not which: 检测中心, 人才强市战略. They belong to their place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.graph.iris import slug
from policygraph.schema.errors import VocabularyError
from policygraph.schema.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class _Table:
    types: frozenset[str]
    words: frozenset[str]
    longest: int


def is_general(text: str) -> bool:
    """Whether a text consists of general words alone, whatever it names."""
    table = _table()
    reached = {0}  # ends of general beginnings
    for start in range(len(text)):
        if start in reached:
            ends = range(start + 1, min(start + table.longest, len(text)) + 1)
            reached.update(end for end in ends if text[start:end] in table.words)
    return len(text) in reached


def is_generic(text: str, kind: str) -> bool:
    """Whether a name of this type consists of general words alone.

    >>> is_generic("检测中心", "Platform"), is_generic("宁波科技大市场", "Platform")
    (True, False)
    """
    return kind in _table().types and is_general(text)


@cache
def _table() -> _Table:
    source = files("policygraph.graph.resolution").joinpath("data/generic.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    unknown = set(table["types"]) - set(vocabulary().types)
    if unknown:
        raise VocabularyError(f"generic.toml: types names {sorted(unknown)}, which the vocabulary lacks")
    generic = frozenset(slug(word) for word in table["generic"])
    return _Table(frozenset(table["types"]), generic, max(map(len, generic)))
