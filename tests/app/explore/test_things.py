"""IRIs lead somewhere: people to pages, programs to data; the data set says what it is."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from policygraph.explore.media import TRIPLES
from policygraph.graph.results import TRIPLE_FORMATS
from policygraph.schema.namespace import PREFIXES

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BASE = "https://w3id.org/policygraph/id/"
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")


@pytest.fixture(scope="module")
def place(visitor: TestClient) -> tuple[str, str]:
    """The IRI of a place and its name."""
    query = "SELECT ?s ?l { ?s a pg:Place ; rdfs:label ?l . ?s pg:implements ?p } ORDER BY ?s LIMIT 1"
    row = visitor.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]
    return row["s"]["value"], row["l"]["value"]


def test_people_are_led_to_the_page(visitor: TestClient, place: tuple[str, str]) -> None:
    iri, name = place
    answer = visitor.get(f"/id/{iri.removeprefix(BASE)}", headers={"Accept": BROWSER}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/entity/Place/")
    assert answer.headers["vary"] == "Accept"
    assert name in visitor.get(answer.headers["location"]).text


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_programs_get_the_data(visitor: TestClient, place: tuple[str, str], media: str) -> None:
    iri, name = place
    answer = visitor.get(f"/id/{iri.removeprefix(BASE)}", headers={"Accept": media})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    data = {quad.triple for quad in ox.parse(answer.content, format=TRIPLE_FORMATS[TRIPLES[media]])}
    assert any(t.subject.value == iri and t.predicate == LABEL and t.object.value == name for t in data)
    programs = [t.object for t in data if t.predicate.value.endswith("#implements")]
    assert programs
    assert {t.subject for t in data if t.predicate == LABEL} >= set(programs)


def test_articles_have_iris_too(visitor: TestClient) -> None:
    query = "SELECT ?s ?id { ?s a pg:Article ; dcterms:identifier ?id } LIMIT 1"
    row = visitor.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]
    path = f"/id/{row['s']['value'].removeprefix(BASE)}"
    answer = visitor.get(path, headers={"Accept": BROWSER}, follow_redirects=False)
    assert answer.status_code == 303
    assert visitor.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("path", ["Place/nowhere", "", "../../etc/passwd", "<script>", "%00", "a b"])
def test_what_is_not_there_is_not_there(visitor: TestClient, path: str) -> None:
    for accept in (BROWSER, "text/turtle"):
        answer = visitor.get(f"/id/{path}", headers={"Accept": accept})
        assert answer.status_code == 404
        assert "<script>" not in answer.text


def test_no_acceptable_format(visitor: TestClient, place: tuple[str, str]) -> None:
    assert visitor.get(f"/id/{place[0].removeprefix(BASE)}", headers={"Accept": "image/png"}).status_code == 406


def test_pages_of_entities_carry_json_ld(visitor: TestClient, place: tuple[str, str]) -> None:
    page = visitor.get(f"/entity/{place[0].removeprefix(BASE)}").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block
    json.loads(block[1])
    data = {quad.triple for quad in ox.parse(block[1].encode(), format=ox.RdfFormat.JSON_LD)}
    assert any(t.subject.value == place[0] and t.object.value == place[1] for t in data)


def test_the_data_set_says_what_it_is(visitor: TestClient) -> None:
    answer = visitor.get("/.well-known/void", headers={"Accept": "text/turtle"})
    told = ox.Store()
    told.load(answer.content, format=ox.RdfFormat.TURTLE)
    void = "PREFIX void: <http://rdfs.org/ns/void#> "
    row = next(iter(told.query(void + "SELECT ?n { ?d a void:Dataset ; void:triples ?n ; void:sparqlEndpoint ?e }")))
    count = visitor.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert row["n"].value == count["results"]["bindings"][0]["n"]["value"]
    assert told.query(void + "ASK { ?d void:classPartition [ void:class ?c ; void:entities ?n ] FILTER(?n > 1) }")
