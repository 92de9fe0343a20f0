"""``policygraph export``: the graph, or the selected part, in a format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygraph.cli.messages import language, say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk
from policygraph.cli.selecting import selection_options
from policygraph.exports import FORMATS

if TYPE_CHECKING:
    from policygraph.graph.selection import Selection


@make_command("export")
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT")
@workspace_option
@selection_options
def command(form: str, target: Path, workspace: Path, selection: Selection, quiet: bool) -> None:
    """Write the graph, or the selected part; the help text stands in messages.toml."""
    import policygraph

    made = not target.parent.exists()
    with policygraph.open(workspace, read_only=True) as ws:
        ws.export(form, target, selection, lang=language())
    if made:
        talk(say("export.made", folder=target.parent), quiet=quiet)
    talk(say("export.done", path=target), quiet=quiet)
