"""Intake: uploaded files are read one after the other in a thread; what is slow runs in a process beside it."""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.ingest.processes import reading_pool
from policygraph.schema.errors import PolicyGraphError
from policygraph.schema.failures import told
from policygraph.workspace import Summary

if TYPE_CHECKING:
    from policygraph.explore.site import Site

_LOG = logging.getLogger("policygraph.explore")
_KEPT = 20  # jobs that the page remembers
_IDLE_S = 60  # after which the process that reads is let go


@dataclass(slots=True)
class File:
    """One file of a job: ``waiting``, ``reading``, ``finished`` or ``refused`` with the reason."""

    name: str
    path: Path | None
    state: str = "waiting"
    reasons: tuple[str, ...] = ()
    broken: bool = False  # the reason is what broke, not what is wrong with the file

    def reason(self, lang: str) -> str:
        """Why it was refused, or articles in it."""
        return "; ".join(told(reason, lang) for reason in self.reasons)


@dataclass(slots=True)
class Job:
    """The files of one upload; `articles` counts those read so far, of which one file may hold many."""

    number: int
    files: list[File]
    articles: int = 0
    summary: Summary = field(default_factory=Summary)

    @property
    def done(self) -> int:
        """How many files are finished or refused."""
        return sum(file.state in {"finished", "refused"} for file in self.files)

    @property
    def running(self) -> bool:
        """Whether some are not."""
        return self.done < len(self.files)


class Intake:
    """Takes jobs; a thread does them in order and changes the workspace only while it stores."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._jobs: deque[Job] = deque(maxlen=_KEPT)
        self._waiting: queue.Queue[Job | None] = queue.Queue()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._numbers = 0

    def take(self, files: Sequence[File]) -> Job:
        """Have files read; the job tells how far that is."""
        with self._lock:
            self._numbers += 1
            job = Job(self._numbers, list(files))
            self._jobs.appendleft(job)
            self._waiting.put(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="intake", daemon=True)
                self._thread.start()
        return job

    def jobs(self) -> list[Job]:
        """The latest jobs, the newest first."""
        with self._lock:
            return list(self._jobs)

    def close(self) -> None:
        """Let the file at hand be finished, leave the others."""
        self._stopping.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        pool: ProcessPoolExecutor | None = None
        try:
            while not self._stopping.is_set():
                try:
                    job = self._waiting.get(timeout=_IDLE_S if pool else None)
                except queue.Empty:
                    if pool is not None:
                        pool.shutdown()
                    pool = None
                    continue
                if job is None:
                    break
                for file in job.files:
                    if file.path is None or self._stopping.is_set():
                        continue
                    # Threads are running here: a forked process could inherit a lock that nobody opens again.
                    pool = pool or reading_pool(1, get_context("spawn"))
                    if not self._read(job, file, pool):
                        pool.shutdown(cancel_futures=True)
                        pool = None
        finally:
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def _read(self, job: Job, file: File, pool: Executor) -> bool:
        """Read one file the way ``build`` does; whether the pool is still sound."""
        file.state = "reading"

        def heard(_name: str) -> None:
            job.articles += 1

        try:
            found = self._site.workspace.build([str(file.path)], done=heard, storing=self._site.writing, pool=pool)
        except PolicyGraphError as error:
            file.state, file.reasons, file.broken = "refused", (str(error),), True
            return True
        except Exception as error:  # noqa: BLE001 - a reader's fault or a lost process must not end the thread
            _LOG.exception("reading %s failed", file.name)
            file.state, file.reasons, file.broken = "refused", (type(error).__name__,), True
            return False
        for name in ("added", "updated", "unchanged"):
            setattr(job.summary, name, getattr(job.summary, name) + getattr(found, name))
        job.summary.failures += found.failures
        job.summary.silent += [file.name] if found.silent else []
        reasons = [reason.replace(str(file.path), file.name) for _, reason in found.failures]
        file.reasons = tuple(reasons[:5])
        file.state = "refused" if reasons and not (found.added or found.updated or found.unchanged) else "finished"
        return True
