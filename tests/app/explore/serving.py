"""A server that really runs, on this machine, at a free port, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def serving(workspace: Path, *options: str) -> Iterator[str]:
    """The address of ``policygraph serve`` over a workspace, which is stopped at the end."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "policygraph.cli", "serve", "--workspace", str(workspace), "--port", str(port)]
    process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{address}/static/icon.svg", trust_env=False)
                break
            except httpx.TransportError:
                assert process.poll() is None, process.stderr and process.stderr.read().decode()
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()
            process.communicate()
