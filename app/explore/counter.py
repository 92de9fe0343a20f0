"""The counter: has what pages show counted in another process, so that readers share Python's lock with nobody."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from policygraph.explore import pieces
from policygraph.explore.counted import GRAPHS
from policygraph.explore.pool import marker
from policygraph.explore.watch import Watch
from policygraph.graph.tracking.claims import Claim

Heard = tuple[dict[str, Any], bytes]  # what the other process says, and what it gives with it
_BEGIN_S = 30  # how long it may take to begin


class NotCountedError(Exception):
    """The other process gave no answer; the message says why."""


class Counter:
    """Has the answers of one workspace counted, again and again; what has not changed is held and not sent again.

    Parameters
    ----------
    still
        Makes what is entered while nobody may write to the workspace.
    snapshot
        Makes a copy of the store in a folder that does not exist yet; called while nobody writes.
    gently
        Gives what it is given, with rests between for the sake of others in this process.

    Attributes
    ----------
    closed
        Whether it was told to stop.
    received
        How many pieces came the last time.
    """

    def __init__(
        self,
        folder: Path,
        still: Callable[[], AbstractContextManager[object]],
        snapshot: Callable[[Path], None],
        gently: Callable[[Iterable[Heard]], Iterable[Heard]],
    ) -> None:
        self._folder, self._still, self._snapshot, self._gently = folder, still, snapshot, gently
        self._held: dict[str, dict[str, list[Any]]] = {}  # by answer, by digest
        self._lists: dict[str, tuple[list[str], list[Any]]] = {}  # by answer: its digests, its items
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = Watch()
        self._lock = threading.Lock()
        self.closed = False
        self.received = 0

    def count(self, begun: Callable[[], None]) -> Generator[tuple[str, list[Any]], None, None]:
        """The answers, each with its name, as they come; `begun` is called once nothing that is written counts.

        One that is as it was the last time is the same list. Who does not take them all closes the generator.

        Raises
        ------
        NotCountedError
            When the other process ends before it has given them all, as when it is killed for its memory.
        OSError
            When it cannot be started, or the store cannot be copied.
        PolicyGraphError
            What is wrong with the workspace.
        """
        beside = tempfile.TemporaryDirectory(prefix=marker(), dir=self._folder, ignore_cleanup_errors=True)
        with beside as folder, self._running() as process:  # which ends before its files go
            assert process.stdin is not None
            self._hear(process, "ready")
            with self._still(), self._watch.over(_BEGIN_S, process.kill):  # people wait to decide
                self._snapshot(Path(folder) / "store")
                held = {name: list(known) for name, known in self._held.items()}
                first = not self._held  # nobody can read yet, and all wait for it
                task = {"store": str(Path(folder) / "store"), "held": held, "first": first}
                with suppress(OSError):  # one that is gone is heard below
                    process.stdin.write(json.dumps(task).encode() + b"\n")
                    process.stdin.flush()
                self._hear(process, "begun")
                begun()
            yield from self._answers(process)

    def _answers(self, process: subprocess.Popen[bytes]) -> Iterator[tuple[str, list[Any]]]:
        claims: dict[str, Claim] = {}
        held: dict[str, dict[str, list[Any]]] = {}
        lists: dict[str, tuple[list[str], list[Any]]] = {}
        digests: list[str] = []
        self.received = 0
        for told, data in self._gently(self._told(process)):
            name = told["answer"]
            before, now = self._held.get(name, {}), held.setdefault(name, {})
            if data:
                self.received += 1
                now[told["digests"][-1]] = pieces.unpack(data, claims)
            for digest in told["digests"]:
                if digest not in now:
                    now[digest] = before[digest]
                if name == "claims":
                    claims.update(now[digest])
            digests += told["digests"]
            if "whole" in told:
                if name not in self._lists or self._lists[name][0] != digests:
                    found = list(chain.from_iterable(map(now.__getitem__, digests)))
                    lists[name] = digests, [claim for _, claim in found] if name == "claims" else found
                else:
                    lists[name] = self._lists[name]
                yield name, lists[name][1]
                digests = []
        for known in (held, lists):
            known.pop(GRAPHS, None)  # those are for the store, and many the first time
        self._held, self._lists = held, lists

    def _told(self, process: subprocess.Popen[bytes]) -> Iterator[Heard]:
        while "end" not in (heard := self._hear(process))[0]:
            yield heard

    def _hear(self, process: subprocess.Popen[bytes], wanted: str = "") -> Heard:
        assert process.stdout is not None
        line = process.stdout.readline()
        told = json.loads(line) if line.endswith(b"\n") else {}
        data = process.stdout.read(told.get("bytes", 0))
        if not told or len(data) < told["bytes"]:
            raise NotCountedError(f"the process that counts has ended: {process.wait()}")
        if "error" in told:
            raise pickle.loads(data) if data else NotCountedError(told["error"])  # noqa: S301 - our own process
        if wanted and wanted not in told:
            raise NotCountedError(f"the process that counts says {told} and not {wanted!r}")
        return told, data

    @contextmanager
    def _running(self) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "policygraph.explore.counting", str(self._folder)]
        with self._lock:
            if self.closed:
                raise NotCountedError("the site is closed")
            process = self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for us; in a session of its own its niceness would not count
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError, AttributeError):
                    pipe.close()  # type: ignore[union-attr]  # both are there

    def close(self) -> None:
        """Stop it, whatever it is at."""
        with self._lock:
            self.closed = True
            if self._process is not None:
                self._process.kill()
