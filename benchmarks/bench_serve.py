"""How the explorer answers one reader, and 50 who read for a minute: ``python -m benchmarks serve [--articles 1000]``.

The server runs in a process of its own, over a workspace of synthetic articles; clients follow links of its pages.
First one reads alone; then 50 read as people do, with a pause after each page, then without one, and at last while some
of them decide on names. ``--workspace DIR`` reads one that was built before; decisions are taken in a copy of it.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.bench_endpoint import cpu_s, free_port, running
from benchmarks.bench_store import records
from policygraph.graph.workspace import Workspace

CLIENTS, SECONDS, PAUSE_S = 50, 60, 1.0
SETTLED_S = 1800  # how long to wait until all is counted
CURATORS, DECISION_S = 5, 10.0  # clients who also decide, and the pause of each between two decisions
LISTS = (
    "/", "/targets", "/targets?status=no+report", "/targets?sort=deadline", "/indicators", "/entities",
    "/entities?type=Place", "/articles", "/silence", "/compare", "/search?q=云江", "/search?q=hy", "/search?q=新区",
)  # fmt: skip
_LINK = re.compile(r'href="(/(?:entity|target|indicator|article|path)/?[^"#]*)')


def build(folder: Path, articles: int) -> None:
    """A workspace of synthetic articles, tracked."""
    with Workspace.open(folder, create=True) as ws:
        ws.add_many(list(records(articles)))
        ws.track()


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, float]]:
    """The address of a server over a workspace, and the seconds until it answered for the first time."""
    port = free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "policygraph.cli", "serve", "--workspace", str(folder), "--port", str(port)]
    with running([*command, "--lang", "en", "--quiet"], port) as address:
        httpx.get(f"{address}/", timeout=60).raise_for_status()
        yield address, time.perf_counter() - began


def settled(site: str) -> float:
    """Waits until nothing is being counted any more, as after the start; how many seconds that took."""
    began = time.perf_counter()
    with httpx.Client(base_url=site, timeout=300) as client:
        while any(client.get(page).status_code == 503 for page in ("/targets", "/silence")):
            if time.perf_counter() - began > SETTLED_S:
                raise TimeoutError(f"{site} still counts after {SETTLED_S} s")
            time.sleep(0.2)
    return time.perf_counter() - began


def kind(page: str) -> str:
    """What kind of page an address leads to.

    >>> kind("/entity/Place/x"), kind("/targets?sort=deadline"), kind("/")
    ('entity', 'targets', 'home')
    """
    return re.split(r"[/?]", page)[1] or "home"


def addresses(site: str, most: int = 400) -> list[str]:
    """Pages that a reader would open: the lists, and what they lead to."""
    found = list(LISTS)
    with httpx.Client(base_url=site, timeout=300) as client:
        for page in LISTS:
            links = [html.unescape(link) for link in _LINK.findall(client.get(page).text)]
            found += [link for link in links if "format=" not in link]
    draw = random.Random(1)
    return [*LISTS * 3, *draw.sample(found, min(most, len(found)))]


async def read(
    site: str, pages: list[str], *, clients: int, seconds: float, pause_s: float, curators: int = 0
) -> dict[str, Any]:
    """Times of answers, in ms, and errors, of clients that read at the same time, some of whom decide on names."""
    times: list[float] = []
    kinds: dict[str, list[float]] = {}
    decided: list[float] = []
    errors: list[str] = []
    end = time.perf_counter() + seconds

    async def one(number: int) -> None:
        draw = random.Random(number)
        async with httpx.AsyncClient(base_url=site, timeout=60) as client:
            await asyncio.sleep(draw.random() * max(pause_s, 0.2))
            while time.perf_counter() < end:
                page = draw.choice(pages)
                start = time.perf_counter()
                try:
                    answer = await client.get(page)
                    times.append(1000 * (time.perf_counter() - start))
                    kinds.setdefault(kind(page), []).append(times[-1])
                    if answer.status_code != 200:
                        errors.append(f"{answer.status_code} {page}")
                except httpx.HTTPError as error:
                    errors.append(f"{type(error).__name__} {page}")
                await asyncio.sleep(pause_s * (0.5 + draw.random()))

    async def decide(number: int) -> None:
        draw = random.Random(-number)
        entities = [page for page in pages if page.startswith("/entity/")]
        async with httpx.AsyncClient(base_url=site, timeout=60, follow_redirects=True) as client:
            while True:
                await asyncio.sleep(DECISION_S * (0.5 + draw.random()))
                if time.perf_counter() >= end:
                    return
                page = draw.choice(entities)
                try:
                    form = (await client.get(page)).text
                    token = re.findall(r'name="csrf" value="([0-9a-f]+)"', (await client.get("/curate")).text)
                    entity = re.findall(r'name="entity" value="([^"]+)"', form)
                    fields = {"csrf": token[0], "do": "rename", "entity": html.unescape(entity[0]), "back": "/"}
                    start = time.perf_counter()
                    answer = await client.post("/curate", data={**fields, "name": f"名称{draw.randrange(10**6)}"})
                    decided.append(1000 * (time.perf_counter() - start))
                    if answer.status_code != 200:
                        errors.append(f"{answer.status_code} decision on {page}")
                except (httpx.HTTPError, IndexError) as error:
                    errors.append(f"{type(error).__name__} decision on {page}")

    await asyncio.gather(*(one(number) for number in range(clients)), *(decide(n) for n in range(curators)))
    return {
        "decisions": len(decided), "decision_ms": statistics.median(decided) if decided else 0.0,
        "pages": len(times), "errors": errors, "per_s": len(times) / seconds,
        "median": statistics.median(times) if times else float("nan"), "p95": _p95(times), "kinds": kinds,
    }  # fmt: skip


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0] if times else float("nan")


def single(site: str, pages: list[str], busy_s: Callable[[], float]) -> Iterator[dict[str, Any]]:
    """Rows for one reader alone: each kind of page, asked for the first time and again; the server's processor time."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    with httpx.Client(base_url=site, timeout=300) as client:
        for page in dict.fromkeys(pages):
            spent = []
            busy = busy_s()
            for _ in range(4):
                start = time.perf_counter()
                client.get(page).raise_for_status()
                spent.append(1000 * (time.perf_counter() - start))
            busy = 1000 * (busy_s() - busy) / 4
            found.setdefault(kind(page), []).append((spent[0], min(spent[1:]), busy))
    first, again, busy_ms = (sorted(time[n] for times in found.values() for time in times) for n in range(3))
    yield row("serve: one reader alone, all pages, p50 / p95", _two(again), "ms",
              f"asked for the first time {_two(first)} ms; processor time {_two(busy_ms)} ms")  # fmt: skip
    for name, times in sorted(found.items()):
        first, again, busy_ms = ([time[n] for time in times] for n in range(3))
        yield row(f"serve: one reader alone, {name} ({len(times)}), p50 / p95", _two(again), "ms",
                  f"first {_two(first)} ms; processor time {_two(busy_ms)} ms")  # fmt: skip


def _two(times: list[float]) -> str:
    return f"{statistics.median(times):.0f} / {_p95(times):.0f}"


def run(articles: int = 1000, folder: Path | None = None, seconds: float = SECONDS) -> Iterator[dict[str, Any]]:
    """All figures of one run."""
    with tempfile.TemporaryDirectory(dir=folder.parent if folder else None) as temporary:
        workspace = Path(temporary) / "workspace"
        if folder is None:
            build(workspace, articles)
        else:
            shutil.copytree(folder, workspace)
        with serving(workspace) as (site, start_s):
            yield row(f"serve: {articles:,} articles, home answers after", f"{start_s:.1f}", "s",
                      f"everything counted {settled(site):.1f} s later")  # fmt: skip
            pages = addresses(site)
            port = int(site.rpartition(":")[2])
            yield from single(site, pages, lambda: cpu_s(port))
            for said, pause_s in ((f"a pause of {PAUSE_S:.0f} s", PAUSE_S), ("no pause", 0.0)):
                busy = cpu_s(port)
                found = asyncio.run(read(site, pages, clients=CLIENTS, seconds=seconds, pause_s=pause_s))
                beside = f"{_load(found, cpu_s(port) - busy)}{_first_errors(found)}"
                yield row(
                    f"serve: {CLIENTS} clients for {seconds:.0f} s, {said}, p95", f"{found['p95']:.0f}", "ms", beside
                )
            busy = cpu_s(port)
            found = asyncio.run(read(site, pages, clients=CLIENTS, seconds=seconds, pause_s=PAUSE_S, curators=CURATORS))
            beside = (
                f"{found['decisions']} decisions, median {found['decision_ms']:.0f} ms each with the page after it; "
                f"pages: {_load(found, cpu_s(port) - busy)}{_first_errors(found)}"
            )
            yield row(
                f"serve: {CLIENTS} clients for {seconds:.0f} s, {CURATORS} of whom decide, p95 of pages",
                f"{found['p95']:.0f}", "ms", beside,
            )  # fmt: skip
            for name, times in sorted(found["kinds"].items()):
                yield row(f"serve: the same, {name} ({len(times)}), p50 / p95", _two(times), "ms", "")


def _load(found: dict[str, Any], busy_s: float) -> str:
    each = 1000 * busy_s / max(found["pages"], 1)
    return (
        f"median {found['median']:.0f} ms, {found['per_s']:.0f} pages/s, processor time of the server, all it does, "
        f"{each:.0f} ms a page, {len(found['errors'])} errors"
    )


def _first_errors(found: dict[str, Any]) -> str:
    return "".join(f"; {error}" for error in found["errors"][:3])


def row(what: str, value: str, unit: str, ratio: str) -> dict[str, Any]:
    """A row of the table of benchmarks."""
    return {"what": what, "value": value, "unit": unit, "ratio": ratio}


def options(given: list[str]) -> dict[str, Any]:
    """The arguments of `run` as a command line gives them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--workspace", dest="folder", type=Path, help="a workspace that is there, of as many articles")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    return vars(parser.parse_args(given))


if __name__ == "__main__":
    for found in run(**options(sys.argv[1:])):
        print(f"| {found['what']} | {found['value']} | {found['unit']} | {found['ratio']} |", flush=True)
