"""How soon the command line answers."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Any


def run(rounds: int = 7) -> list[dict[str, Any]]:
    """Wall time of whole processes, the median, against a bare Python."""
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "policygraph --help": [sys.executable, "-m", "policygraph.cli", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            times[name].append(time.perf_counter() - start)
    return [
        {"what": f"start: {name}", "value": round(statistics.median(seconds), 3), "unit": "s", "ratio": ""}
        for name, seconds in times.items()
    ]
