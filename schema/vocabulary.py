"""The vocabulary: entity types, predicates, statuses, measures and comparators, read from ``data/vocabulary.toml``."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policygraph.schema.errors import VocabularyError

_JOINTS = dict.fromkeys(map(ord, " -_"))  # what a label may be written with or without


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


def called(terms: Mapping[str, Term], said: str) -> str:
    """The name of the term that people call so, by its name or by its label in either language; `said` where none is.

    >>> called(vocabulary().types, "企业"), called(vocabulary().types, "policy document"), called({}, "企业")
    ('Enterprise', 'PolicyDocument', '企业')
    """
    return called_by({term.name: (term.zh, term.en) for term in terms.values()}, said)


def called_by(labels: Mapping[str, Iterable[str]], said: str) -> str:
    """The name in `labels` that is called so, whatever case, spaces and hyphens it is written with; `said` if none is.

    >>> called_by({"on track": ("进度正常",)}, "On-Track"), called_by({"on track": ("进度正常",)}, " 进度正常 ")
    ('on track', 'on track')
    """
    wanted = _folded(said)
    return next((name for name, other in labels.items() if wanted in map(_folded, (name, *other))), said)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_JOINTS)


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
