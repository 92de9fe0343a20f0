"""What the table of former divisions adds to an article: names of places with their years, and what took places in.

Nothing of this is read from the article; it goes into the graph of what was inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policygraph.graph.iris import Iris, slug
from policygraph.graph.resolution.places import borne_by, division_of, home_of, place_name
from policygraph.graph.resolution.resolver import Identity
from policygraph.graph.resolution.within import published_in
from policygraph.graph.terms import period, string
from policygraph.schema.divisions import by_code
from policygraph.schema.former import heir
from policygraph.schema.namespace import PG, expand
from policygraph.schema.record import Record

_A = f"<{expand('rdf:type')}>"


def succession(node: str, record: Record, iris: Iris, identities: Iterable[Identity]) -> Iterator[str]:
    """The triples for the places that an article calls by names of the past; `node` is the IRI of the article."""
    year = published_in(record)
    near = home_of(record.source.place, year).ref
    for identity in identities:
        for name in identity.names if identity.type == "Place" else ():
            division = division_of(name, near, year)
            if division is None:
                continue
            place = f"<{identity.iri}>"
            for past in borne_by(division, name):
                own = f"<{node}/former/{slug(name)}-{past.until}>"
                yield f"{place} <{PG}formerName> {own}"
                yield f"{own} {_A} <{PG}FormerName>"
                yield f"{own} <{PG}name> {string(name)}"
                if past.since:
                    yield f"{own} <{PG}periodStart> {period(str(past.since))}"
                yield f"{own} <{PG}periodEnd> {period(str(past.until))}"
                into = heir(past)
                if into is not None and by_code(division.code) is None:
                    yield f"{place} <{PG}mergedInto> <{iris.entity('Place', place_name(into.code))}>"
