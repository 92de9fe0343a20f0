"""``policygraph restore``: an archive back into a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from policygraph.cli.messages import say
from policygraph.cli.options import command as make_command
from policygraph.cli.options import workspace_option
from policygraph.cli.output import talk


@make_command("restore")
@click.argument("archive", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@workspace_option
def command(archive: Path, workspace: Path, quiet: bool) -> int:
    """Unpack the archive and build its store; the help text stands in messages.toml."""
    import policygraph
    from policygraph.graph.archive import restore

    packed = restore(archive, workspace)
    with policygraph.open(workspace) as ws:
        ws.track()
    talk(say("restore.done", workspace=workspace, articles=packed.articles, made=packed.made), quiet=quiet)
    return 0
