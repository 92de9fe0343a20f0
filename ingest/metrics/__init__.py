"""Metrics: numbers, units and periods are a grammar; small models decide what a figure means, rules find its words."""

from __future__ import annotations

from policygraph.ingest.metrics.find import find_metrics

__all__ = ["find_metrics"]
