"""Results in every format, and the packaged queries."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import rdflib

from policygraph.graph.named import named_queries, parse
from policygraph.graph.results import table, width
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import QueryError, UnknownNameError, VocabularyError

QUERY = 'SELECT ?name ?n WHERE { VALUES (?name ?n) { ("远航" 3) ("a,\\"b\\"" UNDEF) } }'


def test_rows_are_python_values(ws: Workspace) -> None:
    results = ws.query(QUERY)
    assert (results.kind, results.variables) == ("select", ("name", "n"))
    assert list(results) == [{"name": "远航", "n": 3}, {"name": 'a,"b"'}]


def test_select_formats(ws: Workspace) -> None:
    data = json.loads(ws.query(QUERY).text("json"))
    assert data["results"]["bindings"][0]["name"]["value"] == "远航"
    assert list(csv.reader(io.StringIO(ws.query(QUERY).text("csv")))) == [["name", "n"], ["远航", "3"], ['a,"b"', ""]]
    assert ws.query(QUERY).text("tsv").splitlines()[0] == "?name\t?n"
    assert len(ElementTree.fromstring(ws.query(QUERY).text("xml"))[1]) == 2
    assert ws.query(QUERY).text("table") == 'name   n\n-----  -\n远航   3\na,"b"\n'


def test_ask_formats(ws: Workspace) -> None:
    ask = "ASK { ?e a pg:Enterprise }"
    assert ws.query(ask).truth is True
    assert json.loads(ws.query(ask).text("json"))["boolean"] is True
    assert ws.query(ask).text("csv") == "answer\ntrue\n"
    assert ws.query(ask).text() == "answer\n------\ntrue\n"
    with pytest.raises(QueryError, match="not yes or no"):
        _ = ws.query(QUERY).truth


@pytest.mark.parametrize("format_", ["turtle", "nt", "xml", "json", "trig", "nq"])
def test_construct_formats(ws: Workspace, format_: str) -> None:
    text = ws.query("CONSTRUCT { ?e a pg:Enterprise } WHERE { ?e a pg:Enterprise }").text(format_)
    names = {"json": "json-ld", "nq": "nquads"}
    graph = rdflib.Dataset().parse(data=text, format=names.get(format_, format_))
    assert len(graph) == 1


def test_construct_as_rows(ws: Workspace) -> None:
    results = ws.query("CONSTRUCT { ?e rdfs:label ?l } WHERE { ?e a pg:Enterprise ; rdfs:label ?l }")
    assert [row["object"] for row in results] == ["远航电机集团"]


@pytest.mark.parametrize(
    ("query", "format_"),
    [(QUERY, "turtle"), ("ASK {}", "nt"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")],
    ids=["s", "a", "c"],
)
def test_a_format_that_does_not_fit_is_named_with_those_that_do(ws: Workspace, query: str, format_: str) -> None:
    with pytest.raises(QueryError, match=f"format '{format_}' .* choose one of: table"):
        ws.query(query).text(format_)


def test_tables_align_wide_characters() -> None:
    text = table(("a", "b"), iter([{"a": "慈溪市", "b": 1}, {"a": "Cixi", "b": True}]), {})
    assert text == "a       b\n------  ----\n慈溪市  1\nCixi    true\n"
    assert width("慈溪市") == width("------")


def test_tables_shorten_iris(ws: Workspace) -> None:
    text = ws.query("SELECT ?e ?t WHERE { ?e a ?t FILTER(?t = pg:Honour) }").text()
    assert "id:Honour/省级绿色工厂" in text
    assert "pg:Honour" in text


ANSWERS = {
    "place-programs": ({"place": "云江市"}, "云江市实施“云岭英才”计划"),
    "industry-leaders": ({"industry": "电机"}, "远航电机集团"),
    "targets-due": ({"year": "2025", "place": "云江"}, "规上工业产值"),
    "targets-by-year": ({}, "2025  3"),
    "targets-missed": ({"year": "2025"}, "resultQuote"),
    "honour-winners": ({"honour": "绿色"}, "省级绿色工厂"),
    "metric-support": ({"indicator": "高技能人才"}, "“云岭英才”计划"),
    "platforms-built": ({"builder": ""}, "云江科创走廊  北湖新区"),
    "documents-issued": ({}, "《云江市科创规划》"),
    "top-enterprises": ({"limit": "1"}, "远航电机集团  3         4"),
    "collaborations": ({"party": "远航"}, "云江科创走廊"),
    "place-industries": ({"place": "南平湖市"}, "智能电机产业链"),
    "entity-metrics": ({"entity": "云江市"}, "26000"),
    "located-in": ({"place": "北湖新区"}, "云江科创走廊"),
    "subsidy-terms": ({}, "indicator"),
}


@pytest.mark.parametrize("name", sorted(named_queries()))
def test_packaged_queries(ws: Workspace, name: str) -> None:
    values, expected = ANSWERS[name]
    assert expected in ws.named(name, **values).text()
    query = named_queries()[name]
    assert all([query.zh, query.en, query.zh_comment, query.en_comment])
    for parameter in query.parameters:
        assert parameter.example


def test_there_are_at_least_ten() -> None:
    assert len(named_queries()) >= 10
    assert set(ANSWERS) == set(named_queries())


MISUSED = [
    ("name", "place-program", {}, "--list"),
    ("missing", "place-programs", {}, "needs place"),
    ("extra", "targets-by-year", {"place": "x"}, "has no parameter"),
    ("year", "targets-due", {"year": "二〇二五"}, "no year"),
    ("number", "top-enterprises", {"limit": "1 } #"}, "no whole number"),
]


@pytest.mark.parametrize(("name", "values", "message"), [pytest.param(n, v, m, id=case) for case, n, v, m in MISUSED])
def test_misused_queries(ws: Workspace, name: str, values: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        ws.named(name, **values)


def test_values_cannot_change_a_query(ws: Workspace) -> None:
    assert list(ws.named("industry-leaders", industry='") } ; DROP ALL #')) == []
    with pytest.raises(UnknownNameError):
        ws.named("place-programs", place="> } DROP ALL")


BAD_FILES = [
    ("no-title", '# zh = "x"\n\nASK {}', "lacks"),
    ("no-toml", "# zh =\n\nASK {}", "garbles"),
    ("unused", '# zh = ""\n# en = ""\n# zh_comment = ""\n# en_comment = ""\n# [a]\n# kind = "text"\n# zh = ""\n'
     '# en = ""\n\nASK {}', "never used"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [pytest.param(c, m, id=case) for case, c, m in BAD_FILES])
def test_bad_query_files(content: str, message: str) -> None:
    with pytest.raises(VocabularyError, match=rf"bad\.rq.*{message}"):
        parse("bad.rq", content)
