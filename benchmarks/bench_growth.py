"""How a workspace grows: ``python benchmarks/bench_growth.py [--articles 1000] [--server URL]``.

Time, bytes and memory of a build of generated records (those of `bench_store`), and times of questions afterwards; with
the embedded store, or with a SPARQL server whose dataset is empty. Records come from a generator, one batch at a time.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from benchmarks.bench_store import TWO_HOP, records, seconds
from policygraph.graph.server import Server
from policygraph.graph.settings import Settings
from policygraph.graph.workspace import Workspace

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def run(articles: int, server: str = "") -> dict[str, float]:
    """All figures of one run."""
    figures: dict[str, float] = {"articles": articles}
    settings = Settings(store=Server.of(server, "--server"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "ws"
        with Workspace.open(folder, create=True, new=settings) as ws:
            start, busy = time.perf_counter(), time.process_time()
            ws.add_many(records(articles))
            figures |= {"build_s": time.perf_counter() - start, "build_cpu_s": time.process_time() - busy}
            figures["quads"] = int(next(iter(ws.store.query(COUNT)))["n"])
            figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            figures["two_hop_ms"] = 1000 * seconds(lambda: list(ws.store.query(TWO_HOP)), 5)
            name_of_one = str(next(iter(ws.store.query("SELECT ?x { ?x a pg:Enterprise } LIMIT 1")))["x"])
            figures["show_ms"] = 1000 * seconds(lambda: ws.show(name_of_one), 5)
        for part, path in (("ledger", folder / "articles.sqlite"), ("store", folder / "store")):
            files = [path] if path.is_file() else path.rglob("*")
            figures[f"{part}_mib"] = sum(file.stat().st_size for file in files if file.is_file()) / 2**20
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--server", default="", help="address of a SPARQL server, instead of the embedded store")
    arguments = parser.parse_args()
    for name, value in run(arguments.articles, arguments.server).items():
        print(f"{name:16} {value:14,.1f}")


if __name__ == "__main__":
    main()
