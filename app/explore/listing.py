"""Lists: a page of a long one at a time, all of it as CSV or XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import Response

from policygraph.explore.addresses import FORMATS
from policygraph.explore.choices import Choices
from policygraph.exports.tables import safe_cell
from policygraph.schema.errors import QueryError

Item = TypeVar("Item")
SIZE = 50  # rows of a page
_PASSING = {"lang", "theme", "done", "did"}  # what an address says once, and its links do not repeat


@dataclass(frozen=True, slots=True)
class Part(Generic[Item]):
    """Some rows of a list. `number` and `last` count pages from 1; the addresses lead to the others."""

    items: Sequence[Item]
    total: int
    number: int
    last: int
    before: str | None
    after: str | None


def part(
    request: Request, items: Sequence[Item], *, name: str = "page", size: int = SIZE, anchor: str = ""
) -> Part[Item]:
    """The rows of a list that the address asks for (``?page=2``); a page beyond the last is the last.

    Raises
    ------
    QueryError
        For a page that is no number.
    """
    asked = request.query_params.get(name) or "1"
    if not asked.isdecimal():
        error = QueryError(f"{name} {asked!r} is no number; leave it out for the first page")
        raise error.because("page", said=asked)
    last = max(1, -(-len(items) // size))
    number = min(max(1, int(asked[:9])), last)
    return Part(
        items[(number - 1) * size : number * size],
        len(items),
        number,
        last,
        with_values(request, **{name: number - 1}) + anchor if number > 1 else None,
        with_values(request, **{name: number + 1}) + anchor if number < last else None,
    )


def with_values(request: Request, **values: object) -> str:
    """The address of this page with other values; None takes one away."""
    kept = {key: value for key, value in request.query_params.items() if key not in values and key not in _PASSING}
    asked = urlencode({**kept, **{key: str(value) for key, value in values.items() if value is not None}})
    return f"{quote(request.url.path)}?{asked}" if asked else quote(request.url.path)


def by_choice(
    request: Request, choices: Choices, counts: Mapping[str, int], lang: str
) -> list[tuple[str, int, str]]:  # fmt: skip
    """Each choice with how many there are of it and the address of this page with that choice."""
    return [
        (name, count, with_values(request, **{choices.parameter: choices.say(name, lang), "page": None}))
        for name, count in counts.items()
    ]


def wanted(request: Request) -> str | None:
    """The format in which the address asks for the list (``?format=csv``); None: as a page. Raises `QueryError`."""
    form = request.query_params.get("format") or None
    if form is not None and form not in FORMATS:
        known = " ".join(FORMATS)
        raise QueryError(f"unknown format {form!r}; known: {known}").because("format", said=form, known=known)
    return form


def download(form: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A list as a file called by its title; nothing in it is a formula."""
    write: Callable[[str, Sequence[str], Iterable[Sequence[Any]]], bytes] = _csv if form == "csv" else _xlsx
    name = quote(f"{title}.{form}", safe="")
    disposition = f"attachment; filename=\"list.{form}\"; filename*=UTF-8''{name}"
    return Response(
        write(title, headings, rows), media_type=FORMATS[form], headers={"Content-Disposition": disposition}
    )


def _csv(_title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    from policygraph.exports.spreadsheet import Sheet, write_workbook_to

    out = io.BytesIO()
    write_workbook_to(out, [Sheet(title, headings, rows)])
    return out.getvalue()
