"""Names: which things an article names, and where. Rules propose spans, a learned model disposes."""

from __future__ import annotations

from policygraph.ingest.names.find import find_names

__all__ = ["find_names"]
