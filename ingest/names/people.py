"""People, who are no entities: told by a surname, and by what stands before or behind (记者, 主任, 说, 同志)."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from policygraph.ingest.names.evidence import TYPES
from policygraph.ingest.names.places import starts
from policygraph.ingest.reading import Reading
from policygraph.schema.divisions import lookup_county
from policygraph.schema.errors import VocabularyError

_NEAR = 60  # characters of context before a person
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}")
_RUN = re.compile(r"[\u4e00-\u9fff]*")


@dataclass(frozen=True, slots=True)
class _Table:
    types: frozenset[str]  # that a person is taken for
    surnames: frozenset[str]
    places: frozenset[str]  # last characters of places and bodies, not of people
    before: re.Pattern[str]
    after: re.Pattern[str]
    firms: tuple[str, ...]  # what makes a firm of the name of a person


def surnames() -> frozenset[str]:
    """The first characters of usual surnames."""
    return _table().surnames


def is_person(reading: Reading, start: int, end: int, kind: str, remembered: dict[str, bool]) -> bool:
    """Whether the span, taken for a name of `kind`, names a person; `remembered` holds what is known of other names.

    >>> from policygraph.ingest.reading import begin
    >>> from policygraph.schema.article import Article
    >>> is_person(begin(Article(text="村民汪友禾领到补助")), 2, 5, "Enterprise", {})
    True
    """
    table = _table()
    name = reading.text[start:end].replace("\n", "")
    if kind not in table.types or not _PERSON.fullmatch(name) or name[0] not in table.surnames:
        return False
    if name[-1] in table.places:
        return False
    found = remembered.get(name)
    if found is None:
        found = remembered[name] = not lookup_county(name) and _is_person(reading, start, end, name)
    return found


def _is_person(reading: Reading, start: int, end: int, name: str) -> bool:
    table = _table()
    text = reading.text.replace("\n", "")
    for at in starts(text, name):
        close = at + len(name)
        if table.after.match(text, close):
            return True
        if table.before.search(text, max(0, at - _NEAR), at) and not _is_of_firm(text, close):
            return True
    first = bisect_left(reading.tokens, start, key=lambda token: token.start)
    token = reading.tokens[first] if first < len(reading.tokens) else None
    return token is not None and len(name) == 3 and token.tag == "nr" and (token.start, token.end) == (start, end)


def _is_of_firm(text: str, end: int) -> bool:
    """Whether the characters from `end` up to the next mark name a firm."""
    run = _RUN.match(text, end)
    return run is not None and any(word in run[0] for word in _table().firms)


@cache
def _table() -> _Table:
    """``[people]`` of ``data/refusal.toml``; raises `VocabularyError` for a type that is none."""
    text = files("policygraph.ingest.names").joinpath("data/refusal.toml").read_text(encoding="utf-8")
    row = tomllib.loads(text)["people"]
    types = frozenset(row["types"].split())
    if unknown := types - set(TYPES):
        raise VocabularyError(f"refusal.toml: {', '.join(sorted(unknown))} is no entity type; write one of {TYPES}")
    return _Table(
        types=types,
        surnames=frozenset(row["surnames"]),
        places=frozenset(row["places"]),
        before=re.compile(f"(?:{row['before']})$"),
        after=re.compile(row["after"]),
        firms=tuple(row["firms"]),
    )
