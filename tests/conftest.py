"""What all tests share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import browser, virtuoso_server
from tests.oxigraph_server import OxigraphServer, find
from tests.virtuoso_server import VirtuosoServer

# One thread of linear algebra a process: the workers keep all processors busy, and threads that wait for one another
# turn round and round meanwhile, four times the work of the fits in `training`. Read when numpy is imported.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

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


@pytest.fixture(scope="session")
def running_server() -> Iterator[OxigraphServer]:
    """Oxigraph's server, in memory; tests take `server`."""
    if find() is None:
        pytest.skip("needs Oxigraph's server: pip install oxigraph")
    running = OxigraphServer()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def running_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtuosoServer]:
    """Virtuoso with a new database; tests take `virtuoso`."""
    if virtuoso_server.find() is None:
        pytest.skip("needs Virtuoso: apt-get install virtuoso-opensource-7-bin")
    running = VirtuosoServer(tmp_path_factory.mktemp("virtuoso"))
    yield running
    running.kill()


@pytest.fixture(scope="module", autouse=True)
def one_browser_a_module() -> Iterator[None]:
    """What a module opened in a browser ends with it."""
    yield
    browser.close()


@pytest.fixture
def server(running_server: OxigraphServer) -> OxigraphServer:
    """A SPARQL 1.1 server without data."""
    running_server.empty()
    return running_server


@pytest.fixture
def virtuoso(running_virtuoso: VirtuosoServer, monkeypatch: pytest.MonkeyPatch) -> VirtuosoServer:
    """Virtuoso without data of ours, and the credentials to write to it."""
    for name, value in virtuoso_server.CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    running_virtuoso.empty()
    return running_virtuoso


@pytest.fixture(params=["server", "virtuoso"])
def any_server(request: pytest.FixtureRequest) -> OxigraphServer | VirtuosoServer:
    """Each of the servers that a workspace may use."""
    found: OxigraphServer | VirtuosoServer = request.getfixturevalue(request.param)
    return found


NOBODY = 65534


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Act as a user whom file permissions bind: root becomes nobody for the while, others stay who they are.

    What the code under test imports must have been imported before: nobody may not read every library folder.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
