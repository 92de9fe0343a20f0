"""A site over a workspace of the packaged examples, and a visitor to it."""

from __future__ import annotations

import shutil
import time
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
    """Asks the site in this process, when all is counted; addresses are those of this machine."""
    app = create_app(folder)
    with TestClient(app, base_url="http://127.0.0.1:8712") as client:
        deadline = time.monotonic() + 60
        while app.state.site.counting and time.monotonic() < deadline:  # the graph still changes: tracking
            time.sleep(0.05)
        yield client
