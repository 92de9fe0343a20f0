"""Two-hop SPARQL over HTTP: ours against Oxigraph's own server, same data, taking turns in the same run.

``python -m benchmarks endpoint``. Needs the program ``oxigraph`` (PyPI ``oxigraph``).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from benchmarks.bench_store import TWO_HOP, paired, records
from policygraph.graph.workspace import Workspace
from policygraph.schema.namespace import PREFIXES

ARTICLES = 300
QUERY = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items()) + TWO_HOP
FEW = QUERY + "LIMIT 20"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?a != ?d) }"
JSON_ROWS = "application/sparql-results+json"


@contextmanager
def running(command: list[str], port: int) -> Iterator[str]:
    """The address of a server, once it answers."""
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                httpx.get(address, trust_env=False)
                break
            except httpx.TransportError:
                if process.poll() is not None:
                    raise
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def cpu_s(port: int) -> float:
    """The processor time that the server at a port and the processes that it started have taken so far."""
    tree: dict[int, list[int]] = {}
    roots, ticks = [], {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes()
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        number = int(path.name)
        tree.setdefault(int(fields[1]), []).append(number)
        ticks[number] = int(fields[11]) + int(fields[12])
        if str(port).encode() in command and b"serve" in command:
            roots.append(number)
    total = 0
    while roots:
        number = roots.pop()
        total += ticks.get(number, 0)
        roots += tree.get(number, [])
    return total / os.sysconf("SC_CLK_TCK")


def busy_ms(action: Callable[[], Any], port: int, times: int = 100) -> float:
    """The processor time that a server takes for one request: what else the machine does hardly changes it."""
    before = cpu_s(port)
    for _ in range(times):
        action()
    return 1000 * (cpu_s(port) - before) / times


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def run() -> Iterator[dict[str, Any]]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        with Workspace.open(folder / "ws", create=True) as ws:
            ws.add_many(list(records(ARTICLES)))
            ws.track()
            quads = len(ws.store)
            ws.store.oxigraph.backup(str(folder / "copy"))
        ours_at, theirs_at = free_port(), free_port()
        oxigraph = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
        theirs = stack.enter_context(
            running(
                [oxigraph, "serve-read-only", "--location", str(folder / "copy"), "--bind", f"127.0.0.1:{theirs_at}"],
                theirs_at,
            )
        )
        command = [sys.executable, "-m", "policygraph.cli", "serve", "--workspace", str(folder / "ws"), "--quiet"]
        ours = stack.enter_context(running([*command, "--port", str(ours_at), "--query-seconds", "3"], ours_at))
        client = stack.enter_context(httpx.Client(trust_env=False, timeout=120, headers={"Accept": JSON_ROWS}))

        def asking(address: str, query: str) -> Callable[[], Any]:
            body = urlencode({"query": query})
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            return lambda: client.post(address, content=body, headers=kind).raise_for_status().content

        for label, query in (("two hops, all rows", QUERY), ("two hops, 20 rows", FEW)):
            us, them = asking(f"{ours}/sparql", query), asking(f"{theirs}/query", query)
            rows = sorted(map(str, httpx.Response(200, content=us()).json()["results"]["bindings"]))
            same = sorted(map(str, httpx.Response(200, content=them()).json()["results"]["bindings"]))
            assert len(rows) == len(same)
            a, b = paired(us, them)
            what = f"{label} over HTTP ({len(rows)} rows, {quads:,} quads)"
            busy, theirs_busy = busy_ms(us, ours_at), busy_ms(them, theirs_at)
            yield {"what": f"{label}: processor time of the server", "value": f"{busy:.1f}", "unit": "ms",
                   "ratio": f"{busy / theirs_busy:.2f} × Oxigraph's own server ({theirs_busy:.1f} ms)"}  # fmt: skip
            yield {"what": what, "value": f"{1000 * a:.1f}", "unit": "ms",
                   "ratio": f"{a / b:.2f} × Oxigraph's own server ({1000 * b:.1f} ms)"}  # fmt: skip
        start = time.perf_counter()
        answer = client.get(f"{ours}/sparql", params={"query": RUNAWAY})
        assert answer.status_code == 500
        yield {"what": "a cross product, bound 3 s: stopped after", "value": f"{time.perf_counter() - start:.2f}",
               "unit": "s", "ratio": "–"}  # fmt: skip
        start = time.perf_counter()
        asking(f"{ours}/sparql", FEW)()
        yield {"what": "the next query, in a new worker", "value": f"{1000 * (time.perf_counter() - start):.0f}",
               "unit": "ms", "ratio": "–"}  # fmt: skip


if __name__ == "__main__":
    for row in run():
        print(row)
