"""What a query answers: rows to iterate over once, or text in any of the standard formats."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

import pyoxigraph as ox

from policygraph.schema.errors import QueryError
from policygraph.schema.namespace import PREFIXES

Value: TypeAlias = str | int | Decimal | bool
Row: TypeAlias = dict[str, Value]
Answer: TypeAlias = ox.QuerySolutions | ox.QueryBoolean | Iterator[ox.Triple]

ROW_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
TRIPLE_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "xml": ox.RdfFormat.RDF_XML,
    "json": ox.RdfFormat.JSON_LD,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
_XSD = PREFIXES["xsd"]


class Results:
    """The answer to one query, consumed once.

    Iterating over the answer to a SELECT gives one `dict` a row, an unbound variable left out; over that of a
    CONSTRUCT or DESCRIBE, dicts with ``subject``, ``predicate`` and ``object``. The answer to an ASK is in `truth`.
    """

    def __init__(self, answer: Answer, prefixes: Mapping[str, str], again: Callable[[], Answer] | None = None) -> None:
        self._answer = answer
        self._prefixes = prefixes
        self._again = again

    def _repr_html_(self) -> str | None:
        """The first rows as a notebook shows them; the query is asked again, so that none is taken from the answer."""
        from policygraph.graph.notebook import html_rows

        if self._again is None:
            return None
        shown = Results(self._again(), self._prefixes)
        return html_rows(shown.variables, shown)

    @property
    def kind(self) -> str:
        """``"select"``, ``"ask"`` or ``"construct"``."""
        if isinstance(self._answer, ox.QuerySolutions):
            return "select"
        return "ask" if isinstance(self._answer, ox.QueryBoolean) else "construct"

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns, in the order of the query."""
        if isinstance(self._answer, ox.QuerySolutions):
            return tuple(variable.value for variable in self._answer.variables)
        return ("answer",) if self.kind == "ask" else ("subject", "predicate", "object")

    @property
    def truth(self) -> bool:
        """The answer to an ASK query; raises `QueryError` for any other."""
        if not isinstance(self._answer, ox.QueryBoolean):
            raise QueryError(f"a {self.kind.upper()} query answers with rows, not yes or no; iterate over the result")
        return bool(self._answer)

    def __iter__(self) -> Iterator[Row]:
        if isinstance(self._answer, ox.QueryBoolean):
            yield {"answer": bool(self._answer)}
        elif not isinstance(self._answer, ox.QuerySolutions):
            for triple in self._answer:
                yield {
                    "subject": python_value(triple.subject),
                    "predicate": triple.predicate.value,
                    "object": python_value(triple.object),
                }
        else:
            names = self.variables
            node = ox.NamedNode
            for solution in self._answer:  # most terms are IRIs: no call for these
                yield {
                    name: term.value if type(term) is node else python_value(term)
                    for name, term in zip(names, solution, strict=True)
                    if term is not None
                }

    def triples(self) -> Iterator[ox.Triple]:
        """The terms themselves that a CONSTRUCT or DESCRIBE answers; raises `QueryError` for any other."""
        if isinstance(self._answer, ox.QuerySolutions | ox.QueryBoolean):
            raise QueryError(f"a {self.kind.upper()} query answers with rows, not with triples; ask with CONSTRUCT")
        return iter(self._answer)

    def text(self, format_: str = "table") -> str:
        """The whole answer as text: ``table``, ``json``, ``xml``, ``csv``, ``tsv``, or an RDF format for CONSTRUCT.

        Raises
        ------
        QueryError
            When the format does not fit the kind of query.
        """
        if format_ == "table":
            return table(self.variables, self, self._prefixes)
        known = TRIPLE_FORMATS if self.kind == "construct" else ROW_FORMATS
        if format_ not in known:
            raise QueryError(
                f"format {format_!r} does not fit a {self.kind.upper()} query; choose one of: table {' '.join(known)}",
                "format", format=format_, kind=self.kind.upper(), known=" ".join(["table", *known]),
            )  # fmt: skip
        if not isinstance(self._answer, ox.QuerySolutions | ox.QueryBoolean):
            data = ox.serialize(self._answer, format=TRIPLE_FORMATS[format_], prefixes=dict(self._prefixes))
        elif isinstance(self._answer, ox.QueryBoolean) and format_ in {"csv", "tsv"}:
            data = f"answer\n{'true' if self._answer else 'false'}\n".encode()
        else:
            data = self._answer.serialize(format=ROW_FORMATS[format_])
        return (data or b"").decode("utf-8")


def python_value(term: object) -> Value:
    """An RDF term as a Python value: exact numbers and truth values as such, IRIs and all else as text."""
    if isinstance(term, ox.Literal):
        kind = term.datatype.value.removeprefix(_XSD)
        if kind == "integer":
            return int(term.value)
        if kind == "decimal":
            return Decimal(term.value)
        return term.value == "true" if kind == "boolean" else term.value
    if isinstance(term, ox.NamedNode):
        return term.value
    return str(term)


def table(columns: tuple[str, ...], rows: Iterator[Row] | Results, prefixes: Mapping[str, str]) -> str:
    """Rows under their column names, aligned where Chinese characters take two cells, IRIs shortened.

    >>> print(table(("name", "n"), iter([{"name": "公牛集团", "n": 3}, {"name": "a"}]), {}), end="")
    name      n
    --------  -
    公牛集团  3
    a
    """
    cells = [[*columns]] + [[_shown(row.get(name, ""), prefixes) for name in columns] for row in rows]
    widths = [max(width(line[i]) for line in cells) for i in range(len(columns))]
    cells.insert(1, ["-" * w for w in widths])
    lines = ("  ".join(cell + " " * (w - width(cell)) for cell, w in zip(line, widths, strict=True)) for line in cells)
    return "".join(line.rstrip() + "\n" for line in lines)


def width(text: str) -> int:
    """The number of terminal cells that a text takes.

    >>> width("慈溪2025")
    8
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _shown(value: Value, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\n", " ")
    for prefix, start in prefixes.items():
        if text.startswith(start) and len(text) > len(start):
            return f"{prefix}:{text[len(start) :]}"
    return text
