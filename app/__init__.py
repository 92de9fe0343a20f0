"""Chinese policy articles as a knowledge graph: enterprises, programs, platforms, targets, each with its sentence."""

from __future__ import annotations

__version__ = "0.1.0"
