"""What is said of inputs and settings that are not right names the real reason, once."""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from pathlib import Path

import pytest

from policygraph.cli.messages import failed, failed_together, spoken
from policygraph.exports.spreadsheet import Sheet, write_workbook_to
from policygraph.graph.settings import Settings, read, write
from policygraph.graph.store import OxigraphStore
from policygraph.ingest.readers.decoding import decode
from policygraph.schema.errors import QueryError, SourceError, WorkspaceError

BYTES = [
    ("cut", "到2025年，江城市新增企业30家。".encode()[:-1], "wrong at byte 40: unexpected end of data"),
    ("control", ("江城" * 3 + "\x07\x1b" * 3).encode(), "control character U+0007 at byte 19"),
]


@pytest.mark.parametrize(("data", "reason"), [pytest.param(*row, id=case) for case, *row in BYTES])
def test_bytes_that_are_no_text_are_named_by_place(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as raised:
        decode(data, "a.txt")
    assert reason in str(raised.value)


def test_a_failure_names_its_input_once() -> None:
    assert failed("b/a.txt", "b/a.txt: is empty (0 bytes); save the article again").count("b/a.txt") == 1


def test_lists_can_be_added_below_the_settings_that_were_written(tmp_path: Path) -> None:
    write(tmp_path, Settings())
    path = tmp_path / "workspace.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[lists]\nunits = ["units.tsv"]\n', encoding="utf-8")
    assert read(tmp_path).lists == (("units", ("units.tsv",)),)
    path.write_text(path.read_text(encoding="utf-8") + "\n[lists]\n", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="put the lines of both sections below one"):
        read(tmp_path)


def test_entries_of_one_file_that_fail_alike_share_a_line() -> None:
    lines = failed_together([(f"a.json:{n}", f"a.json:{n}: is null") for n in range(1, 30)] + [("b.txt", "b.txt: is")])
    assert len(lines) == 2
    assert lines[0].count("a.json") == 1
    assert ",29" in lines[0]


QUERIES = [
    ("update", "DELETE WHERE { ?s ?p ?o }", "DELETE 会改图谱"),
    ("service", "ASK { SERVICE <http://a/> { ?s ?p ?o } }", "第 1 行第 7 列：SERVICE"),
    ("prefix", "ASK { ?s a foo:Program }", "没有声明前缀 foo:"),
    ("empty", " # 无\n", "查询是空的"),
    ("unclosed", "ASK { ?s", "应为"),
]


@pytest.mark.parametrize(("query", "words"), [pytest.param(*row[1:], id=row[0]) for row in QUERIES])
def test_refused_queries_are_told_in_chinese(monkeypatch: pytest.MonkeyPatch, query: str, words: str) -> None:
    monkeypatch.setattr("policygraph.cli.messages.language", lambda: "zh")
    with pytest.raises(QueryError) as raised:
        OxigraphStore().query(query)
    told = spoken(raised.value)
    assert words in told
    assert "changes" not in told
    assert "expected" not in told


class _Full(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_workbook_on_a_full_disk_leaves_nothing_to_complain() -> None:
    sheets = [Sheet(title, ["a"], [[title]]) for title in ("一", "二", "三")]
    with pytest.raises(OSError, match="No space"):
        write_workbook_to(_Full(), sheets)
    gc.collect()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("command", [["--help"], ["query", "--list"]], ids=["help", "list"])
def test_output_to_a_full_disk_is_told_in_a_line(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "policygraph.cli", "--lang", "zh", *command],
            stdout=full, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert "磁盘已满" in done.stderr
    assert "Traceback" not in done.stderr
