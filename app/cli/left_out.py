"""What an answer leaves out because of dates or names, told on standard error: nothing is passed over silently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from policygraph.cli.messages import say
from policygraph.cli.output import talk
from policygraph.graph.names import nearest

if TYPE_CHECKING:
    from policygraph.graph.tracking.board import Tracking


def tell_left_out(tracking: Tracking, as_of: str | None, *, quiet: bool) -> None:
    """Name the articles without a date where a day is asked for, else those that are dated after today."""
    if as_of and (undated := tracking.undated()):
        talk(say("targets.undated", articles=" ".join(undated)), quiet=quiet)
    if not as_of and (early := tracking.early()):
        talk(say("targets.early", articles=" ".join(early)), quiet=quiet)


def tell_unknown(what: str, name: str, known: Iterable[str], *, quiet: bool) -> None:
    """Say that nothing is of the ``place`` or ``subject`` asked for, and which of those `known` come nearest."""
    close = nearest(name, sorted({one for one in known if one}))
    talk(say(f"targets.unknown_{what}", name=name, nearest="、".join(close) or "—"), quiet=quiet)
