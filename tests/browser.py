"""A real browser for tests: Debian's Chromium through Playwright; skipped with the reason where it is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)")


@contextmanager
def page(**options: Any) -> Iterator[Any]:
    """A page of a new browser; `requests` on it lists every address asked for, `errors` what the scripts threw."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as runner:
        browser = runner.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, "offline": True, **options})
            opened = context.new_page()
            opened.asked, opened.errors = [], []
            opened.on("request", lambda request: opened.asked.append(request.url))
            opened.on("pageerror", lambda error: opened.errors.append(str(error)))
            opened.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
            yield opened
        finally:
            browser.close()
