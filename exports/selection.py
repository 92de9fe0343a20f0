"""The selection of `policygraph.graph.selection`, under the name by which exports have known it."""

from __future__ import annotations

from policygraph.graph.selection import Selection, selected_network

__all__ = ["Selection", "selected_network"]
