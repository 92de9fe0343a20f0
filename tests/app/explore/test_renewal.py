"""Readers are given the last answers while a decision is written and what pages show is made again."""

from __future__ import annotations

import gc
import shutil
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore import known
from policygraph.explore.renewal import TIDY, USUAL_S, Renewal, StillCountingError
from policygraph.explore.site import Site, create_app
from policygraph.graph.curation.acts import Curator
from policygraph.graph.tracked import MARK, VERSION
from policygraph.graph.tracking.board import Tracking
from policygraph.graph.tracking.graph import write
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


@pytest.fixture
def served(folder: Path, tmp_path: Path) -> Iterator[tuple[TestClient, Site]]:
    """A visitor to a copy of the workspace, and the site, once all is counted."""
    shutil.copytree(folder, tmp_path / "ws", ignore=shutil.ignore_patterns("*.lock", ".sparql-*"))
    app = create_app(tmp_path / "ws")
    with TestClient(app, base_url="http://127.0.0.1:8712") as client:
        site: Site = app.state.site
        site._renewal.wait(SOON_S, usual_s=SOON_S)
        yield client, site


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
    renewal.wait(SOON_S, usual_s=SOON_S)
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


def test_who_decides_waits_for_what_is_soon_there_alone(
    held: tuple[Renewal, threading.Event, threading.Event],
) -> None:
    renewal, begun, go = held
    renewal.ask()
    renewal._took_s = 3.0  # the last time
    assert begun.wait(SOON_S)
    started = time.monotonic()
    renewal.wait(SOON_S, usual_s=USUAL_S)
    assert time.monotonic() - started < SOON_S / 2
    renewal._took_s = 0.1
    threading.Timer(0.2, go.set).start()
    renewal.wait(SOON_S, usual_s=USUAL_S)
    assert renewal.recall("n", lambda: "made by a reader") == "made in the background"


def test_who_waits_for_one_answer_has_it_before_the_others_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.explore.renewal.PATIENCE_S", 10 * SOON_S)
    go, waits = threading.Event(), threading.Event()

    def make() -> None:
        assert waits.wait(SOON_S)
        renewal.recall("first", lambda: "made")
        assert go.wait(SOON_S)

    renewal = Renewal(make)
    renewal.ask()
    found: list[str] = []

    def reads() -> None:
        waits.set()
        found.append(renewal.recall("first", lambda: "made by a reader"))

    reader = threading.Thread(target=reads)
    reader.start()
    reader.join(SOON_S)  # the renewal is not over: without being told, the reader would wait for all his patience
    alive = reader.is_alive()
    go.set()
    renewal.close()
    assert (found, alive) == (["made"], False)


@pytest.mark.parametrize("waited_for", [True, False])
def test_only_a_renewal_that_nobody_waits_for_rests_between_items(
    monkeypatch: pytest.MonkeyPatch, waited_for: bool
) -> None:
    rests: list[float] = []
    monkeypatch.setattr("policygraph.explore.renewal._WORK_S", 0.0)
    monkeypatch.setattr("policygraph.explore.renewal.time.sleep", rests.append)
    renewal = Renewal(lambda: renewal.recall("numbers", lambda: list(renewal.gently(range(5)))) and None)
    renewal._took_s = 0.5 * USUAL_S if waited_for else 2 * USUAL_S  # the last time
    renewal.ask()
    renewal.close()
    assert renewal.recall("numbers", list) == list(range(5))
    assert len(rests) == (0 if waited_for else 5)
    assert list(renewal.gently(range(5))) == list(range(5))  # a reader has no rest: others wait for him
    assert len(rests) == (0 if waited_for else 5)


def test_what_a_renewal_made_is_no_longer_searched_for_garbage() -> None:
    gc.unfreeze()
    renewal = Renewal(lambda: renewal.recall("n", lambda: [[1]]) and None)
    renewal.ask()
    renewal.close()
    assert gc.get_freeze_count() > 0


def test_no_search_for_garbage_holds_up_readers_while_a_renewal_makes_its_answers() -> None:
    """It is off inside, on again behind it, after an error, too; and everything is looked through now and then."""
    inside: list[bool] = []
    looked: list[int] = []

    def make() -> None:
        inside.append(gc.isenabled())
        if len(inside) == 2:
            raise ValueError("broken")

    def noted(phase: str, info: dict[str, int]) -> None:
        if phase == "start" and info["generation"] == 2:
            looked.append(len(inside))

    renewal = Renewal(make)
    gc.collect()
    gc.callbacks.append(noted)
    try:
        for _ in range(TIDY + 1):
            renewal.ask()
            renewal.close()
            assert gc.isenabled()
    finally:
        gc.callbacks.remove(noted)
    assert inside == [False] * (TIDY + 1)
    assert {1, TIDY + 1} <= set(looked)


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
    renewal.wait(SOON_S, usual_s=SOON_S)
    assert len(runs) == 2


def test_what_breaks_a_renewal_is_told_to_who_asked_and_pages_make_their_own() -> None:
    def broken() -> None:
        raise OSError("full")

    renewal = Renewal(broken)
    renewal.ask()
    with pytest.raises(OSError, match="full"):
        renewal.wait(SOON_S, usual_s=SOON_S)
    assert renewal.recall("n", lambda: "made by a reader") == "made by a reader"
    renewal.close()


def test_pages_answer_while_a_decision_is_followed_up(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, site = served
    go, held = threading.Event(), threading.Event()
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
    assert "正在重算" in client.get("/targets", params={"done": "1", "did": "rename"}).text
    go.set()
    site._renewal.wait(SOON_S, usual_s=SOON_S)
    assert "改过的名称" in client.get("/targets").text
    assert "正在重算" not in client.get("/targets", params={"done": "1", "did": "rename"}).text


@pytest.mark.parametrize("at", ["graphs", "lines"])
def test_who_decides_does_not_wait_until_all_is_made_and_what_is_outdated_is_not_stored(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    client, site = served
    go, held = threading.Event(), threading.Event()
    subjects = list(dict.fromkeys(str(line.row.subject.iri) for line in known.lines(site) if line.row.subject.iri))
    where: object = Tracking if at == "graphs" else known
    made = getattr(where, name := "graphs" if at == "graphs" else "_lines")

    def slowly(*given: object) -> object:
        answer = made(*given)
        held.set()
        assert go.wait(SOON_S)
        return answer

    monkeypatch.setattr(where, name, slowly)
    monkeypatch.setattr("policygraph.explore.site.PATIENCE_S", 0.05)
    stored = site.workspace.ledger.meta(MARK)

    def decide(number: int) -> None:
        with site.writing() as workspace:
            Curator(workspace).rename(subjects[number], f"改过{number}")

    decide(0)
    assert held.wait(SOON_S)
    second = threading.Thread(target=decide, args=(1,))
    second.start()
    second.join(SOON_S)  # while the renewal stands: it must not be waited for
    assert not second.is_alive()
    assert site.workspace.ledger.meta(MARK) != stored
    go.set()
    site._renewal.wait(SOON_S, usual_s=SOON_S)
    assert site.workspace.ledger.meta(MARK) == stored
    page = client.get("/targets").text
    assert "改过0" in page
    assert "改过1" in page
    workspace = site.workspace
    assert write(workspace.ledger, workspace.store, workspace.tracking().graphs(), mark=(MARK, VERSION)) == 0


def test_who_reads_has_the_answers_of_one_renewal() -> None:
    numbers = iter(range(9))

    def make() -> None:
        number = next(numbers)
        renewal.recall("a", lambda: number)
        renewal.recall("b", lambda: number)

    renewal = Renewal(make)
    renewal.ask()
    renewal.wait(SOON_S, usual_s=SOON_S)
    with renewal.pinned():
        first = renewal.recall("a", lambda: -1)
        renewal.ask()
        renewal.close()  # the next one has ended
        assert (first, renewal.recall("b", lambda: -1)) == (0, 0)
    assert renewal.recall("b", lambda: -1) == 1


def test_an_article_that_goes_while_all_is_counted_is_in_no_list_of_the_next_renewal(
    served: tuple[TestClient, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, site = served
    gone = next(iter(known.articles(site).values()))
    recall, going, went = Renewal.recall, threading.Event(), threading.Event()

    def remove() -> None:
        with site.writing() as workspace:
            workspace.remove(gone.id)

    def meanwhile(renewal: Renewal, name: Hashable, make: Callable[[], object]) -> object:
        between = isinstance(name, tuple) and name[0] == "sought"
        if between and threading.current_thread().name == "renewal" and not going.is_set():
            going.set()
            second = threading.Thread(target=remove)
            second.start()
            second.join(SOON_S)
            went.set()
        return recall(renewal, name, make)

    monkeypatch.setattr("policygraph.explore.site.PATIENCE_S", 0.05)
    monkeypatch.setattr(Renewal, "recall", meanwhile)
    site.warm()
    assert went.wait(SOON_S)
    site._renewal.wait(SOON_S, usual_s=SOON_S)
    articles = known.articles(site)
    assert gone.id not in articles
    assert list(known.order(site)) == [entry.key for entry in articles.values()]
    assert [entry for _, entry in known.order(site).values()] == list(articles.values())
    titles = ((entry.source.title or "").casefold() for entry in articles.values())
    assert known.titles(site)._text == known.Haystack(titles)._text
