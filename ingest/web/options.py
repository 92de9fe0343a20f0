"""How the web is read: limits and politeness."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

_DAY_S = 86_400.0


def cache_folder() -> Path:
    """``$POLICYGRAPH_CACHE``, else ``policygraph`` in the user's folder for caches."""
    if named := os.environ.get("POLICYGRAPH_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "policygraph"


@dataclass(frozen=True, slots=True)
class Web:
    """Limits and politeness.

    Attributes
    ----------
    most
        Articles of one feed, list or sitemap.
    pause_s
        Seconds between two requests to one host; a longer ``Crawl-delay`` in robots.txt counts.
    fresh_s
        So old a page in the cache is taken without asking; feeds and lists are always asked about.
    allow_private
        Whether machines of a private network may be asked.
    """

    most: int = 100
    pause_s: float = 1.0
    fresh_s: float = _DAY_S
    timeout_s: float = 60.0
    max_bytes: int = 20 * 1024 * 1024
    tries: int = 3
    wait_most_s: float = 60.0
    allow_private: bool = False
    cache: Path = field(default_factory=cache_folder)
