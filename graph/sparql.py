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
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>"{}|^`\\\s]*>|#[^\r\n]*',
    re.DOTALL,
)
_PARAMETER = re.compile(rf"(?:{_OPAQUE.pattern})|\$(?P<name>\w+)", re.DOTALL)
_WORD = re.compile(r"(?<![?$:\w-])[A-Za-z]+(?![\w-]*:)(?!\w)")
_SERVICE = re.compile("service", re.IGNORECASE)
_SERVICE_CALL = re.compile(r"(?<![?$@:])service(?=\W)", re.IGNORECASE)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "ADD", "MOVE", "COPY", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_CLASSES = re.compile(r",?[ \n]?\[(?:'(?:\\.|[^'\\])+'|[\s|.=_])+\]")  # sets of letters, which help nobody
_DECLARED = re.compile(r"\bprefix\s+([\w.-]*)\s*:", re.IGNORECASE)
_PREFIXED = re.compile(r"(?<![\w.:?$@-])([^\W\d_][\w.-]{0,80})?:")  # no blank node, _:b
_POSITION = re.compile(r"(?:error )?at (\d+):(\d+): *(.*)", re.DOTALL)


def blanked(query: str) -> str:
    """The query, as long as before, with blanks for its strings, IRIs and comments."""
    return _OPAQUE.sub(lambda match: " " * len(match[0]), query)


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


def check_reads_only(query: str, prefixes: Mapping[str, str] = PREFIXES) -> None:
    """Raise `QueryError` for an update or a SERVICE call; `prefixes` are those that the query need not declare.

    Whether a query calls SERVICE is for the parser to say, not for a pattern: a comment, a quotation mark in an IRI or
    a number before the word can make a pattern look the wrong way. So the word is misspelt wherever it stands, and
    what then still parses did not need it.

    >>> check_reads_only('SELECT * WHERE { ?service ?p "SERVICE" } # DROP')
    """
    try:
        query.encode("utf-8")
    except UnicodeEncodeError as error:
        raise QueryError(
            f"the query is no text: character {error.start + 1} stands for a byte that is not UTF-8; "
            "give it in UTF-8, or in a file by --file"
        ).because("no_text", place=error.start + 1) from error
    visible = blanked(query)
    form = next((word for word in _WORD.finditer(visible) if word[0].upper() in _FORMS | _UPDATES), None)
    if form and form[0].upper() in _UPDATES:
        word, place = form[0].upper(), _place(query, form.start())
        raise QueryError(
            f"line {place['line']}, column {place['column']}: {word} changes the graph, and queries only read; "
            "use `policygraph build` and `policygraph remove` to change what is in it",
            "update", word=word, **place,
        )  # fmt: skip
    if not _SERVICE.search(query):
        return
    try:
        ox.Store().query(_SERVICE.sub("servicf", query), prefixes=dict(prefixes))
    except SyntaxError as error:
        at = _SERVICE_CALL.search(visible)
        if at is None:
            raise syntax_error(query, error, prefixes) from error
        place = _place(query, at.start())
        raise QueryError(
            f"line {place['line']}, column {place['column']}: SERVICE asks another server, which a workspace does not; "
            "ask that server on its own, or from it this one (`policygraph serve`)",
            "service", word="SERVICE", **place,
        ) from error  # fmt: skip


def syntax_error(query: str, error: SyntaxError, prefixes: Mapping[str, str] = PREFIXES) -> QueryError:
    """The error with the offending line, a caret under the place, and the way out.

    `prefixes` are those that the query need not declare. The parser does not get past a name whose prefix it does not
    know, but says so only now and then; so the first such name before the place where it stopped is the reason.
    """
    match = _POSITION.match(str(error))
    line, column = (int(match[1]), int(match[2])) if match else (1, 1)
    lines = query.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    if not _OPAQUE.sub("", query).strip():
        expected = "the query is empty; write one, such as ASK { ?s ?p ?o }"
    elif name := _undeclared(query, sum(len(passed) + 1 for passed in lines[: line - 1]) + column - 1, prefixes):
        prefix, place = name[1] or "", _place(query, name.start())
        expected = f"the prefix {prefix}: is not declared; correct it, or write PREFIX {prefix}: <address> in front"
        line, column = place["line"], place["column"]
        shown = lines[line - 1]
    else:
        expected = _CLASSES.sub("", match[3]).strip() if match else str(error)
    caret = "".join("　" if ord(c) > 0x2E80 else " " for c in shown[: column - 1]) + "^"
    return QueryError(
        f"not valid SPARQL at line {line}, column {column}: {expected}\n  {shown}\n  {caret}\n"
        "  (prefixes such as pg: rdfs: dcterms: are declared for you; `policygraph query --list` shows examples)",
        "syntax", line=line, column=column, expected=expected, shown=shown, caret=caret,
    )  # fmt: skip


def _undeclared(query: str, end: int, prefixes: Mapping[str, str]) -> re.Match[str] | None:
    """The first prefixed name that begins before a place, and whose prefix nobody declares."""
    visible = blanked(query)
    known = {*prefixes, *_DECLARED.findall(visible)}
    return next((name for name in _PREFIXED.finditer(visible, 0, end) if (name[1] or "") not in known), None)


def _place(query: str, offset: int) -> dict[str, int]:
    before = query[:offset]
    return {"line": before.count("\n") + 1, "column": offset - before.rfind("\n")}
