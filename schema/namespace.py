"""The IRIs that policygraph speaks: its namespace, the default base of data, the vocabularies it aligns with."""

from __future__ import annotations

PG = "https://w3id.org/policygraph/ns#"
DEFAULT_BASE = "https://w3id.org/policygraph/id/"

PREFIXES = {
    "pg": PG,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "http://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sh": "http://www.w3.org/ns/shacl#",
}


def expand(name: str) -> str:
    """The full IRI of a prefixed name; raises `KeyError` for an unknown prefix.

    >>> expand("pg:Target")
    'https://w3id.org/policygraph/ns#Target'
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
