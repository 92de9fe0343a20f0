"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def gold(root: Path) -> Path:
    """The annotated articles that ship with the project."""
    return root / "training" / "gold"


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder of measuring material beside the repository; tests that need it are skipped where it is absent."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs ../shared, which is not beside this checkout")
    return folder
