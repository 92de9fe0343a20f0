"""Links: what an entity is linked with, and the shortest chains between two, as the network has them."""

from __future__ import annotations

import itertools

import pytest

from policygraph.graph.links import Hop, Link, Links, first_sentences, sentences
from policygraph.graph.workspace import Workspace


def named(ws: Workspace, name: str) -> str:
    return ws.entity(name)


def test_the_links_of_an_entity_are_those_of_its_portrait(ws: Workspace) -> None:
    links = Links(ws.store)
    for entity in ws.entities():
        facts = {(f.predicate, f.forward, f.other, len(f.evidence), f.inferred) for f in ws.show(entity.iri).facts}
        assert {(i.predicate, i.forward, i.other, i.count, i.inferred) for i in links.of(entity.iri)} == facts


def test_the_sentences_of_a_link(ws: Workspace) -> None:
    links, company = Links(ws.store), named(ws, "远航电机集团")
    (link,) = [found for found in links.of(company) if found.predicate == "leads"]
    assert link == Link("leads", True, named(ws, "智能电机产业链"), 1, inferred=False)
    (said,) = sentences(ws.store, company, link)
    assert (said.article, said.quote) == ("plan", "远航电机集团是智能电机产业链的龙头企业")
    (back,) = [found for found in links.of(link.other) if found.other == company]
    assert not back.forward
    assert sentences(ws.store, link.other, back) == [said]


@pytest.mark.parametrize("few", [0, 1, 20])
def test_sentences_that_are_asked_for_together_are_those_of_each_link(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("policygraph.graph.links._FEW", few)
    links, told = Links(ws.store), 0
    for entity in ws.entities():
        own = links.of(entity.iri)
        for limit in (1, 2):
            said = first_sentences(ws.store, entity.iri, own, limit)
            assert said == [sentences(ws.store, entity.iri, link, limit) for link in own]
            told += sum(map(len, said))
    assert told > 20


def test_what_links_two_alike_is_found_from_both(ws: Workspace) -> None:
    links, company, corridor = Links(ws.store), named(ws, "远航电机集团"), named(ws, "云江科创走廊")
    for one, other in ((company, corridor), (corridor, company)):
        (link,) = [found for found in links.of(one) if found.predicate == "collaboratesWith"]
        assert (link.forward, link.other) == (True, other)
        assert [said.article for said in sentences(ws.store, one, link)] == ["report"]


def test_chains_are_as_short_as_those_of_the_network(ws: Workspace) -> None:
    links = Links(ws.store)
    iris = [entity.iri for entity in ws.entities()]
    linked = 0
    for a, b in itertools.permutations(iris, 2):
        (shortest,) = ws.path(a, b) or [[]]
        chains = links.chains(a, b)
        assert {len(chain) for chain in chains} == ({len(shortest)} if shortest else set())
        for chain in chains:
            linked += 1
            assert (chain[0].start, chain[-1].end) == (a, b)
            assert all(one.end == other.start for one, other in itertools.pairwise(chain))
    assert linked > 20


def test_a_chain_says_which_way_each_statement_runs(ws: Workspace) -> None:
    links = Links(ws.store)
    city, district = named(ws, "云江市"), named(ws, "北湖新区")
    corridor = named(ws, "云江科创走廊")
    assert links.chains(city, district) == [
        [Hop(city, corridor, "builds", True), Hop(corridor, district, "locatedIn", True)]
    ]
    assert links.chains(district, city) == [
        [Hop(district, corridor, "locatedIn", False), Hop(corridor, city, "builds", False)]
    ]
    assert links.chains(city, district, max_hops=1) == []
    assert links.chains(city, city) == []
    assert links.chains(city, "http://example.org/nobody") == []


def test_what_was_concluded_is_marked_and_no_step_of_a_chain(ws: Workspace) -> None:
    links, corridor, industry = Links(ws.store), named(ws, "云江科创走廊"), named(ws, "智能电机产业链")
    (link,) = [found for found in links.of(corridor) if found.other == industry]
    assert link.inferred
    assert all(hop.predicate != "focusesOn" for chain in links.chains(corridor, industry) for hop in chain)
