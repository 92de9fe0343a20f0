"""Exports for other tools, each opened again by the library that reads it there: all facts, Chinese intact."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from policygraph.exports import neo4j
from policygraph.exports.content import Content, tables
from policygraph.graph.selection import Selection
from policygraph.schema.errors import ExportError
from policygraph.schema.vocabulary import vocabulary
from policygraph.workspace import Workspace
from tests.exports.conftest import HOSTILE


@pytest.fixture(scope="module")
def content(workspace: Workspace) -> Content:
    return Content(workspace, Selection(), "zh")


@pytest.fixture(scope="module")
def facts(workspace: Workspace) -> Counter[str]:
    """How many facts the records state, as the graph keeps them."""
    records = [workspace.stated(key, record) for key, record in workspace.records()]
    return Counter(
        articles=len(records),
        metrics=sum(len(record.metrics) for record in records),
        evidence=sum(len(record.metrics) + len(record.relations) for record in records),
    )


def test_the_tables_hold_every_fact(workspace: Workspace, content: Content, facts: Counter[str]) -> None:
    counts = {name: sum(1 for _ in content.rows(name)) for name in tables()}
    network = workspace.network()
    assert counts["entities"] == network.number_of_nodes()
    assert counts["relations"] == network.number_of_edges()
    assert {name: counts[name] for name in facts} == facts
    assert 0 < counts["targets"] <= counts["metrics"]
    for name, table in tables().items():
        assert {len(row) for row in content.rows(name)} == {len(table.columns)}
        key = [column.name for column in table.columns].index(table.key)
        assert len({row[key] for row in content.rows(name)}) == counts[name]


@pytest.mark.parametrize(("lang", "titles", "yes"), [
    ("zh", ["实体", "关系", "指标", "目标", "出处", "文章"], "是"),
    ("en", ["Entities", "Relations", "Metrics", "Targets", "Evidence", "Articles"], "yes"),
])  # fmt: skip
def test_openpyxl_opens_the_workbook(
    workspace: Workspace, content: Content, tmp_path: Path, lang: str, titles: list[str], yes: str
) -> None:
    workspace.export("xlsx", tmp_path / "a.xlsx", lang=lang)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == titles
    for title, name in zip(
        titles, ("entities", "relations", "metrics", "targets", "evidence", "articles"), strict=True
    ):
        sheet: Any = book[title]
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row - 1 == sum(1 for _ in content.rows(name))
        assert sheet.max_column == sum(not column.machine for column in tables()[name].columns)
    values: Any = list(book[titles[2]].iter_rows(min_row=2, values_only=True))
    assert any(row[0] == "福清市" and isinstance(row[5], int | float) for row in values)
    marked: Any = list(book[titles[1]].iter_rows(min_row=2, values_only=True))
    assert {row[4] for row in marked} <= {yes, None}


def test_hostile_text_stays_text_in_the_workbook(hostile: Workspace, tmp_path: Path) -> None:
    hostile.export("xlsx", tmp_path / "a.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]
        assert not [cell.value for cell in cells if cell.hyperlink]


def test_pyarrow_and_pandas_read_parquet(workspace: Workspace, content: Content, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    workspace.export("parquet", tmp_path / "p")
    assert {path.stem for path in (tmp_path / "p").iterdir()} == set(tables())
    for name, table in tables().items():
        read = parquet.read_table(tmp_path / "p" / f"{name}.parquet")
        assert read.column_names == [column.name for column in table.columns]
        assert read.num_rows == sum(1 for _ in content.rows(name))
    metrics = pd.read_parquet(tmp_path / "p" / "metrics.parquet")
    entities = pd.read_parquet(tmp_path / "p" / "entities.parquet")
    joined = metrics.merge(entities, left_on="subject", right_on="entity")
    assert len(joined) == metrics["subject"].notna().sum()
    assert "福清市" in set(joined["label"])
    assert metrics["value"].dtype == "float64"


def test_parquet_without_pyarrow_names_the_extra(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'policygraph\[parquet\]'"):
        workspace.export("parquet", tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_sqlite_has_keys_and_search(workspace: Workspace, content: Content, tmp_path: Path) -> None:
    workspace.export("sqlite", tmp_path / "a.sqlite")
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        ask = connection.execute
        assert ask("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert ask("PRAGMA foreign_key_check").fetchall() == []
        for name, table in tables().items():
            assert ask(f'SELECT count(*) FROM "{name}"').fetchone()[0] == sum(1 for _ in content.rows(name))
            keys = {(row[3], row[2]) for row in ask(f'PRAGMA foreign_key_list("{name}")')}
            assert keys == {(column.name, column.refers) for column in table.columns if column.refers}
        found = ask(
            "SELECT e.quote, a.title FROM evidence_fts f JOIN evidence e ON e.rowid = f.rowid "
            "JOIN articles a USING (article) WHERE evidence_fts MATCH '福清市'"
        ).fetchall()
        assert found
        texts = {record.source.title: record.text for _, record in workspace.records()}
        assert all(quote in texts[title] for quote, title in found)


def test_sqlite_keeps_hostile_text_as_it_is(hostile: Workspace, tmp_path: Path) -> None:
    hostile.export("sqlite", tmp_path / "a.sqlite")
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        names = {row[0] for row in connection.execute("SELECT label FROM entities")}
    assert len(names) == len(HOSTILE)
    assert "__proto__" in names


def neo4j_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("which", ["workspace", "hostile"])
def test_neo4j_files_fit_each_other(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    workspace: Workspace = request.getfixturevalue(which)
    workspace.export("neo4j", tmp_path / "n")
    script = (tmp_path / "n" / "import.sh").read_text(encoding="utf-8")
    named = {kind: re.findall(rf"--{kind}=(\S+)", script) for kind in ("nodes", "relationships")}
    assert {*named["nodes"], *named["relationships"]} == {path.name for path in (tmp_path / "n").glob("*.csv")}
    ids: dict[str, set[str]] = {}
    for name in named["nodes"]:
        rows = neo4j_rows(tmp_path / "n" / name)
        (column,) = [key for key in rows[0] if ":ID(" in key]
        ids[column.partition(":ID")[2]] = {row[column] for row in rows}
        assert len({row[column] for row in rows}) == len(rows)
        assert all(row[":LABEL"].split(neo4j.BETWEEN)[0] in {"Entity", "Metric", "Article"} for row in rows)
    for name in named["relationships"]:
        for row in neo4j_rows(tmp_path / "n" / name):
            for key in (k for k in row if k.startswith((":START_ID", ":END_ID"))):
                assert row[key] in ids[key.partition("_ID")[2]]
            assert re.fullmatch("[A-Z_]+", row[":TYPE"])
            if ":string[]" in "".join(row):
                counts = {len(row[key].split(neo4j.BETWEEN)) for key in row if key.endswith("[]")}
                assert counts == {int(row["sentences:int"])}
    assert f"U+{ord(neo4j.BETWEEN):04X}" in script


def test_the_neo4j_script_calls_the_tool(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("neo4j", tmp_path / "n")
    tool = tmp_path / "bin" / "neo4j-admin"
    tool.parent.mkdir()
    tool.write_text('#!/bin/sh\nfor a in "$@"; do echo "$a"; done\n', encoding="utf-8")
    tool.chmod(0o755)
    done = subprocess.run(["sh", str(tmp_path / "n" / "import.sh"), "政策"], capture_output=True, text=True,
                          env={"PATH": f"{tool.parent}:{Path(shutil.which('sh') or '/bin/sh').parent}:/usr/bin:/bin"},
                          check=True, encoding="utf-8")  # fmt: skip
    assert done.stdout.splitlines()[:4] == ["database", "import", "full", "政策"]


def ftm_entities(target: Path) -> list[dict[str, Any]]:
    with target.open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


@pytest.mark.parametrize("which", ["workspace", "hostile"])
def test_ftm_lines_refer_to_each_other(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    workspace: Workspace = request.getfixturevalue(which)
    workspace.export("ftm", tmp_path / "a.jsonl")
    entities = ftm_entities(tmp_path / "a.jsonl")
    ids = [entity["id"] for entity in entities]
    assert len(set(ids)) == len(ids)
    values = {value for entity in entities for texts in entity["properties"].values() for value in texts}
    assert {value for value in values if re.fullmatch("pg-[0-9a-f]{40}", value)} <= set(ids)
    kinds = Counter(kind for _, kind in workspace.network().nodes(data="type"))
    schemata = Counter(entity["schema"] for entity in entities)
    assert schemata["Company"] == kinds["Enterprise"]
    assert schemata["Organization"] + schemata["PublicBody"] == kinds["Organization"] + kinds["Platform"]


@pytest.mark.parametrize("which", ["workspace", "hostile"])
def test_followthemoney_accepts_every_value(which: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    followthemoney = pytest.importorskip(
        "followthemoney", reason="followthemoney needs pyicu, which is compiled: pip install followthemoney"
    )
    workspace: Workspace = request.getfixturevalue(which)
    workspace.export("ftm", tmp_path / "a.jsonl")
    for entity in ftm_entities(tmp_path / "a.jsonl"):
        proxy = followthemoney.model.get_proxy(entity, cleaned=False)
        proxy.schema.validate(entity)
        assert [name for name in proxy.schema.required if not proxy.has(name)] == []
        for name, texts in entity["properties"].items():
            assert name in proxy.schema.properties
            if which == "workspace":
                assert set(proxy.get(name)) == set(texts)


def test_gexf_and_graphml_carry_what_gephi_draws(workspace: Workspace, tmp_path: Path) -> None:
    workspace.export("gexf", tmp_path / "a.gexf")
    workspace.export("graphml", tmp_path / "a.graphml")
    viz = "{http://www.gexf.net/1.2draft/viz}"
    root = ElementTree.parse(tmp_path / "a.gexf").getroot()
    nodes = [node for node in root.iter() if node.tag.endswith("}node")]
    colours = {term.colour for term in vocabulary().types.values()}
    for node in nodes:
        colour = node.find(f"{viz}color")
        assert colour is not None
        assert "#" + "".join(f"{int(colour.attrib[part]):02x}" for part in "rgb") in colours
        assert float(node.find(f"{viz}size").attrib["value"]) >= 10  # type: ignore[union-attr]
    text = (tmp_path / "a.graphml").read_text(encoding="utf-8")
    for name in ("r", "g", "b", "size", "x", "y", "label", "colour"):
        assert f'attr.name="{name}"' in text


@pytest.mark.parametrize("form", ["xlsx", "parquet", "sqlite", "neo4j", "ftm"])
def test_a_part_is_smaller(workspace: Workspace, tmp_path: Path, form: str) -> None:
    workspace.export(form, tmp_path / "whole")
    workspace.export(form, tmp_path / "part", entity="福清市", hops=1)
    sizes = [
        sum(file.stat().st_size for file in ([path] if path.is_file() else path.iterdir()))
        for path in (tmp_path / "part", tmp_path / "whole")
    ]
    assert 0 < sizes[0] < sizes[1]
