"""Debian's Firefox for tests, driven by its own Marionette protocol; skipped with the reason where it is missing."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
needs_firefox = pytest.mark.skipif(FIREFOX is None, reason="needs Firefox (apt-get install firefox-esr)")
WAIT_S = 120


class Firefox:
    """A connection: each message is its length, a colon and JSON ``[0, number, command, parameters]``."""

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rwb")
        self._number = 0
        self._read()  # its greeting
        self.ask("WebDriver:NewSession", {})

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:
        self._number += 1
        text = json.dumps([0, self._number, command, parameters]).encode()
        self._file.write(f"{len(text)}:".encode() + text)
        self._file.flush()
        _, _, error, answer = self._read()
        assert error is None, error
        return answer.get("value", answer) if isinstance(answer, dict) else answer

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": []})

    def wait(self, condition: str) -> None:
        end = time.monotonic() + WAIT_S
        while not self.run(f"return Boolean({condition})"):
            assert time.monotonic() < end, f"not within {WAIT_S} s: {condition}"
            time.sleep(0.1)

    def _read(self) -> Any:
        length = b""
        while (char := self._file.read(1)) != b":":
            length += char
        return json.loads(self._file.read(int(length)))


@contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """A Firefox without a window and without a network: everything goes to a proxy that does not exist."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "marionette.port": port, "network.proxy.type": 1, "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9,
        "datareporting.policy.dataSubmissionEnabled": False, "app.update.enabled": False,
        "browser.shell.checkDefaultBrowser": False,
    }  # fmt: skip
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    assert FIREFOX is not None
    process = subprocess.Popen(
        [FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        end = time.monotonic() + WAIT_S
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
                break
            except OSError:
                assert time.monotonic() < end, "Firefox did not start"
                time.sleep(0.2)
        with connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(30)
