"""The targets of an export, judged on the day of the newest article: the same articles give the same file any day."""

from __future__ import annotations

from datetime import date

from policygraph.graph.network import Network
from policygraph.graph.tracking.rows import Row
from policygraph.graph.workspace import Workspace


def judged(workspace: Workspace, network: Network) -> tuple[date | None, list[Row]]:
    """The day, and the targets of a part of the graph as they stood then; articles without a date count, too.

    Where no article has a date, the day is None and each target is judged on the day of its last report.
    """
    tracking = workspace.tracking()
    return tracking.newest, [row for row in tracking.standing() if row.target.iri in network]
