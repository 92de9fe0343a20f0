"""A server of another program for tests, on a free port of this machine."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import httpx


class LocalServer:
    """A server that runs until `kill`; it is up when it answers a question at `asked`."""

    def __init__(self, command: Sequence[str], asked: str, folder: Path | None = None) -> None:
        self._command, self._asked, self._folder = list(command), asked, folder
        self.start()

    def start(self) -> None:
        """Run it, and wait until it answers."""
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(400):
            try:
                httpx.post(self._asked, data={"query": "ASK {}"}).raise_for_status()
            except httpx.HTTPError:
                assert self._process.poll() is None, f"{self._command} ended at once"
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"{self._command} does not answer")

    def kill(self) -> None:
        """End it as a crash does."""
        self._process.kill()
        self._process.wait()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
