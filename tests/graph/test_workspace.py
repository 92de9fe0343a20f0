"""A workspace: idempotent, replaced in one step, mended after a crash, one writer, clear errors."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from policygraph.graph import names
from policygraph.graph.settings import Settings
from policygraph.graph.store import OxigraphStore
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import PolicyGraphError, UnknownNameError, WorkspaceError, WorkspaceLockedError
from policygraph.schema.record import Record, Relation

Drafts = list[tuple[Article, Record]]
Build = Callable[..., set[str]]


@pytest.fixture
def drafts(ws: Workspace) -> Drafts:
    """The articles that ``ws`` was made of."""
    found = []
    for entry in ws.articles():
        record = ws.record(entry.key)
        assert record is not None
        found.append((Article(id=entry.own_id, source=entry.source, text=record.text), record))
    return found


def quads(ws: Workspace) -> set[str]:
    """All quads of the named graphs, after a check that the default graph is their merge."""
    named = {str(quad) for quad in ws.quads()}
    store = ws.store.oxigraph
    merged = [str(quad.triple) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())]
    marks = store.quads_for_pattern(None, None, None, ox.NamedNode(ws.iris.meta))
    assert set(merged) == {str(quad.triple) for quad in [*ws.quads(), *marks]}
    return named


def states(outcomes: list[object]) -> list[str]:
    return [outcome.state for outcome in outcomes]  # type: ignore[attr-defined]


def test_adding_twice_changes_nothing(ws: Workspace, drafts: Drafts) -> None:
    before = quads(ws)
    assert states(ws.add_many(drafts)) == ["unchanged"] * 3
    assert quads(ws) == before
    assert states(ws.add_many(drafts, force=True)) == ["replaced"] * 3
    assert quads(ws) == before


def test_another_order_gives_the_same_graph(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "other", create=True) as other:
        for item in reversed(drafts):
            other.add(*item)
        assert quads(other) == quads(ws)


def test_bulk_loading_gives_the_same_graph(
    ws: Workspace, drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policygraph.graph.delivery._BULK", 1)
    with Workspace.open(tmp_path / "bulk", create=True) as bulk:
        bulk.add_many(drafts)
        assert quads(bulk) == quads(ws)


def test_a_changed_article_replaces_its_claims(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    article, record = drafts[0]
    changed = record.model_copy(update={"relations": record.relations[:1], "metrics": (), "extractor": "test-2"})
    assert ws.add(article, changed).state == "replaced"
    with Workspace.open(tmp_path / "fresh", create=True) as fresh:
        fresh.add_many([(article, changed), *drafts[1:]])
        assert quads(fresh) == quads(ws)


def test_removing_takes_out_its_claims_and_nothing_else(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    ws.remove("report")
    assert [entry.id for entry in ws.articles()] == ["plan", "other"]
    with Workspace.open(tmp_path / "fresh", create=True) as fresh:
        fresh.add_many([item for item in drafts if item[0].id != "report"])
        assert quads(fresh) == quads(ws)
    ws.remove("plan")
    ws.remove("other")
    assert (quads(ws), ws.articles(), ws.entities()) == (set(), [], [])


def test_a_bad_record_fails_alone(ws: Workspace, drafts: Drafts) -> None:
    before = quads(ws)
    article, record = drafts[0]
    dangling = Relation(subject="e1", predicate="builds", object="e99", start_offset=0, end_offset=3)
    bad = record.model_copy(update={"relations": (dangling,), "extractor": "test-2"})
    new = (Article(id="new", text="x"), Record(id="new", text="x", extractor="test-1"))
    outcomes = ws.add_many([(article.model_copy(update={"id": "bad"}), bad), new])
    assert states(outcomes) == ["failed", "added"]
    assert "'e99'" in (outcomes[0].error or "")
    failed = ws.article("bad")
    assert (failed.state, ws.record("bad")) == ("failed", None)
    ws.remove("new")
    assert quads(ws) == before


def test_a_failure_is_noted_and_forgotten(ws: Workspace) -> None:
    broken = Article(source=Source(path="/in/a.html"), text="")
    key = ws.fail(broken, "no text in it; save the page again")
    assert ws.article("/in/a.html").error == "no text in it; save the page again"
    good = Article(source=Source(path="/in/a.html"), text="云江市")
    assert ws.add(good, Record(text="云江市", extractor="1")).state == "added"
    assert [entry.state for entry in ws.articles() if entry.path == "/in/a.html"] == ["current"]
    assert ws.ledger.entry(key) is None


def test_a_failure_keeps_earlier_claims(ws: Workspace, drafts: Drafts) -> None:
    before = quads(ws)
    ws.fail(drafts[0][0], "the disk was gone")
    entry = ws.article("plan")
    assert (entry.state, entry.error) == ("current", "the disk was gone")
    assert quads(ws) == before


def test_articles_without_an_id_are_known_by_url_path_or_content(ws: Workspace) -> None:
    def put(text: str, **source: str) -> str:
        outcome = ws.add(Article(text=text, source=Source(**source)), Record(text=text, extractor="1"))
        return f"{outcome.state} {outcome.key}"

    assert put("甲", path="/a.txt").startswith("added")
    assert put("甲", path="/copy-of-a.txt").startswith("unchanged")
    changed = put("乙", path="/a.txt")
    assert changed.startswith("replaced")
    assert put("甲", path="/b.txt").startswith("added"), "the first text under another path is an article of its own"
    first = put("丙", url="https://example.org/1", path="/c.txt")
    assert put("丁", url="https://example.org/1", path="/d.txt") == first.replace("added", "replaced")


class Crash(BaseException):
    """Power is gone."""


def crash(*_: object, **__: object) -> None:
    raise Crash


@pytest.mark.parametrize("bulk", [1, 20_000], ids=["bulk", "update"])
@pytest.mark.parametrize("moment", ["before-store", "after-store"])
def test_a_crash_between_ledger_and_store_is_mended(
    ws: Workspace, drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, bulk: int
) -> None:
    folder = tmp_path / "crash"
    with Workspace.open(folder, create=True) as broken, monkeypatch.context() as patch:
        patch.setattr("policygraph.graph.delivery._BULK", bulk)
        if moment == "before-store":
            patch.setattr(OxigraphStore, "update", crash)
            patch.setattr(OxigraphStore, "load", crash)
        else:
            patch.setattr(names, "labels_loaded", crash)
        with pytest.raises(Crash):
            broken.add_many(drafts)
    with Workspace.open(folder, read_only=True) as reader:
        assert {str(q) for q in reader.quads()} == quads(ws), "a reader sees the ledger even before it is mended"
    with Workspace.open(folder) as mended:
        assert quads(mended) == quads(ws)
        assert states(mended.add_many(drafts)) == ["unchanged"] * 3


def test_a_crash_while_removing_is_finished(
    ws: Workspace, drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "crash"
    with Workspace.open(folder, create=True) as broken, monkeypatch.context() as patch:
        broken.add_many(drafts)
        patch.setattr(OxigraphStore, "update", crash)
        with pytest.raises(Crash):
            broken.remove("report")
    ws.remove("report")
    with Workspace.open(folder) as mended:
        assert [entry.id for entry in mended.articles()] == ["plan", "other"]
        assert quads(mended) == quads(ws)


def test_a_lost_store_is_loaded_again(ws: Workspace, tmp_path: Path) -> None:
    expected = quads(ws)
    ws.close()
    shutil.rmtree(tmp_path / "ws" / "store")
    with Workspace.open(tmp_path / "ws") as again:
        assert quads(again) == expected


def test_the_store_of_another_ledger_is_not_trusted(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    expected = quads(ws)
    ws.close()
    with Workspace.open(tmp_path / "two", create=True) as two:
        two.add(*drafts[0])
    shutil.rmtree(tmp_path / "ws" / "store")
    shutil.copytree(tmp_path / "two" / "store", tmp_path / "ws" / "store")
    with Workspace.open(tmp_path / "ws") as again:
        assert quads(again) == expected


def test_a_damaged_store_is_reported_and_repaired(ws: Workspace, tmp_path: Path) -> None:
    expected = quads(ws)
    ws.close()
    (tmp_path / "ws" / "store" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(WorkspaceError, match="policygraph repair"):
        Workspace.open(tmp_path / "ws")
    assert Workspace.repair(tmp_path / "ws") == 3
    with Workspace.open(tmp_path / "ws") as again:
        assert quads(again) == expected


def test_a_damaged_ledger_is_reported(ws: Workspace, tmp_path: Path) -> None:
    ws.close()
    for path in (tmp_path / "ws").glob("articles.sqlite*"):
        path.unlink()
    (tmp_path / "ws" / "articles.sqlite").write_bytes(b"this is no database" * 100)
    with pytest.raises(WorkspaceError, match="restore it from a backup"):
        Workspace.open(tmp_path / "ws")


def test_a_full_disk_under_the_ledger_leaves_nothing_half(ws: Workspace) -> None:
    before = quads(ws)
    pages = ws.ledger.connection.execute("PRAGMA page_count").fetchone()[0]
    ws.ledger.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    text = "云江市" * 100_000
    with pytest.raises(WorkspaceError, match="full"):
        ws.add(Article(id="big", text=text), Record(id="big", text=text, extractor="1"))
    assert quads(ws) == before
    assert ws.ledger.entry("big") is None


def test_a_full_disk_under_the_store_is_made_good(
    ws: Workspace, drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def __getattr__(self, name: str) -> object:
            raise OSError(28, "No space left on device")

    with Workspace.open(tmp_path / "full", create=True) as full:
        with monkeypatch.context() as patch:
            patch.setattr(full.store, "_store", Full())
            with pytest.raises(WorkspaceError, match="No space left"):
                full.add_many(drafts)
        assert quads(full) == set()
        assert states(full.add_many(drafts)) == ["replaced"] * 3
        assert quads(full) == quads(ws)


def test_a_second_writer_is_told_in_one_line(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceLockedError, match="being written by process") as caught:
        Workspace.open(tmp_path / "ws")
    assert "\n" not in str(caught.value)
    ws.close()
    ws.close()
    Workspace.open(tmp_path / "ws").close()


def test_readers_read_while_somebody_writes(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", read_only=True) as reader:
        assert {str(q) for q in reader.quads()} == quads(ws)
        ws.remove("report")
        assert len(reader.articles()) == 2
        with pytest.raises(WorkspaceError, match="reading only"):
            reader.remove("plan")


def test_an_open_reader_keeps_its_view(ws: Workspace, drafts: Drafts, tmp_path: Path) -> None:
    expected = quads(ws)
    ws.close()
    with Workspace.open(tmp_path / "ws", read_only=True) as reader, Workspace.open(tmp_path / "ws") as writer:
        writer.remove("plan")
        writer.store.oxigraph.optimize()
        assert {str(q) for q in reader.quads()} == expected


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from policygraph.graph.workspace import Workspace\n"
        "ws = Workspace.open(sys.argv[1], create=True)\n"
        "os._exit(9)\n"
    )
    result = subprocess.run([sys.executable, "-c", program, str(tmp_path / "ws")], check=False)
    assert result.returncode == 9
    Workspace.open(tmp_path / "ws").close()


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="policygraph build"):
        Workspace.open(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match="cannot be made"):
        Workspace.open(tmp_path / "file" / "ws", create=True)


SETTINGS = [
    ("no-toml", "format = ", "cannot be read"),
    ("format", "format = 99", "format is 99"),
    ("base", 'format = 1\nbase = "ftp://x"', "ends in / or #"),
    ("kind", "format = 1\nhome = 3", "home must be text"),
]


@pytest.mark.parametrize(("content", "message"), [pytest.param(c, m, id=case) for case, c, m in SETTINGS])
def test_bad_settings(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "workspace.toml").write_text(content)
    with pytest.raises(WorkspaceError, match=message):
        Workspace.open(tmp_path)


def test_settings_of_a_new_workspace(tmp_path: Path, drafts: Drafts) -> None:
    chosen = Settings(base="https://example.org/kg#", home='云江市"\\')
    with Workspace.open(tmp_path / "new", create=True, new=chosen) as ws:
        ws.add(*drafts[0])
        assert ws.settings == chosen
        assert ws.entity("云江市") == "https://example.org/kg#Place/云江市"


def test_unknown_names_come_with_the_nearest(ws: Workspace) -> None:
    with pytest.raises(UnknownNameError) as caught:
        ws.entity("远行电机集团")
    assert caught.value.nearest[0] == "远航电机集团"
    assert len(caught.value.nearest) == 3
    with pytest.raises(UnknownNameError) as caught:
        ws.entity("yuanhang dianji jituan")
    assert caught.value.nearest[0] == "远航电机集团"
    with pytest.raises(UnknownNameError, match="nearest: plan"):
        ws.article("plann")


def test_names_are_found_whatever_their_marks(ws: Workspace) -> None:
    assert ws.entity("云岭英才计划") == ws.entity("“云岭英才”计划") == ws.entity("《云岭英才》 计划")
    assert [found[0] for found in ws.find("市科技局")] == sorted(found[0] for found in ws.find("市科技局"))
    assert ws.entity(ws.entity("云江市")) == ws.entity("云江市")


def test_every_error_is_ours() -> None:
    assert issubclass(WorkspaceLockedError, PolicyGraphError)
    assert sqlite3.sqlite_version_info >= (3, 38)


def test_what_is_still_open_here_is_not_called_damaged(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        dataset = ws.dataset()
    with pytest.raises(WorkspaceLockedError, match="still open in this program"):
        Workspace.open(tmp_path / "ws")
    assert len(dataset) == 1  # the workspace's own mark
    del dataset
    gc.collect()
    Workspace.open(tmp_path / "ws").close()


def test_the_dataset_knows_the_usual_prefixes(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "ws", create=True) as ws:
        assert list(ws.dataset().query("SELECT ?x WHERE { ?x a pg:Program }")) == []
