"""The page of ``/sparql`` for people: an editor, packaged queries, the answer as a table. It works as a plain form."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox
from fastapi import Request
from fastapi.responses import Response

from policygraph.explore import addresses, listing
from policygraph.explore.protocol import Asked, RefusedError
from policygraph.explore.queries import queries_of
from policygraph.explore.rendering import language, render
from policygraph.explore.site import site_of
from policygraph.explore.words import Words
from policygraph.graph.named import NamedQuery, named_queries
from policygraph.graph.results import python_value
from policygraph.graph.sparql import Term, bind
from policygraph.schema.failures import told
from policygraph.schema.namespace import PG, PREFIXES
from policygraph.schema.vocabulary import vocabulary

FILES = {"sheet": "csv", "xlsx": "xlsx"}  # what ``format`` asks for to get a file that a spreadsheet opens without harm
_SHOWN = 500  # rows on the page
_ACCEPT = "application/sparql-results+json, text/turtle"
_START = """SELECT ?type (COUNT(?entity) AS ?count) WHERE {
  ?entity a ?type ; rdfs:label ?label .
} GROUP BY ?type ORDER BY DESC(?count)
"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and the page of what it names where there is one."""

    text: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT or ASK: columns and cells; None where a variable is unbound."""

    columns: tuple[str, ...]
    rows: list[list[Cell | None]]
    count: int


async def page(request: Request, asked: Asked | None) -> Response:
    """The page, with the answer where something was asked; raises `RefusedError`."""
    if asked is None:
        return _render(request, _chosen(request))
    media, found = await queries_of(request).whole(asked, _ACCEPT)
    text = found.decode()
    if media.startswith("text/turtle"):
        return _render(request, asked.query, turtle=text[:200_000], cut=len(text) > 200_000)
    return _render(request, asked.query, table=_table(request, text))


def refusal(request: Request, asked: Asked | None, refused: RefusedError) -> Response:
    """The page, with the reason why there is no answer, and what was asked, to be corrected."""
    return _render(request, asked.query if asked else "", status=refused.status, refused=refused)


def worded(request: Request, refused: RefusedError) -> str:
    """Why there is no answer and what to do, in the visitor's language."""
    lang = language(request, site_of(request))
    expected = told(str(refused.details.get("expected", "")), lang)
    return Words(lang)(f"refused.{refused.reason}", **{**refused.details, "expected": expected})


async def sheet(request: Request, asked: Asked) -> Response:
    """The answer as a file for a spreadsheet; raises `RefusedError`, also for a query that answers with a graph."""
    _, found = await queries_of(request).whole(replace(asked, format="json"), "")
    columns, rows = _bindings(json.loads(found))
    title = Words(language(request, site_of(request)))("sparql.title")
    return listing.download(FILES[asked.format or ""], title, columns, [[_plain(term) for term in row] for row in rows])


def _chosen(request: Request) -> str:
    """The packaged query that the address names, its parameters filled; else one to start with."""
    query = named_queries().get(request.query_params.get("named", ""))
    return _START if query is None else filled(query)


def filled(query: NamedQuery) -> str:
    """A packaged query to try: parameters at their defaults or examples; an entity is left open and stands for any."""
    values: dict[str, Term] = {}
    for parameter in query.parameters:
        value = parameter.default if parameter.default is not None else parameter.example
        if parameter.kind == "number":
            values[parameter.name] = ox.Literal(int(value))
        elif parameter.kind != "entity" or parameter.default is not None:
            values[parameter.name] = ox.Literal(value)
    return bind(query.text, values)


def _render(request: Request, query: str, *, status: int = 200, **answer: Any) -> Response:
    lang = language(request, site_of(request))
    refused: RefusedError | None = answer.pop("refused", None)
    packaged = [(name, found.zh if lang == "zh" else found.en) for name, found in named_queries().items()]
    return render(
        request, "sparql.html", status=status, query=query, packaged=packaged,
        refused=worded(request, refused) if refused else "", at=refused.details if refused else {},
        chosen=request.query_params.get("named"), words=_words(lang), shown=_SHOWN,
        **{"table": None, "turtle": None, "cut": False, **answer},
    )  # fmt: skip


def _words(lang: str) -> list[list[str]]:
    """What the editor completes: each name with what it means."""
    known = vocabulary()
    terms = [*known.types.values(), *known.predicates.values(), *known.statuses.values()]
    named = [[f"pg:{term.name}", term.label(lang)] for term in terms]
    slots = ("indicator", "value", "valueMax", "unit", "comparator", "measure", "periodStart", "periodEnd", "subject",
             "quote", "article", "refersTo", "placeName")  # fmt: skip
    usual = ("rdfs:label", "skos:altLabel", "dcterms:title", "dcterms:issued", "dcterms:identifier", "rdf:subject",
             "rdf:predicate", "rdf:object")  # fmt: skip
    prefixes = [[f"{prefix}:", iri] for prefix, iri in PREFIXES.items()]
    return [*named, *([f"pg:{slot}", ""] for slot in slots), *([name, ""] for name in usual), *prefixes]


def _table(request: Request, text: str) -> Table:
    columns, rows = _bindings(json.loads(text))
    base = site_of(request).workspace.settings.base
    return Table(columns, [[_cell(term, base) for term in row] for row in rows[:_SHOWN]], len(rows))


def _bindings(answer: dict[str, Any]) -> tuple[tuple[str, ...], list[list[dict[str, str] | None]]]:
    if "boolean" in answer:
        return ("answer",), [[{"type": "literal", "value": str(answer["boolean"]).lower()}]]
    columns = tuple(answer["head"]["vars"])
    return columns, [[row.get(name) for name in columns] for row in answer["results"]["bindings"]]


def _cell(term: dict[str, Any] | None, base: str) -> Cell | None:
    if term is None:
        return None
    value = str(term["value"])
    if term["type"] != "uri":
        return Cell(value)
    if value.startswith(base):
        return Cell(value.removeprefix(base), addresses.thing(value, base))
    if value.startswith(PG):
        return Cell(f"pg:{value.removeprefix(PG)}")
    return Cell(value)


def _plain(term: dict[str, Any] | None) -> Any:
    """A term for a cell of a spreadsheet: numbers as numbers."""
    if term is None:
        return None
    if term["type"] == "literal" and "datatype" in term:
        return python_value(ox.Literal(term["value"], datatype=ox.NamedNode(term["datatype"])))
    return str(term["value"])
