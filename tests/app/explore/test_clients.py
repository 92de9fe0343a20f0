"""The endpoint as programs use it: rdflib, SPARQLWrapper, pandas and curl against a server that runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import BASIC, CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from policygraph.schema.namespace import PG, PREFIXES
from tests.app.explore.serving import serving

PLACES = "SELECT ?place ?name { ?place a pg:Place ; rdfs:label ?name } ORDER BY ?name"
TOKEN = "open-sesame"


@pytest.fixture(scope="module")
def server(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over the packaged examples."""
    copy = tmp_path_factory.mktemp("clients") / "workspace"
    shutil.copytree(workspace, copy)
    with serving(copy) as address:
        yield address


@pytest.fixture(autouse=True)
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands between this machine and itself."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_rdflib(server: str) -> None:
    graph = rdflib.Graph(store=SPARQLStore(f"{server}/sparql", returnFormat="json"))
    rows = list(graph.query(f"PREFIX pg: <{PG}> PREFIX rdfs: <{PREFIXES['rdfs']}> {PLACES}"))
    assert len(rows) >= 4
    assert isinstance(rows[0][0], rdflib.URIRef)
    place = rows[0][0]
    assert (place, rdflib.RDF.type, rdflib.URIRef(f"{PG}Place")) in graph
    assert graph.value(place, rdflib.RDFS.label) == rows[0][1]
    graph = rdflib.Graph(store=SPARQLStore(f"{server}/sparql", returnFormat="xml"))  # its JSON accepts no graph
    described = graph.query(f"DESCRIBE <{place}>").graph
    assert described is not None
    assert len(described) > 1


@pytest.mark.parametrize("direct", [False, True])
def test_sparqlwrapper(server: str, direct: bool) -> None:
    client = SPARQLWrapper(f"{server}/sparql")
    client.setQuery(PLACES)
    client.setReturnFormat(JSON)
    by_get = client.queryAndConvert()["results"]["bindings"]
    client.setMethod(POST)
    if direct:
        client.setRequestMethod(POSTDIRECTLY)
    assert client.queryAndConvert()["results"]["bindings"] == by_get
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == len(by_get)
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().startswith("place,name\r\n")
    client.setQuery("CONSTRUCT WHERE { ?s a pg:Place }")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == len(by_get)
    client.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match=r"SELECT \* \{"):
        client.query()


def test_pandas(server: str) -> None:
    from urllib.parse import urlencode

    asked = urlencode({"query": PLACES, "format": "csv"})
    frame = pd.read_csv(f"{server}/sparql?{asked}")
    assert list(frame.columns) == ["place", "name"]
    assert len(frame) >= 4
    assert frame["name"].str.len().min() > 0


def curl(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("curl")
    if program is None:
        pytest.skip("needs curl")
    return subprocess.run([program, "-sS", "--noproxy", "*", *arguments], capture_output=True, text=True, check=True)


def test_curl(server: str) -> None:
    asked = curl("-G", f"{server}/sparql", "-H", "Accept: text/csv", "--data-urlencode", f"query={PLACES} LIMIT 1")
    assert asked.stdout.startswith("place,name\n")  # text mode made one of CR LF
    form = curl(f"{server}/sparql", "--data-urlencode", "query=ASK {}")
    assert json.loads(form.stdout)["boolean"] is True
    direct = curl(f"{server}/sparql", "-H", "Content-Type: application/sparql-query", "--data-binary", "ASK {}")
    assert json.loads(direct.stdout)["boolean"] is True
    status = curl("-o", "/dev/null", "-w", "%{http_code}", f"{server}/sparql", "--data-urlencode", "update=CLEAR ALL")
    assert status.stdout == "403"
    assert "Host" not in curl("-H", "Host: evil.example", f"{server}/").stdout
    assert curl("-o", "/dev/null", "-w", "%{http_code}", "-H", "Host: evil.example", f"{server}/").stdout == "421"
    void = curl("-H", "Accept: application/n-triples", f"{server}/.well-known/void").stdout
    assert "<http://rdfs.org/ns/void#triples>" in void


def test_with_a_token(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "workspace"
    shutil.copytree(workspace, copy)
    monkeypatch.setenv("POLICYGRAPH_TOKEN", TOKEN)
    with serving(copy, "--read-only") as server:
        client = SPARQLWrapper(f"{server}/sparql")
        client.setQuery("ASK {}")
        client.setReturnFormat(JSON)
        with pytest.raises(Unauthorized):
            client.query()
        client.setHTTPAuth(BASIC)
        client.setCredentials("anybody", TOKEN)
        assert client.queryAndConvert()["boolean"] is True
        bearer = curl("-H", f"Authorization: Bearer {TOKEN}", "-G", f"{server}/sparql", "-d", "query=ASK%20%7B%7D")
        assert json.loads(bearer.stdout)["boolean"] is True
