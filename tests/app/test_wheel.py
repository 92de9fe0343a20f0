"""The built wheel in a fresh environment: all data is inside, no tool of development is needed."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest


def test_wheel_in_a_fresh_environment(root: Path, tmp_path: Path) -> None:
    bin_ = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")

    def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    made = pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(root))
    assert made.returncode == 0, made.stderr
    wheel = next(tmp_path.glob("policygraph-*.whl"))
    venv.create(tmp_path / "env")
    there = ("--python", str(bin_ / "python"))
    install = (*there, "install", "--no-deps", "--no-compile")
    locked = pip(*install, "--require-hashes", "-r", str(root / "requirements.lock"))
    if locked.returncode:
        pytest.skip(f"needs a package registry: {locked.stderr.strip().splitlines()[-1]}")
    assert pip(*install, str(wheel)).returncode == 0
    complete = pip(*there, "check")
    assert complete.returncode == 0, complete.stdout

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [str(bin_ / "policygraph"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False)

    assert "policygraph" in run("--help").stdout
    demo = run("demo", "--lang", "en")
    assert demo.returncode == 0, demo.stderr
    assert "Try next" in demo.stderr
    page = (tmp_path / "demo" / "links.html").read_text(encoding="utf-8")
    assert "海岳电机集团股份有限公司" in page
