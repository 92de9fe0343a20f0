"""The network and what is computed on it: names, evidence, paths, measures, portraits, the catalogue."""

from __future__ import annotations

import random
from pathlib import Path

import networkx as nx
import pytest

from policygraph.graph.analytics import MEASURES, measure
from policygraph.graph.network import Network
from policygraph.graph.paths import paths, paths_in
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import QueryError, UnknownNameError
from tests.graph.conftest import Draft


def labels(network: Network) -> set[str]:
    return {data["label"] for _, data in network.nodes(data=True)}


def test_the_network_has_every_entity_and_link(ws: Workspace) -> None:
    network = ws.network()
    assert len(network) == len(ws.entities()) == 11
    assert network.number_of_edges() == 9
    data = network.get_edge_data(ws.entity("云江市"), ws.entity("云岭英才"))["implements"]
    assert (data["label"], data["evidence_count"], data["inferred"]) == ("实施", 1, False)
    assert data["quotes"] == ("云江市实施“云岭英才”计划",)
    evidence = data["evidence"][0]
    assert (evidence.article, evidence.title, evidence.published) == ("plan", "云江市制造业三年行动方案", "2021-03-01")


def test_parts_of_the_network(ws: Workspace) -> None:
    assert {data["type"] for _, data in ws.network(types=["Place"]).nodes(data=True)} == {"Place"}
    assert {key for *_, key in ws.network(predicates=["leads"]).edges(keys=True)} == {"leads"}
    assert ws.network(inferred=False).number_of_edges() == ws.network().number_of_edges() - 1
    assert ws.network(min_confidence=0.5).number_of_edges() == ws.network().number_of_edges() - 1


def test_metrics_as_nodes(ws: Workspace) -> None:
    network = ws.network(statuses=["target"])
    assert "规上工业产值 >1000亿元（2025）" in labels(network)
    targets = [node for node, data in network.nodes(data=True) if data["type"] == "Target"]
    assert len(targets) == 3
    assert all(network.has_edge(ws.entity("云江市"), node, key="target") for node in targets)


@pytest.mark.parametrize(
    "selection",
    [{"types": ["City"]}, {"predicates": ["owns"]}, {"statuses": ["goal"]}],
    ids=["type", "predicate", "status"],
)
def test_unknown_selections_are_refused(ws: Workspace, selection: dict[str, list[str]]) -> None:
    with pytest.raises(QueryError, match=r"unknown .*; known: "):
        ws.network(**selection)


def test_a_path_shows_the_evidence_of_each_step(ws: Workspace) -> None:
    [path] = ws.path("云江市", "南平湖市")
    assert [(step.start_label, step.predicate, step.end_label, step.forward) for step in path] == [
        ("云江市", "builds", "云江科创走廊", True),
        ("云江科创走廊", "collaboratesWith", "远航电机集团", path[1].forward),
        ("远航电机集团", "locatedIn", "南平湖市", True),
    ]
    assert [step.evidence[0].quote for step in path][-1] == "远航电机集团落户南平湖市"
    assert path[0].as_json()["evidence"][0]["article"] == "plan"


def test_paths_that_do_not_exist(ws: Workspace) -> None:
    assert ws.path("云江市", "南平湖市", max_hops=2) == []
    assert ws.path("云江市", "《云江市科创规划》") == []
    assert ws.path("云江市", "云江市") == [[]]
    assert paths(ws.network(), "http://example.org/none", ws.entity("云江市")) == []
    with pytest.raises(UnknownNameError):
        ws.path("云江市", "无此地")


@pytest.mark.parametrize("seed", range(2))
def test_paths_sought_step_by_step_are_those_of_the_whole_network(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    names = [f"{first}{second}集团" for first in "港骑云远恒" for second in "联岭江航润"]
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        for key in "abc":
            draft = Draft(key, "、".join(draw.sample(names, len(names))) + "合作。", title=key, published="2024-01-01")
            for number, name in enumerate(names):
                draft.entity(f"e{number}", "Enterprise", name)
            for _ in range(8):
                one, two = draw.sample(list(draft.entities), 2)
                draft.relation(
                    one, draw.choice(("collaboratesWith", "partOf")), two, "合作", inferred=draw.random() < 0.3
                )
            ws.add(*draft.item)
        entities = [entity.iri for entity in ws.entities()]
        wholes = {inferred: ws.network(inferred=inferred) for inferred in (False, True)}
        lengths = set()
        for one, two in [draw.sample(entities, 2) for _ in range(40)]:
            for inferred, hops in ((False, 3), (True, 5)):
                wanted = paths(wholes[inferred], one, two, max_hops=hops, limit=3)
                assert paths_in(ws.store, one, two, max_hops=hops, limit=3, inferred=inferred) == wanted
                lengths |= {len(path) for path in wanted}
        assert lengths >= {1, 2, 3}


def test_a_portrait_has_names_facts_and_metrics_over_time(ws: Workspace) -> None:
    city = ws.show("云江市")
    assert [(fact.predicate, fact.other_label) for fact in city.facts] == [
        ("implements", "“云岭英才”计划"),
        ("builds", "云江科创走廊"),
    ]
    talent = [(metric.status, metric.end, metric.text) for metric in city.metrics if metric.indicator == "高技能人才"]
    assert talent == [("actual", "2023", "高技能人才 2.6万人（2023）"), ("target", "2025", "高技能人才 3万人（2025）")]
    assert city.as_json()["metrics"][0]["value_max"] == 3.5
    program = ws.show("云岭英才")
    assert set(program.names) == {"“云岭英才”计划", "云岭英才", "云岭英才计划"}
    assert [(fact.predicate, fact.forward, fact.other_label) for fact in program.facts] == [
        ("implements", False, "云江市")
    ]


def test_the_catalogue_lists_every_mention(ws: Workspace) -> None:
    [company] = ws.entities("Enterprise")
    listed = company.as_json()
    assert list(listed) == ["iri", "type", "label", "names", "mentions", "place"]
    assert [mention["article"] for mention in listed["mentions"]] == ["other", "plan", "report", "report"]
    for mention in listed["mentions"]:
        record = ws.record(mention["article"])
        assert record is not None
        assert record.text[mention["start_offset"] : mention["end_offset"]] == mention["name"]
    bureaus = [entity for entity in ws.entities("Organization") if entity.label == "市科技局"]
    assert sorted(len(entity.mentions) for entity in bureaus) == [1, 2]
    with pytest.raises(QueryError, match="unknown entity type 'Firm'"):
        ws.entities("Firm")


@pytest.mark.parametrize("name", list(MEASURES))
def test_measures_name_entities(ws: Workspace, name: str) -> None:
    rows = ws.analyze(name)
    assert rows
    for row in rows:
        ends = [row[end] for end in ("a", "b") if end in row] or [row]
        assert all(end["label"] in labels(ws.network()) for end in ends)
    assert ws.analyze(name, top=1) == rows[:1]


def chain(*links: tuple[str, str]) -> Network:
    network: Network = nx.MultiDiGraph()
    for node in sorted({end for link in links for end in link}):
        network.add_node(node, label=node.upper(), type="Enterprise")
    for a, b in links:
        network.add_edge(a, b, key="collaboratesWith", weight=1.0)
    return network


def test_bridges_tell_how_much_hangs_on_them() -> None:
    network = chain(("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("d", "f"), ("f", "g"))
    rows = measure(network, "bridges")
    assert [(row["a"]["label"], row["b"]["label"], row["holds"]) for row in rows] == [("C", "D", 3), ("F", "G", 1)]


def test_link_prediction_names_what_is_shared() -> None:
    rows = measure(chain(("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")), "links")
    assert (rows[0]["a"]["label"], rows[0]["b"]["label"], rows[0]["shared"]) == ("A", "B", ["X", "Y"])


def test_measures_of_nothing_and_unknown_ones() -> None:
    empty: Network = nx.MultiDiGraph()
    assert all(measure(empty, name) == [] for name in MEASURES)
    with pytest.raises(QueryError, match="known: degree"):
        measure(empty, "importance")
    with pytest.raises(QueryError, match="at least 1"):
        measure(empty, "degree", top=0)
