"""The workspace that a question is put to: as it is, or as it was known on the day of ``--as-of``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.cli.messages import say
from policygraph.cli.output import talk

if TYPE_CHECKING:
    from policygraph.workspace import Workspace


@contextmanager
def workspace_on(path: Path, as_of: str | None, *, quiet: bool) -> Iterator[Workspace]:
    """The workspace in a folder, to be read; with a day, of what was known then, the undated articles named."""
    import policygraph

    with policygraph.open(path, read_only=True) as ws:
        if as_of is None:
            yield ws
            return
        with ws.known_on(as_of) as then:
            if undated := ws.undated():
                talk(say("targets.undated", articles=" ".join(undated)), quiet=quiet)
            if not then.articles():
                talk(say("targets.nothing_yet", day=as_of), quiet=quiet)
            yield then
