"""What an answer leaves out because of dates, told on standard error: nothing is passed over silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policygraph.cli.messages import say
from policygraph.cli.output import talk

if TYPE_CHECKING:
    from policygraph.graph.tracking.board import Tracking


def tell_left_out(tracking: Tracking, as_of: str | None, *, quiet: bool) -> None:
    """Name the articles without a date where a day is asked for, else those that are dated after today."""
    if as_of and (undated := tracking.undated()):
        talk(say("targets.undated", articles=" ".join(undated)), quiet=quiet)
    if not as_of and (early := tracking.early()):
        talk(say("targets.early", articles=" ".join(early)), quiet=quiet)
