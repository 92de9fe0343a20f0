"""Ray nodes on this machine, for tests: started one by one, and killed with all that they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_OPTIONS = ("--num-cpus=1", "--object-store-memory=200000000", "--disable-usage-stats", "--block")


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Node:
    """A node, by ``ray start``; without `address` it is the head of a new cluster."""

    def __init__(self, folder: Path, address: str | None = None) -> None:
        ray = Path(sys.executable).with_name("ray")
        port = free_port()
        self.address = address or f"127.0.0.1:{port}"
        role = (
            [f"--address={address}"]
            if address
            else ["--head", f"--port={port}", "--include-dashboard=false", "--node-ip-address=127.0.0.1"]
        )
        if address:
            role.append("--node-ip-address=127.0.0.1")
        self._log = (folder / f"ray-{'worker' if address else 'head'}.log").open("wb")
        self._process = subprocess.Popen([ray, "start", *role, *_OPTIONS], stdout=self._log, stderr=self._log)

    def processes(self) -> dict[int, str]:
        """The processes of this node: command line by id."""
        parents, lines = {}, {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    lines[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                except (OSError, IndexError, UnicodeDecodeError):
                    continue
        own = {self._process.pid}
        while more := {pid for pid, parent in parents.items() if parent in own} - own:
            own |= more
        return {pid: lines.get(pid, "") for pid in own}

    def works(self) -> bool:
        """Whether it does a shard right now."""
        return any(line.startswith("ray::Map") for line in self.processes().values())

    def kill(self) -> None:
        """End the node and all that it started at once, as a loss of power does."""
        for pid in sorted(self.processes(), reverse=True):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._log.close()


def wait(until: object, seconds: float = 120.0) -> None:
    """Wait until a function says True; fails after a while."""
    end = time.monotonic() + seconds
    while not until():  # type: ignore[operator]
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
