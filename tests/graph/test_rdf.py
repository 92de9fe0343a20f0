"""A record as RDF: exact values, evidence everywhere, inferred things apart."""

from __future__ import annotations

from decimal import Decimal

import rdflib
from hypothesis import given
from hypothesis import strategies as st

from policygraph.graph.iris import Iris
from policygraph.graph.rdf import article_graph
from policygraph.graph.resolution.resolver import Identity
from policygraph.graph.store import OxigraphStore
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Source
from policygraph.schema.namespace import PG
from policygraph.schema.record import Entity, Metric, Record

IRIS = Iris("http://example.org/")


def test_a_relation_is_a_direct_triple_and_a_statement_in_the_graph_of_its_article(ws: Workspace) -> None:
    [row] = ws.query(
        """SELECT ?graph ?quote ?start ?end ?rule ?cue ?inferred WHERE { GRAPH ?graph {
             ?place pg:implements ?program .
             ?st rdf:subject ?place ; rdf:predicate pg:implements ; rdf:object ?program ; pg:article ?graph ;
                 pg:quote ?quote ; pg:startOffset ?start ; pg:endOffset ?end ; pg:rule ?rule ; pg:cue ?cue ;
                 pg:inferred ?inferred } }"""
    )
    record = ws.record("plan")
    assert record is not None
    assert row["graph"] == ws.iris.article("plan")
    assert record.text[row["start"] : row["end"]] == row["quote"] == "云江市实施“云岭英才”计划"
    assert (row["rule"], row["cue"], row["inferred"]) == ("verb.implement", "实施", False)


def test_inferred_relations_stand_in_a_graph_of_their_own(ws: Workspace) -> None:
    rows = ws.query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?platform pg:focusesOn ?industry } }")
    assert [row["g"] for row in rows] == [ws.iris.inferred("report")]


def test_metrics_are_typed_and_exact(ws: Workspace) -> None:
    rows = ws.query(
        """SELECT ?indicator ?value ?max ?unit ?comparator ?measure ?due WHERE {
             ?m a pg:Target ; pg:indicator ?indicator ; pg:value ?value ; pg:unit ?unit ; pg:comparator ?comparator ;
                pg:measure ?measure ; pg:periodEnd ?due ; pg:subject ?subject .
             OPTIONAL { ?m pg:valueMax ?max } ?subject rdfs:label "云江市" FILTER(DATATYPE(?due) = xsd:gYear)
           } ORDER BY ?value"""
    )
    assert [(r["indicator"], r["value"], r.get("max"), r["unit"], r["comparator"], r["measure"]) for r in rows] == [
        ("研发投入占比", Decimal(3), Decimal("3.5"), "%", "=", "share"),
        ("高技能人才", Decimal(30000), None, "人", "=", "level"),
        ("规上工业产值", Decimal(100_000_000_000), None, "元", ">", "level"),
    ]


def test_an_article_carries_its_source(ws: Workspace) -> None:
    [row] = ws.query(
        """SELECT ?id ?title ?issued ?publisher ?place ?url WHERE {
             ?a a pg:Article ; dcterms:identifier "report", ?id ; dcterms:title ?title ; dcterms:issued ?issued ;
                dcterms:publisher ?publisher ; pg:place/rdfs:label ?place ; schema:url ?url }"""
    )
    assert row == {
        "id": "report", "title": "云江晒出成绩单", "issued": "2024-01-20", "publisher": "云江日报", "place": "云江市",
        "url": "https://example.org/2",
    }  # fmt: skip


def test_every_entity_has_one_label(ws: Workspace) -> None:
    rows = list(
        ws.query("SELECT ?e (COUNT(?l) AS ?n) WHERE { ?e pg:name ?x OPTIONAL { ?e rdfs:label ?l } } GROUP BY ?e")
    )
    assert rows
    labels = ws.query("SELECT ?e (COUNT(DISTINCT ?l) AS ?n) WHERE { ?e rdfs:label ?l } GROUP BY ?e")
    assert {row["n"] for row in labels} == {1}


def test_rdflib_code_runs_on_the_store(ws: Workspace) -> None:
    dataset = ws.dataset()
    pg = rdflib.Namespace(PG)
    companies = set(dataset.subjects(rdflib.RDF.type, pg.Enterprise))
    assert [str(node) for node in companies] == [ws.entity("远航电机集团")]
    article = dataset.graph(rdflib.URIRef(ws.iris.article("plan")))
    assert len(list(article.subjects(rdflib.RDF.type, pg.Target))) == 3
    [value] = [v for s, v in dataset.subject_objects(pg.value) if (s, rdflib.RDF.type, pg.Actual) in dataset]
    assert value.toPython() == Decimal(26000)
    assert len(dataset.query("SELECT ?e WHERE { ?e a pg:Enterprise }", initNs={"pg": PG})) == 1


texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1)


@given(
    name=texts,
    indicator=texts,
    unit=texts,
    value=st.floats(min_value=-1e17, max_value=1e17).filter(lambda v: v == 0 or abs(v) > 1e-9),
)
def test_values_come_back_from_the_store(name: str, indicator: str, unit: str, value: float) -> None:
    record = Record(
        text=name,
        source=Source(title=name),
        entities=(Entity(id="e", type="Enterprise", names=(name,)),),
        metrics=(
            Metric(id="m", status="actual", indicator=indicator, measure="level", comparator="=", value=value,
                   unit=unit,
                   subject="e", start_offset=0, end_offset=len(name)),
        ),
    )  # fmt: skip
    store = OxigraphStore()
    identities = {e.id: Identity(IRIS.entity(e.type, e.names[0]), e.type, e.names) for e in record.entities}
    graph = article_graph(record, article="a", iris=IRIS, identities=identities)
    store.load([(IRIS.article("a"), graph.stated)])
    [row] = store.query(
        """SELECT ?name ?indicator ?unit ?value ?quote WHERE { ?m pg:indicator ?indicator ; pg:unit ?unit ;
             pg:value ?value ; pg:quote ?quote ; pg:subject/pg:name ?name }"""
    )
    assert (row["name"], row["indicator"], row["unit"], row["quote"]) == (name, indicator, unit, name)
    assert float(row["value"]) == value


def test_a_government_document_carries_what_it_says_of_itself() -> None:
    record = Record(
        text="市科技局、市财政局印发方案。",
        source=Source(
            title="方案", published="2025-03-03", issued="2025-03-01", issuer="市科技局；市财政局",
            document_number="云科发〔2025〕3号", index_number="YT-3", annexes=("任务表", "指标表"),
        ),
        entities=(
            Entity(id="e", type="Organization", names=("市科技局",)),
            Entity(id="f", type="Organization", names=("市卫生健康委",)),
        ),
    )  # fmt: skip
    store = OxigraphStore()
    identities = {e.id: Identity(IRIS.entity(e.type, e.names[0]), e.type, e.names) for e in record.entities}
    graph = article_graph(record, article="a", iris=IRIS, identities=identities)
    store.load([(IRIS.article("a"), graph.stated)])
    [row] = store.query(
        """SELECT ?number ?index ?name ?signed ?issued ?issuer (GROUP_CONCAT(?annex; separator="|") AS ?annexes) WHERE {
             { SELECT ?a ?annex WHERE { ?a pg:annex ?annex } ORDER BY ?annex }
             ?a pg:documentNumber ?number ; pg:indexNumber ?index ; pg:issuerName ?name ; dcterms:created ?signed ;
                dcterms:issued ?issued ; pg:issuer/pg:name ?issuer
           } GROUP BY ?number ?index ?name ?signed ?issued ?issuer"""
    )
    assert sorted(str(row.pop("annexes")).split("|")) == ["任务表", "指标表"]
    assert row == {
        "number": "云科发〔2025〕3号", "index": "YT-3", "name": "市科技局；市财政局", "signed": "2025-03-01",
        "issued": "2025-03-03", "issuer": "市科技局",
    }  # fmt: skip
