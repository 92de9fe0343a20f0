"""Oxigraph's own server for tests, on a free port of this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from policygraph.graph.server import Server


def find() -> str | None:
    """The program, which the package `oxigraph` installs."""
    return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


class OxigraphServer:
    """A server that runs until `stop`, with its data in a folder, or in memory."""

    def __init__(self, folder: Path | None = None, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = Server(*(f"{self.url}/{name}" for name in ("query", "update", "store")))
        self._command = [str(find()), "serve", "--bind", f"127.0.0.1:{self.port}", *options]
        if folder:
            self._command += ["--location", str(folder)]
        self.start()

    def start(self) -> None:
        """Run it, and wait until it answers."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                httpx.post(f"{self.url}/query", data={"query": "ASK {}"}).raise_for_status()
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

    def empty(self) -> None:
        """Take everything out."""
        headers = {"Content-Type": "application/sparql-update"}
        httpx.post(f"{self.url}/update", content=b"DROP ALL", headers=headers).raise_for_status()
