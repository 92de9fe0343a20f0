"""Readers are given the last answers while a decision is written and what pages show is made again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore import known
from policygraph.explore.renewal import Renewal, StillCountingError
from policygraph.explore.site import Site, create_app
from policygraph.graph.curation.acts import Curator
from policygraph.workspace import Workspace

SOON_S = 20


@pytest.fixture
def held() -> Iterator[tuple[Renewal, threading.Event, threading.Event]]:
    """A renewal that stands in its first or second run until it is let go."""
    begun, go = threading.Event(), threading.Event()

    def make() -> None:
        begun.set()
        assert go.wait(SOON_S)
        renewal.recall("n", lambda: "made in the background")

    renewal = Renewal(make)
    yield renewal, begun, go
    go.set()
    renewal.close()


def test_readers_have_the_last_answer_while_the_next_is_made(
    held: tuple[Renewal, threading.Event, threading.Event],
) -> None:
    renewal, begun, go = held
    assert renewal.recall("n", lambda: "last") == "last"
    renewal._done = renewal._asked = 1  # as after a first run
    renewal.ask()
    assert begun.wait(SOON_S)
    assert renewal.recall("n", lambda: "made by a reader") == "last"
    go.set()
    renewal.wait(SOON_S)
    assert renewal.recall("n", lambda: "made by a reader") == "made in the background"


def test_who_comes_before_the_first_answers_is_told_to_come_again(
    held: tuple[Renewal, threading.Event, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    renewal, begun, _ = held
    monkeypatch.setattr("policygraph.explore.renewal.PATIENCE_S", 0.05)
    renewal.ask()
    assert begun.wait(SOON_S)
    with pytest.raises(StillCountingError):
        renewal.recall("n", lambda: "made by a reader")


def test_one_renewal_serves_all_who_asked_before_it_began(
    held: tuple[Renewal, threading.Event, threading.Event],
) -> None:
    renewal, begun, go = held
    runs: list[int] = []
    make = renewal._make
    renewal._make = lambda: (runs.append(1), make())[1]
    renewal.ask()
    assert begun.wait(SOON_S)
    for _ in range(5):
        renewal.ask()
    go.set()
    renewal.wait(SOON_S)
    assert len(runs) == 2


def test_what_breaks_a_renewal_is_told_to_who_asked_and_pages_make_their_own() -> None:
    def broken() -> None:
        raise OSError("full")

    renewal = Renewal(broken)
    renewal.ask()
    with pytest.raises(OSError, match="full"):
        renewal.wait(SOON_S)
    assert renewal.recall("n", lambda: "made by a reader") == "made by a reader"
    renewal.close()


def test_pages_answer_while_a_decision_is_followed_up(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    shutil.copytree(folder, tmp_path / "ws", ignore=shutil.ignore_patterns("*.lock", ".sparql-*"))
    go, held = threading.Event(), threading.Event()
    app = create_app(tmp_path / "ws")
    with TestClient(app, base_url="http://127.0.0.1:8712") as client:
        site: Site = app.state.site
        site._renewal.wait(SOON_S)
        before = client.get("/targets").text
        track = Workspace.track

        def slowly(workspace: Workspace, *given: object) -> None:
            held.set()
            assert go.wait(SOON_S)
            track(workspace, *given)  # type: ignore[arg-type]

        monkeypatch.setattr(Workspace, "track", slowly)
        monkeypatch.setattr("policygraph.explore.site.PATIENCE_S", 0.05)
        subject = next(line.row.subject for line in known.lines(site) if line.row.subject.iri)

        def decide() -> None:
            with site.writing() as workspace:
                Curator(workspace).rename(str(subject.iri), "改过的名称")

        decide()
        assert held.wait(SOON_S)
        assert client.get("/targets").text == before
        assert client.get("/").status_code == 200
        go.set()
        site._renewal.wait(SOON_S)
        assert "改过的名称" in client.get("/targets").text
