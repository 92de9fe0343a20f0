"""The targets of an export, judged on the day of the newest article: the same articles give the same file any day."""

from __future__ import annotations

from datetime import date

from policygraph.graph.network import Network
from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.rows import Row
from policygraph.graph.workspace import Workspace


def judged(workspace: Workspace, network: Network) -> tuple[date | None, list[Row]]:
    """The day, and the targets of a part of the graph as they stood then; articles without a date count, too.

    Where no article has a date, the day is None and each target is judged on the day of its last report.
    """
    published = [entry.source.published for entry in workspace.articles() if entry.state == "current"]
    day = max((last_day(text) for text in published if text), default=None)
    rows = workspace.tracking().tracker.rows(day)
    return day, [row for row in rows if row.target.iri in network]
