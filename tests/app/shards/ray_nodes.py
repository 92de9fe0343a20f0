"""Ray nodes on this machine, for tests: started one by one, and killed with all that they started."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 1800.0  # seconds; a machine that trains models beside this one takes minutes to import Ray
_OPTIONS = (
    "--num-cpus=1", "--object-store-memory=200000000", "--node-ip-address=127.0.0.1", "--disable-usage-stats",
    "--include-log-monitor=false", "--block",
)  # fmt: skip
_HEAD = ("--head", "--include-dashboard=false", "--no-monitor")  # neither pages nor more machines are asked for
_WAITS = {  # Ray's own, which end a node that a busy machine is slow to start
    "RAY_gcs_server_port_wait_time_s": PATIENCE,
    "RAY_DASHBOARD_STARTUP_TIMEOUT_S": PATIENCE,
    "RAY_worker_register_timeout_seconds": PATIENCE,
    "RAY_agent_register_timeout_ms": 1000 * PATIENCE,
}
_AGENT_PORTS = ("metrics_agent_port", "metrics_export_port", "dashboard_agent_listen_port")
_JOINED = "Ray runtime started"  # what ``ray start`` says then
_TAIL = 25  # lines of each log in a message


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Node:
    """A node that has joined its cluster, by ``ray start``; without `address` it is the head of a new one.

    Nodes of one cluster share a folder, which holds Ray's sessions and logs; its path is short, for sockets are in it.
    """

    def __init__(self, folder: Path, address: str | None = None) -> None:
        port = free_port()
        self.address = address or f"127.0.0.1:{port}"
        self._folder, self._id = folder, secrets.token_hex(28)
        role = [f"--address={address}"] if address else [*_HEAD, f"--port={port}"]
        command = [
            Path(sys.executable).with_name("ray"), "start", *role, *_OPTIONS, f"--temp-dir={folder}",
            f"--runtime-env-agent-port={free_port()}",
        ]  # fmt: skip
        environment = {name: str(int(value)) for name, value in _WAITS.items()}
        environment["RAY_OVERRIDE_NODE_ID_FOR_TESTING"] = self._id
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment})
        try:
            wait(self.session.is_dir, self)
            self._answer_for_the_agents()
            wait(lambda: _JOINED in self._log.read_text(errors="replace"), self)
        except BaseException:
            self.kill()
            raise

    @property
    def session(self) -> Path:
        """The folder of the running cluster."""
        return self._folder / "session_latest"

    @property
    def _log(self) -> Path:
        return self._folder / f"start-{self._id[:8]}.log"

    def _answer_for_the_agents(self) -> None:
        """Say that no agent of this node serves a port, as the agents of a Ray without its dashboard say themselves.

        A raylet that has not heard of these ports after 15 seconds ends, whatever is set; an agent imports Ray first,
        which takes longer on a busy machine (ray-project/ray#65983).
        """
        for name in _AGENT_PORTS:
            (self.session / f"{name}_{self._id}").write_text("-1")

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

    def ended(self) -> bool:
        """Whether it is gone."""
        return self._process.poll() is not None

    def said(self) -> str:
        """The last lines of its logs, and of those of its session."""
        logs = [self._log, *sorted((self.session / "logs").glob("*.*"))]
        texts = {log.name: log.read_text(errors="replace").splitlines()[-_TAIL:] for log in logs if log.is_file()}
        return "\n".join(line for name, lines in texts.items() if lines for line in (f"--- {name}", *lines))

    def kill(self) -> None:
        """End the node and all that it started at once, as a loss of power does."""
        for pid in sorted(self.processes(), reverse=True):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()


def wait(until: Callable[[], bool], *nodes: Node, on: subprocess.Popen[str] | None = None) -> None:
    """Wait until a function says True; fails, with the logs of `nodes`, when one of them or `on` ends before."""
    end = time.monotonic() + PATIENCE
    while not until():
        gone = any(node.ended() for node in nodes) or (on is not None and on.poll() is not None)
        if gone or time.monotonic() > end:
            why = "what was waited for ended" if gone else f"waited {PATIENCE:.0f} s in vain"
            raise AssertionError("\n".join([why, *(node.said() for node in nodes)]))
        time.sleep(0.2)  # looking into all processes is work, too
