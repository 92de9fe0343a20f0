"""``policygraph export``: the graph, or the selected part, in a format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.known import workspace_on
from policygraph.cli.messages import language, say
from policygraph.cli.options import as_of_option, workspace_option
from policygraph.cli.options import command as make_command
from policygraph.cli.output import talk
from policygraph.cli.selecting import selection_options
from policygraph.exports import FORMATS

if TYPE_CHECKING:
    from policygraph.graph.selection import Selection


@make_command("export")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT")
@workspace_option
@as_of_option
@selection_options
def command(form: str, target: Path, workspace: Path, as_of: str | None, selection: Selection, quiet: bool) -> None:
    """Write the graph, or the selected part; the help text stands in messages.toml."""
    made = not target.parent.exists()
    with workspace_on(workspace, as_of, quiet=quiet) as ws:
        ws.export(form, target, selection, lang=language())
    if made:
        talk(say("export.made", folder=target.parent), quiet=quiet)
    talk(say("export.done", path=target), quiet=quiet)
