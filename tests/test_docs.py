"""The manual is whole: generated pages are current, links lead somewhere, what the README shows is true."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from policygraph.cli.main import COMMANDS
from policygraph.graph.named import named_queries


@pytest.fixture(scope="module")
def generate(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("lang", "page"), [("zh", "cli.md"), ("en", "cli.en.md")])
def test_command_reference_is_current(root: Path, generate: ModuleType, lang: str, page: str) -> None:
    assert (root / "docs" / "reference" / page).read_text(encoding="utf-8") == generate.cli(lang)


def test_vocabulary_is_current(root: Path, generate: ModuleType) -> None:
    assert (root / "docs" / "reference" / "vocabulary.md").read_text(encoding="utf-8") == generate.words()


def test_every_query_is_documented_with_output(root: Path) -> None:
    text = (root / "docs" / "reference" / "queries.md").read_text(encoding="utf-8")
    for name in named_queries():
        assert f"## {name}\n" in text
        assert f"--named {name}" in text


def test_readme_twins_name_the_same_commands(root: Path) -> None:
    zh, en = ((root / name).read_text(encoding="utf-8") for name in ("README.md", "README.en.md"))
    for text in (zh, en):
        for command in re.findall(r"policygraph (\w+)", text):
            assert command in (*COMMANDS, "import")
    assert re.findall(r"```sparql.*?```", zh, re.DOTALL) == re.findall(r"```sparql.*?```", en, re.DOTALL)


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    pages = [*root.glob("*.md"), *(root / "docs").rglob("*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))]
    lost = [f"{page.relative_to(root)}: {target}" for page, target in links if "://" not in target
            and not (page.parent / target).exists()]  # fmt: skip
    assert lost == []
