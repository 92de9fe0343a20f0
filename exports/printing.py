"""A page as PDF and a drawing as PNG, by a Chromium where there is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from policygraph.schema.errors import ExportError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
TIMEOUT_S = 180
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_SHARP = 2  # points of a picture for one of the drawing's


def print_pdf(page: str, target: Path) -> None:
    """Print a self-contained HTML page to `target`.

    Raises
    ------
    ExportError
        When no Chromium is found, or when it prints nothing.
    """
    if _browser() is None:
        raise ExportError(
            "a PDF needs Chromium, Chrome or Edge, and none is installed; "
            "export to a name that ends in .html and print that from any browser"
        ).because("no_browser")
    way_out = "export to .html and print that"
    _made("page.html", page, ["--no-pdf-header-footer", "--print-to-pdf={out}"], target, b"%PDF", way_out)


def draw_png(drawing: str, target: Path) -> None:
    """Write an SVG drawing whose ``viewBox`` begins at 0 0 to `target` as PNG, two points for one of the drawing's.

    Raises
    ------
    ExportError
        When no Chromium is found, or when it draws nothing.
    """
    if _browser() is None:
        raise ExportError(
            "a PNG needs Chromium, Chrome or Edge, and none is installed; write to a name that ends in .svg"
        ).because("no_browser_png")
    size = _SIZE.search(drawing)
    assert size is not None
    options = [
        "--screenshot={out}",
        "--hide-scrollbars",
        f"--window-size={size[1]},{size[2]}",
        f"--force-device-scale-factor={_SHARP}",
    ]
    _made("drawing.svg", drawing, options, target, b"\x89PNG", "write to .svg")


def _browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _made(name: str, content: str, options: Sequence[str], target: Path, begins: bytes, way_out: str) -> None:
    """Have the browser make a file of `content`, and copy it to `target` if it begins as it should."""
    browser = _browser()
    assert browser is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder) / name, Path(folder) / f"made{target.suffix.lower()}"
        source.write_text(content, encoding="utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
            f"--user-data-dir={folder}/profile", *(option.format(out=out) for option in options), source.as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # as root, in a container, its sandbox does not start
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExportError(f"{browser} did not make {target.name}: {error}; {way_out}") from error
        if not out.exists() or not out.read_bytes().startswith(begins):
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
            raise ExportError(f"{browser} did not make {target.name}: {said[0]}; {way_out}")
        shutil.copyfile(out, target)
