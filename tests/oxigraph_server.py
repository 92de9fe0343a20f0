"""Oxigraph's own server for tests, on a free port of this machine."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import httpx

from policygraph.graph.server import Server
from tests.local_server import LocalServer, free_port


def find() -> str | None:
    """The program, which the package `oxigraph` installs."""
    return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")


class OxigraphServer(LocalServer):
    """A server that runs until `stop`, with its data in a folder, or in memory."""

    def __init__(self, folder: Path | None = None, *options: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = Server(*(f"{self.url}/{name}" for name in ("query", "update", "store")))
        command = [str(find()), "serve", "--bind", f"127.0.0.1:{self.port}", *options]
        if folder:
            command += ["--location", str(folder)]
        super().__init__(command, f"{self.url}/query")

    def empty(self) -> None:
        """Take everything out."""
        headers = {"Content-Type": "application/sparql-update"}
        httpx.post(f"{self.url}/update", content=b"DROP ALL", headers=headers).raise_for_status()
