"""What memory a build takes as it grows: ``python -m benchmarks.bench_memory --articles 100000 --folder /big/disk``.

Records of the generator of `bench_store` go into one workspace by one process, as `build` and `build --from-records`
put them in: ledger, names, resolution, labels, full-text index and store see every article. Reading is left out, which
other processes do with `--workers` and which forgets one article with the next. The articles have 2,000 characters and
by default few names and figures, so that 100,000 of them fit on a small disk; `--dense` gives each some 900 quads.
What grows with the number of articles and what grows with the quads can so be told apart.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.bench_store import records
from policygraph.graph.settings import Settings
from policygraph.graph.workspace import Workspace

STOPS = (1_000, 3_000, 10_000, 20_000, 30_000, 50_000, 70_000, 100_000)
_FEW = {"names": 2, "figures": 1, "links": 1}
_STEP = 500  # articles between two looks at disk and memory
_COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def grow(articles: int, folder: Path | None, *, dense: bool, least_free_gb: float) -> Iterator[dict[str, float]]:
    """The figures at each stop; ends early where the disk holds less than is to be left free."""
    many = records(articles, characters=2000) if dense else records(articles, characters=2000, **_FEW)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name) / "ws"
        with Workspace.open(place, create=True, new=Settings()) as ws:
            start, busy = time.perf_counter(), time.process_time()
            for held in range(_STEP, articles + 1, _STEP):
                ws.add_many(islice(many, _STEP))
                full = shutil.disk_usage(name).free < least_free_gb * 1e9
                if held in STOPS or held + _STEP > articles or full:
                    yield {
                        "articles": held, **_memory(),
                        "quads": int(next(iter(ws.store.query(_COUNT)))["n"]) if held <= STOPS[2] else -1,
                        "store_mib": _mib(place / "store", "*"), "tables": len(list((place / "store").glob("*.sst"))),
                        "ledger_mib": _mib(place, "articles.sqlite*"),
                        "cpu_s": time.process_time() - busy, "wall_s": time.perf_counter() - start,
                    }  # fmt: skip
                if full:
                    return


def _memory() -> dict[str, float]:
    """MiB of this process: now, without what files share with the system's cache, and at most so far."""
    fields = {"VmRSS": "rss_mib", "RssAnon": "own_mib", "VmHWM": "peak_mib"}
    lines = (line.split(":") for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return {fields[key]: int(value.split()[0]) / 1024 for key, value in lines if key in fields}


def _mib(folder: Path, pattern: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(pattern)) / 2**20


def main() -> None:
    """Print the figures of each stop as it is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="where the workspace is made; it is removed at the end")
    parser.add_argument("--dense", action="store_true", help="some 900 quads an article")
    parser.add_argument("--least-free-gb", type=float, default=6.0, help="stop where the disk holds less")
    given = parser.parse_args()
    figures = grow(given.articles, given.folder, dense=given.dense, least_free_gb=given.least_free_gb)
    for row in figures:
        print("  ".join(f"{name}={value:,.0f}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
