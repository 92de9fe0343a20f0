"""A real browser for tests: Debian's Chromium through Playwright; skipped with the reason where it is missing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium")
# Each page's window would load two pages of the browser's own (what drops down from the address bar), and start a
# process in store for the next: as much work as all that a test does in its page.
NOT_NEEDED = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess")
PLAYWRIGHTS = (  # what Playwright itself puts off: the last list given is the one that counts
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
)  # fmt: skip
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", f"--disable-features={','.join((*PLAYWRIGHTS, *NOT_NEEDED))}",
)  # fmt: skip

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)")


_RUNNING: list[tuple[Any, Any]] = []  # Playwright and the browser, at most one


def _browser() -> Any:
    """The browser of this test module: starting one takes as long as many a test."""
    if not _RUNNING:
        playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
        runner = playwright.sync_playwright().start()
        _RUNNING.append((runner, runner.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))))
    return _RUNNING[0][1]


def close() -> None:
    """Ends the browser, if there is one; Playwright's event loop with it, so that other modules may run theirs."""
    while _RUNNING:
        runner, browser = _RUNNING.pop()
        browser.close()
        runner.stop()


@contextmanager
def page(**options: Any) -> Iterator[Any]:
    """A page with cookies and storage of its own; `asked` are the addresses asked for, `errors` what scripts threw."""
    context = _browser().new_context(**{"viewport": {"width": 1366, "height": 768}, "offline": True, **options})
    try:
        opened = context.new_page()
        opened.asked, opened.errors = [], []
        opened.on("request", lambda request: opened.asked.append(request.url))
        opened.on("pageerror", lambda error: opened.errors.append(str(error)))
        opened.on("console", lambda m: opened.errors.append(m.text) if m.type == "error" else None)
        yield opened
    finally:
        context.close()


def picture(tab: Any, name: str) -> None:
    """Take a picture for the manual where ``POLICYGRAPH_SCREENSHOTS`` names a folder for them."""
    folder = os.environ.get("POLICYGRAPH_SCREENSHOTS")
    if folder:
        tab.screenshot(path=str(Path(folder) / f"{name}.png"))


def eventually(tab: Any, true: Callable[[], object], seconds: float = 30) -> None:
    """Wait until something is true of a page: what a click sets off, an address, a clipboard, ends a little later."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not true within {seconds} s"
        tab.wait_for_timeout(50)


def until(tab: Any, condition: str) -> None:
    """Wait until JavaScript is true in a page; Playwright's own waiting needs ``eval`` there, which ours forbid."""
    eventually(tab, lambda: tab.evaluate(condition))
