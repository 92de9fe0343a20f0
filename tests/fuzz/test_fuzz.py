"""A share of `make fuzz`, and what the whole run found once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from policygraph.graph.store import OxigraphStore
from policygraph.ingest.readers import Input, read_input
from policygraph.ingest.readers.pdf_runs import Run
from policygraph.ingest.web.links import feed_links
from policygraph.schema.errors import QueryError, SourceError
from tests.fuzz import inputs, memory, running
from tests.fuzz.targets import SHARES, libreoffice, targets


@pytest.mark.skipif(not hasattr(__import__("signal"), "setitimer"), reason="the limit of time is a POSIX timer")
@pytest.mark.parametrize("name", [name for name in SHARES if name not in {"pages", "office"}])
def test_no_input_breaks(root: Path, name: str) -> None:
    tally = running.Tally()
    running.run(targets(root)[name], name, range(10_000_000, 10_000_000 + SHARES[name] // 500), tally)
    assert tally.findings == []
    assert tally.inputs[name] == SHARES[name] // 500


@pytest.mark.skipif(not libreoffice(), reason="needs LibreOffice: apt install libreoffice-writer-nogui")
def test_no_old_office_file_breaks(root: Path) -> None:
    tally = running.Tally()
    running.run(targets(root)["office"], "office", range(10_000_000, 10_000_002), tally, block=1)
    assert tally.findings == []


@pytest.mark.parametrize("seed", [412, 2505, 7705, 17369, 22908, 38914])
def test_what_once_broke_a_reader_is_read_or_refused(root: Path, seed: int) -> None:
    targets(root)["readers"](random.Random(f"readers-{seed}"))


def test_a_feed_with_an_address_that_is_none_gives_its_other_entries() -> None:
    entries = "".join(f"<item><title>a</title><link>{link}</link></item>" for link in ("http://[x/", "/b.html"))
    feed = f'<rss version="2.0"><channel>{entries}</channel></rss>'.encode()
    assert [link.url for link in feed_links(feed, "https://e.org/f")][-1] == "https://e.org/b.html"


def test_letters_without_height_divide_nothing() -> None:
    assert Run("x", 0.0, 5.0, 9.0, 5.0).size > 0


def test_what_breaks_or_hangs_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS_MAX", 0.05)

    def broken(draw: object) -> None:
        raise KeyError(draw)

    def endless(_draw: object) -> None:
        while True:
            pass

    tally = running.Tally()
    running.run(broken, "broken", range(2), tally)
    running.run(endless, "endless", range(1), tally)
    assert [finding[:2] for finding in tally.findings] == [("broken", 0), ("broken", 1), ("endless", 0)]
    assert "HangError" in tally.findings[2][2]


def test_a_query_that_is_no_text_is_refused() -> None:
    with pytest.raises(QueryError, match="UTF-8"):
        OxigraphStore().query("ASK { ?s ?p '\udcff' }")


def test_a_web_archive_without_an_address_is_refused(root: Path) -> None:
    sound = inputs.documents(root)[".warc"]
    spoiled = sound.replace(b"WARC-Target-URI: https://example.org/a.html\r\n", b"")
    assert spoiled != sound
    with pytest.raises(SourceError, match="damaged"):
        list(read_input(Input("a.warc", content=spoiled)))


def test_a_workbook_whose_packing_is_damaged_is_refused(root: Path) -> None:
    data = bytearray(inputs.documents(root)[".xlsx"])
    at = data.rindex(b"[Content_Types].xml", 0, data.index(b"PK\x01\x02")) + len(b"[Content_Types].xml")
    data[at + 5 : at + 60] = b"\xa5" * 55
    with pytest.raises(SourceError, match="damaged"):
        list(read_input(Input("a.xlsx", content=bytes(data))))


@pytest.mark.parametrize("kind", ["one-line.txt", "nested.html", "nested.json"])
def test_ten_megabytes_take_no_gibibyte(tmp_path: Path, kind: str) -> None:
    path = tmp_path / kind
    path.write_bytes(memory.KINDS[kind]())
    peak, _, said = memory.measured(path)
    assert 0 < peak < memory.LIMIT_MIB
    assert said.startswith("1 articles" if kind == "nested.html" else "0 articles")
    assert kind != "one-line.txt" or "holds " in said
