"""Virtuoso for tests, on free ports of this machine, with its database in a folder of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import closing
from pathlib import Path

import httpx

from policygraph.graph.server import PASSWORD, USER, Server
from policygraph.graph.virtuoso_store import VirtuosoStore

CREDENTIALS = {USER: "dba", PASSWORD: "dba"}  # of a new database

INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
ErrorLogLevel = 7
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 20
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
"""


def find() -> str | None:
    """The program, which the Debian package `virtuoso-opensource-7-bin` installs."""
    return shutil.which("virtuoso-t")


class VirtuosoServer:
    """A server that runs until `kill`; `rows` is how many it answers at most."""

    def __init__(self, folder: Path, *, rows: int = 10_000) -> None:
        sql, self.port = (_free_port() for _ in range(2))
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = Server(
            *(f"{self.url}/{name}" for name in ("sparql-auth", "sparql-auth", "sparql-graph-crud-auth"))
        )
        (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, http=self.port, rows=rows))
        self._command = [str(find()), "+foreground", "+configfile", str(folder / "virtuoso.ini")]
        self._folder = folder
        self.start()

    def start(self) -> None:
        """Run it, and wait until it answers."""
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(400):
            try:
                httpx.post(f"{self.url}/sparql", data={"query": "ASK {}"}).raise_for_status()
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
        """Take everything out that is not its own."""
        with closing(VirtuosoStore(self.server)) as store:
            store.update("DROP ALL")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
