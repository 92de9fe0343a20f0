"""What pages show of a large workspace is counted in another process, and is what would be counted here."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore import known, pieces
from policygraph.explore.counter import Counter, NotCountedError
from policygraph.explore.counting import give, say
from policygraph.explore.renewal import Renewal
from policygraph.explore.site import Site, create_app
from policygraph.graph.curation.acts import Curator
from policygraph.graph.server import Server
from policygraph.graph.tracked import MARK, VERSION
from policygraph.graph.tracking.graph import outdated, write
from policygraph.schema.errors import WorkspaceError
from policygraph.workspace import Workspace

SOON_S = 60


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy of the workspace."""
    target = tmp_path / "ws"
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.lock", ".sparql-*"))
    return target


@pytest.fixture
def served(copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[TestClient, Site]]:
    """A visitor to a site that counts in another process, and the site, once all is counted."""
    monkeypatch.setattr("policygraph.explore.making.LARGE", 1)
    monkeypatch.setattr("policygraph.explore.site.PATIENCE_S", SOON_S)
    monkeypatch.setattr("policygraph.explore.site.USUAL_S", SOON_S)
    app = create_app(copy)
    with TestClient(app, base_url="http://127.0.0.1:8712") as client:
        site: Site = app.state.site
        site._renewal.wait(SOON_S, usual_s=SOON_S)
        yield client, site


def rename(site: Site, name: str) -> str:
    """Rename somebody with a target, and wait until that is counted; the IRI."""
    subject = next(line.row.subject for line in known.lines(site) if line.row.subject.iri)
    with site.writing(articles=False) as workspace:
        Curator(workspace).rename(str(subject.iri), name)
    return str(subject.iri)


def in_step(site: Site) -> bool:
    workspace = site.workspace
    return workspace.ledger.meta(MARK) == VERSION and not outdated(workspace.ledger, workspace.tracking().graphs())


def test_what_is_counted_elsewhere_is_what_would_be_counted_here(
    served: tuple[TestClient, Site], caplog: pytest.LogCaptureFixture
) -> None:
    client, site = served
    assert not caplog.records  # nothing was counted beside the readers
    assert site._making.counter.received > 0
    for name in ("第一个名称", "第二个名称"):
        rename(site, name)
        assert name in client.get("/targets").text
        board, silences = site.workspace.tracking(), known.silences(site)
        assert known.tracking(site).load() == board.load()
        assert [line.row for line in known.lines(site)] == board.targets()
        assert known.lines(site) == known._lines(site, None)
        assert known.lines(site, "2024-12-31") == known._lines(site, "2024-12-31")
        assert silences == board.silences()
        assert len(silences) > 0
        assert known.entities(site) == known._entities(site, None)
        assert list(known.indicators(site).items()) == list(known._indicators(site).items())
        assert known.links(site).table == known.Links(site.workspace.store).table
        assert in_step(site)


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="this system has no priorities of processes")
def test_only_where_there_are_readers_they_go_first(served: tuple[TestClient, Site], copy: Path) -> None:
    _, site = served
    counter = Counter(copy, site.still, site._making._copy_store, iter)
    for nice in (0, 10):
        answers = counter.count(lambda: None)
        next(answers)
        assert counter._process is not None
        assert os.getpriority(os.PRIO_PROCESS, counter._process.pid) == os.getpriority(os.PRIO_PROCESS, 0) + nice
        for _ in answers:
            pass


@pytest.mark.skipif(os.name != "posix", reason="sessions and groups of processes are POSIX's")
def test_the_process_shares_our_session_and_not_our_ctrl_c(tmp_path: Path) -> None:
    counter = Counter(tmp_path, nullcontext, lambda _: None, iter)
    with counter._running() as process:
        assert os.getsid(process.pid) == os.getsid(0)  # Linux weighs niceness within a session alone
        assert os.getpgid(process.pid) != os.getpgid(0)


def test_pages_hold_each_claim_once(served: tuple[TestClient, Site]) -> None:
    _, site = served
    held = {id(claim) for claim in known.tracking(site).claims}
    rows = [line.row for line in known.lines(site)]
    assert sum(id(row.target) in held for row in rows) > len(rows) / 2  # a few are read by what they change
    assert all(id(claim) in held for one in known.indicators(site).values() for claim in one.claims)


def test_after_a_decision_only_what_changed_by_it_comes_again(served: tuple[TestClient, Site]) -> None:
    _, site = served
    before, claims = site._making.counter.received, known.tracking(site).claims
    rename(site, "改过的名称")
    assert 0 < site._making.counter.received < before / 2
    assert all(one is two for one, two in zip(claims, known.tracking(site).claims, strict=True))


def test_an_article_that_goes_is_counted_no_more(served: tuple[TestClient, Site]) -> None:
    client, site = served
    target = known.lines(site)[0].row.target
    with site.writing() as workspace:
        workspace.remove(target.article)
    assert all(claim.article != target.article for claim in known.tracking(site).claims)
    assert client.get("/targets").status_code == 200
    assert target.article not in known.articles(site)
    assert in_step(site)


def test_where_the_process_is_killed_all_is_counted_here(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, site = served
    hear = Counter._hear

    def killed(counter: Counter, process: subprocess.Popen[bytes], wanted: str = "") -> object:
        if not wanted:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.read()
        return hear(counter, process, wanted)

    monkeypatch.setattr(Counter, "_hear", killed)
    rename(site, "改过的名称")
    assert "has ended: " in caplog.text
    assert "改过的名称" in client.get("/targets").text
    assert in_step(site)


def test_where_the_process_cannot_be_started_all_is_counted_here(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, site = served

    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOMEM, "no room for it")

    monkeypatch.setattr("policygraph.explore.counter.subprocess.Popen", full)
    rename(site, "改过的名称")
    assert "no room for it; it is counted beside the readers" in caplog.text
    assert "改过的名称" in client.get("/targets").text
    assert in_step(site)
    assert not list(site.workspace.folder.glob(".sparql-*"))


def test_where_the_process_does_not_begin_nobody_waits_for_it_to_decide(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, site = served
    monkeypatch.setattr("policygraph.explore.counter._BEGIN_S", 0)
    monkeypatch.setattr(site._making.counter, "_snapshot", lambda _target: site._making.counter._process.wait(SOON_S))  # type: ignore[union-attr]
    rename(site, "改过的名称")
    assert "has ended" in caplog.text
    assert "改过的名称" in client.get("/targets").text


def test_where_what_it_gives_cannot_be_kept_the_process_ends(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, site = served

    def broken(_keeper: object, _name: str, _items: object) -> None:
        raise WorkspaceError("no room")

    monkeypatch.setattr("policygraph.explore.counted.Keeper.keep", broken)
    with pytest.raises(WorkspaceError, match="no room") as caught:
        rename(site, "改过的名称")
    assert caught.value.__traceback__ is not None  # which holds all that was at work
    assert site._making.counter._process is not None
    assert site._making.counter._process.poll() is not None
    assert not list(site.workspace.folder.glob(".sparql-*"))


def test_what_is_wrong_with_the_store_is_told_to_who_decided(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _, site = served
    backup = site._making.counter._snapshot

    def spoiled(target: Path) -> None:
        backup(target)
        (target / "CURRENT").unlink()

    monkeypatch.setattr(site._making.counter, "_snapshot", spoiled)
    with caplog.at_level(logging.CRITICAL), pytest.raises(WorkspaceError, match=r"cannot be opened|damaged"):
        rename(site, "改过的名称")


def test_what_is_outdated_when_it_is_counted_is_not_stored(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, site = served
    stored, keep, changing = site.workspace.ledger.meta(MARK), Renewal.recall, threading.Event()
    monkeypatch.setattr("policygraph.explore.site.PATIENCE_S", 0.05)

    def decided_meanwhile(renewal: Renewal, name: object, make: object) -> object:
        if name == "links" and threading.current_thread().name == "renewal" and not changing.is_set():
            changing.set()
            second = threading.Thread(target=rename, args=(site, "又改过"))  # who decides does not wait for it all
            second.start()
            second.join(SOON_S)
            assert not second.is_alive()
            marks.append(site.workspace.ledger.meta(MARK))
        return keep(renewal, name, make)  # type: ignore[arg-type]

    marks: list[str | None] = []
    monkeypatch.setattr(Renewal, "recall", decided_meanwhile)
    rename(site, "改过")
    assert changing.wait(SOON_S)
    deadline = time.monotonic() + SOON_S
    while site.workspace.ledger.meta(MARK) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    site._renewal.wait(SOON_S, usual_s=SOON_S)  # for the pages
    assert (marks, site.workspace.ledger.meta(MARK)) == ([None], stored)
    assert "又改过" in client.get("/targets").text
    workspace = site.workspace
    assert write(workspace.ledger, workspace.store, workspace.tracking().graphs(), mark=(MARK, VERSION)) == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGSTOP")
def test_who_closes_the_site_does_not_wait_for_the_process_and_nothing_of_it_stays(
    copy: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("policygraph.explore.making.LARGE", 1)
    standing, hear = threading.Event(), Counter._hear
    processes: list[subprocess.Popen[bytes]] = []

    def waits(counter: Counter, process: subprocess.Popen[bytes], wanted: str = "") -> object:
        if not wanted:
            processes.append(process)
            standing.set()
            process.wait(SOON_S)  # as when its work takes long
        return hear(counter, process, wanted)

    monkeypatch.setattr(Counter, "_hear", waits)
    app = create_app(copy)
    with TestClient(app, base_url="http://127.0.0.1:8712"):
        assert standing.wait(SOON_S)
        assert list(copy.glob(".sparql-*"))
        processes[0].send_signal(signal.SIGSTOP)  # it stands: it ends by being killed only
    assert processes[0].poll() is not None
    assert not list(copy.glob(".sparql-*"))
    assert not caplog.records


def test_a_counter_that_is_closed_starts_nothing(tmp_path: Path) -> None:
    counter = Counter(tmp_path, nullcontext, lambda _target: None, iter)
    counter.close()
    with pytest.raises(NotCountedError, match="closed"):
        list(counter.count(lambda: None))


def test_a_small_workspace_is_counted_here(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "small", ignore=shutil.ignore_patterns("*.lock", ".sparql-*"))
    app = create_app(tmp_path / "small")
    with TestClient(app, base_url="http://127.0.0.1:8712"):
        app.state.site._renewal.wait(SOON_S, usual_s=SOON_S)
        assert app.state.site._making.counter.received == 0


def test_a_workspace_on_a_server_is_counted_here(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.explore.making.LARGE", 1)
    with Workspace.open(copy) as workspace:
        site = Site(workspace, lang="zh", token=None, writable=True)
        workspace.settings = replace(workspace.settings, store=Server.of("http://127.0.0.1:9", ""))
        assert not site._making.elsewhere()
        assert site._making.counter._process is None


def test_a_piece_says_how_long_it_is(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    say({"answer": "links", "digest": "d"}, b"\n\x00")
    assert capfdbinary.readouterr().out == b'{"answer": "links", "digest": "d", "bytes": 2}\n\n\x00'


def test_pieces_that_are_held_are_told_many_at_a_time(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policygraph.explore.counting._TOGETHER", 3)
    monkeypatch.setattr(pieces, "digest", bytes.decode)
    give("links", [b"a", b"b", b"c", b"d", b"new", b"new", b"e"], set("abcde"))
    assert capfdbinary.readouterr().out.splitlines() == [
        b'{"answer": "links", "digests": ["a", "b", "c"], "bytes": 0}',
        b'{"answer": "links", "digests": ["d", "new"], "bytes": 3}',
        b'new{"answer": "links", "digests": ["new", "e"], "whole": true, "bytes": 0}',
    ]


def test_alike_claims_of_two_runs_have_one_mark_and_others_another(served: tuple[TestClient, Site]) -> None:
    _, site = served
    one, two = (site.workspace.tracking().claims for _ in range(2))
    assert [mark for mark, _ in pieces.marked(one)] == [mark for mark, _ in pieces.marked(two)]
    assert len({mark for mark, _ in pieces.marked(one)}) == len(one)
