"""Addresses of pages: what a link to an entity, an article or a sentence looks like."""

from __future__ import annotations

from urllib.parse import quote, urlencode

FORMATS = {  # of the files that lists become
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def entity(iri: str, base: str) -> str:
    """The page of an entity.

    >>> entity("https://w3id.org/policygraph/id/Place/慈溪市", "https://w3id.org/policygraph/id/")
    '/entity/Place/%E6%85%88%E6%BA%AA%E5%B8%82'
    """
    return f"/entity/{quote(iri.removeprefix(base), safe='/')}"


def thing(iri: str, base: str) -> str:
    """Where an IRI of this workspace leads: to a page for people, to data for programs.

    >>> thing("https://w3id.org/policygraph/id/Place/a", "https://w3id.org/policygraph/id/")
    '/id/Place/a'
    """
    return f"/id/{quote(iri.removeprefix(base), safe='/')}"


def article(id_: str, start: int | None = None, end: int | None = None) -> str:
    """The page of an article; with offsets, at the sentence that holds them.

    >>> article("plan-2021"), article("plan-2021", 10, 14)
    ('/article/plan-2021', '/article/plan-2021?at=10-14#at')
    """
    path = f"/article/{quote(id_, safe='')}"
    return path if start is None or end is None else f"{path}?at={start}-{end}#at"


def page(path: str, **values: object) -> str:
    """A page with what is asked of it; what is None or empty is left out.

    >>> page("/targets", place="澜州市", status=None)
    '/targets?place=%E6%BE%9C%E5%B7%9E%E5%B8%82'
    """
    asked = urlencode({name: str(value) for name, value in values.items() if value not in {None, ""}})
    return f"{path}?{asked}" if asked else path


def files(path: str, **values: object) -> list[tuple[str, str]]:
    """A list as files: each format with its address."""
    return [(form, page(path, **values, format=form)) for form in FORMATS]


def target(iri: str, base: str) -> str:
    """The page of a target, by the IRI of its metric."""
    return f"/target/{quote(iri.removeprefix(base), safe='/')}"


def indicator(core: str) -> str:
    """The page of an indicator."""
    return f"/indicator/{quote(core, safe='')}"
