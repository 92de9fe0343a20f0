"""A part of the graph is whole in itself: every fact has its statement, no node is named that is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from policygraph.graph.store import OxigraphStore
from policygraph.graph.validation import findings
from policygraph.schema.namespace import PG, expand
from policygraph.schema.vocabulary import vocabulary
from policygraph.workspace import Workspace

PARTS = [
    ("around", {"entity": "福清市", "hops": 1}),
    ("types", {"types": ("Enterprise", "Industry")}),
    ("predicate", {"predicates": ("leads",)}),
    ("place", {"place": "福清"}),
    ("period", {"period": "2025"}),
    ("query", {"named": "industry-leaders"}),
    ("top", {"top": 5, "measure": "pagerank"}),
    ("sure", {"min_confidence": 0.95}),
]


def quads(path: Path) -> set[ox.Quad]:
    return set(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def whole(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> set[ox.Quad]:
    target = tmp_path_factory.mktemp("whole") / "whole.nq"
    workspace.export("nq", target)
    return quads(target)


@pytest.mark.parametrize("chosen", [pytest.param(chosen, id=case) for case, chosen in PARTS])
def test_a_part_is_whole_in_itself(
    workspace: Workspace, whole: set[ox.Quad], tmp_path: Path, chosen: dict[str, Any]
) -> None:
    workspace.export("nq", tmp_path / "part.nq", **chosen)
    part = quads(tmp_path / "part.nq")
    assert part < whole
    subjects = {quad.subject for quad in part}
    everywhere = {quad.subject for quad in whole}
    assert {quad.object for quad in part if quad.object in everywhere} <= subjects
    said = {name: {q.subject: q.object for q in part if q.predicate.value == expand(f"rdf:{name}")}
            for name in ("subject", "predicate", "object")}  # fmt: skip
    stated = {(said["subject"][s], said["predicate"][s], said["object"][s]) for s in said["subject"]}
    links = {PG + name for name in vocabulary().predicates}
    assert {(q.subject, q.predicate, q.object) for q in part if q.predicate.value in links} == stated
    quoted = {quad.subject for quad in part if quad.predicate.value == PG + "quote"}
    assert set(said["subject"]) <= quoted
    store = OxigraphStore()
    for quad in part:
        store.oxigraph.add(quad)
        store.oxigraph.add(ox.Quad(quad.subject, quad.predicate, quad.object))
    assert list(findings(store)) == []


def test_a_verdict_brings_what_it_rests_on(tmp_path: Path) -> None:
    from policygraph.cli.main import main

    assert main(["demo", "--quiet", "--output", str(tmp_path)]) == 0
    target = tmp_path / "part.nq"
    options = ("--entity", "澜州市", "--hops", "0", "--min-confidence", "0.5", "-w", str(tmp_path / "workspace"))
    assert main(["export", "nq", str(target), *options, "--quiet"]) == 0
    part = quads(target)
    rests = {quad.object for quad in part if quad.predicate.value == expand("prov:wasDerivedFrom")}
    assert rests
    assert rests <= {quad.subject for quad in part if quad.predicate.value == PG + "quote"}
