"""A workspace whose graph rests in a SPARQL server: the same as in the embedded store, safe from others, mended."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from policygraph.graph import settings
from policygraph.graph.archive import backup, restore
from policygraph.graph.checking import check
from policygraph.graph.remote_store import RemoteStore
from policygraph.graph.server import Server
from policygraph.graph.settings import Settings
from policygraph.graph.virtuoso_store import store_in
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import QueryError, WorkspaceError
from tests import oxigraph_server, virtuoso_server
from tests.graph.conftest import elsewhere, plan, report
from tests.graph.scripted_server import Reply, ScriptedServer
from tests.oxigraph_server import OxigraphServer, find
from tests.virtuoso_server import VirtuosoServer

AnyServer = OxigraphServer | VirtuosoServer
DRAFTS = (plan, report, elsewhere)
ROWS = '{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"甲"}}]}}'


def remote(url: str) -> RemoteStore:
    named = Server.of(url, "here")
    assert named
    return RemoteStore(named)


def fill(folder: Path, server: Server) -> None:
    """Make a workspace with the three articles, one after the other."""
    with Workspace.open(folder, create=True, new=Settings(store=server)) as workspace:
        for draft in DRAFTS:
            workspace.add(*draft().item)
        workspace.track()


def everything(ws: Workspace) -> set[str]:
    """All quads, those of the default graph, too, but for the mark, which names the ledger."""
    ws.track()
    return {str(quad) for quad in ws.store.local() if "ledger>" not in str(quad)}


@pytest.fixture
def afar(any_server: AnyServer, tmp_path: Path) -> Path:
    """The three articles of ``ws`` in a workspace whose graph rests in a server."""
    with Workspace.open(tmp_path / "afar", create=True, new=Settings(store=any_server.server)) as workspace:
        workspace.add_many([draft().item for draft in DRAFTS])
    return tmp_path / "afar"


def test_the_graph_is_that_of_the_embedded_store(ws: Workspace, afar: Path) -> None:
    with Workspace.open(afar) as far:
        assert not (afar / "store").exists()
        assert everything(far) == everything(ws)
        for workspace in (ws, far):
            workspace.add(*report().item, force=True)
            workspace.remove("other")
        assert everything(far) == everything(ws)
    assert list(check(afar)) == []


def test_answers_are_those_of_the_embedded_store(ws: Workspace, afar: Path) -> None:
    with Workspace.open(afar, read_only=True) as far:
        assert isinstance(far.store, RemoteStore)
        assert far.show("远航电机集团") == ws.show("远航电机集团")
        assert far.path("远航电机集团", "云江市") == ws.path("远航电机集团", "云江市")
        assert list(far.targets()) == list(ws.targets())
        assert far.entities() == ws.entities()
        assert far.validate() == ws.validate() == []
        assert {str(quad) for quad in far.quads()} == {str(quad) for quad in ws.quads()}
        ask = "SELECT ?l { ?x a pg:Program ; rdfs:label ?l }"
        assert [str(row["l"]) for row in far.dataset().query(ask)] == [str(row["l"]) for row in ws.query(ask)]


def stop_after(good: int, patch: pytest.MonkeyPatch) -> None:
    """Let the program end before a write, when so many have been good."""
    write, left = RemoteStore._write, [good]

    def fail(store: RemoteStore, url: str, body: str, media: str, **params: str) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        write(store, url, body, media, **params)

    patch.setattr(RemoteStore, "_write", fail)


def crashed(folder: Path, server: Server, good: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fill a workspace in a server, and end in the midst of it."""
    with monkeypatch.context() as patch:
        stop_after(good, patch)
        with pytest.raises(KeyboardInterrupt):
            fill(folder, server)


@pytest.mark.parametrize("good", range(5))
def test_a_crash_at_any_write_is_mended(
    ws: Workspace, server: OxigraphServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    crashed(tmp_path / "crashed", server.server, good, monkeypatch)
    with Workspace.open(tmp_path / "crashed") as workspace:
        workspace.add_many([draft().item for draft in DRAFTS])
        assert everything(workspace) == everything(ws)


@pytest.mark.parametrize("good", range(2, 28, 6))  # each of the 28 was tried once
def test_a_crash_between_the_requests_of_an_update_is_mended(
    ws: Workspace, virtuoso: VirtuosoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    crashed(tmp_path / "crashed", virtuoso.server, good, monkeypatch)
    with Workspace.open(tmp_path / "crashed") as workspace:
        workspace.add_many([draft().item for draft in DRAFTS])
        assert everything(workspace) == everything(ws)


@pytest.mark.parametrize("good", range(1, 14, 6))
def test_a_crash_while_articles_change_or_move_is_mended(
    ws: Workspace, virtuoso: VirtuosoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: int
) -> None:
    folder = tmp_path / "moved"
    with Workspace.open(folder, create=True) as workspace:
        workspace.add_many([draft().item for draft in DRAFTS])
    settings.write(folder, Settings(store=virtuoso.server))
    crashed(folder, virtuoso.server, good, monkeypatch)
    with Workspace.open(folder) as workspace:
        assert everything(workspace) == everything(ws)
        with monkeypatch.context() as patch:
            stop_after(good % 5, patch)
            with pytest.raises(KeyboardInterrupt):
                workspace.remove("other")
    with Workspace.open(folder) as workspace:
        ws.remove("other")
        assert everything(workspace) == everything(ws)


@pytest.mark.parametrize("kind", [OxigraphServer, VirtuosoServer])
def test_a_server_that_dies_is_named_and_what_it_missed_is_loaded(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[AnyServer]
) -> None:
    if (oxigraph_server if kind is OxigraphServer else virtuoso_server).find() is None:
        pytest.skip(f"needs the server that {kind.__name__} runs")
    for name, value in virtuoso_server.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "data").mkdir()
    server = kind(tmp_path / "data")
    try:
        with Workspace.open(tmp_path / "afar", create=True, new=Settings(store=server.server)) as workspace:
            workspace.add(*plan().item)
            server.kill()
            with pytest.raises(WorkspaceError, match=rf"{server.server.update} cannot be reached.*see to it"):
                workspace.add_many([report().item, elsewhere().item])
        with pytest.raises(WorkspaceError, match="cannot be reached"):
            Workspace.open(tmp_path / "afar")
        server.start()
        with Workspace.open(tmp_path / "afar") as workspace:
            assert everything(workspace) == everything(ws)
    finally:
        server.kill()


def test_an_emptied_server_is_filled_again_and_a_spoiled_one_repaired(
    ws: Workspace, afar: Path, any_server: AnyServer
) -> None:
    any_server.empty()
    with Workspace.open(afar) as far:
        assert everything(far) == everything(ws)
        far.store.update(f"DELETE WHERE {{ GRAPH <{far.iris.article('plan')}> {{ ?s ?p ?o }} }}")
    assert [fault.reason for fault in check(afar)][:1] == ["graph"]
    assert Workspace.repair(afar) == 3
    assert list(check(afar)) == []


def test_data_of_others_is_never_dropped(afar: Path, any_server: AnyServer, tmp_path: Path) -> None:
    with closing(store_in(any_server.server)) as store:
        before = len(store)
        with pytest.raises(WorkspaceError, match="holds data of another workspace"):
            Workspace.open(tmp_path / "second", create=True, new=Settings(store=any_server.server))
        assert len(store) == before
        any_server.empty()
        store.update('INSERT DATA { <x:a> <x:b> "theirs" }')
        for again in (Workspace.open, Workspace.repair):
            with pytest.raises(WorkspaceError, match="that no policygraph put there"):
                again(afar)
        assert len(store) == 1


def test_a_restored_workspace_does_not_take_over_the_server(afar: Path, tmp_path: Path) -> None:
    backup(afar, tmp_path / "copy.zip")
    with Workspace.open(afar) as far:
        far.remove("other")
        before = everything(far)
    restore(tmp_path / "copy.zip", tmp_path / "restored")
    with pytest.raises(WorkspaceError, match="another workspace"):
        Workspace.open(tmp_path / "restored")
    with Workspace.open(afar) as far:
        assert everything(far) == before


@pytest.mark.skipif(find() is None, reason="needs Oxigraph's server: pip install oxigraph")
def test_a_server_that_merges_graphs_itself_is_refused(tmp_path: Path) -> None:
    server = OxigraphServer(None, "--union-default-graph")
    try:
        with pytest.raises(WorkspaceError, match="counts what two of them state twice"):
            Workspace.open(tmp_path / "ws", create=True, new=Settings(store=server.server))
        with closing(remote(server.url)) as store:
            assert len(store) == 0
    finally:
        server.kill()


def test_a_copy_comes_row_by_row_where_the_graph_store_gives_no_quads(ws: Workspace, afar: Path) -> None:
    with Workspace.open(afar) as far:
        assert isinstance(far.store, RemoteStore)
        far.store.server = Server(far.store.server.query, far.store.server.update, f"{far.store.server.graphs}/none")
        assert everything(far) == everything(ws)


SETTINGS = [
    ("number", "store = 7", "store is 7"),
    ("file", 'store = "file:///data"', "no web address"),
    ("host", 'store = "http://"', "no web address"),
    ("port", 'store = "http://localhost:x"', "no web address"),
    ("space", 'store = "http://local host"', "no web address"),
    ("half", 'store = { query = "http://a/q" }', "store is {'query'"),
    ("text", 'store = { query = "http://a/q", update = "http://a/u", graphs = 1 }', "no web address"),
    ("password", 'store = "http://me:secret@a/"', "POLICYGRAPH_STORE_PASSWORD"),
]


@pytest.mark.parametrize(("line", "message"), [pytest.param(line, m, id=case) for case, line, m in SETTINGS])
def test_bad_settings(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "workspace.toml").write_text(f"format = 1\n{line}\n")
    with pytest.raises(WorkspaceError, match=message) as caught:
        Workspace.open(tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "store",
    [None, Server.of("https://a.example/kg/", ""), Server("http://a/sparql", "http://a/sparql", "http://a/rdf?x=1")],
    ids=["none", "one-address", "three-addresses"],
)
def test_settings_come_back_as_they_were_written(tmp_path: Path, store: Server | None) -> None:
    settings.write(tmp_path, Settings(store=store))
    assert settings.read(tmp_path).store == store


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    """A server that answers what the test says."""
    server = ScriptedServer()
    yield server
    server.stop()


def test_questions_are_asked_again_while_a_server_is_busy(scripted: ScriptedServer) -> None:
    scripted.replies = [Reply(503), Reply(0), Reply(200, "application/sparql-results+json", ROWS)]
    with closing(remote(scripted.url)) as store:
        assert list(store.query("SELECT ?n { ?s ?p ?n }")) == [{"n": "甲"}]
    assert len(scripted.heard) == 3


@pytest.mark.parametrize("reply", [Reply(503, "text/plain", "too\nbusy"), Reply(0)], ids=["busy", "cut"])
def test_changes_are_sent_once(scripted: ScriptedServer, reply: Reply) -> None:
    scripted.replies = [reply, Reply(204)]
    with closing(remote(scripted.url)) as store, pytest.raises(WorkspaceError, match=scripted.url):
        store.update("DROP ALL")
    assert len(scripted.heard) == 1


def test_a_server_that_stays_busy_is_named(scripted: ScriptedServer) -> None:
    scripted.replies = [Reply(503, "text/plain", "too\nbusy")] * 9
    with closing(remote(scripted.url)) as store, pytest.raises(QueryError, match="/query says 503 too busy"):
        store.query("ASK {}")
    assert len(scripted.heard) == 4


REPLIES = [
    ("page", Reply(200, "text/html", "<html>"), WorkspaceError, "'text/html' instead of SPARQL results"),
    ("no-type", Reply(200, "", ""), WorkspaceError, "'no type' instead of"),
    ("broken", Reply(200, "application/sparql-results+json", "{"), QueryError, "cannot be read"),
    ("elsewhere", Reply(302, "text/plain", "", {"Location": "http://b/"}), WorkspaceError, "leads on to 'http://b/'"),
    ("stranger", Reply(401), WorkspaceError, "POLICYGRAPH_STORE_USER"),
    ("timeout", Reply(500, "text/plain", "time is up"), QueryError, "500 time is up"),
]


@pytest.mark.parametrize(("reply", "kind", "message"), [pytest.param(*more, id=case) for case, *more in REPLIES])
def test_answers_that_are_none(scripted: ScriptedServer, reply: Reply, kind: type[Exception], message: str) -> None:
    scripted.replies = [reply]
    with closing(remote(scripted.url)) as store, pytest.raises(kind, match=message):
        store.query("SELECT ?n { ?s ?p ?n }")


def test_a_server_that_does_not_answer_in_time(scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYGRAPH_STORE_TIMEOUT_S", "0.2")
    scripted.replies = [Reply(200, pause_s=1.5)]
    with closing(remote(scripted.url)) as store, pytest.raises(WorkspaceError, match=r"within 0\.2 s.*TIMEOUT_S"):
        store.query("ASK {}")


def test_an_update_as_a_query_stays_at_home(scripted: ScriptedServer) -> None:
    with closing(remote(scripted.url)) as store:
        for query in ("DROP ALL", "ASK { SERVICE <http://b/> {} }", "SELECT"):
            with pytest.raises(QueryError):
                store.query(query)
    assert scripted.heard == []


CREDENTIALS = [
    ("password", {"USER": "甲", "PASSWORD": "乙:"}, "Basic " + base64.b64encode("甲:乙:".encode()).decode()),
    ("token", {"TOKEN": "abc"}, "Bearer abc"),
    ("none", {}, None),
]


@pytest.mark.parametrize(("given", "sent"), [pytest.param(g, s, id=case) for case, g, s in CREDENTIALS])
def test_credentials_come_from_the_environment(
    scripted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sent: str | None
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"POLICYGRAPH_STORE_{name}", value)
    scripted.replies = [Reply(403, "text/plain", "no")]
    with closing(remote(scripted.url)) as store, pytest.raises(WorkspaceError) as caught:
        store.update("DROP ALL")
    assert scripted.heard[0].headers["Authorization"] == sent
    assert not any(value in str(caught.value) for value in given.values())


WRONG = [
    ("user-alone", {"USER": "a"}),
    ("both", {"USER": "a", "PASSWORD": "b", "TOKEN": "c"}),
    ("line-end", {"TOKEN": "a\nb"}),
    ("timeout", {"TIMEOUT_S": "soon"}),
]


@pytest.mark.parametrize("given", [pytest.param(g, id=case) for case, g in WRONG])
def test_an_environment_that_makes_no_sense(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"POLICYGRAPH_STORE_{name}", value)
    with pytest.raises(WorkspaceError, match="POLICYGRAPH_STORE_"):
        remote("http://localhost:1")
