"""What the endpoint and the data set are, for machines: SPARQL 1.1 Service Description and VoID.

References
----------
W3C Recommendation *SPARQL 1.1 Service Description*; W3C Interest Group Note *Describing Linked Datasets with VoID*.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request
from fastapi.responses import Response

from policygraph.explore.media import TRIPLES, choose
from policygraph.explore.site import Site, site_of
from policygraph.explore.words import Words
from policygraph.graph.results import TRIPLE_FORMATS
from policygraph.schema.namespace import PG, PREFIXES
from policygraph.schema.vocabulary import vocabulary

_SD, _VOID = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
            "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")  # fmt: skip
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")

router = APIRouter()


@router.get("/.well-known/void")
def void(request: Request) -> Response:
    """The data set: how much of what is in it, and where to ask."""
    media = choose(request.headers.get("accept", "*/*"), TRIPLES)
    if media is None:
        media = "text/turtle"  # a browser that wants a page gets something to read
    return respond(dataset(request, _root(request)), media)


def respond(triples: Iterator[ox.Triple], media: str) -> Response:
    """Triples in one of the formats of `TRIPLES`."""
    prefixes = {**PREFIXES, "sd": _SD, "void": _VOID}
    data = ox.serialize(sorted(set(triples), key=str), format=TRIPLE_FORMATS[TRIPLES[media]], prefixes=prefixes)
    kind = f"{media}; charset=utf-8" if media.startswith("text/") else media
    return Response(data, headers={"Content-Type": kind, "Vary": "Accept"})


def service(request: Request) -> Iterator[ox.Triple]:
    """The service: what language it speaks, in which formats it answers, over which data set."""
    root = _root(request)
    here = ox.NamedNode(f"{root}sparql")
    yield ox.Triple(here, _TYPE, _sd("Service"))
    yield ox.Triple(here, _sd("endpoint"), here)
    yield ox.Triple(here, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    for name in _RESULTS:
        yield ox.Triple(here, _sd("resultFormat"), ox.NamedNode(_FORMATS + name))
    merged = ox.NamedNode(f"{root}.well-known/void#merged")
    about = ox.NamedNode(f"{root}.well-known/void#data")
    yield ox.Triple(here, _sd("feature"), _sd("UnionDefaultGraph"))
    yield ox.Triple(here, _sd("defaultDataset"), about)
    yield ox.Triple(about, _TYPE, _sd("Dataset"))
    yield ox.Triple(about, _sd("defaultGraph"), merged)
    yield ox.Triple(merged, _TYPE, _sd("Graph"))
    yield from dataset(request, root)


def dataset(request: Request, root: str) -> Iterator[ox.Triple]:
    """The data set in the terms of VoID."""
    site = site_of(request)
    about = ox.NamedNode(f"{root}.well-known/void#data")
    title = site.title or Words(site.lang)("site.name")
    yield ox.Triple(about, _TYPE, _void("Dataset"))
    yield ox.Triple(about, ox.NamedNode(PREFIXES["dcterms"] + "title"), ox.Literal(title))
    yield ox.Triple(about, _void("sparqlEndpoint"), ox.NamedNode(f"{root}sparql"))
    yield ox.Triple(about, _void("uriSpace"), ox.Literal(site.workspace.settings.base))
    for namespace in (PG, PREFIXES["prov"], PREFIXES["skos"], PREFIXES["oa"], PREFIXES["dcterms"]):
        yield ox.Triple(about, _void("vocabulary"), ox.NamedNode(namespace))
    with site.reading():
        counts = site.recall("void", lambda: _counts(site))
    yield ox.Triple(about, _void("triples"), _number(counts[""]))
    for type_ in vocabulary().types:
        if counts.get(type_):
            part = ox.NamedNode(f"{root}.well-known/void#{type_}")
            yield ox.Triple(about, _void("classPartition"), part)
            yield ox.Triple(part, _void("class"), ox.NamedNode(PG + type_))
            yield ox.Triple(part, _void("entities"), _number(counts[type_]))


def _counts(site: Site) -> dict[str, int]:
    """How many entities of each type; under "" the triples of the default graph."""
    rows = site.workspace.store.query("SELECT ?t (COUNT(*) AS ?n) WHERE { ?s a ?t } GROUP BY ?t")
    found = {str(row["t"]).removeprefix(PG): int(row["n"]) for row in rows}
    total = next(iter(site.workspace.store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")))
    return {**found, "": int(total["n"])}


def _root(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/"


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(_VOID + name)


def _number(value: int) -> ox.Literal:
    return ox.Literal(value)
