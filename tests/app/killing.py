"""Builds that are killed: a program that has everything imported forks one, waits, and kills it if it still runs.

Start-up is paid once and not a hundred times, so that the moments of death fall into the work. Run as
``python -m tests.app.killing``: a line of JSON in (``arguments``, and ``after_s`` or null), a line out: the exit
status, below zero the signal.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import NoReturn


class Builds:
    """The program from outside; a context manager."""

    def __init__(self, root: Path, log: Path) -> None:
        self.log = log
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.app.killing"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=log.open("wb"), text=True, cwd=root,
        )  # fmt: skip

    def run(self, *arguments: object, after_s: float | None = None) -> tuple[int, float]:
        """Run a command of policygraph and kill it after a while; its exit status and how many seconds it ran."""
        assert self._program.stdin
        assert self._program.stdout
        order = {"arguments": [str(argument) for argument in arguments], "after_s": after_s}
        self._program.stdin.write(json.dumps(order) + "\n")
        self._program.stdin.flush()
        answer = self._program.stdout.readline()
        assert answer, self.log.read_text("utf-8", "replace")[-2000:]
        status, seconds = json.loads(answer)
        return status, seconds

    def __enter__(self) -> Builds:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._program.stdin
        self._program.stdin.close()
        self._program.wait()


def _run(arguments: list[str], after_s: float | None) -> tuple[int, float]:
    began = time.monotonic()
    child = os.fork()
    if not child:
        _become(arguments)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        seconds = time.monotonic() - began
        if done:
            return os.waitstatus_to_exitcode(status), seconds
        if after_s is not None and seconds >= after_s:
            os.kill(child, signal.SIGKILL)
            after_s = None
        time.sleep(0.001)


def _become(arguments: list[str]) -> NoReturn:
    """Be the command line of policygraph, and end with its status."""
    from policygraph.cli.main import main

    status = 70
    try:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - until the process ends
        status = main(arguments)
    except BaseException:
        traceback.print_exc()
    os._exit(status)


def _prepare() -> None:
    """Import what builds import and load the models, by reading a sentence."""
    import policygraph
    import policygraph.cli.build_command
    import policygraph.cli.inputs
    import policygraph.cli.main
    import policygraph.graph.workspace
    import policygraph.workspace

    policygraph.extract("到2027年，澜州市新增高新技术企业30家。", place="澜州市", profile="fast")


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a build prints is no answer
    _prepare()
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(_run(order["arguments"], order["after_s"])), file=answers, flush=True)
