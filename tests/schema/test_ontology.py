"""Ontology, shapes and JSON Schema agree with the one table and with the code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from policygraph.schema import ontology, record, shapes
from policygraph.schema.namespace import PG, PREFIXES
from policygraph.schema.record import Record
from policygraph.schema.vocabulary import Vocabulary, vocabulary

MADE = [
    ("ontology", ontology.make_ontology, ontology.ontology_turtle),
    ("shapes", shapes.make_shapes, ontology.shapes_turtle),
]


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(data=ontology.ontology_turtle(), format="turtle")


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return vocabulary()


def pg(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(PG + name)


@pytest.mark.parametrize(("make", "packaged"), [pytest.param(m, p, id=case) for case, m, p in MADE])
def test_packaged_turtle_is_current(make: object, packaged: object) -> None:
    assert packaged() == make(), "run: python -m policygraph.schema.ontology"  # type: ignore[operator]


def test_packaged_json_schema_is_current(root: Path) -> None:
    packaged = (root / "schema/data/record.schema.json").read_text(encoding="utf-8")
    assert packaged == ontology.make_record_schema(), "run: python -m policygraph.schema.ontology"
    assert ontology.record_schema()["title"] == Record.__name__


def test_every_class_and_property_is_labelled_in_both_languages(graph: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    named = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if isinstance(s, rdflib.URIRef)}
    assert len(named) > 40
    for node in named:
        for predicate in (RDFS.label, RDFS.comment):
            languages = {value.language for value in graph.objects(node, predicate) if str(value)}
            assert languages == {"zh", "en"}, f"{node} {predicate}"


def test_the_turtle_has_what_the_table_has(graph: rdflib.Graph, words: Vocabulary) -> None:
    for name in words.types:
        assert (pg(name), RDFS.subClassOf, pg("Entity")) in graph
    for term in words.statuses.values():
        assert (pg(term.rdf_class), RDFS.subClassOf, pg("Metric")) in graph
    for term in words.predicates.values():
        assert ((pg(term.name), RDF.type, OWL.SymmetricProperty) in graph) == term.symmetric
    for scheme, terms in (("measures", words.measures), ("comparators", words.comparators)):
        concepts = graph.subjects(SKOS.inScheme, pg(scheme))
        assert {str(graph.value(concept, SKOS.notation)) for concept in concepts} == set(terms)


def test_the_record_types_have_what_the_table_has(words: Vocabulary) -> None:
    assert set(get_args(record.EntityType)) == set(words.types)
    assert set(get_args(record.Predicate)) == set(words.predicates)
    assert set(get_args(record.Status)) == set(words.statuses)
    assert set(get_args(record.Measure)) == set(words.measures)
    assert set(get_args(record.Comparator)) == set(words.comparators)


def test_alignments_are_there(graph: rdflib.Graph) -> None:
    used = {str(node) for node in graph.objects() if isinstance(node, rdflib.URIRef)}
    for name in (
        "schema:Observation", "schema:StatisticalVariable", "prov:wasDerivedFrom", "skos:Concept",
        "org:FormalOrganization",
        "dcterms:isPartOf", "oa:TextPositionSelector", "oa:TextQuoteSelector", "oa:exact",
    ):  # fmt: skip
        prefix, _, local = name.partition(":")
        assert PREFIXES[prefix] + local in used, name


def test_what_the_mapping_writes_is_declared(graph: rdflib.Graph, root: Path) -> None:
    """Every ``pg:`` name in the code that writes triples is a term of the ontology."""
    tree = ast.parse((root / "graph/rdf.py").read_text(encoding="utf-8"))
    written = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("pg:"):
            written.add(node.value.removeprefix("pg:"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_pg":
            written |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    assert written
    assert {name for name in written if (pg(name), RDFS.label, None) not in graph} == set()


def test_shapes_speak_both_languages() -> None:
    graph = rdflib.Graph().parse(data=ontology.shapes_turtle(), format="turtle")
    with_message = set(graph.subjects(SH.message, None))
    assert with_message
    for node in with_message:
        assert {message.language for message in graph.objects(node, SH.message)} == {"zh", "en"}
