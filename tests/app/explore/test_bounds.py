"""A runaway query is stopped, and nobody else notices; what is too long or too large is refused whole."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from policygraph.explore.pool import Limits
from policygraph.explore.site import create_app
from policygraph.graph.lock import WriteLock
from policygraph.workspace import Workspace
from tests import hostile

LIMITS = Limits(seconds=1.5, rows=50, megabytes=200, answer_megabytes=1, workers=2, aside=0, waiting=2)
RUNAWAY = {
    "cross-product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d) }",
    "path-over-everything": "SELECT (COUNT(*) AS ?n) { ?a (!<x:none>)* ?b . ?c (!<x:none>)* ?d }",
}
MEMORY = "SELECT ?x { { SELECT DISTINCT (CONCAT(STR(?a), STR(?c), STR(?f), STR(?i)) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } } ORDER BY ?x"  # noqa: E501


@pytest.fixture(scope="module")
def bounded(folder: Path) -> Iterator[TestClient]:
    """A site with small bounds."""
    with TestClient(create_app(folder, read_only=True, limits=LIMITS), base_url="http://127.0.0.1:8712") as client:
        yield client


def ask(client: TestClient, query: str, **headers: str) -> Any:
    return client.get("/sparql", params={"query": query}, headers=headers)


def running(client: TestClient) -> set[int]:
    """The processes of the workers."""
    me = str(os.getpid())
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().decode().split("\0")
            parent = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent == me and "policygraph.explore.worker" in command:
            found.add(int(path.name))
    return found


@pytest.mark.parametrize("query", [pytest.param(query, id=name) for name, query in RUNAWAY.items()])
def test_a_runaway_query_is_stopped(bounded: TestClient, query: str) -> None:
    before = running(bounded)
    answer = ask(bounded, query)
    assert answer.status_code == 500
    assert "1.5 秒" in answer.text
    assert running(bounded) <= before  # the process that ran it is gone
    assert ask(bounded, "ASK {}").json()["boolean"] is True


def test_others_are_answered_meanwhile(bounded: TestClient) -> None:
    told: list[int] = []
    thread = threading.Thread(target=lambda: told.append(ask(bounded, RUNAWAY["cross-product"]).status_code))
    thread.start()
    answered = 0
    while thread.is_alive():
        assert ask(bounded, "SELECT * { ?s a pg:Place } LIMIT 5").status_code == 200
        assert bounded.get("/").status_code == 200
        answered += 1
    thread.join()
    assert told == [500]
    assert answered > 0


def test_who_takes_long_keeps_no_seat(folder: Path) -> None:
    limits = Limits(seconds=4, long_seconds=0.3, workers=2, aside=2)
    with TestClient(create_app(folder, read_only=True, limits=limits), base_url="http://127.0.0.1:8712") as client:
        told: list[int] = []
        threads = [
            threading.Thread(target=lambda query=query: told.append(ask(client, query).status_code))
            for query in RUNAWAY.values()
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.8)  # both run longer than a seat is theirs
        started = time.monotonic()
        assert ask(client, "ASK {}").status_code == 200
        assert time.monotonic() - started < 2
        assert all(thread.is_alive() for thread in threads)
        for thread in threads:
            thread.join()
        assert told == [500, 500]
        assert ask(client, "ASK {}").status_code == 200  # of a worker that never had to give way


def test_too_many_at_once_are_sent_away_in_time(bounded: TestClient) -> None:
    told: list[Any] = []
    threads = [
        threading.Thread(target=lambda: told.append(ask(bounded, RUNAWAY["cross-product"]))) for _ in range(6)
    ]  # two are run, two wait, the others are sent away
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status_code for answer in told)
    assert statuses == [500, 500, 500, 500, 503, 503]
    assert all(answer.headers["retry-after"] for answer in told if answer.status_code == 503)
    assert ask(bounded, "ASK {}").status_code == 200


def test_memory_is_bounded(bounded: TestClient, folder: Path) -> None:
    limits = Limits(seconds=60, rows=50, megabytes=100)
    with TestClient(create_app(folder, read_only=True, limits=limits), base_url="http://127.0.0.1") as client:
        answer = ask(client, MEMORY)
        assert answer.status_code == 500
        assert "100 MB" in answer.text
        assert ask(client, "ASK {}").status_code == 200


@pytest.mark.parametrize(
    "accept", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv",
               "text/tab-separated-values"],
)  # fmt: skip
def test_rows_are_bounded_to_the_row(bounded: TestClient, accept: str) -> None:
    texts = 'VALUES ?t { "},{" "a\\r\\nb" "\\"},{\\"a" "<result>" "," }'
    for query in ("SELECT ?s ?t {{ ?s ?p ?o {} }} LIMIT {}", "SELECT ?t ?s {{ ?s ?p ?o {} }} LIMIT {}"):
        assert ask(bounded, query.format(texts, 50), accept=accept).status_code == 200
        answer = ask(bounded, query.format(texts, 51), accept=accept)
        assert answer.status_code == 500
        assert "50 行" in answer.text


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/n-triples"])
def test_triples_are_bounded(bounded: TestClient, accept: str) -> None:
    query = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SELECT DISTINCT * {{ ?s ?p ?o }} LIMIT {} }}"
    assert ask(bounded, query.format(50), accept=accept).status_code == 200
    assert ask(bounded, query.format(51), accept=accept).status_code == 500


def test_the_size_of_an_answer_is_bounded(bounded: TestClient) -> None:
    longer = " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(22))
    answer = ask(bounded, f'SELECT ?t22 {{ BIND("x" AS ?t0) {longer} }}')
    assert answer.status_code == 500
    assert "1 MB" in answer.text


def test_large_answers_are_whole(folder: Path) -> None:
    with TestClient(create_app(folder, read_only=True), base_url="http://127.0.0.1") as client:
        large = "{ ?s ?p ?o . ?place a pg:Place . } LIMIT 20000"
        answer = ask(client, f"SELECT * {large}", accept="text/tab-separated-values")
        rows = answer.text.split("\n")
        assert len(answer.content) > 1_000_000
        assert len(rows) == len(set(rows))
        count = ask(client, f"SELECT (COUNT(*) AS ?n) {{ SELECT * {large} }}").json()
        assert len(rows) - 2 == int(count["results"]["bindings"][0]["n"]["value"])
        assert list(folder.glob(".sparql-*/answer-*")) == []


def test_answers_follow_changes_of_the_workspace(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "workspace"
    shutil.copytree(workspace, copy)
    app = create_app(copy)
    query = "SELECT (COUNT(*) AS ?n) { ?s a pg:Article }"
    with TestClient(app, base_url="http://127.0.0.1") as client:
        site = app.state.site
        before = int(ask(client, query).json()["results"]["bindings"][0]["n"]["value"])
        with site.writing() as ws:
            ws.remove(ws.articles()[0].id)
        after = int(ask(client, query).json()["results"]["bindings"][0]["n"]["value"])
        assert after == before - 1
        assert len(list(copy.glob(".sparql-*/snapshot-*"))) == 1
    assert list(copy.glob(".sparql-*")) == []


def test_what_a_killed_site_left_is_swept(workspace: Path, tmp_path: Path) -> None:
    copy = tmp_path / "workspace"
    shutil.copytree(workspace, copy)
    left = copy / ".sparql-999999999-x" / "snapshot-y"
    left.mkdir(parents=True)
    living = copy / f".sparql-{os.getpid()}-z"
    living.mkdir()
    earlier = copy / f".sparql-{os.getpid()}-y"  # of a process that had this number before
    earlier.mkdir()
    os.utime(earlier, (0, 0))
    with TestClient(create_app(copy), base_url="http://127.0.0.1"):
        assert not left.parent.exists()
        assert living.exists()
        assert not earlier.exists()


def test_a_site_that_only_reads_answers_what_stands_in_the_log_of_the_store(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    with Workspace.open(folder, create=True) as ws:
        ws.add(*hostile.article(0, "甲公司"))
        ws.track()
    query = "SELECT (COUNT(*) AS ?n) { ?s rdfs:label ?l }"
    counts = []
    for writer in (False, True):  # alone, and while another process would write
        lock = WriteLock(folder) if writer else None
        with TestClient(create_app(folder, read_only=True), base_url="http://127.0.0.1") as client:
            counts.append(int(ask(client, query).json()["results"]["bindings"][0]["n"]["value"]))
        if lock:
            lock.release()
    assert counts[0] == counts[1] > 0
