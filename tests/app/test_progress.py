"""How far a build is: how many articles there are, how fast they are read, how long it still takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.cli import build_command
from policygraph.cli.inputs import count


def test_articles_are_counted_by_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "甲。"}\n\n{"text": "乙。"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("丙。", encoding="utf-8")
    assert count([str(tmp_path)]) == 3
    assert count([str(tmp_path / "none.txt")]) == 1
    (tmp_path / "c.zip").write_bytes(b"")
    assert count([str(tmp_path)]) is None
    assert count(["-"]) is None


@pytest.mark.parametrize(("total", "shown"), [(4, "2/4"), (None, " 2"), (1, " 2")])
def test_lines_tell_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], total: int | None, shown: str
) -> None:
    clock = iter([0.0, 5.0, 20.0])
    monkeypatch.setattr(build_command.time, "monotonic", lambda: next(clock))
    with build_command.progress("读文章", total, quiet=False) as done:
        done("a")
        done("b")
    (line,) = capsys.readouterr().err.splitlines()
    assert shown in line and "0.1" in line
    assert ("20 s" in line) == (total == 4)  # two more at a tenth a second
