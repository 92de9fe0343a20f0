"""The SPARQL 1.1 Protocol. Ids are those of the W3C's protocol tests; requests and data are our own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from lxml.etree import fromstring
from starlette.testclient import TestClient

from policygraph.explore.media import ROWS, TRIPLES
from policygraph.graph.results import TRIPLE_FORMATS

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
JSON_ROWS = "application/sparql-results+json"


def get(client: TestClient, query: str, accept: str = "*/*", **more: Any) -> Any:
    return client.get("/sparql", params={"query": query, **more}, headers={"Accept": accept})


def post(client: TestClient, body: str | bytes, kind: str | None, **more: Any) -> Any:
    headers = {"Accept": "*/*"} | ({"Content-Type": kind} if kind else {})
    content = body.encode() if isinstance(body, str) else body
    return client.post("/sparql" + more.get("address", ""), content=content, headers=headers)


@pytest.fixture(scope="module")
def graphs(visitor: TestClient) -> list[str]:
    """The graphs of three articles."""
    rows = get(visitor, "SELECT DISTINCT ?g { GRAPH ?g { ?g a pg:Article } } ORDER BY ?g LIMIT 3").json()
    return [row["g"]["value"] for row in rows["results"]["bindings"]]


def test_query_get(visitor: TestClient) -> None:
    answer = get(visitor, "ASK {}")
    assert answer.json()["boolean"] is True
    assert answer.headers["content-type"] == JSON_ROWS


def test_query_post_form(visitor: TestClient) -> None:
    assert post(visitor, urlencode({"query": "ASK {}"}), FORM).json()["boolean"] is True
    assert post(visitor, "query=ASK+%7B%7D", f"{FORM}; charset=UTF-8").json()["boolean"] is True


def test_query_post_direct(visitor: TestClient) -> None:
    assert post(visitor, "ASK {}", QUERY).json()["boolean"] is True
    assert post(visitor, 'ASK { FILTER("慈溪" = "慈溪") }', f'{QUERY}; charset="utf-8"').json()["boolean"] is True


def test_query_dataset_default_graph(visitor: TestClient, graphs: list[str]) -> None:
    query = f"ASK {{ <{graphs[0]}> a pg:Article FILTER NOT EXISTS {{ <{graphs[1]}> a ?t }} }}"
    assert get(visitor, query).json()["boolean"] is False
    for answer in (
        get(visitor, query, **{"default-graph-uri": graphs[0]}),
        post(visitor, urlencode({"query": query, "default-graph-uri": graphs[0]}), FORM),
        post(visitor, query, QUERY, address="?" + urlencode({"default-graph-uri": graphs[0]})),
    ):
        assert answer.json()["boolean"] is True


def test_query_dataset_default_graphs(visitor: TestClient, graphs: list[str]) -> None:
    query = f"ASK {{ <{graphs[0]}> a pg:Article . <{graphs[1]}> a pg:Article }}"
    for answer in (
        get(visitor, query, **{"default-graph-uri": graphs[:2]}),
        post(visitor, urlencode({"query": query, "default-graph-uri": graphs[:2]}, doseq=True), FORM),
    ):
        assert answer.json()["boolean"] is True
    assert get(visitor, query, **{"default-graph-uri": [graphs[0], graphs[2]]}).json()["boolean"] is False


def test_the_merge_of_several_graphs_has_each_triple_once(visitor: TestClient, graphs: list[str]) -> None:
    doubled = get(visitor, "SELECT * { ?s ?p ?o }", **{"default-graph-uri": [graphs[0], graphs[0]]})
    single = get(visitor, "SELECT * { ?s ?p ?o }", **{"default-graph-uri": graphs[0]})
    assert len(doubled.json()["results"]["bindings"]) == len(single.json()["results"]["bindings"]) > 50


def test_query_dataset_named_graphs(visitor: TestClient, graphs: list[str]) -> None:
    query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    for answer in (
        get(visitor, query, **{"named-graph-uri": graphs[:2]}),
        post(visitor, query, QUERY, address="?" + urlencode({"named-graph-uri": graphs[:2]}, doseq=True)),
    ):
        found = {row["g"]["value"] for row in answer.json()["results"]["bindings"]}
        assert found == set(graphs[:2])
    assert get(visitor, "ASK { ?s ?p ?o }", **{"named-graph-uri": graphs[0]}).json()["boolean"] is False


def test_query_dataset_full(visitor: TestClient, graphs: list[str]) -> None:
    query = f"SELECT ?g {{ <{graphs[0]}> a pg:Article . GRAPH ?g {{ ?g a pg:Article }} }}"
    dataset = {"default-graph-uri": graphs[0], "named-graph-uri": graphs[1:3]}
    rows = get(visitor, query, **dataset).json()["results"]["bindings"]
    assert {row["g"]["value"] for row in rows} == set(graphs[1:3])
    merged = {"default-graph-uri": graphs[:2], "named-graph-uri": [graphs[2]]}
    rows = get(visitor, query, **merged).json()["results"]["bindings"]
    assert {row["g"]["value"] for row in rows} == {graphs[2]}


def test_query_multiple_dataset(visitor: TestClient, graphs: list[str]) -> None:
    """The data set of the protocol goes before the one that the query names."""
    query = f"ASK FROM <{graphs[1]}> {{ <{graphs[0]}> a pg:Article }}"
    assert get(visitor, query).json()["boolean"] is False
    assert get(visitor, query, **{"default-graph-uri": graphs[0]}).json()["boolean"] is True
    body = urlencode({"query": query, "default-graph-uri": graphs[0]})
    assert post(visitor, body, FORM).json()["boolean"] is True


ROW_READERS: Mapping[str, Any] = {
    "json": lambda text: json.loads(text)["results"]["bindings"][0]["name"]["value"],
    "xml": lambda text: (
        next(iter(fromstring(text.encode()).iter("{http://www.w3.org/2005/sparql-results#}literal"))).text
    ),
    "csv": lambda text: next(csv.DictReader(io.StringIO(text)))["name"],
    "tsv": lambda text: text.split("\n")[1].strip('"'),
}


@pytest.mark.parametrize("media", ROWS)
def test_query_content_type_select(visitor: TestClient, media: str) -> None:
    answer = get(visitor, 'SELECT ("慈溪市" AS ?name) {}', media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.headers["vary"] == "Accept"
    assert ROW_READERS[ROWS[media]](answer.content.decode()) == "慈溪市"


@pytest.mark.parametrize("media", ROWS)
def test_query_content_type_ask(visitor: TestClient, media: str) -> None:
    answer = get(visitor, "ASK {}", media)
    assert answer.headers["content-type"].partition(";")[0] == media
    assert "true" in answer.text


@pytest.mark.parametrize("media", TRIPLES)
@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s rdfs:label ?o }", "DESCRIBE ?s { ?s a pg:Place }"],
    ids=["query_content_type_construct", "query_content_type_describe"],
)  # fmt: skip
def test_query_content_type_of_graphs(visitor: TestClient, media: str, query: str) -> None:
    answer = get(visitor, query, media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media
    form = TRIPLE_FORMATS[TRIPLES[media]]
    assert len(list(ox.parse(answer.content, format=form))) > 10


BAD = [
    ("bad_query_method", "PUT", {}, "", 405),
    ("bad_query_method-delete", "DELETE", {}, "", 405),
    ("bad_multiple_queries", "GET", {"query": ["ASK {}", "SELECT * {}"]}, "", 400),
    ("bad_multiple_queries-form", "POST", {}, "query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
    ("no-query", "POST", {}, "", 400),
    ("bad-graph", "GET", {"query": "ASK {}", "default-graph-uri": "not an IRI"}, "", 400),
    ("bad_query_syntax", "GET", {"query": "ASK {"}, "", 400),
    ("bad_query_non_utf8-form", "POST", {}, "query=ASK%20%7B%FF%7D", 400),
]


@pytest.mark.parametrize(("method", "address", "body", "status"), [pytest.param(*c, id=i) for i, *c in BAD])
def test_bad_requests(visitor: TestClient, method: str, address: dict[str, Any], body: str, status: int) -> None:
    headers = {"Content-Type": FORM} if method == "POST" else {}
    answer = visitor.request(method, "/sparql", params=address, content=body.encode(), headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.strip()


def test_bad_query_wrong_media_type(visitor: TestClient) -> None:
    assert post(visitor, "ASK {}", "text/plain").status_code == 415


def test_bad_query_missing_form_type(visitor: TestClient) -> None:
    assert post(visitor, "query=ASK%20%7B%7D", None).status_code == 415


def test_bad_query_missing_direct_type(visitor: TestClient) -> None:
    assert post(visitor, "ASK {}", None).status_code == 415


def test_bad_query_non_utf8(visitor: TestClient) -> None:
    assert post(visitor, "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16").status_code == 415
    answer = post(visitor, 'ASK { FILTER("慈溪" = "") }'.encode("gb18030"), QUERY)
    assert answer.status_code == 400
    assert "UTF-8" in answer.text


def test_a_mistake_is_shown_with_its_place_and_the_way_out(visitor: TestClient) -> None:
    answer = get(visitor, "SELECT ?s WHERE {\n  ?s pg:label\n}")
    assert answer.status_code == 400
    assert "第 3 行第 1 列" in answer.text
    assert "不必声明" in answer.text
    english = get(visitor, "SELECT ?s WHERE {\n  ?s pg:label\n}", lang="en")
    assert "line 3, column 1" in english.text


def test_what_a_client_left_empty_is_as_good_as_left_out(visitor: TestClient) -> None:
    query, empty = (
        "ASK { ?s a pg:Article }",
        {"default-graph-uri": "", "named-graph-uri": "", "format": "", "output": ""},
    )
    answers = (
        get(visitor, query, JSON_ROWS, **empty),
        post(visitor, urlencode({"query": query, **empty}), FORM),
        post(visitor, query, QUERY, address="?" + urlencode(empty)),
    )
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.json()["boolean"] is True
    assert get(visitor, query, **{"default-graph-uri": "不是网址"}).status_code == 400


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * { ?s 产:x ?o }", "第 1 行第 15 列：没有声明前缀 产:"),
        ("SELECT * {\n  ?s 产业:链\n ?o }", "第 2 行第 6 列：没有声明前缀 产业:"),
        ('ASK { ?s pg:a "产:x" . ?s id:a/甲-乙:丙 ?o } # 丁:戊', "没有声明前缀 甲-乙:"),
        ("PREFIX 产: <http://a/> ASK { ?s 产:x ?o . ?s :x ?o }", "没有声明前缀 :"),
    ],
)
def test_a_chinese_prefix_that_is_not_declared_is_named(visitor: TestClient, query: str, place: str) -> None:
    answer = get(visitor, query)
    assert answer.status_code == 400
    assert place in answer.text


def test_another_mistake_is_not_blamed_on_a_prefix(visitor: TestClient) -> None:
    for query in (
        'ASK { ?s ?p "产:x" . ?s foo }',
        "ASK { _:b ?p <产:x> . foo . ?s 产:x ?o }",
        "PREFIX 产: <http://a/> ASK { ?s 产:x }",
    ):
        answer = get(visitor, query)
        assert answer.status_code == 400
        assert "没有声明前缀" not in answer.text


def test_a_prefix_that_is_not_declared_is_pointed_at(visitor: TestClient) -> None:
    answer = get(visitor, "SELECT ?s {\n  ?s nope:x ?o }")
    assert "第 2 行第 6 列：没有声明前缀 nope:" in answer.text
    assert "\n     ^" in answer.text
    assert "查询是空的" in get(visitor, " ").text


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/*", "text/csv"), ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*;q=0.1", "application/sparql-results+xml"),
        ("text/html;q=0.1, text/csv", "text/csv"), ("Text/HTML, */*;q=0.8", "text/html"),
    ],
)  # fmt: skip
def test_only_who_names_html_gets_the_page(visitor: TestClient, accept: str, kind: str) -> None:
    assert get(visitor, "ASK {}", accept).headers["content-type"].partition(";")[0] == kind


def test_no_acceptable_format(visitor: TestClient) -> None:
    for query in ("ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
        answer = get(visitor, query, "image/png")
        assert answer.status_code == 406
        assert "image/png" in answer.text
    assert get(visitor, "ASK {}", "text/turtle").status_code == 406
    assert get(visitor, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/csv").status_code == 406


UPDATES = ["DELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1/x>", "CLEAR ALL", 'INSERT DATA { <x:a> <x:b> "1" }']


@pytest.mark.parametrize("update", UPDATES)
def test_update_is_refused(visitor: TestClient, update: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    before = get(visitor, count).text
    for answer in (
        post(visitor, urlencode({"update": update}), FORM),  # update_post_form
        post(visitor, update, "application/sparql-update"),  # update_post_direct
        visitor.get("/sparql", params={"update": update}),  # bad_update_get
        get(visitor, update),
        post(visitor, update, QUERY),
        post(visitor, urlencode({"query": "ASK {}", "using-graph-uri": "x:a"}), FORM),
    ):
        assert answer.status_code == 403
        assert "policygraph build" in answer.text
    assert get(visitor, count).text == before


def test_other_servers_are_not_asked(visitor: TestClient) -> None:
    answer = get(visitor, "ASK {\n SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert answer.status_code == 403
    assert "第 2 行第 2 列" in answer.text
    assert get(visitor, 'ASK { FILTER("SERVICE <x> { }" != "LOAD") }').json()["boolean"] is True
    graph = get(
        visitor, "ASK FROM <http://127.0.0.1:9/> { ?s ?p ?o }"
    )  # a graph that is not here is empty, not fetched
    assert graph.json()["boolean"] is False


@pytest.mark.parametrize("media", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_the_service_describes_itself(visitor: TestClient, media: str) -> None:
    answer = visitor.get("/sparql", headers={"Accept": media})
    form = TRIPLE_FORMATS[TRIPLES[media]]
    told = ox.Store()
    told.bulk_extend(ox.parse(answer.content, format=form))
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert told.query(
        f"ASK {{ ?s a <{sd}Service> ; <{sd}endpoint> <http://127.0.0.1:8712/sparql> ; "
        f"<{sd}supportedLanguage> <{sd}SPARQL11Query> ; <{sd}resultFormat> ?f ; <{sd}defaultDataset> ?d }}"
    )
    assert visitor.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_people_get_the_page(visitor: TestClient) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = visitor.get("/sparql", headers={"Accept": browser})
    assert page.headers["content-type"].startswith("text/html")
    assert "<textarea" in page.text


def test_pages_of_other_sites_may_not_read_unless_named(visitor: TestClient) -> None:
    answer = visitor.get("/sparql", params={"query": "ASK {}"}, headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_head_and_options(visitor: TestClient) -> None:
    head = visitor.head("/sparql", params={"query": "ASK {}"})
    assert (head.status_code, head.content) == (200, b"")
    assert "POST" in visitor.options("/sparql").headers["allow"]
