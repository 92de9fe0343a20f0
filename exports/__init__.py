"""Exports: one module per format, all named in one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.schema.errors import ExportError

if TYPE_CHECKING:
    from policygraph.graph.selection import Selection
    from policygraph.graph.workspace import Workspace

    Writer = Callable[[Workspace, Path, Selection, str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """An export format: the function that writes it, and what it is, in both languages."""

    writer: str  # module:function, imported when it is used
    zh: str
    en: str


FORMATS: Mapping[str, Format] = {
    "html": Format("page:export", "离线交互网页", "offline interactive page"),
    "report": Format(
        "report:export", "可打印的简报；OUT 以 .pdf 结尾则为 PDF", "printable briefing; a PDF where OUT ends in .pdf"
    ),
    "csv": Format("tables:export", "表格：实体、关系、指标（Excel 可直接打开）", "tables of entities, links, figures"),
    "xlsx": Format("xlsx:export", "Excel、WPS 工作簿", "workbook for Excel, WPS"),
    "parquet": Format("parquet:export", "Parquet 文件夹（pandas、DuckDB）", "folder of Parquet files (pandas, DuckDB)"),
    "sqlite": Format("sqlite:export", "SQLite（Datasette）", "SQLite (Datasette)"),
    "ttl": Format("rdf:export_turtle", "RDF Turtle", "RDF Turtle"),
    "nq": Format("rdf:export_nquads", "RDF N-Quads，含各篇文章的图", "RDF N-Quads, a graph per article"),
    "trig": Format("rdf:export_trig", "RDF TriG，含各篇文章的图", "RDF TriG, a graph per article"),
    "jsonld": Format("rdf:export_jsonld", "JSON-LD", "JSON-LD"),
    "neo4j": Format("neo4j:export", "Neo4j 导入文件夹", "folder for neo4j-admin database import"),
    "ftm": Format("ftm:export", "FollowTheMoney（OpenAleph）", "FollowTheMoney (OpenAleph)"),
    "graphml": Format("graphfiles:export_graphml", "GraphML（Gephi、Cytoscape）", "GraphML (Gephi, Cytoscape)"),
    "gexf": Format("graphfiles:export_gexf", "GEXF（Gephi）", "GEXF (Gephi)"),
}


def export(workspace: Workspace, form: str, target: Path, selection: Selection, *, lang: str = "zh") -> None:
    """Write the selected part of a workspace in a format of `FORMATS`; raises `ExportError` for an unknown one."""
    from importlib import import_module

    if form not in FORMATS:
        raise ExportError(f"unknown format {form!r}; known: {' '.join(FORMATS)}")
    module, _, function = FORMATS[form].writer.partition(":")
    writer: Writer = getattr(import_module(f"policygraph.exports.{module}"), function)
    writer(workspace, target, selection, lang)
