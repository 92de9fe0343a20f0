"""The packaged queries: SPARQL files in ``data/queries`` whose comment header is TOML with titles and parameters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pyoxigraph as ox

from policygraph.graph.sparql import Term
from policygraph.schema.errors import QueryError, VocabularyError
from policygraph.schema.namespace import PREFIXES

KINDS = ("entity", "text", "year", "number")
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: an entity (by name), a text, a year or a number; `default` None: it must be given."""

    name: str
    kind: str
    zh: str
    en: str
    default: str | None
    example: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One packaged query. In `text` the parameters stand as ``$name``."""

    name: str
    zh: str
    en: str
    zh_comment: str
    en_comment: str
    parameters: tuple[Parameter, ...]
    text: str


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """All packaged queries by name; raises `VocabularyError` for a file whose header is not complete."""
    folder = files("policygraph.graph").joinpath("data/queries")
    found = sorted(path.name for path in folder.iterdir() if path.name.endswith(".rq"))
    queries = (parse(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in found)
    return {query.name: query for query in queries}


def named_query(name: str) -> NamedQuery:
    """One packaged query; raises `QueryError` for an unknown name."""
    queries = named_queries()
    if name not in queries:
        raise QueryError(f"no packaged query {name!r}; `policygraph query --list` shows: {' '.join(queries)}")
    return queries[name]


def parse(file: str, content: str) -> NamedQuery:
    """A query from the content of its file."""
    lines = content.splitlines()
    split = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    try:
        header = tomllib.loads("\n".join(line[1:].removeprefix(" ") for line in lines[:split]))
        words = {key: str(header.pop(key)) for key in ("zh", "en", "zh_comment", "en_comment")}
        parameters = tuple(_parameter(name, row) for name, row in header.items())
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise VocabularyError(f"{file}: the comment header lacks or garbles {error}") from error
    text = "\n".join(lines[split:]).strip() + "\n"
    for parameter in parameters:
        if parameter.kind not in KINDS or f"${parameter.name}" not in text:
            raise VocabularyError(f"{file}: parameter {parameter.name!r} is of unknown kind or never used")
    return NamedQuery(name=file.removesuffix(".rq"), parameters=parameters, text=text, **words)


def _parameter(name: str, row: Mapping[str, Any]) -> Parameter:
    return Parameter(name, row["kind"], row["zh"], row["en"], row.get("default"), str(row.get("example", "")))


def terms(query: NamedQuery, values: Mapping[str, str], entities: Mapping[str, str]) -> dict[str, Term]:
    """The values of a query's parameters as RDF terms; `entities` has the IRI for each name that is an entity.

    Raises
    ------
    QueryError
        For a parameter that the query does not have, one that is missing, or a year that is none.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            raise QueryError(f"query {query.name!r} has no parameter {name!r}; it has: {' '.join(known) or 'none'}")
    return {name: _term(query, parameter, values.get(name), entities) for name, parameter in known.items()}


def _term(query: NamedQuery, parameter: Parameter, value: str | None, entities: Mapping[str, str]) -> Term:
    chosen = parameter.default if value is None else value
    if chosen is None:
        raise QueryError(
            f"query {query.name!r} needs {parameter.name} ({parameter.en}), "
            f"for example {parameter.name}={parameter.example}"
        )
    if parameter.kind == "entity":
        return ox.NamedNode(entities[chosen]) if chosen else ox.Literal("")
    if parameter.kind == "number":
        if not _NUMBER.fullmatch(chosen):
            raise QueryError(f"{parameter.name}={chosen!r} is no whole number; give one such as {parameter.example}")
        return ox.Literal(chosen, datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
    if parameter.kind == "year" and chosen and not _YEAR.fullmatch(chosen):
        raise QueryError(f"{parameter.name}={chosen!r} is no year; give four digits such as {parameter.example}")
    return ox.Literal(chosen)
