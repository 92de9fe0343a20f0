"""What is fuzzed: each target takes a drawn input; it may answer or refuse it with an error of ours, nothing else."""

from __future__ import annotations

import io
import json
import random
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
from pydantic import ValidationError

from policygraph.cli.main import group
from policygraph.explore.protocol import RefusedError, read_request
from policygraph.graph.rdf import check
from policygraph.graph.sparql import check_reads_only
from policygraph.graph.store import OxigraphStore
from policygraph.graph.timespan import span
from policygraph.graph.tracking.dates import day
from policygraph.ingest.metrics.dates import find_dates
from policygraph.ingest.metrics.quantities import find_quantities
from policygraph.ingest.normal import normalise
from policygraph.ingest.pipeline import extract
from policygraph.ingest.readers import Input, read_input
from policygraph.ingest.readers.dates import dates
from policygraph.ingest.web.links import feed_links, page_links, sitemap_links
from policygraph.schema.article import Article, without_surrogates
from policygraph.schema.errors import PolicyGraphError
from policygraph.schema.record import Record
from tests import hostile
from tests.fuzz import inputs

Target = Callable[[random.Random], None]
DAY = date(2025, 6, 30)
SHARES = {"grammar": 299_800, "periods": 250_000, "loader": 200_000, "parameters": 200_000, "readers": 48_000,
          "pages": 2_000, "office": 200}  # fmt: skip
"""Inputs of each target in a million; `pages` are requests to the explorer over a workspace of hostile texts.

`office` are old office files, for each of which LibreOffice starts: some seconds, a block of its own.
"""
BLOCKS = {"office": 1}  # inputs that are watched together, where it is not a thousand

_KINDS = ("application/x-www-form-urlencoded", "application/sparql-query", "text/plain;charset=x")
_PARTS = (*"年月日至—末底前一〇９ WQ+T-", "2025", "1999", "0000", "12", "13", "31", "00", "..", "十四五", "上半年",
          "季度", "今年", "去年", "第一", "二〇二五")  # fmt: skip
_QUERIES = (
    "SELECT ?s WHERE { ?s ?p ?o } LIMIT 5", "ASK { ?s pg:value 3 FILTER(?s = <x:a>) }", "DESCRIBE <x:a>",
    'SELECT * { ?s rdfs:label "云江"@zh OPTIONAL { ?s pg:unit ?u } }', "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t }",
)  # fmt: skip
_COMMANDS = (
    ["targets", "--as-of"], ["targets", "--place"], ["series"], ["query", "--named"], ["path", "a"], ["show"],
    ["export", "csv", "x", "--period"], ["silence", "--as-of"], ["curate", "rename", "a"], ["analyze", "--measure"],
)  # fmt: skip
_ADDRESSES = ("/search?q=", "/targets?as_of=", "/targets?place=", "/entity/", "/article/", "/target/", "/id/",
              "/sparql?query=", "/compare?indicator=", "/silence?as_of=", "/path?a=", "/entities?type=")  # fmt: skip


def targets(root: Path, browse: Callable[[str], int] | None = None) -> dict[str, Target]:
    """All targets by name; `pages` only where there is a site to `browse`, which gives the status of an address."""
    text = inputs.texts(root)
    seeds = hostile.texts()
    files = inputs.documents(root)
    gold = [p.read_bytes() for p in sorted((root / "training/gold/dev").glob("*.json"))]
    small = [data for data in gold if len(data) < 20_000] or gold[:3]
    empty = OxigraphStore()

    def grammar(draw: random.Random) -> None:
        view = normalise(without_surrogates(text(draw))).text
        for found in find_quantities(view, DAY):
            assert 0 <= found.start < found.end <= len(view), view
        for calendar in find_dates(view, DAY):
            assert 0 <= calendar.start < calendar.end <= len(view), view

    def periods(draw: random.Random) -> None:
        given = _period(draw)
        for parse in (span, day):
            with suppress(PolicyGraphError):
                parse(given)
        list(dates(given))
        list(find_dates(normalise(given).text, DAY))

    def loader(draw: random.Random) -> None:
        given = inputs.spoiled(draw, draw.choice(small)) if draw.random() < 0.5 else _changed(draw, draw.choice(small))
        with suppress(ValidationError, PolicyGraphError):
            record = Record.model_validate_json(given)
            check(record, "a")

    def parameters(draw: random.Random) -> None:
        given = draw.choice(seeds) if draw.random() < 0.3 else _query(draw)
        with suppress(PolicyGraphError):
            check_reads_only(given, {})
            list(empty.query(given))
        raw = inputs.spoiled(draw, f"query={_quoted(given)}&default-graph-uri=x:a&format=json".encode())
        with suppress(RefusedError):
            read_request(draw.choice(("GET", "POST", "PUT")), draw.choice(_KINDS), raw.decode("latin-1"), raw)
        command = [*draw.choice(_COMMANDS), given]
        with suppress(click.ClickException, click.exceptions.Exit), redirect_stdout(io.StringIO()):
            _, found, rest = group.resolve_command(click.Context(group), command)
            assert found is not None
            found.make_context("policygraph", rest)

    def readers(draw: random.Random) -> None:
        kind = draw.choice(sorted(files))
        archive = kind in {".docx", ".xlsx", ".ofd", ".zip"}
        data = (inputs.spoiled_archive if archive else inputs.spoiled)(draw, files[kind])
        _read(kind, data, whole=draw.random() < 0.02)

    def pages(draw: random.Random) -> None:
        assert browse is not None
        given = draw.choice(seeds) if draw.random() < 0.5 else _query(draw)
        raw = draw.choice(_ADDRESSES) + _quoted(given)
        assert browse(raw) < 500, raw

    old = dict[str, bytes]()

    def office(draw: random.Random) -> None:
        if not old:
            old.update(inputs.old_office())
        kind = draw.choice(sorted(old))
        _read(kind, inputs.spoiled(draw, old[kind]), whole=False)

    found: dict[str, Target] = {"grammar": grammar, "periods": periods, "loader": loader, "parameters": parameters,
                                "readers": readers}  # fmt: skip
    if libreoffice():
        found["office"] = office
    return {**found, "pages": pages} if browse else found


def libreoffice() -> bool:
    """Whether LibreOffice is installed."""
    return bool(shutil.which("soffice") or shutil.which("libreoffice"))


def _read(kind: str, data: bytes, *, whole: bool) -> None:
    try:
        if kind in {".rss", ".atom"}:
            list(feed_links(data, "https://example.org/feed"))
        elif kind == ".sitemap":
            sitemap_links(data, "https://example.org/sitemap.xml")
        elif kind in {".html", ".shtml"}:
            page_links(data.decode("utf-8", "replace"), "https://example.org/")
        for item in read_input(Input(f"fuzz{kind}", content=data)):
            if whole and isinstance(item, Article):
                extract(item, profile="fast")
    except PolicyGraphError as error:
        if not str(error):
            raise AssertionError("an error without words") from error


def _quoted(text: str) -> str:
    return quote(text[:2000].encode("utf-8", "surrogatepass"))


def _period(draw: random.Random) -> str:
    return "".join(draw.choice(_PARTS) for _ in range(draw.randint(1, 9)))


def _query(draw: random.Random) -> str:
    return inputs.spoiled(draw, draw.choice(_QUERIES).encode()).decode("utf-8", "surrogateescape")


def _changed(draw: random.Random, data: bytes) -> bytes:
    """The record with another value at one place, or with one field less."""
    record: dict[str, Any] = json.loads(data)
    place: Any = record
    while True:
        at = draw.choice(sorted(place) if isinstance(place, dict) else range(len(place)))
        if not (isinstance(place[at], dict | list) and place[at]) or draw.random() < 0.2:
            break
        place = place[at]
    values = (None, "", 0, -1, 1e308, 10**40, [], {}, "2025-13-40", "e99", True, "\x00", "⼭" * 9, [[]], float("inf"))
    if draw.random() < 0.2:
        del place[at]
    else:
        place[at] = draw.choice(values)
    return json.dumps(record).encode()
