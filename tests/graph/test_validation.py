"""SHACL: a good graph has no findings, a bad one is named with node, shape and way out."""

from __future__ import annotations

import re

import pytest

from policygraph.graph.store import add_graph
from policygraph.graph.workspace import Workspace
from policygraph.schema.namespace import expand
from policygraph.schema.ontology import shapes_turtle

PLAN = "https://w3id.org/policygraph/id/article/plan"


def test_a_good_graph_has_no_findings(ws: Workspace) -> None:
    assert ws.validate() == []


def pg(name: str) -> str:
    return f"<{expand('pg:' + name)}>"


def spoil(ws: Workspace, *triples: str) -> None:
    ws.store.update(add_graph(PLAN, triples))


def test_a_relation_between_wrong_types(ws: Workspace) -> None:
    spoil(ws, f"<{ws.entity('远航电机集团')}> {pg('leads')} <{ws.entity('云江市')}>")
    [finding] = ws.validate()
    assert (finding.label, finding.shape) == ("云江市", "pg:leadsObjectShape")
    assert "plan" in finding.articles
    assert "“领军”的宾语应为产业" in finding.way_out
    [english] = ws.validate(lang="en")
    assert "should be Industry" in english.way_out


SPOILED = [
    ("two-values", f'<{PLAN}/metric/m1> {pg("value")} "5"^^<{expand("xsd:decimal")}>', "pg:value"),
    ("float", f'<{PLAN}/metric/m1> {pg("valueMax")} "50000"^^<{expand("xsd:double")}>', "pg:valueMax"),
    ("range", f'<{PLAN}/metric/m1> {pg("valueMax")} "5"^^<{expand("xsd:decimal")}>', "pg:value"),
    ("measure", f'<{PLAN}/metric/m1> {pg("measure")} "stock"', "pg:measure"),
    ("period", f'<{PLAN}/metric/m1> {pg("periodStart")} "last year"', "pg:periodStart"),
    ("offsets", f'<{PLAN}/metric/m1> {pg("startOffset")} "-1"^^<{expand("xsd:integer")}>', "pg:startOffset"),
]


@pytest.mark.parametrize(("triple", "path"), [pytest.param(t, p, id=case) for case, t, p in SPOILED])
def test_spoiled_metrics(ws: Workspace, triple: str, path: str) -> None:
    spoil(ws, triple)
    found = ws.validate()
    assert found
    assert {finding.path for finding in found} == {path}
    assert {(finding.shape, finding.label) for finding in found} == {("pg:MetricShape", "高技能人才")}
    assert all(finding.way_out for finding in found)


def test_every_message_names_a_way_out() -> None:
    messages = re.findall(r'"([^"]+)"@(zh|en)', shapes_turtle())
    assert len(messages) > 80
    assert [text for text, lang in messages if ("；" if lang == "zh" else ";") not in text] == []
