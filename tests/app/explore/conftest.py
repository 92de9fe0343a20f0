"""A site over a workspace of the packaged examples, and a visitor to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from policygraph.explore.site import create_app


@pytest.fixture(scope="session")
def folder(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo's workspace: a site keeps the lock of the one that it shows."""
    copy = tmp_path_factory.mktemp("site") / "workspace"
    shutil.copytree(workspace, copy)
    return copy


@pytest.fixture(scope="session")
def visitor(folder: Path) -> Iterator[TestClient]:
    """Asks the site in this process; addresses are those of this machine."""
    with TestClient(create_app(folder), base_url="http://127.0.0.1:8712") as client:
        yield client
