"""The ontology as Turtle, made from the vocabulary and ``data/properties.toml``; also the exported JSON Schema.

``python -m policygraph.schema.ontology`` writes ontology.ttl, shapes.ttl and record.schema.json beside the tables.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from policygraph.schema.errors import VocabularyError
from policygraph.schema.namespace import PG, PREFIXES
from policygraph.schema.record import Record
from policygraph.schema.turtle import Block, document, text
from policygraph.schema.vocabulary import Term, vocabulary

FILES = ("ontology.ttl", "shapes.ttl", "record.schema.json")
_MADE = "Made by `python -m policygraph.schema.ontology` from vocabulary.toml and properties.toml; do not edit."
_KINDS = {"object": "owl:ObjectProperty", "data": "owl:DatatypeProperty"}


def ontology_turtle() -> str:
    """The packaged ontology as Turtle."""
    return _packaged("ontology.ttl")


def shapes_turtle() -> str:
    """The packaged SHACL shapes as Turtle."""
    return _packaged("shapes.ttl")


def record_schema() -> dict[str, Any]:
    """The packaged JSON Schema of a record."""
    schema: dict[str, Any] = json.loads(_packaged("record.schema.json"))
    return schema


@cache
def properties() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """The tables ``classes`` and ``properties``; raises `VocabularyError` for a prefix or class that is not known."""
    table = tomllib.loads(_packaged("properties.toml"))
    known = {*table["classes"], *vocabulary().types, *(s.rdf_class for s in vocabulary().statuses.values())}
    for section in ("classes", "properties"):
        for name, row in table[section].items():
            for target in (t for key in ("broader", "close", "domain", "range") for t in row.get(key, ())):
                prefix, _, local = target.partition(":")
                if prefix not in PREFIXES or (prefix == "pg" and local not in known):
                    raise VocabularyError(f"properties.toml: {section}.{name} refers to unknown {target!r}")
    return table


def make_ontology() -> str:
    """The ontology as Turtle, made anew."""
    return document(_MADE, PREFIXES, _blocks())


def make_record_schema() -> str:
    """The JSON Schema of a record, made anew from the record types."""
    schema = Record.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = PG.removesuffix("#") + "/record.schema.json"
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _blocks() -> Iterator[Block]:
    words, table = vocabulary(), properties()
    yield (
        f"<{PG.removesuffix('#')}>",
        [
            ("a", "owl:Ontology"),
            *_words("rdfs:label", "政策图谱词汇", "policygraph vocabulary"),
            *_words("rdfs:comment", "中文政策文章所陈述的事物、关系与指标。", "What Chinese policy articles state."),
            ("dcterms:license", "<https://www.apache.org/licenses/LICENSE-2.0>"),
        ],
    )
    for name, row in table["classes"].items():
        parents = [("rdfs:subClassOf", parent) for parent in row.get("broader", ())]
        yield f"pg:{name}", [("a", "owl:Class"), *_row_words(row), *parents]
    for term in words.types.values():
        parents = [("rdfs:subClassOf", parent) for parent in ("pg:Entity", *term.broader)]
        yield f"pg:{term.name}", [("a", "owl:Class"), *_term_words(term), *parents]
    for term in words.statuses.values():
        yield f"pg:{term.rdf_class}", [("a", "owl:Class"), *_term_words(term), ("rdfs:subClassOf", "pg:Metric")]
    for term in words.predicates.values():
        yield f"pg:{term.name}", _predicate(term)
    for name, row in table["properties"].items():
        yield f"pg:{name}", _property(row)
    yield from _scheme("measures", "度量", "measures", words.measures.values())
    yield from _scheme("comparators", "比较", "comparators", words.comparators.values())


def _predicate(term: Term) -> list[tuple[str, str]]:
    pairs = [("a", "owl:ObjectProperty")]
    if term.symmetric:
        pairs.append(("a", "owl:SymmetricProperty"))
    pairs += _term_words(term)
    pairs += [("rdfs:domain", _union(term.domain)), ("rdfs:range", _union(term.range))]
    return pairs + [("rdfs:subPropertyOf", parent) for parent in (*term.same_as, *term.broader)]


def _property(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = [("a", _KINDS[row["kind"]]), *_row_words(row)]
    for key, predicate in (
        ("domain", "rdfs:domain"),
        ("range", "rdfs:range"),
        ("broader", "rdfs:subPropertyOf"),
        ("close", "skos:closeMatch"),
    ):
        pairs += [(predicate, value) for value in row.get(key, ())]
    return pairs


def _scheme(name: str, zh: str, en: str, terms: Iterable[Term]) -> Iterator[Block]:
    yield f"pg:{name}", [("a", "skos:ConceptScheme"), *_words("rdfs:label", zh, en)]
    for number, term in enumerate(terms):
        local = term.name if term.name.isalpha() else f"comparator{number}"
        pairs = [("a", "skos:Concept"), ("skos:inScheme", f"pg:{name}"), ("skos:notation", text(term.name))]
        pairs += _words("skos:prefLabel", term.zh, term.en)
        if term.zh_comment:
            pairs += _words("skos:definition", term.zh_comment, term.en_comment)
        yield f"pg:{local}", pairs


def _union(types: tuple[str, ...]) -> str:
    names = " ".join(f"pg:{name}" for name in types)
    return names if len(types) == 1 else f"[ a owl:Class ; owl:unionOf ( {names} ) ]"


def _term_words(term: Term) -> list[tuple[str, str]]:
    return [*_words("rdfs:label", term.zh, term.en), *_words("rdfs:comment", term.zh_comment, term.en_comment)]


def _row_words(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [*_words("rdfs:label", row["zh"], row["en"]), *_words("rdfs:comment", row["zh_comment"], row["en_comment"])]


def _words(predicate: str, zh: str, en: str) -> list[tuple[str, str]]:
    return [(predicate, text(zh, "zh")), (predicate, text(en, "en"))]


def _packaged(name: str) -> str:
    return files("policygraph.schema").joinpath(f"data/{name}").read_text(encoding="utf-8")


def write(folder: Path) -> None:
    """Write the three files that are made from the tables."""
    from policygraph.schema.shapes import make_shapes

    for name, make in zip(FILES, (make_ontology, make_shapes, make_record_schema), strict=True):
        (folder / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(__file__).parent / "data")
