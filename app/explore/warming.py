"""Warming: what readers would wait for is made before they ask."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from policygraph.explore import known, standing

if TYPE_CHECKING:
    from policygraph.explore.site import Site


def at_once(site: Site) -> None:
    """Make what takes a moment only, and what home shows of it while the rest is made."""
    for piece in (known.states, known.counts, known.articles):
        piece(site)


def everything(site: Site, reading: Callable[[], AbstractContextManager[None]]) -> None:
    """Make all that most pages show, what most of them show first.

    `reading` makes what is entered while a piece reads the ledger; the others, which take long, have all that they need
    of it, or ask the store, each of whose answers stands still.
    """
    pieces: tuple[tuple[Callable[[Site], object], bool], ...] = (
        (known.tracking, True), (known.lines, False), (known.sought, False), (known.order, True),
        (known.titles, False), (known.entities, True), (known.indicators, False), (known.indicator_names, False),
        (known.figures, False), (known.figures_by_indicator, False), (known.rows_by_metric, False),
        (known.targets_of, False), (known.links, False), (known.silences, False), (known.announced, False),
        (standing.warm, False), (known.doubts, True),
    )  # fmt: skip
    for piece, reads in pieces:
        with reading() if reads else nullcontext():
            piece(site)
