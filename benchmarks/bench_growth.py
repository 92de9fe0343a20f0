"""How a workspace grows: ``python -m benchmarks growth``, or ``python -m benchmarks.bench_growth --sizes 1000 3000``.

One workspace is filled with generated records (those of `bench_store`), one batch at a time, and looked at whenever it
reaches a size: processor time, bytes and memory of the build so far, what one more article costs then (put in, read
again, taken out), and the processor time of questions. What the store's own threads do after a build counts to the
build and is waited for. With the embedded store, or with a SPARQL server whose dataset is empty. Reading is not part
of it: its cost is the same for each article, see `bench_reading`.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

from benchmarks.bench_store import TWO_HOP, records
from policygraph.graph.server import Server
from policygraph.graph.settings import Settings
from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article
from policygraph.schema.record import Record

Item = TypeVar("Item")
SIZES = (1_000, 3_000, 10_000)
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
ONE = "SELECT ?x { ?x a pg:Enterprise } LIMIT 1"
_WINDOW = 20  # articles of whose costs the median counts
_PAUSE_S = 1.0  # in which a store at rest takes no processor time


def run(sizes: Sequence[int] = SIZES, server: str = "") -> Iterator[dict[str, object]]:
    """The rows of the table of `python -m benchmarks`; each size against the first."""
    first: dict[str, float] = {}
    for figures in grow(sizes, server):
        first = first or figures
        what = f"{figures['articles']:,.0f} articles"
        for name, unit, ratio in (
            ("quads", "quads", False), ("cpu_ms_per_article", "ms", True), ("add_ms", "ms", True),
            ("reread_ms", "ms", True), ("remove_ms", "ms", True), ("ledger_mib", "MiB", False),
            ("store_mib", "MiB", False), ("peak_mib", "MiB", True), ("two_hop_ms", "ms", True), ("show_ms", "ms", True),
        ):  # fmt: skip
            against = f"{figures[name] / first[name]:.2f} x that of {first['articles']:,.0f}" if ratio else ""
            yield {"what": f"{what}: {name}", "value": round(figures[name], 1), "unit": unit, "ratio": against}


def grow(sizes: Sequence[int], server: str = "") -> Iterator[dict[str, float]]:
    """The figures at each size, the smallest first; of the build they are of what came in since the size before."""
    settings = Settings(store=Server.of(server, "--server"))
    everything = records(max(sizes) + _WINDOW * len(sizes))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "ws"
        with Workspace.open(folder, create=True, new=settings) as ws:
            held, total = 0, 0.0
            for size in sorted(sizes):
                start, busy = time.perf_counter(), time.process_time()
                ws.add_many(islice(everything, size - held))
                taken = time.perf_counter() - start
                _rest()
                busy = time.process_time() - busy
                total += busy
                figures: dict[str, float] = {"articles": size, "build_cpu_s": total, "wall_s": taken}
                figures["cpu_ms_per_article"] = 1000 * busy / (size - held)
                figures["quads"] = int(next(iter(ws.store.query(COUNT)))["n"])
                figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                figures |= _bytes(folder)
                figures |= _one_more(ws, everything)
                figures["two_hop_ms"] = _median(lambda _: list(ws.store.query(TWO_HOP)), range(3))
                name_of_one = str(next(iter(ws.store.query(ONE)))["x"])
                figures["show_ms"] = _median(ws.show, [name_of_one] * 3)
                yield figures
                held = size


def _rest() -> None:
    """Wait until the store's threads have merged what a build wrote, which is work of the build."""
    while True:
        busy = time.process_time()
        time.sleep(_PAUSE_S)
        if time.process_time() - busy < _PAUSE_S / 50:
            return


def _one_more(ws: Workspace, everything: Iterator[tuple[Article, Record]]) -> dict[str, float]:
    """Median milliseconds of processor time to put one article in, to read it again and to take it out."""
    items = list(islice(everything, _WINDOW))
    return {
        "add_ms": _median(lambda item: ws.add(*item), items),
        "reread_ms": _median(lambda item: ws.add(*item, force=True), items),
        "remove_ms": _median(lambda item: ws.remove(item[0].id or ""), items),
    }


def _median(action: Callable[[Item], object], items: Iterable[Item]) -> float:
    """Median milliseconds of processor time that an action takes."""
    times = []
    for item in items:
        start = time.process_time()
        action(item)
        times.append(time.process_time() - start)
    return 1000 * statistics.median(times)


def _bytes(folder: Path) -> dict[str, float]:
    ledger = sum(path.stat().st_size for path in folder.glob("articles.sqlite*"))
    store = sum(path.stat().st_size for path in (folder / "store").rglob("*") if path.is_file())
    return {"ledger_mib": ledger / 2**20, "store_mib": store / 2**20}


def main() -> None:
    """Print the figures of each size as it is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="articles at which to look")
    parser.add_argument("--server", default="", help="address of a SPARQL server, instead of the embedded store")
    arguments = parser.parse_args()
    for figures in grow(arguments.sizes, arguments.server):
        print("  ".join(f"{name}={value:,.1f}" for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
