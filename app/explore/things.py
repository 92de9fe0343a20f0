"""``/id/…``: the IRIs of entities and articles lead to a page for people and to data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from policygraph.explore import addresses
from policygraph.explore.description import respond
from policygraph.explore.media import HTML, TRIPLES, choose
from policygraph.explore.site import site_of
from policygraph.schema.namespace import PREFIXES
from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.graph.workspace import Workspace

_MOST, _MOST_IN_PAGE = 2000, 40  # triples that a description takes from each side

router = APIRouter()


@router.get("/id/{name:path}")
def thing(request: Request, name: str) -> Response:
    """A page by redirect, or data, as ``Accept`` wishes; what became part of another thing leads there."""
    site = site_of(request)
    media = choose(request.headers.get("accept", "*/*"), {HTML: "", **TRIPLES})
    base = site.workspace.settings.base
    with site.reading() as workspace:
        iri = current(workspace, base + name)
        if iri is None:
            raise HTTPException(404)
        if iri != base + name:
            moved = addresses.thing(iri, base)
            return RedirectResponse(moved, 301, headers={"Vary": "Accept"})
        if media == HTML:
            return RedirectResponse(_page(workspace, iri), 303, headers={"Vary": "Accept"})
        if media is None:
            raise HTTPException(406, ", ".join((HTML, *TRIPLES)))
        return respond(iter(list(about(workspace, iri))), media)


def current(workspace: Workspace, iri: str) -> str | None:
    """The IRI that a thing has now; None for what is not in the graph."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return None
    if workspace.store.query("ASK { $node ?p ?o }", parameters={"node": node}).truth:
        return iri
    found = workspace.find(iri)
    return found[0][0] if found else None


def about(workspace: Workspace, iri: str, *, most: int = _MOST, links: bool = False) -> Iterator[ox.Triple]:
    """The triples of a thing and those that lead to it, `most` of each, and the labels of the ends.

    `links` leaves out what leads to it but links of other entities: nodes of mentions, statements and figures.
    """
    node, ends = ox.NamedNode(iri), set[ox.NamedNode]()
    inward = f"VALUES ?p {{ {' '.join(f'pg:{name}' for name in vocabulary().predicates)} }} " if links else ""
    for pattern, only in (("$node ?p ?o", ""), ("?o ?p $node", inward)):
        query = f"CONSTRUCT {{ {pattern} }} WHERE {{ {only}{pattern} }} LIMIT {most}"
        for triple in workspace.store.query(query, parameters={"node": node}).triples():
            yield triple
            ends |= {end for end in (triple.subject, triple.object) if isinstance(end, ox.NamedNode)}
    labels = f"{{ ?end rdfs:label ?label }} WHERE {{ VALUES ?end {{ {' '.join(map(str, ends - {node}))} }}"
    yield from workspace.store.query(f"CONSTRUCT {labels} ?end rdfs:label ?label }}").triples()


def json_ld(workspace: Workspace, iri: str) -> Markup:
    """What the graph says of an entity and its links, as a JSON-LD block for the head of its page."""
    triples = sorted(set(about(workspace, iri, most=_MOST_IN_PAGE, links=True)), key=str)
    data = (ox.serialize(triples, format=ox.RdfFormat.JSON_LD, prefixes=PREFIXES) or b"").decode()
    for sign in "<>&":  # JSON may spell them so; the end of the element cannot stand in a text then
        data = data.replace(sign, f"\\u{ord(sign):04x}")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(data))  # noqa: S704 - spelt above


def _page(workspace: Workspace, iri: str) -> str:
    base = workspace.settings.base
    article = workspace.ledger.entry(iri.removeprefix(f"{base}article/")) if iri.startswith(f"{base}article/") else None
    return addresses.article(article.id) if article else addresses.entity(iri, base)
