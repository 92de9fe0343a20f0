"""The workspace of a command that reads: it keeps the profile with which it is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.cli.messages import say
from policygraph.cli.output import talk

if TYPE_CHECKING:
    from policygraph.workspace import Workspace


def opened(folder: Path, profile: str | None, *, create: bool = True) -> Workspace:
    """The workspace in a folder; a new one is set to the profile that was asked for."""
    from policygraph.graph.settings import Settings
    from policygraph.workspace import Workspace

    return Workspace.open(folder, create=create, new=Settings(profile=profile) if profile else None)


def tell_if_once(ws: Workspace, folder: Path, profile: str | None, *, quiet: bool) -> None:
    """Say where the profile that was asked for is not the one by which the next build goes."""
    if profile and profile != ws.profile:
        talk(say("build.profile_once", profile=profile, kept=ws.profile, file=folder / "workspace.toml"), quiet=quiet)
