"""The vocabulary: entity types, predicates, statuses, measures and comparators, read from ``data/vocabulary.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.schema.errors import VocabularyError


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary, with labels and comments in Chinese and English."""

    name: str
    zh: str
    en: str
    zh_comment: str = ""
    en_comment: str = ""
    colour: str = ""
    rdf_class: str = ""
    broader: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    symmetric: bool = False

    def label(self, lang: str = "zh") -> str:
        """The label in ``lang``, Chinese where that is not ``"en"``."""
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms by kind, each kind a mapping from name to `Term` in the order of the table.

    >>> vocabulary().predicates["leads"].range
    ('Industry',)
    """

    types: Mapping[str, Term]
    predicates: Mapping[str, Term]
    statuses: Mapping[str, Term]
    measures: Mapping[str, Term]
    comparators: Mapping[str, Term]


@cache
def vocabulary() -> Vocabulary:
    """The packaged vocabulary; raises `VocabularyError` when a term refers to one that does not exist."""
    table = tomllib.loads(files("policygraph.schema").joinpath("data/vocabulary.toml").read_text(encoding="utf-8"))
    words = Vocabulary(
        types=_terms(table["types"]),
        predicates=_terms(table["predicates"]),
        statuses=_terms(table["statuses"]),
        measures=_terms(table["measures"]),
        comparators=_terms(table["comparators"]),
    )
    for predicate in words.predicates.values():
        for name in (*predicate.domain, *predicate.range):
            if name not in words.types:
                raise VocabularyError(
                    f"vocabulary.toml: predicate {predicate.name!r} names type {name!r}, which [types] lacks"
                )
    return words


def allows(predicate: str, subject_type: str, object_type: str) -> bool:
    """Whether the predicate may link these types; `partOf` links two of the same type only.

    >>> allows("leads", "Enterprise", "Industry"), allows("partOf", "Place", "Platform")
    (True, False)
    """
    term = vocabulary().predicates[predicate]
    if predicate == "partOf" and subject_type != object_type:
        return False
    return subject_type in term.domain and object_type in term.range


def _terms(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Term]:
    return {name: _term(name, row) for name, row in rows.items()}


def _term(name: str, row: Mapping[str, Any]) -> Term:
    values: dict[str, Any] = {
        "rdf_class" if key == "class" else key: tuple(value) if isinstance(value, list) else value
        for key, value in row.items()
    }
    try:
        return Term(name, **values)
    except TypeError as error:
        raise VocabularyError(f"vocabulary.toml: term {name!r} has an unknown or missing field: {error}") from error
