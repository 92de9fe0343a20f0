"""A few workers that answer SPARQL, each stopped and replaced when a query outgrows its bounds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policygraph.explore.seats import Seats
from policygraph.explore.watch import Watch
from policygraph.graph.store import damaged

NAME = ".sparql-"  # of the folder in the workspace that holds snapshots and answers while the site runs
_START_S = 30  # how long a worker may take to open its snapshot
_NICE = 10  # of a query that takes long: others go first


def marker() -> str:
    """What the names of folders of this process begin with: when it is gone, they may be removed."""
    return f"{NAME}{os.getpid()}-"


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one query, and how many run at a time.

    A query that runs for `long_seconds` leaves its worker's seat to the next one, where fewer than `aside` did so
    before; `waiting` more may queue.
    """

    seconds: float = 30
    rows: int = 100_000
    megabytes: int = 1024
    answer_megabytes: int = 100
    workers: int = 2
    aside: int = 4
    long_seconds: float = 2
    waiting: int = 16


class Worker:
    """One process over one snapshot."""

    def __init__(self, snapshot: Path, megabytes: int, watch: Watch) -> None:
        self.snapshot = snapshot
        self._slow = False
        self._watch = watch
        command = [sys.executable, "-m", "policygraph.explore.worker", str(snapshot), str(megabytes)]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        told = self._hear(_START_S)[0]
        if told.get("error") == "damaged":
            raise damaged(RuntimeError(told["message"]))
        if "ready" not in told:
            raise RuntimeError(f"a worker for SPARQL does not start over {str(snapshot)!r}")

    def ask(self, task: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """What the worker tells of a task, and the answer, b"" where it is in the task's file.

        ``{"error": "time"}`` or ``"memory"`` when it had to be stopped for it.
        """
        assert self.process.stdin is not None
        with suppress(OSError):  # a worker that is gone is heard below
            self.process.stdin.write(json.dumps(dict(task)).encode() + b"\n")
            self.process.stdin.flush()
        return self._hear(seconds)

    def _hear(self, seconds: float) -> tuple[dict[str, Any], bytes]:
        assert self.process.stdout is not None
        told, held, whole = {}, b"", False
        with self._watch.over(seconds, self.process.kill) as turn:
            line = self.process.stdout.readline()
            if line.endswith(b"\n"):
                told = json.loads(line)
                held = self.process.stdout.read(told.get("bytes", 0))
                whole = len(held) == told.get("bytes", 0)
        if whole and not turn.late:
            return told, held
        self.close()
        return {"error": "time" if turn.late else "memory"}, b""

    def give_way(self) -> None:
        """Let others go first from now on; it does not come back from that."""
        self._slow = True
        with suppress(AttributeError, OSError):  # Windows has no such thing
            os.setpriority(os.PRIO_PROCESS, self.process.pid, _NICE)

    @property
    def fit(self) -> bool:
        """Whether it can take another task, as fast as any."""
        return not self._slow and self.process.poll() is None

    def close(self) -> None:
        """Stop it."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class Pool:
    """Workers over the current snapshot; started when they are first needed.

    Parameters
    ----------
    version
        Another value whenever the graph has changed.
    snapshot
        Makes a copy of the store in a folder that does not exist yet (see `policygraph.explore.snapshot`).
    """

    def __init__(
        self, version: Callable[[], Hashable], snapshot: Callable[[Path], None], beside: Path, limits: Limits
    ) -> None:
        self.limits = limits
        self._version, self._snapshot, self._beside = version, snapshot, beside
        self._folder: Path | None = None  # nobody else may look into it
        self._answers = 0
        self._current: tuple[Hashable, Path] | None = None
        self._idle: list[Worker] = []
        self._busy: dict[Path, int] = {}
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._seats = Seats(limits.workers, aside=limits.aside, long_s=limits.long_seconds)
        self._watch = Watch()

    def ask(self, task: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | Path]:
        """What a worker tells of a task, and the answer: a long one as a file, which the caller removes."""
        file = self._place()
        try:
            told, held = self._ask({**task, "file": str(file)})
            if "error" in told:
                file.unlink(missing_ok=True)
            return told, held if "error" in told or "bytes" in told else file
        except BaseException:
            file.unlink(missing_ok=True)
            raise

    def _ask(self, task: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        workers: list[Worker] = []

        def slower() -> None:
            for worker in workers:
                worker.give_way()

        with self._seats.taken(slower):
            worker = self._take()
            workers.append(worker)
            try:
                return worker.ask(task, self.limits.seconds)
            finally:
                self._give_back(worker)

    def _place(self) -> Path:
        with self._lock:
            if self._folder is None:
                name = marker()
                try:
                    self._folder = Path(tempfile.mkdtemp(prefix=name, dir=self._beside))
                except OSError:  # a workspace that nobody may write to
                    self._folder = Path(tempfile.mkdtemp(prefix=name))
            self._answers += 1
            return self._folder / f"answer-{self._answers}"

    def _take(self) -> Worker:
        with self._making:  # two that find an old snapshot make one new one
            version = self._version()
            if self._current is None or self._current[0] != version:
                assert self._folder is not None
                path = Path(tempfile.mkdtemp(prefix="snapshot-", dir=self._folder))
                path.rmdir()
                self._snapshot(path)
                old, self._current = self._current, (version, path)
                if old is not None:
                    self._drop(old[1])
            snapshot = self._current[1]
        with self._lock:
            self._busy[snapshot] = self._busy.get(snapshot, 0) + 1
            while self._idle:
                worker = self._idle.pop()
                if worker.snapshot == snapshot and worker.fit:
                    return worker
                worker.close()
        try:
            return Worker(snapshot, self.limits.megabytes, self._watch)
        except BaseException:
            with self._lock:
                self._busy[snapshot] -= 1
            raise

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy[worker.snapshot] -= 1
            current = self._current[1] if self._current else None
            if worker.snapshot == current and worker.fit:
                self._idle.append(worker)
                return
        worker.close()
        if worker.snapshot != current:
            self._drop(worker.snapshot)

    def _drop(self, snapshot: Path) -> None:
        """Remove an old snapshot once nobody asks it any more."""
        with self._lock:
            leaving = [worker for worker in self._idle if worker.snapshot == snapshot]
            self._idle = [worker for worker in self._idle if worker.snapshot != snapshot]
            unused = not self._busy.get(snapshot)
        for worker in leaving:
            worker.close()
        if unused:
            shutil.rmtree(snapshot, ignore_errors=True)

    def close(self) -> None:
        """Stop all workers and remove what they worked on."""
        with self._lock:
            for worker in self._idle:
                worker.close()
            self._idle = []
            folder, self._folder, self._current = self._folder, None, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
