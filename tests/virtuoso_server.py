"""Virtuoso for tests, on free ports of this machine, with its database in a folder of its own."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from policygraph.graph.server import PASSWORD, USER, Server
from policygraph.graph.virtuoso_store import VirtuosoStore
from tests.local_server import LocalServer, free_port

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


class VirtuosoServer(LocalServer):
    """A server that runs until `kill`; `rows` is how many it answers at most."""

    def __init__(self, folder: Path, *, rows: int = 10_000) -> None:
        sql, self.port = (free_port() for _ in range(2))
        self.url = f"http://127.0.0.1:{self.port}"
        self.server = Server(
            *(f"{self.url}/{name}" for name in ("sparql-auth", "sparql-auth", "sparql-graph-crud-auth"))
        )
        (folder / "virtuoso.ini").write_text(INI.format(folder=folder, sql=sql, http=self.port, rows=rows))
        command = [str(find()), "+foreground", "+configfile", str(folder / "virtuoso.ini")]
        super().__init__(command, f"{self.url}/sparql", folder)

    def empty(self) -> None:
        """Take everything out that is not its own."""
        with closing(VirtuosoStore(self.server)) as store:
            store.update("DROP ALL")
