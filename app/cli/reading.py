"""How a command reads articles: profile and word lists, from its options, else from a workspace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.messages import say

if TYPE_CHECKING:
    from policygraph.ingest.lists import Lists


@dataclass(frozen=True, slots=True)
class How:
    """Profile and word lists with which articles are read."""

    profile: str
    lists: Lists


def how(profile: str | None, workspace: Path | None, named: Iterable[str]) -> How:
    """What ``--profile``, ``--workspace`` and ``--list KIND=FILE`` ask for; an option goes before the workspace.

    Raises
    ------
    ListError
        For a bad word list, with file and line.
    WorkspaceError
        Where `workspace` is none.
    """
    from policygraph.graph.settings import Settings, read
    from policygraph.ingest.lists import read_lists

    settings = read(workspace) if workspace else Settings()
    files: dict[str, list[Path]] = {
        kind: [Path(workspace or "", f) for f in several] for kind, several in settings.lists
    }
    for text in named:
        kind, sign, file = text.partition("=")
        if not sign or not file:
            raise click.BadParameter(say("options.list_form", value=text), param_hint="--list")
        files.setdefault(kind, []).append(Path(file))
    return How(profile or (settings.profile if settings.profile != "default" else "accurate"), read_lists(files))
