"""Places of the past: a renamed division is one thing, a name of two divisions is read by the year."""

from __future__ import annotations

import pytest

from policygraph.graph.resolution.nodes import key_of
from policygraph.graph.resolution.places import division_of, home_of, level, place_name, prefix
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Mention, Record


@pytest.mark.parametrize(
    ("name", "near", "year", "code"),
    [
        pytest.param("余杭县", None, None, "330110", id="first-name"),
        pytest.param("余杭市", None, 2020, "330110", id="long-after"),
        pytest.param("杭州市余杭县", None, None, "330110", id="in-a-chain"),
        pytest.param("淮安市", None, 1999, "320803", id="county-then"),
        pytest.param("淮安市", None, 2000, "3208", id="city-from-that-year"),
        pytest.param("淮安市", None, None, "3208", id="city-without-a-year"),
        pytest.param("临汾市", None, 1999, "141002", id="seat-then"),
        pytest.param("崇文区", None, None, "110103", id="no-more"),
        pytest.param("石家庄市桥东区", None, 2010, "130103", id="inside-its-city"),
        pytest.param("张家口市桥东区", None, 2010, "130702", id="namesake-of-today"),
        pytest.param("天津市余杭县", None, None, None, id="not-in-that-city"),
        pytest.param("余杭镇", None, None, None, id="no-division"),
    ],
)
def test_the_division_that_a_name_means(name: str, near: str | None, year: int | None, code: str | None) -> None:
    found = division_of(name, near, year)
    assert (found and found.code) == code or (code is None and found is not None and len(found.code) > 6)


def test_bodies_of_a_renamed_division_are_its_bodies() -> None:
    assert prefix("余杭县农业局", None) == ("330110", "农业局")
    assert prefix("林县城建集团", "51") is None  # two characters begin any word
    city, district = home_of("萧山市", 1999), home_of("萧山区", 2020)
    assert level("市科技局", city) == ("330109", "科技局")
    assert level("市科技局", district) == ("3301", "科技局")


def node(name: str, place: str | None = None, year: int | None = None) -> str:
    return key_of(Entity(id="e", type="Place", names=(name,)), home_of(place, year), "a")[0]


def test_names_of_one_division_are_one_node_and_merged_ones_are_apart() -> None:
    assert node("余杭县") == node("余杭市") == node("余杭区")
    assert node("崇文区") != node("东城区", "北京市")
    assert node("莱城区") != node("莱芜市") == node("莱芜区")
    assert place_name("110103") == "崇文区"


def article(id_: str, year: int, place: str, *names: str) -> tuple[Article, Record]:
    text = "，".join(names) + "。"
    source = Source(title=f"虚构{id_}", published=f"{year}-05-01", place=place)
    entities = tuple(
        Entity(
            id=f"e{n}", type="Place", names=(name,),
            mentions=(Mention(name=name, start_offset=text.index(name), end_offset=text.index(name) + len(name)),),
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    return Article(id=id_, source=source, text=text), Record(id=id_, source=source, text=text, entities=entities)


def test_the_graph_gives_names_with_their_years_and_what_took_a_division_in(tmp_path) -> None:
    items = [
        article("old", 1993, "浙江省", "余杭县"),
        article("mid", 1999, "浙江省", "余杭市"),
        article("new", 2024, "浙江省", "余杭区"),
        article("gone", 2009, "北京市", "崇文区", "东城区"),
        article("county", 1999, "江苏省", "淮安市"),
        article("city", 2023, "江苏省", "淮安市"),
    ]
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        ws.add_many(items)
        entities = {entity.label: entity for entity in ws.entities()}
        assert {m.article for m in entities["余杭区"].mentions} == {"old", "mid", "new"}
        names = ws.query(
            "SELECT ?name ?from ?to WHERE { ?p pg:name '余杭区' ; pg:formerName ?f . ?f pg:name ?name ; "
            "pg:periodEnd ?to OPTIONAL { ?f pg:periodStart ?from } } ORDER BY ?to"
        )
        assert [(row["name"], str(row.get("from", "")), str(row["to"])) for row in names] == [
            ("余杭县", "", "1994"),
            ("余杭市", "1994", "2001"),
        ]
        assert ws.query("ASK { ?a pg:name '崇文区' ; pg:mergedInto ?b . ?b pg:name '东城区' }").truth
        assert not ws.query("ASK { ?a pg:name '余杭县' ; pg:mergedInto ?b }").truth
        assert {e.iri.rpartition("/")[2] for e in ws.entities() if "淮安市" in e.names} == {"淮安区", "淮安市"}
        assert ws.validate() == []
        ws.remove("gone")
        assert not ws.query("ASK { ?a pg:mergedInto ?b }").truth
