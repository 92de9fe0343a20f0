"""A SPARQL 1.1 server that takes the place of the embedded store: where it answers, as ``workspace.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from policygraph.schema.errors import WorkspaceError

USER, PASSWORD, TOKEN = (f"POLICYGRAPH_STORE_{name}" for name in ("USER", "PASSWORD", "TOKEN"))
TIMEOUT = "POLICYGRAPH_STORE_TIMEOUT_S"
_WAY_OUT = (
    'write store = "http://localhost:7878" for a server with /query, /update and /store below one address, or '
    'store = { query = "http://…", update = "http://…", graphs = "http://…" }'
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server takes queries, updates and whole graphs (the Graph Store Protocol)."""

    query: str
    update: str
    graphs: str

    @classmethod
    def of(cls, value: Any, where: str) -> Server | None:
        """The server that a setting names; None for "". Raises `WorkspaceError` for anything but http(s) addresses.

        >>> Server.of("http://localhost:7878/", "workspace.toml").graphs
        'http://localhost:7878/store'
        """
        if value == "":
            return None
        if isinstance(value, str):
            start = value.rstrip("/")
            value = {"query": f"{start}/query", "update": f"{start}/update", "graphs": f"{start}/store"}
        if not isinstance(value, dict) or set(value) != {"query", "update", "graphs"}:
            raise WorkspaceError(f"{where}: store is {value!r}; {_WAY_OUT}")
        for url in value.values():
            _check(url, where)
        return cls(**value)

    def setting(self) -> str:
        """The setting as TOML."""
        start = self.query.removesuffix("/query")
        if self == Server.of(start, ""):
            return f'"{start}"'
        return f'{{ query = "{self.query}", update = "{self.update}", graphs = "{self.graphs}" }}'


def _check(url: Any, where: str) -> None:
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise WorkspaceError(f"{where}: store {url!r} is no web address; {_WAY_OUT}") from None
    if parts.username is not None or parts.password is not None:
        raise WorkspaceError(
            f"{where}: store names a user or a password in the address of {parts.hostname!r}; take them out and give "
            f"them in the environment, as {USER} and {PASSWORD}, or as {TOKEN}"
        )
    if not sound or parts.fragment or any(sign.isspace() or sign in '"\\<>{}' for sign in url):
        raise WorkspaceError(f"{where}: store {url!r} is no web address; {_WAY_OUT}")
