"""Who reads and who writes the workspace, in turn."""

from __future__ import annotations

import threading

import pytest

from policygraph.explore.turns import Turns

SOON_S = 20


def start(action: object) -> threading.Thread:
    thread = threading.Thread(target=action, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


class Scene:
    """Turns with somebody who reads until `done` and somebody who waits to write."""

    def __init__(self) -> None:
        self.turns, self.done, self.order = Turns(), threading.Event(), list[str]()
        inside = threading.Event()

        def reads() -> None:
            with self.turns.reading():
                inside.set()
                self.done.wait(SOON_S)
                self.order.append("read")

        def writes() -> None:
            with self.turns.writing():
                self.order.append("written")

        self.reader = start(reads)
        assert inside.wait(SOON_S)
        self.writer = start(writes)
        while not self.turns._waiting:
            pass

    def another(self) -> threading.Thread:
        def reads() -> None:
            with self.turns.reading():
                self.order.append("read by another")

        return start(reads)

    def end(self) -> None:
        self.done.set()
        self.reader.join(SOON_S)
        self.writer.join(SOON_S)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr("policygraph.explore.turns.PATIENCE_S", request.param)


@pytest.mark.parametrize("patience", [SOON_S], indirect=True)
@pytest.mark.usefixtures("patience")
def test_while_somebody_reads_others_do_not_wait_for_who_is_to_write() -> None:
    scene = Scene()
    scene.another().join(SOON_S / 4)
    assert scene.order == ["read by another"]
    scene.end()
    assert scene.order == ["read by another", "read", "written"]


@pytest.mark.parametrize("patience", [0.05], indirect=True)
@pytest.mark.usefixtures("patience")
def test_who_has_waited_long_to_write_goes_before_who_comes_to_read() -> None:
    scene = Scene()
    while not scene.turns._pressing:
        pass
    another = scene.another()
    another.join(0.2)
    assert scene.order == []
    scene.end()
    another.join(SOON_S)
    assert scene.order == ["read", "written", "read by another"]


@pytest.mark.parametrize("patience", [SOON_S], indirect=True)
@pytest.mark.usefixtures("patience")
def test_who_waits_to_write_has_the_first_turn_in_which_nobody_reads() -> None:
    scene = Scene()
    with scene.turns._changed:  # he cannot move yet
        scene.turns._readers -= 1
        assert not scene.turns._may_read()
        scene.turns._readers += 1
        assert scene.turns._may_read()
    scene.end()
    assert scene.order == ["read", "written"]
    assert scene.turns._may_read()
