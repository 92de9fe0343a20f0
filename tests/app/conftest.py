"""The command line in this process, and a workspace of the packaged examples built through it."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import policygraph
from policygraph.cli.main import COMMANDS, main
from policygraph.schema.article import Article, Source

with pytest.MonkeyPatch.context() as patched:  # commands word their help when they are first used, in Chinese here
    patched.setenv("LC_ALL", "zh_CN.UTF-8")
    patched.setattr("sys.argv", ["policygraph"])
    for name in COMMANDS:
        importlib.import_module(f"policygraph.cli.{name}_command")


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def read_into(folder: Path, texts: Mapping[str, tuple[str, str]]) -> Path:
    """A workspace of articles of 云江市, each by its id: the day on which it was published, and its text."""
    with policygraph.open(folder) as workspace:
        for name, (day, text) in texts.items():
            source = Source(title=name, published=day, place="云江市")
            record = policygraph.extract(text, published=day, place="云江市")
            workspace.add(Article(id=name, source=source, text=text), record)
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command; the locale is Chinese unless --lang is given."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        monkeypatch.setattr("sys.argv", ["policygraph", *map(str, arguments)])
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``policygraph demo`` writes: ``links.html`` and ``workspace/``."""
    folder = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--quiet", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def workspace(demo: Path) -> Path:
    """The demo's workspace, for commands that only read."""
    return demo / "workspace"
