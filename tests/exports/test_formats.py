"""Each format is opened again by a library of its own, Chinese intact, the same bytes for the same graph."""

from __future__ import annotations

import csv
import errno
import time
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
import rdflib

from policygraph.exports import FORMATS
from policygraph.graph.selection import Selection, selected_network
from policygraph.schema.errors import ExportError
from policygraph.schema.namespace import PG
from policygraph.workspace import Workspace


def written(target: Path) -> dict[str, bytes]:
    """What an export has written, a file or a folder, by file name."""
    files = sorted(target.iterdir()) if target.is_dir() else [target]
    return {file.name.removeprefix(target.name): file.read_bytes() for file in files}


@pytest.mark.parametrize("form", list(FORMATS))
def test_same_graph_same_bytes(
    workspace: Workspace, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    workspace.export(form, one)
    later = time.time() + 400_000_000  # more than twelve years
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr(time, "strftime", lambda *_: "2038-01-01")
    workspace.export(form, two)
    assert written(one) == written(two)
    assert list(tmp_path.rglob("*.partial")) == []
    if form not in {"xlsx", "parquet", "sqlite"}:  # these are opened in test_other_tools
        assert "福清" in b"".join(written(one).values()).decode("utf-8")


@pytest.mark.parametrize(("form", "parser"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_rdflib_reads_triples(workspace: Workspace, tmp_path: Path, form: str, parser: str) -> None:
    workspace.export(form, tmp_path / "out")
    graph = rdflib.Graph().parse(tmp_path / "out", format=parser)
    programs = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(PG + "Program")))
    assert len(programs) == sum(kind == "Program" for _, kind in workspace.network().nodes(data="type"))


@pytest.mark.parametrize(("form", "parser"), [("nq", "nquads"), ("trig", "trig")])
def test_rdflib_reads_a_graph_per_article(workspace: Workspace, tmp_path: Path, form: str, parser: str) -> None:
    workspace.export(form, tmp_path / "out")
    dataset = rdflib.Dataset()
    dataset.parse(tmp_path / "out", format=parser)
    articles = {str(s) for s, _, _, _ in dataset.quads((None, rdflib.RDF.type, rdflib.URIRef(PG + "Article"), None))}
    assert len(articles) == len(workspace.articles())
    assert articles <= {str(graph.identifier) for graph in dataset.graphs()}


def test_csv_opens_in_excel(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("csv", tmp_path / "links.csv")
    for name, least in (("links.csv", 200), ("links-entities.csv", 250), ("links-metrics.csv", 250)):
        raw = (tmp_path / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
        assert len(rows) >= least
        assert all(None not in row for row in rows)


def test_graph_files_keep_types_and_colours(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("graphml", tmp_path / "g.graphml")
    workspace.export("gexf", tmp_path / "g.gexf")
    whole = workspace.network()
    graphml: Any = nx.read_graphml(tmp_path / "g.graphml")
    assert graphml.number_of_nodes() == whole.number_of_nodes()
    assert graphml.number_of_edges() == whole.number_of_edges()
    assert {"label", "type", "names", "colour"} <= set(next(iter(graphml.nodes(data=True)))[1])
    gexf: Any = nx.read_gexf(tmp_path / "g.gexf")
    assert all("viz" in data for _, data in gexf.nodes(data=True))


def test_selection(workspace: Workspace, tmp_path: Path) -> None:
    around = selected_network(workspace, Selection(entity="福清市", hops=1), metrics=False)
    whole = workspace.network()
    start = workspace.entity("福清市")
    assert set(around.nodes) == {start, *whole.successors(start), *whole.predecessors(start)}
    few = selected_network(workspace, Selection(types=("Enterprise", "Industry"), predicates=("leads",)), metrics=False)
    assert {data["predicate"] for _, _, data in few.edges(data=True)} == {"leads"}
    assert selected_network(workspace, Selection(top=5), metrics=False).number_of_nodes() == 5
    workspace.export("nq", tmp_path / "part.nq", Selection(entity="福清市", hops=1))
    workspace.export("nq", tmp_path / "whole.nq")
    part, all_ = ((tmp_path / name).read_text(encoding="utf-8").splitlines() for name in ("part.nq", "whole.nq"))
    assert set(part) < set(all_)
    assert any(start in line for line in part)


@pytest.mark.parametrize("form", list(FORMATS))
def test_hostile_text_harms_no_format(hostile: Workspace, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"out.{form}"
    hostile.export(form, target)
    if form in {"xlsx", "parquet", "sqlite"}:  # text as it is, which test_other_tools sees
        return
    text = b"".join(written(target).values()).decode("utf-8-sig")
    if form == "html":
        head, _, tail = text.partition('<script type="application/json" id="data">')
        assert "<script>alert(1)" not in text
        assert tail.count("</script>") == 3
        assert "onerror=alert" not in head
    if form == "csv":
        for name in ("out.csv", "out-entities.csv", "out-metrics.csv"):
            rows = csv.reader((tmp_path / name).read_text(encoding="utf-8-sig").splitlines())
            assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")] == []
    if form == "graphml":
        nx.read_graphml(target)
    if form == "gexf":
        nx.read_gexf(target)


def test_a_full_disk_leaves_the_old_file(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "links.html"
    target.write_text("old", encoding="utf-8")

    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ExportError, match=r"links\.html.*No space left.*free some space"):
        workspace.export("html", target)
    monkeypatch.undo()
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.glob("*.partial")) == []


def test_unknown_format(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"unknown format 'doc'; known: html"):
        workspace.export("doc", tmp_path / "x")


def test_a_folder_that_cannot_be_written(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot write"):
        workspace.export("ttl", tmp_path / "file" / "x.ttl")
