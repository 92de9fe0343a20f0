"""The command line: one module per command; arguments, progress and printing live here, no logic."""

from __future__ import annotations

from policygraph.cli.main import main

__all__ = ["main"]
