"""The notebook and the nightly job of docs/recipes.md run as they stand: in a Jupyter kernel, and by ``sh``."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest
from nbclient import NotebookClient

from policygraph.cli.main import main
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``workspace/`` of the examples, and ``articles/`` with one that is new."""
    folder = tmp_path_factory.mktemp("reader")
    assert main(["demo", "--quiet", "--output", str(folder / "demo")]) == 0
    shutil.move(folder / "demo" / "workspace", folder / "workspace")
    (folder / "articles").mkdir()
    new = "临屿县与海岳电机签约\n\n2026年3月2日，临屿县人民政府与海岳电机签约，共建海岳电机临屿研究院。"
    (folder / "articles" / "new.txt").write_text(new, encoding="utf-8")
    return folder


def test_the_notebook_shows_tables_and_the_graph(reader: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(reader / "ipython"))
    notebook = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "the notebook is kept without output"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(reader)}}).execute()
    shown = [output.data["text/html"] for cell in notebook.cells for output in cell.get("outputs", ())
             if "text/html" in output.get("data", {})]  # fmt: skip
    targets, company, programs, page = shown
    assert "智能电机产业产值" in targets
    assert "海岳电机集团股份有限公司" in company
    assert "“澜才汇”计划" in programs
    assert "<iframe" in page
    assert 'src="http' not in page


def nightly(folder: Path, sources: str) -> subprocess.CompletedProcess[str]:
    """The job as cron runs it: a bare environment, the shell's own folder elsewhere."""
    (script,) = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / "recipes.md").read_text("utf-8"), re.DOTALL)
    (folder / "nightly.sh").write_text(script, encoding="utf-8")
    bare = {name: os.environ[name] for name in ("PYTHONPATH", "HOME") if name in os.environ}
    return subprocess.run(
        ["sh", str(folder / "nightly.sh")],
        cwd="/",
        env=bare | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "POLICY_HOME": str(folder),
                    "POLICY_SOURCES": sources, "POLICYGRAPH_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("sh") is None, reason="the nightly job is a shell script, and there is no sh")
def test_the_nightly_job_reads_what_is_new_and_keeps_a_backup(reader: Path) -> None:
    ran = nightly(reader, "articles/")
    (log,) = (reader / "nightly").glob("*.log")
    said = log.read_text("utf-8")
    assert ran.returncode == 0, said + ran.stderr
    assert ran.stdout == ran.stderr == "", "cron would send a mail every night"
    (backup,) = (reader / "nightly").glob("*.zip")
    assert "articles.sqlite" in ZipFile(backup).namelist()
    (report,) = (reader / "nightly").glob("*.html")
    assert "临屿县" in report.read_text("utf-8")
    assert next((reader / "nightly").glob("*.xlsx")).stat().st_size > 10_000
    listed = subprocess.run(
        [sys.executable, "-m", "policygraph.cli", "articles", "-w", str(reader / "workspace"), "--format", "json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "临屿县与海岳电机签约" in json.dumps(json.loads(listed.stdout), ensure_ascii=False)


@pytest.mark.skipif(shutil.which("sh") is None, reason="the nightly job is a shell script, and there is no sh")
def test_the_nightly_job_says_by_its_exit_code_that_a_source_failed(reader: Path) -> None:
    (reader / "articles" / "broken.json").write_text("{", encoding="utf-8")
    assert nightly(reader, "articles/").returncode == 1
    assert "broken.json" in next((reader / "nightly").glob("*.log")).read_text("utf-8")
