"""The word lists behind the names: heads by type, cues of context. Read from ``data/*.toml`` when first used."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.schema.errors import VocabularyError
from policygraph.schema.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Head:
    """The last word of a name, with the types that it may have: upper-case initial for strong, lower for weak."""

    word: str
    hints: tuple[str, ...]
    hint: str = ""  # all of `hints` as one word


@dataclass(frozen=True, slots=True)
class Cues:
    """Words around and inside names."""

    stops: frozenset[str]  # particles over which no name runs
    abbreviation: tuple[str, ...]
    generic: frozenset[str]
    classes: dict[str, str]  # class noun after 等 -> types of the members, joined by "|"


@cache
def heads() -> dict[str, Head]:
    """All heads by word."""
    hints: dict[str, list[str]] = {}
    for name, table in _table("heads.toml").items():
        if name not in vocabulary().types:
            raise VocabularyError(
                f"heads.toml: [{name}] is no entity type; write one of {', '.join(vocabulary().types)}"
            )
        for strength, mark in (("strong", name), ("weak", name.lower())):
            for word in table.get(strength, "").split():
                hints.setdefault(word, []).append(mark)
    return {word: Head(word, tuple(types), "|".join(types)) for word, types in hints.items()}


@cache
def cues() -> Cues:
    """The cue words."""
    table = _table("cues.toml")
    classes: dict[str, str] = {}
    for name, words in table["classes"].items():
        for word in words.split():
            classes[word] = f"{classes[word]}|{name}" if word in classes else name
    return Cues(
        stops=frozenset(table["stops"].split()),
        abbreviation=tuple(table["abbreviation"].split()),
        generic=frozenset(table["generic"].split()),
        classes=classes,
    )


@cache
def known() -> dict[str, str]:
    """Names of common knowledge, with and without quotation marks, by their type."""
    words: dict[str, str] = {}
    for name, table in _table("known.toml").items():
        if name not in vocabulary().types:
            raise VocabularyError(
                f"known.toml: [{name}] is no entity type; write one of {', '.join(vocabulary().types)}"
            )
        for word in table["words"].split():
            words[word] = name
            words.setdefault(word.replace("“", "").replace("”", ""), name)
    return words


@cache
def known_by_start() -> dict[str, tuple[str, ...]]:
    """The known names by their first two characters, longest first."""
    starts: dict[str, list[str]] = {}
    for word in sorted(known(), key=len, reverse=True):
        starts.setdefault(word[:2], []).append(word)
    return {start: tuple(words) for start, words in starts.items()}


_HEAD_MAX = 6


@cache
def head_of(word: str) -> Head | None:
    """The longest head that ends `word`, or None.

    >>> head_of("实验室").hints, head_of("昨天")
    (('Platform',), None)
    """
    table = heads()
    for length in range(min(len(word), _HEAD_MAX), 0, -1):
        if found := table.get(word[-length:]):
            return found
    return None


def _table(name: str) -> dict[str, Any]:
    text = files("policygraph.ingest.names").joinpath("data", name).read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{name}: {error}") from error
