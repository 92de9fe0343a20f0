"""What worker processes gain: ``python -m benchmarks workers``.

The same synthetic articles are built by the command line with one worker and with two, in turns, each time into a new
workspace; start-up counts. On a machine that has other work to do the wall-clock ratio says little: there, the
processor time is the guide: two workers cannot take less than half of it. One worker is not one core, for the store
loads in a thread of its own beside it; so twice one worker is out of reach even there.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.articles import synthetic

ARTICLES = 600
ROUNDS = 2
_AIM = 1.8


def build(articles: Path, folder: Path, workers: int) -> tuple[float, float]:
    """Wall-clock seconds, and seconds of processor time of all its processes, that a build takes."""
    command = [sys.executable, "-m", "policygraph.cli", "build", str(articles), "-w", str(folder), "--quiet"]
    before, start = _spent(), time.perf_counter()
    subprocess.run([*command, "--workers", str(workers)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start, _spent() - before


def run(count: int = ARTICLES, rounds: int = ROUNDS) -> Iterator[dict[str, object]]:
    """The rows of the table: the better of each, and how they compare."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "articles.jsonl"
        rows = (
            a.model_dump(mode="json", include={"id", "source", "text"}, exclude_none=True) for a in synthetic(count)
        )
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        taken: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for turn in range(rounds):
            for workers, times in taken.items():
                times.append(build(file, Path(name) / f"ws-{workers}-{turn}", workers))
    wall = {workers: min(times)[0] for workers, times in taken.items()}
    busy = {workers: min(cpu for _, cpu in times) for workers, times in taken.items()}
    for workers in taken:
        what = f"build {count} articles of 2,000 characters, --workers {workers}"
        ratio = f"{busy[workers]:.1f} s of processor time"
        yield {"what": what, "value": round(wall[workers], 1), "unit": "s", "ratio": ratio}
    yield {"what": "two workers against one", "value": round(wall[1] / wall[2], 2), "unit": "x",
           "ratio": f"at least {_AIM} x; two workers need {busy[2] / 2:.1f} s at least of two cores; "
                    f"load now {os.getloadavg()[0]:.1f}"}  # fmt: skip


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
