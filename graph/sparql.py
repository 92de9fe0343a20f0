"""What a SPARQL query may do here: read. Updates and remote services are refused, errors point at their place."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyoxigraph as ox

from policygraph.schema.errors import QueryError
from policygraph.schema.namespace import PREFIXES

_INTEGER = ox.NamedNode(PREFIXES["xsd"] + "integer")
Term = ox.NamedNode | ox.Literal

_OPAQUE = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\n]*',
    re.DOTALL,
)
_PARAMETER = re.compile(rf"(?:{_OPAQUE.pattern})|\$(?P<name>\w+)", re.DOTALL)
_WORD = re.compile(r"(?<![?$:\w-])[A-Za-z]+(?![\w-]*:)(?!\w)")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_POSITION = re.compile(r"(?:error )?at (\d+):(\d+): *(.*)", re.DOTALL)


def bind(query: str, parameters: Mapping[str, Term]) -> str:
    """The query with each ``$name`` replaced by its term; strings, IRIs and comments of the query stay untouched.

    A term is written out by pyoxigraph, quotation marks escaped, so no value can change the query around it.

    >>> bind('SELECT ?s { ?s ?p $x FILTER("$x" != ?q) }', {"x": ox.Literal('a" }')})
    'SELECT ?s { ?s ?p "a\\\\" }" FILTER("$x" != ?q) }'
    """
    if not parameters:
        return query

    def term(match: re.Match[str]) -> str:
        name = match["name"]
        value = parameters.get(name)
        if isinstance(value, ox.Literal) and value.datatype == _INTEGER:
            return value.value  # LIMIT takes a bare number only
        return match[0] if value is None else str(value)

    return _PARAMETER.sub(term, query)


def check_reads_only(query: str) -> None:
    """Raise `QueryError` for an update or a SERVICE call.

    >>> check_reads_only('SELECT * WHERE { ?service ?p "SERVICE" } # DROP')
    """
    visible = _OPAQUE.sub(lambda match: " " * len(match[0]), query)
    form = ""
    for word in _WORD.finditer(visible):
        upper = word[0].upper()
        if not form and upper in _FORMS | _UPDATES:
            form = upper
            if form in _UPDATES:
                raise QueryError(
                    f"{_place(query, word.start())}: {upper} changes the graph, and queries only read; "
                    "use `policygraph build` and `policygraph remove` to change what is in it"
                )
        if upper == "SERVICE":
            raise QueryError(
                f"{_place(query, word.start())}: SERVICE asks another server, which a workspace does not; "
                "ask that server on its own, or from it this one (`policygraph serve`)"
            )


def syntax_error(query: str, error: SyntaxError) -> QueryError:
    """The error with the offending line, a caret under the place, and the way out."""
    match = _POSITION.match(str(error))
    if not match:
        return QueryError(f"not valid SPARQL: {error}")
    line, column = int(match[1]), int(match[2])
    lines = query.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    caret = "".join("　" if ord(c) > 0x2E80 else " " for c in shown[: column - 1]) + "^"
    return QueryError(
        f"not valid SPARQL at line {line}, column {column}: {match[3].strip()}\n  {shown}\n  {caret}\n"
        "  (prefixes such as pg: rdfs: dcterms: are declared for you; `policygraph query --list` shows examples)"
    )


def _place(query: str, offset: int) -> str:
    before = query[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"
