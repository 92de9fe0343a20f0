"""A page as PDF, by a Chromium where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from policygraph.schema.errors import ExportError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
TIMEOUT_S = 180


def print_pdf(page: str, target: Path) -> None:
    """Print a self-contained HTML page to `target`.

    Raises
    ------
    ExportError
        When no Chromium is found, or when it prints nothing.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise ExportError(
            "a PDF needs Chromium, Chrome or Edge, and none is installed; "
            "export to a name that ends in .html and print that from any browser"
        ).because("no_browser")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, out = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={out}", source.as_uri(),
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # as root, in a container, its sandbox does not start
            command.insert(1, "--no-sandbox")
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ExportError(f"{browser} did not print the page: {error}; export to .html and print that") from error
        if not out.exists() or not out.read_bytes().startswith(b"%PDF"):
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
            raise ExportError(f"{browser} did not print the page: {said[0]}; export to .html and print that")
        shutil.copyfile(out, target)
