"""How Virtuoso wants to be asked: the default graph under a name of its own, and requests of a bounded size.

Virtuoso's default graph is the union of all graphs, its own included, with a triple as often as graphs state it. Here
the merge is a named graph, `MERGE`: the pattern of a query goes into it, and ``GRAPH ?g`` leaves it out. (``FROM``
would not do: with it ``GRAPH <g>`` finds nothing.) An update becomes several requests, for one takes some thousand
triples. At any time what `MERGE` states is stated by some graph, so that doing all of it again mends what broke off:
graphs are filled before `MERGE` is, and emptied after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

from policygraph.graph.sparql import blanked
from policygraph.schema.errors import WorkspaceError

MERGE = "urn:policygraph:merge"
DROP_ALL = "DROP ALL"
_ITS_OWN = (  # what a new database holds, and what Virtuoso's packages bring
    "http://www.openlinksw.com/schemas/virtrdf#", "http://www.w3.org/ns/ldp#", "http://localuriqaserver/sparql",
    "http://www.w3.org/2002/07/owl#", "http://localhost:8890/sparql", "http://localhost:8890/DAV/", "urn:rules.skos",
)  # fmt: skip
_HIDDEN = ", ".join(f"<{iri}>" for iri in (MERGE, *_ITS_OWN))
_TRIPLES = 1000  # in one request; from 5,000 on "memory exhausted"
_ROWS = 300  # of VALUES in one request; from 2,000 on "maximum size of a code vector exceeded"
_WORD = r"(?<![\w:?$@-])(?:{})(?![\w:-])"
_GRAPH, _CONSTRUCT = (re.compile(_WORD.format(word), re.IGNORECASE) for word in ("GRAPH", "CONSTRUCT"))
_PLAIN = {"PREFIX", "SELECT", "ASK", "CONSTRUCT", "WHERE", "GRAPH", "UNION", "A"}
_BARE = re.compile(r"(?<![\w:?$@-])[A-Za-z]\w*(?![\w-]*:)")
_HARMLESS = re.compile(r"(?<=SELECT )(?:\*|\(COUNT\(\*\) AS \?\w+\)|DISTINCT \?g(?= \{ GRAPH \?g ))")
_MORE = re.compile(r"[()\[\]*+/|^!=.;,]|(?<![\w:?$-])-?\d|\w\?|[^{\s]\s*GRAPH\b", re.IGNORECASE)
_ANY_GRAPH = re.compile(_WORD.format("GRAPH") + r"\s+([?$]\w+)", re.IGNORECASE)
_VALUES = re.compile(r"VALUES\s+(\(?)[^{}]*\{")
_ROW = re.compile(r"\([^()]*\)")
_ALTERED = re.compile(r'"-?(?:\d{26,}|\d*\.\d{16,})[\d.]*"\^\^<http://www.w3.org/2001/XMLSchema#decimal>')
_AS_IT_IS = re.compile(r"DROP SILENT GRAPH |DELETE WHERE \{ GRAPH |LOAD ")


def is_plain(text: str) -> bool:
    """Whether a query only looks up one triple pattern a group, or counts what fits it.

    That Virtuoso does as SPARQL 1.1 says. Much else it answers wrongly without a word: 7/2 is 3, CONCAT spoils Chinese,
    CONTAINS(?x, "") is false, 3 and 3.0 are one term.

    >>> is_plain("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a pg:Target } }"), is_plain("ASK { ?s pg:locatedIn+ ?o }")
    (True, False)
    """
    visible = _HARMLESS.sub(" ", blanked(text))
    return not _MORE.search(visible) and {word.upper() for word in _BARE.findall(visible)} <= _PLAIN


def query(text: str) -> str:
    """A plain SELECT or ASK as Virtuoso is to get it."""
    pattern = _groups(blanked(text))[0]
    return f"{text[: pattern.start]}{{ GRAPH <{MERGE}> {_others_only(text[pattern])} }}{text[pattern.stop :]}"


def as_rows(text: str) -> tuple[str, str]:
    """A plain CONSTRUCT as its beginning, up to WHERE, and the SELECT that gives the rows for it.

    Virtuoso cuts off the triples of a long answer without a word, but not its rows.
    """
    visible = blanked(text)
    form, groups = _CONSTRUCT.search(visible), _groups(visible)
    assert form
    return f"{text[: form.start()]}CONSTRUCT {text[groups[0]]}", f"{text[: form.start()]}SELECT * {text[groups[-1]]}"


def built(beginning: str, rows: ox.QuerySolutions) -> Iterator[ox.Triple]:
    """The triples of a CONSTRUCT for the rows that its pattern has."""
    names, store = " ".join(map(str, rows.variables)), ox.Store()
    triples: dict[ox.Triple, None] = {}
    values = ("(" + " ".join(str(term or "UNDEF") for term in row) + ")" for row in rows)
    while part := " ".join(islice(values, _TRIPLES)):
        answer = store.query(f"{beginning} WHERE {{ VALUES ({names}) {{ {part} }} }}")
        assert isinstance(answer, ox.QueryTriples)
        triples |= dict.fromkeys(answer)
    return iter(triples)


def updates(text: str) -> Iterator[str]:
    """The requests that an update of `policygraph.graph.store` becomes, in their order."""
    start = depth = 0
    for sign in re.finditer("[{};]", f"{blanked(text)};"):
        depth += {"{": 1, "}": -1, ";": 0}[sign[0]]
        if sign[0] == ";" and not depth:
            yield from _requests(text[start : sign.start()].strip())
            start = sign.end()


def insert(graph: str, triples: Sequence[str]) -> Iterator[str]:
    """The requests that add triples to a graph."""
    return _change("INSERT", graph, triples)


def _requests(operation: str) -> Iterator[str]:
    visible = blanked(operation)
    groups = _groups(visible)
    if operation.startswith(("INSERT DATA {", "DELETE DATA {")):
        yield from _data(operation[:6], operation[groups[0].start + 1 : groups[0].stop - 1])
    elif operation.startswith("DELETE {"):
        template, pattern = groups
        graph = _GRAPH.search(visible, template.start, template.stop)
        cut = graph.start() if graph else template.stop - 1
        merged, others = operation[template.start + 1 : cut], operation[cut : template.stop]
        for part in _by_rows(_others_only(operation[pattern])):
            yield f"DELETE {{ GRAPH <{MERGE}> {{{merged}}} {others} WHERE {part}"
    elif operation == DROP_ALL or _AS_IT_IS.match(operation):
        yield operation
    else:
        raise WorkspaceError(f"Virtuoso is not told {operation[:60]!r}; choose another server, see docs/server.md")


def _data(verb: str, body: str) -> Iterator[str]:
    graphs: dict[str, list[str]] = {}
    stop = "" if body.rstrip().endswith((".", "}")) else " ."
    for quad in ox.parse(f"{body}{stop}", format=ox.RdfFormat.TRIG):
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else MERGE
        graphs.setdefault(name, []).append(str(quad.triple))
    for name in sorted(graphs, key=lambda name: (name == MERGE) == (verb == "INSERT")):
        yield from _change(verb, name, graphs[name])


def _change(verb: str, graph: str, triples: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(triples), _TRIPLES):
        body = " .\n".join(triples[start : start + _TRIPLES])
        if altered := _ALTERED.search(body):
            raise WorkspaceError(
                f"Virtuoso keeps 15 decimal places and 25 digits before them, and the number {altered[0]} has more; "
                "choose another server, see docs/server.md"
            )
        yield f"{verb} DATA {{ GRAPH <{graph}> {{ {body} }} }}"


def _by_rows(pattern: str) -> Iterator[str]:
    """A pattern with its first VALUES cut into pieces."""
    visible = blanked(pattern)
    values = _VALUES.search(visible)
    if not values:
        yield pattern
        return
    end = visible.index("}", values.end())
    rows = pattern[values.end() : end].split()
    if values[1]:
        rows = [
            pattern[row.start() : row.end()] for row in re.compile(r"\([^()]*\)").finditer(visible, values.end(), end)
        ]
    for start in range(0, len(rows), _ROWS):
        yield f"{pattern[: values.end()]} {' '.join(rows[start : start + _ROWS])} {pattern[end:]}"


def _others_only(pattern: str) -> str:
    """A pattern whose ``GRAPH ?g`` finds neither the merge nor what is Virtuoso's own."""
    found = [(match.start(), match[1]) for match in _ANY_GRAPH.finditer(blanked(pattern))]
    for place, variable in reversed(found):
        pattern = f"{pattern[:place]} FILTER({variable} NOT IN ({_HIDDEN})) {pattern[place:]}"
    return pattern


def _groups(visible: str) -> list[slice]:
    """The groups in braces that stand in no other, nor in an expression."""
    groups, depth, start = [], 0, 0
    for sign in re.finditer("[{}()]", visible):
        if sign[0] in "{(":
            depth += 1
            start = sign.start() if depth == 1 else start
        else:
            depth -= 1
            if not depth and sign[0] == "}":
                groups.append(slice(start, sign.end()))
    return groups
