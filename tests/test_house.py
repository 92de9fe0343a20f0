"""The house keeps its rules: imports point down, no package is forgotten, doctests run, messages are complete."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import tomllib
from pathlib import Path

import pytest

import policygraph

ROOMS = ("app", "exports", "graph", "ingest", "schema", "examples")
KNOWS = {  # what a room may import; app wires all
    "app": {"app", "exports", "graph", "ingest", "schema", "examples"},
    "exports": {"exports", "graph", "schema"},
    "graph": {"graph", "schema"},
    "ingest": {"ingest", "schema"},
    "schema": {"schema"},
    "examples": {"examples"},
}


def room_of(module: str) -> str:
    """The room of an import name: ``policygraph.graph.store`` is graph, ``policygraph`` and its commands are app."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else "app"


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_down(root: Path, room: str) -> None:
    wrong = []
    for path in sorted((root / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                names = [node.module or ""]
            else:
                continue
            wrong += [
                f"{path.relative_to(root)}: {name}"
                for name in names
                if name.split(".")[0] == "policygraph" and room_of(name) not in KNOWS[room]
            ]
    assert wrong == []


def test_every_package_is_listed(root: Path) -> None:
    table = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = set()
    for room in ROOMS:
        for init in (root / room).rglob("__init__.py"):
            parts = init.parent.relative_to(root).parts
            found.add(".".join(("policygraph", *(parts[1:] if parts[0] == "app" else parts))))
    assert found == set(table["packages"])
    assert set(table["package-data"]) == found


def modules() -> list[str]:
    found = pkgutil.walk_packages(policygraph.__path__, "policygraph.")
    return ["policygraph", *sorted(m.name for m in found if not m.name.endswith("__main__"))]


@pytest.mark.parametrize("name", modules())
def test_doctests(name: str) -> None:
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_every_module_has_a_docstring() -> None:
    assert [name for name in modules() if not (importlib.import_module(name).__doc__ or "").strip()] == []


def test_messages_are_complete(root: Path) -> None:
    table = tomllib.loads((root / "app/cli/data/messages.toml").read_text(encoding="utf-8"))
    lacking = [
        f"{section}.{name}"
        for section, rows in table.items()
        for name, texts in rows.items()
        if set(texts) != {"zh", "en"}
    ]
    assert lacking == []
