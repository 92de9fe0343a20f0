"""Commands on a workspace whose graph rests in a server say what they say with the embedded store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.conftest import Run
from tests.oxigraph_server import OxigraphServer
from tests.virtuoso_server import VirtuosoServer

NEW = "云江市发布三年计划：到2027年，规上工业增加值突破1200亿元。"
COMMANDS = [
    ("query", "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY ?t", "--format", "csv"),
    ("query", "--named", "targets-by-year", "--format", "json"),
    ("targets", "--as-of", "2026-01-01"),
    ("show", "海岳电机"),
    ("path", "海岳电机", "澜州市"),
    ("validate",),
    ("check",),
    ("articles",),
]
FORMS = [("ttl", "graph.ttl"), ("nq", "graph.nq"), ("html", "graph.html"), ("xlsx", "graph.xlsx")]


def test_a_workspace_moves_into_a_server(
    run: Run, workspace: Path, any_server: OxigraphServer | VirtuosoServer, tmp_path: Path
) -> None:
    near, afar = tmp_path / "near" / "ws", tmp_path / "afar" / "ws"
    for folder in (near, afar):
        shutil.copytree(workspace, folder)
    shutil.rmtree(afar / "store")
    settings = (afar / "workspace.toml").read_text(encoding="utf-8")
    assert 'store = ""' in settings
    named = settings.replace('store = ""', f"store = {any_server.server.setting()}")
    (afar / "workspace.toml").write_text(named, encoding="utf-8")
    article = tmp_path / "新.txt"
    article.write_text(NEW, encoding="utf-8")
    for folder in (near, afar):
        assert run("build", article, "-w", folder).code == 0
    for command in COMMANDS:
        one, other = run(*command, "-w", near), run(*command, "-w", afar)
        assert one.out or command[0] in {"validate", "check"}, command
        assert (one.code, one.out) == (other.code, other.out), command
    for form, name in FORMS:
        for folder in (near, afar):
            done = run("export", form, folder.parent / name, "-w", folder)
            assert done.code == 0, done.err
        assert (near.parent / name).read_bytes() == (afar.parent / name).read_bytes(), form
    assert not (afar / "store").exists()


def test_a_server_that_is_not_there_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.graph.wire._WAIT_S", 0.0)
    (tmp_path / "workspace.toml").write_text('format = 1\nstore = "http://127.0.0.1:9"\n', encoding="utf-8")
    article = tmp_path / "新.txt"
    article.write_text(NEW, encoding="utf-8")
    done = run("build", article, "-w", tmp_path)
    assert (done.code, "http://127.0.0.1:9/" in done.err) == (3, True)
    assert "Traceback" not in done.err
