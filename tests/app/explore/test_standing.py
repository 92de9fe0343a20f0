"""How targets stand: the orders of the list, kept for all readers, sorted a part at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.explore import known, standing
from policygraph.explore.site import Site
from policygraph.workspace import Workspace


@pytest.mark.parametrize("run", [3, 2000])
@pytest.mark.parametrize("sort", list(standing.SORTS))
def test_orders_are_those_of_one_sort(folder: Path, monkeypatch: pytest.MonkeyPatch, sort: str, run: int) -> None:
    monkeypatch.setattr(standing, "_RUN", run)
    with Workspace.open(folder, read_only=True) as workspace:
        site = Site(workspace, lang="zh", token=None, writable=False)
        lines = known.lines(site)
        wanted = lines if sort == "subject" else sorted(lines, key=standing.SORTS[sort])
        assert len(lines) > 3
        assert [lines[n] for n in standing.ordered(site, None, sort)] == wanted
        assert standing.by_verdict(site, None, sort) == standing.split(wanted)
        reported = [line for line in lines if line.row.results]
        latest = sorted(reported, key=lambda line: line.row.results[-1].as_of, reverse=True)
        assert standing.told(site) == latest[: len(standing.told(site))] != []
