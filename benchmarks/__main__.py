"""Runs the benchmarks: ``python -m benchmarks [store|resolution|targets|…]``; prints a Markdown table.

What stands after ``serve`` and begins with ``--`` is for it: ``python -m benchmarks serve --articles 10000``.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

PARTS = ("startup", "reading", "store", "resolution", "growth", "workers", "targets", "serve", "page", "endpoint")


def main(parts: list[str]) -> None:
    """Run the named parts, all by default."""
    print(f"{platform.machine()}, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}\n")
    print("| what | value | unit | against |\n|---|---|---|---|", flush=True)
    named, given = parts, []
    if "serve" in parts:  # the one part with options; they stand last
        at = next((n for n, part in enumerate(parts) if part.startswith("--")), len(parts))
        named, given = parts[:at], parts[at:]
    for part in named or PARTS:
        if part == "store":
            done = subprocess.run(
                [sys.executable, str(Path(__file__).parent / "bench_store.py")],
                capture_output=True,
                text=True,
                check=True,
            )
            print(f"\n```text\n{done.stdout.strip()}\n```\n", flush=True)
            continue
        module = __import__(f"benchmarks.bench_{part}", fromlist=["run"])
        for row in module.run(**(module.options(given) if part == "serve" else {})):
            print(f"| {row['what']} | {row['value']} | {row['unit']} | {row['ratio']} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
