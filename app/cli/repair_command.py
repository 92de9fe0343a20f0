"""``policygraph repair``: the store built again from the ledger."""

from __future__ import annotations

from pathlib import Path

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk


@make_command("repair")
@workspace_option
def command(workspace: Path, quiet: bool) -> None:
    """Build the store again; the help text stands in messages.toml."""
    from policygraph.workspace import Workspace

    count = Workspace.repair(workspace)
    talk(say("repair.done", count=count), quiet=quiet)
