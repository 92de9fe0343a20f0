"""The built wheel in a fresh environment: all data is inside, no tool of development is needed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePath

import pytest

LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)


def at_hand(lock: Path) -> list[Distribution]:
    """The packages of a lock that the environment of these tests has in just the locked version."""
    found = []
    for name, version in LOCKED.findall(lock.read_text(encoding="utf-8")):
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        if one.version == version and one.files:
            found.append(one)
    return found


def lend(package: Distribution, place: Path) -> None:
    """Put the files of an installed package, by links, where another environment has its packages."""
    for file in package.files or ():
        if file.is_absolute() or ".." in file.parts:  # a program in `bin`, which names the interpreter there
            continue
        link, there = place / PurePath(file), Path(str(package.locate_file(file)))
        if there.is_file() and not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(there.resolve())


def test_wheel_in_a_fresh_environment(root: Path, tmp_path: Path) -> None:
    bin_ = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # sees what is installed only

    def ran(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=alone, check=False
        )

    def pip(*arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)

    made = pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(root))
    assert made.returncode == 0, made.stderr
    wheel = next(tmp_path.glob("policygraph-*.whl"))
    venv.create(tmp_path / "env", symlinks=os.name != "nt")
    python = str(bin_ / "python")
    place = Path(ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    assert place.is_relative_to(tmp_path)
    if os.name != "nt":  # where links need a right of their own, pip brings everything
        for package in at_hand(root / "requirements.lock"):
            lend(package, place)
    there = ("--python", python)
    install = (*there, "install", "--no-deps", "--no-compile")
    locked = pip(*install, "--require-hashes", "-r", str(root / "requirements.lock"))  # what is not at hand
    if locked.returncode:
        pytest.skip(f"needs a package registry: {locked.stderr.strip().splitlines()[-1]}")
    assert pip(*install, str(wheel)).returncode == 0
    complete = pip(*there, "check")
    assert complete.returncode == 0, complete.stdout

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return ran(str(bin_ / "policygraph"), *arguments)

    assert "policygraph" in run("--help").stdout
    demo = run("demo", "--lang", "en")
    assert demo.returncode == 0, demo.stderr
    assert "Try next" in demo.stderr
    page = (tmp_path / "demo" / "links.html").read_text(encoding="utf-8")
    assert "海岳电机集团股份有限公司" in page
